//! What a child may ask for. Everything else is refused.

use http::Method;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Product {
    Jira,
    Confluence,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Allowed {
    /// Changes nothing. `path` lies below the product's base.
    Read { product: Product, path: String },
    /// `POST /rest/api/2/issue`: only while a create is under way.
    CreateIssue,
}

/// First steps below `/rest/api/2` that a read may take.
const JIRA: &[&str] = &[
    "field",
    "issue",
    "issueLinkType",
    "issuetype",
    "myself",
    "mypermissions",
    "priority",
    "project",
    "resolution",
    "search",
    "serverInfo",
    "status",
    "user",
];

/// First steps below `/rest/agile/1.0`.
const JIRA_AGILE: &[&str] = &["board", "epic", "issue", "sprint"];

/// First steps below `/rest/api`.
const CONFLUENCE: &[&str] = &["content", "search", "space", "user"];

pub(super) fn judge(method: &Method, path: &str) -> Option<Allowed> {
    // Issue keys and ids need no encoding, so anything encoded is an attempt at something else.
    let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "/-_.".contains(c));
    let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    if !plain || segments.iter().any(|segment| matches!(*segment, "" | "." | "..")) {
        return None;
    }
    let (product, below) = segments.split_first()?;
    let (product, readable) = match (*product, below) {
        ("jira", ["rest", "api", "2", first, ..]) => (Product::Jira, JIRA.contains(first)),
        ("jira", ["rest", "agile", "1.0", first, ..]) => (Product::Jira, JIRA_AGILE.contains(first)),
        ("confluence", ["rest", "api", first, ..]) => (Product::Confluence, CONFLUENCE.contains(first)),
        _ => return None,
    };
    if product == Product::Jira && *method == Method::POST && below == ["rest", "api", "2", "issue"] {
        return Some(Allowed::CreateIssue);
    }
    // Searching by POST changes nothing; long queries need it.
    let search =
        product == Product::Jira && *method == Method::POST && below == ["rest", "api", "2", "search"];
    (readable && (*method == Method::GET || search)).then(|| Allowed::Read { product, path: below.join("/") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_on_the_list_pass() {
        for (method, path) in [
            (Method::GET, "/jira/rest/api/2/field"),
            (Method::GET, "/jira/rest/api/2/issue/SHOP-1"),
            (Method::GET, "/jira/rest/api/2/issue/createmeta/SHOP/issuetypes"),
            (Method::GET, "/jira/rest/agile/1.0/board"),
            (Method::POST, "/jira/rest/api/2/search"),
            (Method::GET, "/confluence/rest/api/content/7"),
        ] {
            assert!(matches!(judge(&method, path), Some(Allowed::Read { .. })), "{method} {path}");
        }
        assert_eq!(judge(&Method::POST, "/jira/rest/api/2/issue"), Some(Allowed::CreateIssue));
    }

    #[test]
    fn writes_and_detours_do_not() {
        for (method, path) in [
            (Method::PUT, "/jira/rest/api/2/issue/SHOP-1"),
            (Method::DELETE, "/jira/rest/api/2/issue/SHOP-1"),
            (Method::POST, "/jira/rest/api/2/issue/bulk"),
            (Method::POST, "/jira/rest/api/2/issue/SHOP-1/comment"),
            (Method::POST, "/jira/rest/api/2/issue/"),
            (Method::POST, "/confluence/rest/api/content"),
            (Method::POST, "/confluence/rest/api/search"),
            (Method::GET, "/jira/rest/api/2/webhook"),
            (Method::GET, "/jira/rest/api/2/issue/../../../admin"),
            (Method::GET, "/jira/rest/api/2/issue/%2e%2e/x"),
            (Method::GET, "/jira/rest/api/2//issue"),
            (Method::GET, "/jira/secure/admin"),
            (Method::GET, "/"),
            (Method::HEAD, "/jira/rest/api/2/field"),
        ] {
            assert_eq!(judge(&method, path), None, "{method} {path}");
        }
    }
}
