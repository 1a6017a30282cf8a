//! Filling payloads: whatever the values are, the result is valid JSON of the template's shape.

use proptest::prelude::*;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use settings::{Authentication, AuthenticationKind, HeaderSet, PayloadTemplate, Values, header, payload};

fn values(user_prompt: &str) -> Values {
    Values {
        model: "m".into(),
        system_prompt: "s".into(),
        user_prompt: user_prompt.into(),
        history: json!([{"role": "user", "content": "a"}]),
        temperature: 0.5,
        max_tokens: 7,
        stream: false,
    }
}

#[expect(clippy::unwrap_used, reason = "test helper")]
fn template(body: &Value) -> PayloadTemplate {
    serde_json::from_value(json!({"body": body, "query_params": {"v": "{model}-1"}})).unwrap()
}

#[test]
fn a_whole_placeholder_takes_the_values_type_and_an_embedded_one_its_text() {
    let body = json!({
        "number": "{max_tokens}", "flag": "{stream}", "heat": "{temperature}", "list": "{history}",
        "text": "n={max_tokens} s={stream} {history}", "kept": [1, null, {"deep": "{model}{model}"}],
        "braces": "{ model } {} {{model}} {Model} {",
    });
    let expected = json!({
        "number": 7, "flag": false, "heat": 0.5, "list": [{"role": "user", "content": "a"}],
        "text": "n=7 s=false [{\"role\":\"user\",\"content\":\"a\"}]", "kept": [1, null, {"deep": "mm"}],
        "braces": "{ model } {} {m} {Model} {",
    });
    let template = template(&body);
    assert_eq!(payload::render(&template, &values("u")), expected);
    assert_eq!(payload::render_query(&template, &values("u")), [("v".to_owned(), "m-1".to_owned())]);
}

proptest! {
    #[test]
    fn any_prompt_arrives_unchanged_in_valid_json(prompt in any::<String>()) {
        let body = payload::render(&template(&json!({"q": "{user_prompt}", "t": "<{user_prompt}>"})), &values(&prompt));
        let again: Value = serde_json::from_str(&body.to_string()).unwrap();
        prop_assert_eq!(&again["q"], &json!(prompt));
        prop_assert_eq!(&again["t"], &json!(format!("<{prompt}>")));
    }

    #[test]
    fn values_that_look_like_placeholders_stay_as_they_are(name in prop::sample::select(payload::PLACEHOLDERS.to_vec())) {
        let prompt = format!("{{{name}}}");
        let body = payload::render(&template(&json!({"t": "<{user_prompt}>"})), &values(&prompt));
        prop_assert_eq!(&body["t"], &json!(format!("<{prompt}>")));
    }
}

#[test]
fn the_cookie_goes_where_its_kind_says() {
    let render = |kind, header: &str, format: &str| {
        let authentication = Authentication { kind, header: header.into(), format: format.into() };
        let set = HeaderSet { fixed: vec![("X-Also".into(), "v={cookie_value}".into())], authentication };
        let rendered = header::render(&set, &SecretString::from("user:pw"));
        assert!(!format!("{rendered:?}").contains("user:pw"));
        assert_eq!(rendered[0].1.expose_secret(), "v=user:pw");
        format!("{}: {}", rendered[1].0, rendered[1].1.expose_secret())
    };
    let cookie = render(AuthenticationKind::Cookie, "Cookie", "sid={cookie_value}");
    assert_eq!(cookie, "Cookie: sid=user:pw");
    let bearer = render(AuthenticationKind::Bearer, "Authorization", "Bearer {cookie_value}");
    assert_eq!(bearer, "Authorization: Bearer user:pw");
    let basic = render(AuthenticationKind::Basic, "Authorization", "Basic {cookie_value}");
    assert_eq!(basic, "Authorization: Basic dXNlcjpwdw==");
}
