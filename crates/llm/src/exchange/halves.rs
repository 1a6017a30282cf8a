//! Halves of characters. Some gateways cut their text where JavaScript counts, in the middle of a character outside of
//! Unicode's first plane, and send the halves as escapes (`\ud83d`) in two events. Strict readers refuse such JSON, so
//! halves are read as stand-ins and put together again when the other one comes.

/// First of the 2048 code points, at the end of the last private-use plane, that stand for halves.
const STAND_INS: u32 = 0x10_F800;
const HALVES: std::ops::RangeInclusive<u32> = 0xD800..=0xDFFF;
const FIRST_LOW: u32 = 0xDC00;

/// JSON with stand-ins for the halves in it; `None` when it has none.
pub(super) fn with_stand_ins(json: &str) -> Option<String> {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    let mut any = false;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let length = match unit(escape) {
            Some(high) if (0xD800..FIRST_LOW).contains(&high) && is_low(escape.get(6..)) => 12,
            Some(half) if HALVES.contains(&half) => {
                out.extend(char::from_u32(STAND_INS + half - 0xD800));
                any = true;
                rest = escape.get(6..).unwrap_or_default();
                continue;
            }
            Some(_) => 6,
            // A backslash and one more character, of any length.
            None => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        out.push_str(escape.get(..length).unwrap_or(escape));
        rest = escape.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    any.then_some(out)
}

/// The code unit of `\uXXXX` at the beginning of a text.
fn unit(text: &str) -> Option<u32> {
    u32::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

fn is_low(text: Option<&str>) -> bool {
    text.and_then(unit).is_some_and(|unit| (FIRST_LOW..=0xDFFF).contains(&unit))
}

/// Puts halves together, over the pieces of one answer.
#[derive(Debug, Default)]
pub(super) struct Joiner {
    waiting: Option<u32>,
}

impl Joiner {
    /// The text of a piece, with a half that waited before it, and without one that waits after it.
    pub(super) fn join(&mut self, piece: &str) -> String {
        let mut out = String::with_capacity(piece.len());
        for character in piece.chars() {
            let half = u32::from(character).checked_sub(STAND_INS).map(|offset| 0xD800 + offset);
            match (self.waiting.take(), half) {
                (Some(high), Some(low)) if low >= FIRST_LOW => {
                    let both = 0x1_0000 + ((high - 0xD800) << 10) + (low - FIRST_LOW);
                    out.push(char::from_u32(both).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                (waited, half) => {
                    out.extend(waited.map(|_| char::REPLACEMENT_CHARACTER));
                    match half {
                        Some(high) if high < FIRST_LOW => self.waiting = Some(high),
                        Some(_) => out.push(char::REPLACEMENT_CHARACTER),
                        None => out.push(character),
                    }
                }
            }
        }
        out
    }

    /// What is left of a half whose other one never came.
    pub(super) fn rest(&mut self) -> Option<char> {
        self.waiting.take().map(|_| char::REPLACEMENT_CHARACTER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(json: &str) -> String {
        let json = with_stand_ins(json).unwrap_or_else(|| json.to_owned());
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn halves_without_their_other_one_are_marked_as_lost() {
        let mut joiner = Joiner::default();
        let pieces = [r#""a\ud83d""#, r#""b\ude00""#, r#""\ud83d\ud83d""#, r#""\ude00""#, r#""\ud83d""#];
        let text: String = pieces.iter().map(|piece| joiner.join(&read(piece))).collect();
        assert_eq!(text, "a\u{FFFD}b\u{FFFD}\u{FFFD}😀");
        assert_eq!((joiner.rest(), joiner.rest()), (Some('\u{FFFD}'), None));
    }

    #[test]
    fn whole_characters_and_other_escapes_stay_as_they_are() {
        for json in
            [r#""\ud83d\ude00""#, r#""\\ud83d""#, r#""\"\\\n\u00fc""#, "\"plain\"", r#""\"#, r#""\u12"#]
        {
            assert_eq!(with_stand_ins(json), None, "{json}");
        }
        assert_eq!(read(r#""\\\ud83d""#).chars().next(), Some('\\'));
    }

    proptest! {
        #[test]
        fn a_text_cut_anywhere_where_javascript_counts_comes_back(text in "[^\u{10F800}-\u{10FFFF}]{0,40}", size in 1_usize..5) {
            let units: Vec<u16> = text.encode_utf16().collect();
            let mut joiner = Joiner::default();
            let mut back = String::new();
            for piece in units.chunks(size) {
                let escapes: Vec<_> = piece.iter().map(|unit| format!("\\u{unit:04x}")).collect();
                let escapes = escapes.concat();
                back.push_str(&joiner.join(&read(&format!("\"{escapes}\""))));
            }
            prop_assert_eq!(back, text);
        }
    }
}
