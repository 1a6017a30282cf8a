use super::{MAX_DEPTH, PartialJson};
use serde_json::{Value, json};

fn reading(text: &str) -> PartialJson {
    let mut reading = PartialJson::default();
    reading.push(text);
    reading
}

fn value(text: &str) -> Option<Value> {
    reading(text).value()
}

#[test]
fn open_strings_arrays_and_objects_are_closed() {
    assert_eq!(value(r#"{"a": [1, {"b": "x"#), Some(json!({"a": [1, {"b": "x"}]})));
    assert_eq!(value(r#"{"a": "#), Some(json!({})));
    assert_eq!(value(r#"{"a": [tru"#), Some(json!({"a": []})));
    assert_eq!(value(r#"{"a": 12"#), Some(json!({})));
    assert_eq!(value(r#"{"a": 12,"#), Some(json!({"a": 12})));
    assert_eq!(value("nothing yet"), None);
}

#[test]
fn it_says_where_the_model_is_writing() {
    let at = |text: &str| reading(text).writing();
    assert_eq!(at(r#"{"summary": "Exp"#).as_deref(), Some("summary"));
    assert_eq!(at(r#"{"acceptance_criteria": ["a", "b", "c"#).as_deref(), Some("acceptance_criteria.2"));
    assert_eq!(at(r#"{"acceptance_criteria": ["a", "b", "#).as_deref(), Some("acceptance_criteria"));
    assert_eq!(at(r#"{"a": [{"b": {"c": "d"#).as_deref(), Some("a.0.b.c"));
    assert_eq!(at(r#"{"summary": "x", "#), None);
    assert_eq!(at(r#"{"summary": "x"}"#), None);
}

#[test]
fn braces_in_prose_are_passed_over() {
    assert_eq!(value(r#"Use {name} or {{x}} like this: {"a": 1} and {"b": 2}"#), Some(json!({"a": 1})));
    assert_eq!(value(r#"{ {"a": 1} }"#), Some(json!({"a": 1})));
    assert_eq!(value(r#"He wrote {"odd {"a": 1}"#), Some(json!({"a": 1})));
    assert_eq!(value("{\"a\": 1x} then {\"b\": true}"), Some(json!({"b": true})));
}

#[test]
fn fences_and_text_after_the_object_do_not_matter() {
    let all = reading("Sure.\n```json\n{\"a\": \"```\"}\n```\nAnything else? {\"b\": 1}");
    assert!(all.is_complete());
    assert_eq!(all.value(), Some(json!({"a": "```"})));
}

#[test]
fn surrogate_pairs_may_be_cut_anywhere() {
    let text = "{\"a\": \"x\\ud83d\\ude00y\"}";
    for cut in 0..text.len() {
        let mut reading = reading(&text[..cut]);
        if let Some(Value::String(so_far)) = reading.value().and_then(|value| value.get("a").cloned()) {
            assert!("x😀y".starts_with(&so_far), "{so_far:?} after {cut} bytes");
        }
        reading.push(&text[cut..]);
        assert_eq!(reading.value(), Some(json!({"a": "x😀y"})));
    }
    assert_eq!(value(r#"{"a": "\ud83d!"}"#), Some(json!({"a": "\u{fffd}!"})));
}

#[test]
fn common_slips_are_forgiven() {
    assert_eq!(value("{\"a\": \"one\ntwo\", \"b\": [1, 2,],}"), Some(json!({"a": "one\ntwo", "b": [1, 2]})));
}

#[test]
fn nesting_is_limited_where_serde_json_limits_it() {
    let nested = |depth: usize| format!("{}{}{}", "{\"a\":".repeat(depth - 1), "{}", "}".repeat(depth - 1));
    assert_eq!(value(&nested(MAX_DEPTH)), serde_json::from_str(&nested(MAX_DEPTH)).ok());
    assert!(serde_json::from_str::<Value>(&nested(MAX_DEPTH + 1)).is_err());
    assert_ne!(value(&nested(MAX_DEPTH + 1)).map(|value| value.to_string()), Some(nested(MAX_DEPTH + 1)));
}

#[test]
fn hostile_nesting_stays_linear() {
    let text = "{\"a\":".repeat(100_000);
    let mut reading = PartialJson::default();
    reading.push(&text);
    assert!(!reading.is_complete());
}
