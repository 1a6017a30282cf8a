use crate::{Person, ToolInfo};

/// Which products a server is told about; they decide which tools it offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Products {
    /// Jira.
    pub jira: bool,
    /// Confluence.
    pub confluence: bool,
}

impl Products {
    /// Those a person is connected to.
    pub(crate) const fn of(person: &Person) -> Self {
        Self { jira: person.jira.is_some(), confluence: person.confluence.is_some() }
    }
}

/// What a server offers.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolList {
    /// The server's own name and version; empty where it does not say.
    pub server: String,
    /// Its tools, in its order.
    pub tools: Vec<ToolInfo>,
}
