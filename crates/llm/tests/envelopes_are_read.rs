//! The JSON objects with which a model says what it wants.

use llm::chain::{OutputParser, Parsed};
use llm::envelope::{Clarification, Envelope, MissingField, ToolCall};
use llm::tools::{ToolDecision, ToolRegistry, ToolSpec};
use proptest::prelude::*;
use serde_json::{Value, json};

#[expect(clippy::unwrap_used, reason = "test helper")]
fn call(tool: &str, args: Value) -> ToolCall {
    ToolCall { tool: tool.into(), args: args.as_object().unwrap().clone() }
}

#[test]
fn each_mode_is_recognised_bare_fenced_and_in_prose() {
    let tool = r#"{"mode":"tool","tool":"jira_search","args":{"jql":"x"}}"#;
    for text in
        [tool.to_owned(), format!("```json\n{tool}\n```"), format!("I will {{search}} now: {tool} Wait.")]
    {
        assert_eq!(
            Envelope::parse(&text),
            Envelope::Tool(call("jira_search", json!({"jql": "x"}))),
            "{text}"
        );
    }
    assert_eq!(Envelope::parse(r#"{"mode":"final","final":{"a":1}}"#), Envelope::Final(json!({"a": 1})));
    assert_eq!(
        Envelope::parse(
            r#"{"mode":"clarify","question":" Which? ","fields":["a",1,{"name":"b","label":"B","options":["x",2]}]}"#
        ),
        Envelope::Clarify(Clarification {
            question: "Which?".into(),
            fields: vec![
                MissingField { name: "a".into(), label: "a".into(), options: Vec::new() },
                MissingField { name: "b".into(), label: "B".into(), options: vec!["x".into()] },
            ]
        })
    );
}

#[test]
fn everything_else_is_final() {
    assert_eq!(Envelope::parse(" Just text. "), Envelope::Final(json!("Just text.")));
    assert_eq!(Envelope::parse("{\"a\": 1}"), Envelope::Final(json!({"a": 1})));
    assert_eq!(Envelope::parse("{\"mode\": \"other\"}"), Envelope::Final(json!({"mode": "other"})));
    assert_eq!(Envelope::parse("[1, 2]"), Envelope::Final(json!([1, 2])));
    assert_eq!(Envelope::parse(""), Envelope::Final(json!("")));
    assert_eq!(Envelope::parse(r#"{"mode":"tool"}"#), Envelope::Tool(call("", json!({}))));
}

#[test]
fn the_parser_opens_envelopes_and_forgives_common_slips() {
    let read = |text: &str| OutputParser.read(text);
    assert_eq!(read(r#"{"mode":"final","final":"{\"a\": 1}"}"#), Some(Parsed::Value(json!({"a": 1}))));
    assert_eq!(read("{\"a\": \"one\ntwo\",}"), Some(Parsed::Value(json!({"a": "one\ntwo"}))));
    assert_eq!(read("Use {} for that: {\"a\": 1}"), Some(Parsed::Value(json!({"a": 1}))));
    assert_eq!(read("```\n{\"code\": \"```\\n\"}\n```\n"), Some(Parsed::Value(json!({"code": "```\n"}))));
    assert_eq!(read("no JSON at all"), None);
    assert_eq!(read("{\"a\": \"cut"), None);
}

fn registry() -> ToolRegistry {
    ToolRegistry::new(vec![
        ToolSpec::new("jira_search", "Finds issues.")
            .required("jql", "What shall I search for?")
            .optional("limit"),
        ToolSpec::new("confluence_page", "Reads a page.")
            .required("id", "Which page?")
            .required("space", "Which space?"),
    ])
}

#[test]
fn only_listed_tools_run_and_only_with_arguments_they_know() {
    let args = json!({"jql": "x", "limit": 3, "delete": true});
    assert_eq!(
        registry().decide(&call("jira_search", args)),
        ToolDecision::Run(call("jira_search", json!({"jql": "x", "limit": 3})))
    );
    for tool in ["jira_create_issue", "JIRA_SEARCH", ""] {
        let ToolDecision::Unknown { message } = registry().decide(&call(tool, json!({}))) else {
            panic!("{tool}")
        };
        assert!(message.ends_with("The tools are: jira_search, confluence_page."), "{message}");
    }
}

#[test]
fn missing_arguments_become_a_question() {
    let ToolDecision::Clarify { question, fields } =
        registry().decide(&call("confluence_page", json!({"id": " "})))
    else {
        panic!()
    };
    assert_eq!(
        (question.as_str(), fields),
        ("Which page?\nWhich space?", vec!["id".to_owned(), "space".to_owned()])
    );
    assert!(registry().hints().starts_with("- jira_search(jql, limit?): Finds issues.\n"));
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(
        text in prop_oneof![
            any::<String>(),
            "[`{}\\[\\]\",:a-z \\n\\\\]{0,200}",
            r#"(\{"mode":|"tool"|"final"|"clarify"|\{\}|```json\n|```|,|\}|"x":|\[|1){0,40}"#,
        ]
    ) {
        let _ = Envelope::parse(&text);
        let _ = OutputParser.read(&text);
    }
}

#[test]
fn long_hostile_texts_are_read_quickly() {
    for piece in ["{}", "```\n", "{\"a\":", "{\"a\":{},", "}"] {
        let _ = Envelope::parse(&piece.repeat(100_000));
    }
}
