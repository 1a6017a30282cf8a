//! Lines such as `[[sandbox: half-json]]` in a requirement, with which a test asks for trouble.

/// The directives found in one requirement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Directives(Vec<(String, Option<u64>)>);

impl Directives {
    /// Separates the directive lines from the rest of the text.
    pub(crate) fn split(text: &str) -> (Self, String) {
        let mut found = Vec::new();
        let mut rest = Vec::new();
        for line in text.lines() {
            let inside = line.trim().strip_prefix("[[sandbox:").and_then(|tail| tail.strip_suffix("]]"));
            match inside {
                Some(inside) => found.extend(items(inside)),
                None => rest.push(line),
            }
        }
        (Self(found), rest.join("\n").trim().to_owned())
    }

    /// The directives that stand anywhere in a text, as in the cells of a table.
    pub(crate) fn anywhere(text: &str) -> Self {
        let inside = text.split("[[sandbox:").skip(1).filter_map(|rest| rest.split_once("]]"));
        Self(inside.flat_map(|(inside, _)| items(inside)).collect())
    }

    pub(crate) fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(found, _)| found == name)
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.0.iter().find(|(found, _)| found == name).and_then(|(_, number)| *number)
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.0
            .iter()
            .map(|(name, number)| number.map_or_else(|| name.clone(), |number| format!("{name}={number}")))
            .collect()
    }
}

fn items(inside: &str) -> impl Iterator<Item = (String, Option<u64>)> {
    inside.split(',').map(str::trim).filter(|item| !item.is_empty()).map(|item| {
        let (name, number) = item
            .split_once('=')
            .map_or((item, None), |(name, number)| (name.trim(), number.trim().parse().ok()));
        (name.to_lowercase(), number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_leave_the_requirement_alone() {
        let (directives, text) = Directives::split("Book a room.\n[[sandbox: points=8, slow=200]]\nSoon.");
        assert_eq!(text, "Book a room.\nSoon.");
        assert_eq!(directives.number("points"), Some(8));
        assert!(directives.has("slow") && !directives.has("prose"));
    }
}
