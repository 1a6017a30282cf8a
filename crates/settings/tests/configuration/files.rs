//! Mistakes in the files: each is reported with file, line, path, what was expected and what was found.

use crate::support::{copy, development, messages, production, replace};
use settings::Settings;
use std::fs;

#[test]
fn unknown_key_is_refused_with_its_position() {
    let dir = copy();
    replace(&dir, "config.json", r#""verify_tls": true"#, r#""verify_ssl": true"#);
    assert_eq!(
        messages(&dir, &development()),
        [
            "config.json, line 16, column 7, sites[0].verify_ssl: expected one of id, name, kind, jira_url, confluence_url, \
          verify_tls, users_may_skip_tls, ca, found the unknown key verify_ssl"
        ]
    );
}

#[test]
fn an_unknown_section_is_refused() {
    let dir = copy();
    replace(&dir, "config.json", r#""caches""#, r#""cache""#);
    let messages = messages(&dir, &development());
    assert!(messages[0].starts_with("config.json, line "), "{messages:?}");
    assert!(
        messages[0].contains(", cache: expected one of application, ")
            && messages[0].ends_with("unknown key cache")
    );
}

#[test]
fn several_mistakes_are_reported_at_once() {
    let dir = copy();
    replace(&dir, "config.json", r#""kind": "dc""#, r#""kind": "server""#);
    replace(&dir, "config.json", r#""temperature": 0.2"#, r#""temperature": 3"#);
    replace(&dir, "config.json", r#""reveals_per_hour": 10"#, r#""reveals_per_hour": "ten""#);
    replace(&dir, "config.json", r#""job_minutes": 30"#, r#""job_minuets": 30"#);
    replace(&dir, "config.json", r#""summary_characters": 150"#, r#""summary_characters": 300"#);
    let all = messages(&dir, &development()).join("\n");
    for expected in [
        "sites[0].kind: expected dc or cloud, found \"server\"",
        "providers[0].parameters.temperature: expected a number from 0 to 2, found 3",
        "limits.reveals_per_hour: expected u32, found \"ten\"",
        "limits.job_minuets: expected one of",
        "validation.summary_characters: expected a number from 10 to 255, found 300",
    ] {
        assert!(all.contains(expected), "{expected}\nnot in\n{all}");
    }
}

#[test]
fn broken_json_is_reported_with_its_line() {
    let dir = copy();
    fs::write(dir.path().join("config.json"), "{\n  \"sites\": [\n}").unwrap();
    assert_eq!(
        messages(&dir, &development()),
        ["config.json, line 3, column 1: expected valid JSON, found expected value"]
    );
}

#[test]
fn a_key_written_twice_is_refused() {
    let dir = copy();
    replace(&dir, "config.json", r#""id": "sandbox","#, r#""id": "sandbox", "id": "other","#);
    let messages = messages(&dir, &development());
    assert!(messages[0].contains("sites[0].id: expected every key once"), "{messages:?}");
}

#[test]
fn a_missing_key_names_its_object() {
    let dir = copy();
    replace(&dir, "config.json", r#""jira_url": "http://127.0.0.1:4010/jira","#, "");
    assert_eq!(
        messages(&dir, &development()),
        ["config.json, line 10, column 5, sites[0].jira_url: expected a value, found nothing"]
    );
}

#[test]
fn a_prompt_that_came_later_is_the_shipped_one_in_an_older_file() {
    let dir = copy();
    replace(&dir, "prompts.json", r#""custom_story""#, r#""our_own""#);
    let settings = Settings::load(dir.path(), &development()).unwrap();
    let prompts = &settings.prompts;
    assert_eq!(prompts.system("custom_story"), prompts.system("our_own"));
    replace(&dir, "prompts.json", r#""classic_story""#, r#""classic""#);
    let messages = messages(&dir, &development());
    assert!(messages[0].contains("classic_story: expected a prompt"), "{messages:?}");
}

#[test]
fn a_missing_file_is_named() {
    let dir = copy();
    fs::remove_file(dir.path().join("header.json")).unwrap();
    let messages = messages(&dir, &development());
    assert_eq!(messages.len(), 1);
    assert!(messages[0].starts_with("header.json: expected a readable file in "), "{messages:?}");
    assert!(messages[0].ends_with("found no such file"));
}

#[test]
fn files_outside_of_the_directory_are_refused() {
    for name in ["../header.json", "/etc/passwd", ".hidden", ""] {
        let dir = copy();
        replace(
            &dir,
            "config.json",
            r#""header_file": "header.json""#,
            &format!(r#""header_file": "{name}""#),
        );
        let messages = messages(&dir, &development());
        assert!(
            messages[0].contains("providers[0].header_file: expected the name of a file"),
            "{messages:?}"
        );
    }
}

#[test]
fn ids_and_addresses_are_unique() {
    let dir = copy();
    let second = r#""sites": [
      {"id": "sandbox", "name": "Again", "kind": "dc", "jira_url": "http://127.0.0.1:4010/jira/"},"#;
    replace(&dir, "config.json", r#""sites": ["#, second);
    let all = messages(&dir, &development()).join("\n");
    assert!(all.contains("sites[1].id: expected every id once, found sandbox again"), "{all}");
    assert!(all.contains("sites[1].jira_url: expected every Jira once"), "{all}");
}

#[test]
fn addresses_with_a_password_are_refused_and_not_repeated() {
    let dir = copy();
    replace(&dir, "config.json", "http://127.0.0.1:4010/jira", "https://bot:hunter2@jira.example.com");
    let messages = messages(&dir, &development());
    assert!(messages[0].contains("sites[0].jira_url: expected an http or https address"), "{messages:?}");
    assert!(!messages.concat().contains("hunter2"));
}

#[test]
fn production_refuses_plain_http_and_loopback() {
    let dir = copy();
    replace(&dir, "config.json", "http://127.0.0.1:4011", "http://confluence.example.com");
    let all = messages(&dir, &production()).join("\n");
    for expected in [
        "sites[0].jira_url: expected the address of another machine",
        "sites[0].confluence_url: expected an https address in production",
        "providers[0].test.url: expected the address of another machine",
        "providers[0].integration.url: expected the address of another machine",
    ] {
        assert!(all.contains(expected), "{expected}\nnot in\n{all}");
    }
}

#[test]
fn production_accepts_https_addresses_of_other_machines() {
    let dir = copy();
    let models = [("4012", "llm"); 4];
    for (port, host) in [("4010", "jira"), ("4011", "wiki")].into_iter().chain(models) {
        let from = format!("http://127.0.0.1:{port}");
        replace(&dir, "config.json", &from, &format!("https://{host}.example.com"));
    }
    let settings = Settings::load(dir.path(), &production()).unwrap();
    assert!(settings.allowed_origins().contains("https://llm.example.com"));
}

#[test]
fn the_default_provider_must_exist() {
    let dir = copy();
    replace(&dir, "config.json", r#""default_provider": "company""#, r#""default_provider": "compny""#);
    let messages = messages(&dir, &development());
    assert_eq!(messages.len(), 1);
    assert!(messages[0].ends_with("expected the id of a configured provider, found compny"), "{messages:?}");
}

#[test]
fn a_header_format_without_the_cookie_is_refused() {
    let dir = copy();
    replace(&dir, "header.json", "{cookie_value}", "hard-coded-secret");
    let messages = messages(&dir, &development());
    assert!(
        messages[0].contains("header.json, line 11, column 22, authentication.header_format"),
        "{messages:?}"
    );
    assert!(!messages.concat().contains("hard-coded-secret"), "values of header files are not repeated");
}

#[test]
fn unknown_placeholders_in_payloads_are_refused() {
    let dir = copy();
    replace(&dir, "payload.json", "{history}", "{conversation}");
    let messages = messages(&dir, &development());
    assert!(
        messages[0].contains("chat_completion.body.history: expected placeholders among {model}"),
        "{messages:?}"
    );
    assert!(messages[0].ends_with("found {conversation}"));
}

#[test]
fn a_payload_must_carry_the_prompt() {
    let dir = copy();
    replace(&dir, "payload.json", "{user_prompt}", "hello");
    let messages = messages(&dir, &development());
    assert!(messages[0].contains("chat_completion.body: expected {user_prompt}"), "{messages:?}");
}

#[test]
fn endpoints_stay_on_the_providers_host() {
    for endpoint in ["//evil.test/x", "https://evil.test", "api", "/a?b", "/a\\\\b"] {
        let dir = copy();
        replace(&dir, "payload.json", r#""endpoint": "/api/chat""#, &format!(r#""endpoint": "{endpoint}""#));
        let messages = messages(&dir, &development());
        assert!(messages[0].contains("chat_completion.endpoint: expected a path"), "{messages:?}");
    }
}

#[test]
fn prompts_with_unknown_variables_or_broken_syntax_are_refused() {
    let dir = copy();
    replace(&dir, "prompts.json", "{{ kind }}", "{{ requirement }}");
    replace(&dir, "prompts.json", "Format: Classic.", "Format: {{ Classic.");
    let all = messages(&dir, &development()).join("\n");
    assert!(all.contains("system_instructions.story_creation: expected variables among kind, "), "{all}");
    assert!(all.contains("system_prompts.classic_story: expected a valid template"), "{all}");
}

#[test]
fn a_certificate_authority_must_be_one() {
    let dir = copy();
    replace(&dir, "config.json", r#""verify_tls": true"#, r#""verify_tls": true, "ca": "ca.pem""#);
    let key = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----";
    fs::write(dir.path().join("ca.pem"), key).unwrap();
    assert!(messages(&dir, &development())[0].contains("sites[0].ca: expected a PEM file"));
    fs::write(dir.path().join("ca.pem"), "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n")
        .unwrap();
    let settings = Settings::load(dir.path(), &development()).unwrap();
    assert!(settings.sites[0].ca_pem.is_some());
}

#[test]
fn an_oauth_clients_secret_comes_from_a_file_and_is_not_shown() {
    let dir = copy();
    let cloud = r#""sites": [
      {"id": "cloud", "name": "Cloud", "kind": "cloud", "jira_url": "https://example.atlassian.net",
       "confluence_url": "https://example.atlassian.net/wiki"},"#;
    replace(&dir, "config.json", r#""sites": ["#, cloud);
    let client =
        r#""oauth_clients": [{"site": "cloud", "client_id": "abc", "client_secret_file": "secret.txt"}]"#;
    replace(&dir, "config.json", r#""oauth_clients": []"#, client);
    assert!(
        messages(&dir, &development())[0]
            .contains("oauth_clients[0].client_secret_file: expected a readable file")
    );
    fs::write(dir.path().join("secret.txt"), "canary-secret\n").unwrap();
    let settings = Settings::load(dir.path(), &development()).unwrap();
    assert!(!format!("{settings:?}").contains("canary-secret"));
    assert!(settings.allowed_origins().contains("https://api.atlassian.com"));
}
