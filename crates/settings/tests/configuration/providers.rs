//! Providers of the kinds `openai` and `anthropic`.

use crate::support::{copy, development, messages, replace};
use settings::{IdentityMatch, ProviderKind, Settings};
use tempfile::TempDir;

/// The shipped configuration with one more member in the provider of this kind.
fn with(kind: &str, member: &str) -> TempDir {
    let dir = copy();
    let line = format!("\"kind\": \"{kind}\",");
    replace(&dir, "config.json", &line, &format!("{line} {member},"));
    dir
}

#[test]
fn the_shipped_examples_need_no_other_file_and_match_no_person() {
    let settings = Settings::load(copy().path(), &development()).unwrap();
    assert_eq!(settings.default_provider.as_ref().unwrap().as_str(), "company", "the first choice stays");
    for (id, is_kind) in [
        ("openai", (|kind| matches!(kind, ProviderKind::OpenAi)) as fn(&ProviderKind) -> bool),
        ("anthropic", |kind| matches!(kind, ProviderKind::Anthropic)),
    ] {
        let provider = settings.provider(&id.parse().unwrap()).unwrap();
        assert!(is_kind(&provider.kind) && provider.test.is_none(), "{id}");
        assert_eq!(provider.identity_match, IdentityMatch::None);
        assert!(provider.parameters.stream);
    }
}

#[test]
fn keys_that_mean_nothing_for_them_are_refused_with_their_position() {
    let company_only = "expected nothing here: this key is for providers of the kind company";
    for (member, path, words) in [
        (r#""test": {"url": "http://127.0.0.1:4012/api/whoami"}"#, "test", company_only),
        (r#""response_path": "data.answer""#, "response_path", company_only),
        (r#""header_file": "header.json""#, "header_file", company_only),
        (r#""compat": {"prune_empty_keys": true}"#, "compat.prune_empty_keys", company_only),
        (r#""compat": {"history_mode": "array_flat"}"#, "compat.history_mode", company_only),
        (r#""identity_match": "email""#, "identity_match", "expected none: a key of this kind"),
        (
            r#""compat": {"omit_parameters": ["top_p"]}"#,
            "compat.omit_parameters[0]",
            "expected one of temperature, ",
        ),
        (
            r#""compat": {"param_renames": {"seed": "Seed"}}"#,
            "compat.param_renames.seed",
            "expected one of temperature, ",
        ),
    ] {
        for (index, kind) in ["openai", "anthropic"].into_iter().enumerate() {
            let messages = messages(&with(kind, member), &development());
            assert_eq!(messages.len(), 1, "{messages:?}");
            assert!(messages[0].starts_with("config.json, line "), "{messages:?}");
            assert!(
                messages[0].contains(&format!("providers[{}].{path}: {words}", index + 1)),
                "{messages:?}"
            );
        }
    }
}

#[test]
fn what_the_messages_api_refuses_is_said_before_it_is_asked() {
    let dir = copy();
    replace(
        &dir,
        "config.json",
        r#""model": "sandbox-claude","#,
        r#""model": "sandbox-claude", "temperature": 1.5,"#,
    );
    let all = messages(&dir, &development());
    assert!(all[0].contains("providers[2].parameters.temperature: expected a number from 0 to 1"), "{all:?}");
    let required =
        messages(&with("anthropic", r#""compat": {"omit_parameters": ["max_tokens"]}"#), &development());
    assert!(required[0].contains("compat.omit_parameters[0]: expected another parameter"), "{required:?}");
}

#[test]
fn parameters_can_be_renamed_and_left_out() {
    let compat = r#""compat": {"param_renames": {"max_tokens": "max_completion_tokens"}, "omit_parameters": ["temperature"]}"#;
    let dir = with("openai", compat);
    let settings = Settings::load(dir.path(), &development()).unwrap();
    let provider = settings.provider(&"openai".parse().unwrap()).unwrap();
    assert_eq!(provider.compat.param_renames["max_tokens"], "max_completion_tokens");
    assert_eq!(provider.compat.omit_parameters, ["temperature"]);
}

#[test]
fn a_company_leaves_parameters_out_of_its_payload_file() {
    let dir = copy();
    replace(
        &dir,
        "config.json",
        r#""prune_empty_keys": true"#,
        r#""prune_empty_keys": true, "omit_parameters": ["temperature"]"#,
    );
    let messages = messages(&dir, &development());
    assert!(
        messages[0]
            .contains("providers[0].compat.omit_parameters: expected nothing here; leave the parameter out"),
        "{messages:?}"
    );
}
