//! Templates of ours, and placeholders of users.

use std::collections::BTreeMap;

use llm::chain::{ChainError, PromptTemplate, fill_placeholders, placeholders_in};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn shipped_templates_are_strict() {
    let template =
        PromptTemplate::new("t", "{% for c in criteria %}\n- {{ c }}\n{% endfor %}\nEnd {{ n }}").unwrap();
    assert_eq!(template.render(&json!({"criteria": ["a", "<b>"], "n": 1})).unwrap(), "- a\n- <b>\nEnd 1");
    let error = template.render(&json!({"criteria": []})).unwrap_err();
    assert!(matches!(&error, ChainError::Prompt { name, .. } if name == "t"), "{error:?}");
    assert!(PromptTemplate::new("t", "{% for %}").is_err());
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    let items = vec![0; 2000];
    let template =
        PromptTemplate::new("t", "{% for a in x %}{% for b in x %}{{ b }}{% endfor %}{% endfor %}").unwrap();
    assert!(template.render(&json!({"x": items})).is_err());
}

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn placeholders_are_filled_in_one_pass() {
    let values = values(&[("a", "{b}"), ("b", "B"), ("long_name_1", "L")]);
    assert_eq!(
        fill_placeholders("{a} {b}{long_name_1} {c} {} { a } {{b}} {A", &values),
        "{b} BL {c} {} { a } {B} {A"
    );
    assert_eq!(placeholders_in("{b} {a} {b} {A} {x-y} {"), ["b", "a"]);
}

proptest! {
    #[test]
    fn any_text_can_be_filled(text in "[{}a-c_ é]{0,60}", value in ".{0,10}") {
        let filled = fill_placeholders(&text, &values(&[("a", &value)]));
        let expected = text.replace("{a}", &value);
        prop_assert_eq!(filled, expected);
    }
}
