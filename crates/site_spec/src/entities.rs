//! Entity types, and how sheets name a bundle: `Academic Program (Content type)`.

/// Entity types as people write them, and their machine names.
const KNOWN: &[(&str, &[&str])] = &[
    ("node", &["contenttype", "contenttypes", "content", "node", "nodetype", "nodes"]),
    (
        "taxonomy_term",
        &[
            "vocabulary",
            "vocabularies",
            "taxonomy",
            "taxonomyterm",
            "taxonomyvocabulary",
            "taxonomyterms",
            "term",
            "terms",
        ],
    ),
    (
        "paragraph",
        &["paragraphtype", "paragraphstype", "paragraphtypes", "paragraph", "paragraphs", "paragraphstypes"],
    ),
    (
        "block_content",
        &[
            "customblocktype",
            "blocktype",
            "contentblock",
            "blockcontent",
            "customblock",
            "customblocktypes",
            "blocktypes",
            "block",
            "contentblocktype",
        ],
    ),
    ("media", &["mediatype", "mediatypes", "media", "mediaentity"]),
    ("user", &["user", "users", "account"]),
    ("comment", &["commenttype", "comment", "comments"]),
    ("file", &["filetype", "file", "files"]),
    ("menu_link_content", &["menulink", "custommenulink", "menulinkcontent"]),
    ("commerce_product", &["producttype", "product"]),
    ("group", &["grouptype", "group"]),
    ("webform_submission", &["webform", "webformsubmission"]),
    ("config_pages", &["configpage", "configpages", "sitesettings"]),
];

/// Entity types without bundles of their own; Drupal brings them.
const WITHOUT_BUNDLES: &[&str] = &["user", "file", "menu_link_content"];

/// An entity type's machine name from what somebody wrote, or `None` when it is not a known one.
pub fn entity_type(text: &str) -> Option<&'static str> {
    let key = crate::columns::normalised(text);
    KNOWN
        .iter()
        .find(|(name, words)| *name == text.trim() || words.contains(&key.as_str()))
        .map(|(name, _)| *name)
}

/// What people call an entity type.
pub fn label(entity: &str) -> &str {
    match entity {
        "node" => "Content type",
        "taxonomy_term" => "Vocabulary",
        "paragraph" => "Paragraph type",
        "block_content" => "Block type",
        "media" => "Media type",
        "user" => "User",
        "comment" => "Comment type",
        other => other,
    }
}

/// Drupal brings this bundle itself, so no row has to describe it.
pub fn is_built_in(entity: &str) -> bool {
    WITHOUT_BUNDLES.contains(&entity)
}

/// `Name (Type)` as its two parts; what is in parentheses only counts when it is an entity type.
pub fn split_label(text: &str) -> (&str, Option<&'static str>) {
    let text = text.trim();
    if let Some(open) = text.rfind('(')
        && let Some(inside) = text[open + 1..].trim_end().strip_suffix(')')
        && let Some(entity) = entity_type(inside)
    {
        return (text[..open].trim_end(), Some(entity));
    }
    (text, None)
}

/// A cell that means many bundles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wildcard<'a> {
    /// Every one.
    All,
    /// Every one but these.
    AllExcept(&'a str),
}

/// `All`, `All content types`, `All except News, Event`.
pub fn wildcard(text: &str) -> Option<Wildcard<'_>> {
    let text = text.trim();
    let rest = match text.get(..3) {
        Some(all) if all.eq_ignore_ascii_case("all") => &text[3..],
        _ => return (text == "*").then_some(Wildcard::All),
    };
    if rest.is_empty() {
        return Some(Wildcard::All);
    }
    if !rest.starts_with([' ', ',', ':', '(']) {
        return None;
    }
    if let Some(exceptions) = exceptions(rest) {
        return Some(Wildcard::AllExcept(exceptions));
    }
    // `All content types` is a wildcard, `All Hands (Content type)` is a bundle.
    let rest = rest.trim().trim_matches(['(', ')']).trim();
    let plural =
        matches!(rest.to_ascii_lowercase().as_str(), "bundles" | "types" | "entities" | "of them" | "states");
    (plural || entity_type(rest).is_some()).then_some(Wildcard::All)
}

fn exceptions(rest: &str) -> Option<&str> {
    let lower = rest.to_ascii_lowercase();
    let (at, word) = ["except for ", "except ", "excluding ", "but not ", "but "]
        .into_iter()
        .filter_map(|word| lower.find(word).map(|at| (at, word)))
        .find(|(at, _)| !lower[..*at].ends_with(char::is_alphanumeric))?;
    let listed = rest[at + word.len()..].trim();
    let opened = listed.matches('(').count();
    // `All (except News)` opened its parenthesis before the list.
    Some(if listed.matches(')').count() > opened { listed.trim_end_matches(')').trim() } else { listed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_is_named_by_label_and_type() {
        assert_eq!(split_label("Academic Program (Content type)"), ("Academic Program", Some("node")));
        assert_eq!(split_label("Hero (large)"), ("Hero (large)", None));
        assert_eq!(split_label(" Hero (large) (Paragraph Type) "), ("Hero (large)", Some("paragraph")));
        assert_eq!(split_label("Card"), ("Card", None));
    }

    #[test]
    fn wildcards_are_told_from_bundles_that_begin_with_all() {
        assert_eq!(wildcard("All"), Some(Wildcard::All));
        assert_eq!(wildcard("all content types"), Some(Wildcard::All));
        assert_eq!(wildcard("All (Content type)"), Some(Wildcard::All));
        assert_eq!(
            wildcard("All except News (Content type)"),
            Some(Wildcard::AllExcept("News (Content type)"))
        );
        assert_eq!(wildcard("All (except News, Event)"), Some(Wildcard::AllExcept("News, Event")));
        assert_eq!(wildcard("All Buttons (Paragraph type)"), None);
        assert_eq!(wildcard("All Hands (Content type)"), None);
        assert_eq!(wildcard("Alliance"), None);
        assert_eq!(wildcard("Ål"), None);
    }
}
