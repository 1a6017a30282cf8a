use domain::ids::{DraftId, PromptId, RuleSetId, SheetFileId, SiteBuildId, SiteTicketId};
use std::fmt::{self, Write as _};

/// The longest path that is followed, in bytes.
const LONGEST: usize = 1_024;

/// A path on this site. The only thing a redirect may lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalPath(String);

impl LocalPath {
    /// Where people land after signing in.
    pub fn dashboard() -> Self {
        Self("/dashboard".to_owned())
    }
    /// A draft's page.
    pub fn draft(draft: DraftId) -> Self {
        Self(format!("/create/{draft}"))
    }
    /// One version of a draft.
    pub fn version(draft: DraftId, version: i32) -> Self {
        Self(format!("/create/{draft}/versions/{version}"))
    }
    /// What models were asked for a draft.
    pub fn model_calls(draft: DraftId) -> Self {
        Self(format!("/create/{draft}/calls"))
    }
    /// The history, which offers to take the deletion of this draft back.
    pub fn deleted(draft: DraftId) -> Self {
        Self(format!("/history?deleted={draft}"))
    }
    /// A prompt's page.
    pub fn prompt(prompt: PromptId) -> Self {
        Self(format!("/prompts/{prompt}"))
    }
    /// The list of prompts, offering to take back the deletion of one.
    pub fn prompts_without(deleted: PromptId) -> Self {
        Self(format!("/prompts?deleted={deleted}"))
    }
    /// The list of rules, offering to take back the deletion of some.
    pub fn rules_without(deleted: RuleSetId) -> Self {
        Self(format!("/rules?deleted={deleted}"))
    }
    /// A site build's sheets.
    pub fn site_build(build: SiteBuildId) -> Self {
        Self(format!("/builds/{build}"))
    }
    /// The columns of one of them.
    pub fn site_build_columns(build: SiteBuildId, file: SheetFileId, table: u32) -> Self {
        Self(format!("/builds/{build}?file={file}&table={table}#columns"))
    }
    /// What is wrong with them.
    pub fn site_build_check(build: SiteBuildId) -> Self {
        Self(format!("/builds/{build}/check"))
    }
    /// Rows of one of them, around one row.
    pub fn site_build_rows(build: SiteBuildId, file: SheetFileId, table: u32, row: u32) -> Self {
        Self(format!("/builds/{build}/rows?file={file}&table={table}&row={row}"))
    }
    /// The tickets they become.
    pub fn site_build_plan(build: SiteBuildId) -> Self {
        Self(format!("/builds/{build}/plan"))
    }
    /// Its tickets, to be reviewed.
    pub fn site_build_review(build: SiteBuildId) -> Self {
        Self(format!("/builds/{build}/review"))
    }
    /// One of them.
    pub fn site_build_ticket(build: SiteBuildId, ticket: SiteTicketId) -> Self {
        Self(format!("/builds/{build}/review?open={ticket}"))
    }
    /// Where they go.
    pub fn site_build_export(build: SiteBuildId) -> Self {
        Self(format!("/builds/{build}/export"))
    }
    /// What the next version of its sheets changes.
    pub fn site_build_changes(build: SiteBuildId) -> Self {
        Self(format!("/builds/{build}/changes"))
    }
    /// The list of site builds, offering to take back the deletion of one.
    pub fn site_builds_without(deleted: SiteBuildId) -> Self {
        Self(format!("/builds?deleted={deleted}"))
    }
    /// The sign-in page, leading back to `next`.
    pub fn sign_in(next: &Self) -> Self {
        Self(format!("/sign-in?next={}", percent_encoded(&next.0)))
    }
    /// Reads a path such as `/create?like=…`. Refuses everything a browser could take for another site
    /// (`//host`, `/\host`), what cannot stand in a header, and the API.
    pub fn parse(text: &str) -> Option<Self> {
        let visible = text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
        let local = text.starts_with('/') && !text.starts_with("//") && !text.starts_with("/api/");
        (visible && local && text.len() <= LONGEST).then(|| Self(text.to_owned()))
    }
    /// A path written in this program.
    #[cfg(feature = "ssr")]
    pub(crate) fn known(path: &'static str) -> Self {
        debug_assert!(Self::parse(path).is_some(), "{path} is not a local path");
        Self(path.to_owned())
    }
    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text as the value of a query parameter.
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

impl fmt::Display for LocalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_on_this_site_are_followed() {
        for good in ["/", "/dashboard", "/create?like=1", "/history#end"] {
            assert!(LocalPath::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "dashboard",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a b",
            "/a\r\nSet-Cookie: x",
            "/é",
            "/api/fn/accounts/sign_out",
            "javascript:alert(1)",
        ] {
            assert_eq!(LocalPath::parse(bad), None, "{bad}");
        }
        assert_eq!(LocalPath::parse(&format!("/{}", "a".repeat(LONGEST))), None);
    }

    #[test]
    fn the_way_back_survives_as_one_parameter() {
        let next = LocalPath::parse("/history?query=a&page=1").unwrap();
        assert_eq!(LocalPath::sign_in(&next).as_str(), "/sign-in?next=/history%3Fquery%3Da%26page%3D1");
    }
}
