//! What people point a model to besides the requirement: issues of Jira and pages of Confluence, one a line.

use crate::{jira::IssueKey, limits};

/// An issue or a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// An issue.
    Issue {
        /// Its key.
        key: IssueKey,
        /// The address it was pasted as.
        address: Option<String>,
    },
    /// A page of Confluence.
    Page {
        /// Its number.
        id: String,
        /// The address it was pasted as.
        address: Option<String>,
    },
}

impl Reference {
    /// Whether both mean the same.
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Issue { key, .. }, Self::Issue { key: other, .. }) => key == other,
            (Self::Page { id, .. }, Self::Page { id: other, .. }) => id == other,
            _ => false,
        }
    }
}

/// Reads a key, a page's number, or the address of either, a line each. Twice the same counts once. Fails with what is
/// wrong, in words.
pub fn parse(text: &str) -> Result<Vec<Reference>, String> {
    let mut found: Vec<Reference> = Vec::new();
    for line in text.split(['\n', ',']).map(str::trim).filter(|line| !line.is_empty()) {
        if line.chars().count() > limits::LINE {
            return Err(format!("A line can have at most {} characters.", limits::LINE));
        }
        let reference = one(line).ok_or_else(|| {
            format!(
                "“{}” is neither the key of an issue nor the address of a page with its number in it.",
                line.chars().take(60).collect::<String>()
            )
        })?;
        if !found.iter().any(|other| other.is(&reference)) {
            found.push(reference);
        }
        if found.len() > limits::CONTEXTS {
            return Err(format!("At most {} issues and pages fit.", limits::CONTEXTS));
        }
    }
    Ok(found)
}

fn one(line: &str) -> Option<Reference> {
    if let Ok(key) = IssueKey::parse(line) {
        return Some(Reference::Issue { key, address: None });
    }
    if is_number(line) {
        return Some(Reference::Page { id: line.to_owned(), address: None });
    }
    if !line.starts_with("https://") && !line.starts_with("http://") {
        return None;
    }
    let address = Some(line.to_owned());
    if let Some((_, rest)) = line.split_once("/browse/") {
        let key = rest.split(['?', '#', '/']).next()?;
        return Some(Reference::Issue { key: IssueKey::parse(key).ok()?, address });
    }
    let id = match line.split_once("pageId=") {
        Some((_, rest)) => rest.split(['&', '#']).next()?,
        None => line.split_once("/pages/")?.1.split(['?', '#', '/']).next()?,
    };
    is_number(id).then(|| Reference::Page { id: id.to_owned(), address })
}

fn is_number(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let one = |reference: &Reference| match reference {
            Reference::Issue { key, .. } => key.to_string(),
            Reference::Page { id, .. } => id.clone(),
        };
        parse(text).unwrap().iter().map(one).collect()
    }

    #[test]
    fn keys_numbers_and_addresses_are_understood() {
        let text = "clinic-7, https://jira.example/jira/browse/LAB-12?focused=1\n98305\n\
            https://wiki.example/pages/viewpage.action?pageId=98306&x=1\n\
            https://wiki.example/spaces/CLIN/pages/98307/How+it+works\nCLINIC-7";
        assert_eq!(words(text), ["CLINIC-7", "LAB-12", "98305", "98306", "98307"]);
        assert_eq!(words(" \n,"), Vec::<String>::new());
    }

    #[test]
    fn anything_else_is_named() {
        for line in
            ["yesterday", "https://wiki.example/display/CLIN/Home", "ftp://x/browse/LAB-1", "/pages/1/x"]
        {
            assert!(parse(line).unwrap_err().contains(line), "{line}");
        }
        let many: Vec<String> = (1..=limits::CONTEXTS + 1).map(|at| format!("LAB-{at}")).collect();
        assert!(parse(&many.join("\n")).unwrap_err().contains("At most 10"));
        assert!(parse(&"x".repeat(limits::LINE + 1)).is_err());
    }
}
