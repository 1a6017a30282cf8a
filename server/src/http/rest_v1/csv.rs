//! Lists as files for a spreadsheet.

use axum::{
    http::{
        HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};

/// One cell: quoted, and never taken for a formula by whatever opens the file.
pub(super) fn cell(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if risky { "'" } else { "" }, text.replace('"', "\"\""))
}

/// Lines of cells as an attachment of this name.
pub(super) fn file(name: &'static str, lines: impl IntoIterator<Item = Vec<String>>) -> Response {
    let mut text = String::new();
    for line in lines {
        text.push_str(&line.iter().map(|one| cell(one)).collect::<Vec<_>>().join(","));
        text.push_str("\r\n");
    }
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_whatever_opens_the_file() {
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        for risky in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"] {
            assert!(cell(risky).starts_with("\"'"), "{risky:?}");
        }
    }
}
