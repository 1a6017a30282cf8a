//! From Confluence's storage format to text that a model can read.

/// How wide lines are; far more than anybody writes, so that sentences stay whole.
const WIDTH: usize = 400;
/// How narrow they become where things stand in things.
const NARROWEST: usize = 80;

/// The text of a page: headings, lists and tables stay recognisable, macros and links are their text.
/// `None` for what cannot be read at all.
pub(super) fn of_storage(storage: &str) -> Option<String> {
    let html = with_readable_code(storage);
    let reading = html2text::config::plain_no_decorate().min_wrap_width(NARROWEST).allow_width_overflow();
    let text = reading.string_from_read(html.as_bytes(), WIDTH).ok()?;
    Some(text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"))
}

/// A code macro's text stands in a CDATA section, which is nothing to an HTML parser.
fn with_readable_code(storage: &str) -> String {
    let mut html = String::with_capacity(storage.len());
    let mut rest = storage;
    while let Some((before, after)) = rest.split_once("<![CDATA[") {
        let (code, after) = after.split_once("]]>").unwrap_or((after, ""));
        html.push_str(before);
        html.push_str("<pre>");
        html.push_str(&code.replace('&', "&amp;").replace('<', "&lt;"));
        html.push_str("</pre>");
        rest = after;
    }
    html.push_str(rest);
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_lists_tables_and_code_stay_readable() {
        let text = of_storage(
            "<h2>Rules</h2><p>Free &amp; easy<br/>to&nbsp;read.</p><ul><li>One</li><li>Two</li></ul>\
             <table><tbody><tr><th>Day</th><td>Open</td></tr></tbody></table>\
             <ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[if a < b && c]]></ac:plain-text-body>\
             </ac:structured-macro><script>alert(1)</script>",
        )
        .unwrap();
        for part in ["Rules", "Free & easy", "read.", "One", "Two", "Day", "Open", "if a < b && c"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("alert"), "{text}");
    }

    #[test]
    fn what_is_broken_is_read_as_far_as_it_goes() {
        assert!(of_storage("<p>Half <b>open <![CDATA[code").unwrap().contains("Half"));
        assert_eq!(of_storage("").as_deref(), Some(""));
        let deep =
            format!("{}deep{}", "<blockquote><ul><li>".repeat(300), "</li></ul></blockquote>".repeat(300));
        assert!(of_storage(&deep).unwrap().contains("deep"), "however narrow it gets");
    }
}
