//! Nesting of JSON, counted before it is parsed.

/// Deeper than anything Jira, Confluence or a model legitimately answers.
pub(crate) const MAX_DEPTH: usize = 64;

/// Whether `json` nests arrays and objects at most [`MAX_DEPTH`] deep. Does not check that it is JSON.
pub(crate) fn is_shallow(json: &[u8]) -> bool {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return false;
                }
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_brackets_outside_of_text_only() {
        let nested = |n: usize| [vec![b'['; n], vec![b']'; n]].concat();
        assert!(is_shallow(&nested(MAX_DEPTH)));
        assert!(!is_shallow(&nested(MAX_DEPTH + 1)));
        let text = format!(r#"{{"a":"{}\"{}"}}"#, "[".repeat(100), "{".repeat(100));
        assert!(is_shallow(text.as_bytes()));
    }
}
