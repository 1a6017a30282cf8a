//! What rules ask for, in words.

use domain::{
    draft::points_text,
    failure::Severity,
    rules::{Demand, Rule},
};

fn quoted(words: &[String]) -> String {
    words.iter().map(|word| format!("“{word}”")).collect::<Vec<_>>().join(", ")
}

/// What a rule asks for.
pub(super) fn wanted(rule: &Rule) -> String {
    let demand = match &rule.demand {
        Demand::MaxPoints { max } => format!("At most {} story points", points_text(*max)),
        Demand::RequiredSection { field } => format!("{} written", field.label()),
        Demand::MaxLength { field, max } => format!("{} of at most {max} characters", field.label()),
        Demand::MinLength { field, min } => format!("{} of at least {min} characters", field.label()),
        Demand::ForbiddenWords { words } => format!("Without {}", quoted(words)),
        Demand::RequiredWords { field: None, words } => format!("With {}", quoted(words)),
        Demand::RequiredWords { field: Some(field), words } => {
            format!("{} with {}", field.label(), quoted(words))
        }
    };
    match (rule.severity, rule.bypassable) {
        (Severity::Blocking, false) => demand,
        (Severity::Blocking, true) => format!("{demand} (an administrator may let it pass)"),
        (Severity::Warning | Severity::Info, _) => format!("{demand} (only a warning)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::draft::Field;

    #[test]
    fn rules_read_like_a_list() {
        let words = vec!["TBD".to_owned(), "soon".to_owned()];
        let strict = |demand| wanted(&Rule::strict(demand));
        assert_eq!(strict(Demand::MaxPoints { max: 2.5 }), "At most 2.5 story points");
        assert_eq!(strict(Demand::ForbiddenWords { words: words.clone() }), "Without “TBD”, “soon”");
        let some = Demand::RequiredWords { field: Some(Field::StlcNotes), words };
        assert_eq!(strict(some.clone()), "STLC notes with “TBD”, “soon”");
        let warning = Rule { severity: Severity::Warning, ..Rule::strict(some.clone()) };
        assert!(wanted(&warning).ends_with("(only a warning)"));
        let passable = Rule { bypassable: true, ..Rule::strict(some) };
        assert!(wanted(&passable).ends_with("(an administrator may let it pass)"));
    }
}
