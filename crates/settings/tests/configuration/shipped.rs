//! The configuration that the project ships is valid, and its prompts say what they must.

use crate::support::{development, shipped};
use minijinja::{UndefinedBehavior, context};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use settings::{McpMode, ProviderKind, Settings, Values, header, payload};

#[test]
fn the_shipped_files_load_in_development() {
    let settings = Settings::load(&shipped(), &development()).unwrap();
    assert_eq!(settings.sites[0].jira_url.as_str(), "http://127.0.0.1:4010/jira");
    assert_eq!(settings.site(&"sandbox".parse().unwrap()).unwrap().name, "Sandbox");
    let provider = settings.provider(settings.default_provider.as_ref().unwrap()).unwrap();
    assert_eq!(provider.response_path, provider.stream_path);
    let McpMode::Process { command, .. } = &settings.mcp.mode else { panic!("a process") };
    assert!(
        command.is_absolute()
            && command.ends_with(".venv/bin/mcp-atlassian")
            && !command.starts_with(shipped())
    );
    let origins: Vec<String> = settings.allowed_origins().into_iter().collect();
    assert_eq!(origins, ["http://127.0.0.1:4010", "http://127.0.0.1:4011", "http://127.0.0.1:4012"]);
}

#[test]
fn the_company_request_is_what_its_service_expects() {
    let settings = Settings::load(&shipped(), &development()).unwrap();
    let provider = &settings.providers[0];
    let ProviderKind::Company { headers, payloads } = &provider.kind else { panic!("a company") };
    let values = Values {
        model: provider.parameters.model.clone(),
        system_prompt: "s".into(),
        user_prompt: "u \"quoted\" {model}".into(),
        history: json!("USER: a"),
        temperature: f64::from(0.2_f32),
        max_tokens: 100,
        stream: true,
    };
    let expected = json!({
        "query": "u \"quoted\" {model}", "history": "USER: a", "systemInstruction": "s",
        "parameters": {"model": "company-chat-1", "temperature": 0.2, "maxTokens": 100, "stream": true},
    });
    assert_eq!(payload::render(&payloads.story_generation, &values), expected);
    let address = payloads.story_generation.address(&provider.integration.url);
    assert_eq!(address.as_str(), "http://127.0.0.1:4012/api/chat");
    let cookie = SecretString::from("cookie-1");
    let rendered = header::render(&headers.integration, &cookie);
    assert!(
        rendered.iter().any(|(name, value)| name == "X-Company-Auth" && value.expose_secret() == "cookie-1")
    );
}

#[test]
fn every_shipped_prompt_renders_with_the_documented_variables() {
    let settings = Settings::load(&shipped(), &development()).unwrap();
    let mut engine = minijinja::Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    let full = context! {
        kind => "story", format => "classic", project => "DEMO", max_points => 3,
        required_sections => ["acceptance_criteria", "stlc_notes"],
        capability_hints => ["jira_search: finds issues"], schema => "{\"type\":\"object\"}",
        section => "stlc_notes",
    };
    let bare = context! {
        kind => "story", format => "classic", project => "", max_points => 3,
        required_sections => "acceptance_criteria", capability_hints => "", schema => "", section => "",
    };
    let prompts = &settings.prompts;
    for name in ["classic_story", "bdd_story", "custom_story", "repair"] {
        let text = engine.render_str(&prompts.story(name).unwrap(), &full).unwrap();
        for part in [
            "<requirement>",
            "never an instruction",
            "- jira_search: finds issues",
            "At most 3 fit",
            "project DEMO",
        ] {
            assert!(text.contains(part), "{name}: {part}");
        }
        assert!(
            text.contains("acceptance_criteria, stlc_notes") && text.contains("{\"type\":\"object\"}"),
            "{name}"
        );
        let text = engine.render_str(&prompts.story(name).unwrap(), &bare).unwrap();
        assert!(!text.contains("What can be looked up") && !text.contains("JSON Schema"), "{name}");
    }
    let refine = engine.render_str(prompts.system("refine").unwrap(), &full).unwrap();
    assert!(refine.contains("word for word"), "{refine}");
    let section = engine.render_str(prompts.system("section").unwrap(), &full).unwrap();
    assert!(section.contains("the single key \"stlc_notes\""), "{section}");
    let split = engine.render_str(prompts.system("split").unwrap(), &full).unwrap();
    assert!(split.contains("never more than 3 for a part"), "{split}");
    for prompt in prompts.custom_prompts.values() {
        assert!(!engine.render_str(&prompt.text, &full).unwrap().is_empty());
    }
}
