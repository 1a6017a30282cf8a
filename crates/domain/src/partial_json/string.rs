//! A JSON string that is still open, with its escapes.

use super::NotJson;

/// What has been read of a string, after its opening quote.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenString {
    text: String,
    escape: Escape,
    /// The first half of a surrogate pair, waiting for the second.
    high: Option<u16>,
}

#[derive(Debug, Clone, Copy, Default)]
enum Escape {
    #[default]
    None,
    /// After a backslash.
    Begun,
    /// After `\u` and `digits` hexadecimal digits.
    Unicode { digits: u8, unit: u16 },
}

impl OpenString {
    /// Reads from the beginning of `rest`; tells how many bytes were used and whether the closing quote was one.
    pub(super) fn read(&mut self, rest: &str) -> Result<(usize, bool), NotJson> {
        if matches!(self.escape, Escape::None) {
            let run = rest.find(['"', '\\']).unwrap_or(rest.len());
            if run > 0 {
                self.flush_half_pair();
                self.text.push_str(&rest[..run]);
                return Ok((run, false));
            }
        }
        let Some(next) = rest.chars().next() else { return Ok((0, false)) };
        let closed = match self.escape {
            Escape::None if next == '"' => {
                self.flush_half_pair();
                true
            }
            Escape::None => {
                self.escape = Escape::Begun;
                false
            }
            Escape::Begun => {
                self.escaped(next)?;
                false
            }
            Escape::Unicode { digits, unit } => {
                self.digit(next, digits, unit)?;
                false
            }
        };
        Ok((next.len_utf8(), closed))
    }

    pub(super) fn so_far(&self) -> &str {
        &self.text
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    fn escaped(&mut self, next: char) -> Result<(), NotJson> {
        if next == 'u' {
            self.escape = Escape::Unicode { digits: 0, unit: 0 };
            return Ok(());
        }
        let character = match next {
            '"' | '\\' | '/' => next,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => return Err(NotJson),
        };
        self.flush_half_pair();
        self.text.push(character);
        self.escape = Escape::None;
        Ok(())
    }

    fn digit(&mut self, next: char, digits: u8, unit: u16) -> Result<(), NotJson> {
        let digit = next.to_digit(16).and_then(|digit| u16::try_from(digit).ok()).ok_or(NotJson)?;
        let unit = (unit << 4) | digit;
        if digits < 3 {
            self.escape = Escape::Unicode { digits: digits + 1, unit };
            return Ok(());
        }
        self.escape = Escape::None;
        if let Some(high) = self.high
            && let Some(Ok(character)) = char::decode_utf16([high, unit]).next()
        {
            self.high = None;
            self.text.push(character);
            return Ok(());
        }
        self.flush_half_pair();
        if (0xD800..0xDC00).contains(&unit) {
            self.high = Some(unit);
        } else {
            self.text.push(char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        Ok(())
    }

    /// A first half that got no second one.
    fn flush_half_pair(&mut self) {
        if self.high.take().is_some() {
            self.text.push(char::REPLACEMENT_CHARACTER);
        }
    }
}
