//! Filling `{placeholder}` in prompts that people write. One pass, nothing else: what is filled in is never read again.

/// Replaces each `{name}` for which `value_of` has a text; everything else stays as it is.
pub fn fill<'a>(text: &str, value_of: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut after = 0;
    for (start, name) in find(text) {
        if let Some(value) = value_of(name) {
            filled.push_str(&text[after..start]);
            filled.push_str(value);
            after = start + name.len() + 2;
        }
    }
    filled.push_str(&text[after..]);
    filled
}

/// The names of the placeholders in a text, each once, in their order.
pub fn names_in(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (_, name) in find(text) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Offsets and names of everything that looks like `{lower_case_name}`.
fn find(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('{').filter_map(|(start, _)| {
        let rest = &text[start + 1..];
        let end = rest.find(|character: char| !matches!(character, 'a'..='z' | '0'..='9' | '_'))?;
        (end > 0 && rest[end..].starts_with('}')).then(|| (start, &rest[..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn placeholders_are_filled_in_one_pass() {
        let values = |name: &str| match name {
            "a" => Some("{b}"),
            "b" => Some("B"),
            "long_name_1" => Some("L"),
            _ => None,
        };
        assert_eq!(fill("{a} {b}{long_name_1} {c} {} { a } {{b}} {A", values), "{b} BL {c} {} { a } {B} {A");
        assert_eq!(names_in("{b} {a} {b} {A} {x-y} {"), ["b", "a"]);
    }

    proptest! {
        #[test]
        fn any_text_can_be_filled(text in "[{}a-c_ é]{0,60}", value in ".{0,10}") {
            let filled = fill(&text, |name| (name == "a").then_some(value.as_str()));
            prop_assert_eq!(filled, text.replace("{a}", &value));
        }
    }
}
