//! Which links a browser may follow out of an issue, and addresses in running text.

use crate::tree::Inline;

/// Whether a link may be one. Of others (`javascript:`, places relative to nothing) the address stays readable.
pub(crate) fn opens(href: &str) -> bool {
    ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| href.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// Addresses in a text become links, as Jira's own editor makes them.
pub(crate) fn split(text: &str) -> Vec<Inline> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = next(rest) {
        let length = rest[at..]
            .find(|c: char| c.is_whitespace() || "<>\"|[]{}".contains(c))
            .unwrap_or(rest.len() - at);
        // A full stop or a bracket at the end belongs to the sentence.
        let address =
            rest[at..at + length].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '*', '_']);
        if at > 0 {
            out.push(Inline::Text(rest[..at].to_owned()));
        }
        out.push(Inline::Link { href: address.to_owned(), content: vec![Inline::Text(address.to_owned())] });
        rest = &rest[at + address.len()..];
    }
    if !rest.is_empty() || out.is_empty() {
        out.push(Inline::Text(rest.to_owned()));
    }
    out
}

/// Where the next address with a host begins.
fn next(text: &str) -> Option<usize> {
    text.match_indices("http").map(|(at, _)| at).find(|at| {
        let begins = text[..*at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        let host = text[*at..].strip_prefix("https://").or_else(|| text[*at..].strip_prefix("http://"));
        begins && host.is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric()))
    })
}
