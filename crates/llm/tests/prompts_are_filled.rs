//! Templates of ours.

use llm::chain::{ChainError, PromptTemplate};
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
