use crate::houses::{cloud, data_center, json, sandbox, text, that_answers};
use atlassian::jira::{Created, Effect, JiraError};
use bytes::Bytes;
use serde_json::{Value, json};
use std::time::Duration;

fn body(summaries: &[&str], description: &Value) -> Bytes {
    let updates: Vec<Value> = summaries
        .iter()
        .map(|summary| {
            json!({"fields": {"project": {"key": "CLINIC"}, "issuetype": {"id": "10001"}, "summary": summary,
                "description": description, "labels": ["batch-1"]},
                "properties": [{"key": "op", "value": {"id": summary}}]})
        })
        .collect();
    json!({"issueUpdates": updates}).to_string().into()
}

fn document(text: &str) -> Value {
    json!({"type": "doc", "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]})
}

fn created(id: u32) -> Value {
    json!({"id": id.to_string(), "key": format!("A-{id}"), "self": "…"})
}

fn failed(place: u32, status: u16) -> Value {
    json!({"status": status, "failedElementNumber": place,
        "elementErrors": {"errorMessages": ["No."], "errors": {"summary": "Too long."}}})
}

#[tokio::test]
async fn each_issue_is_told_in_the_order_it_was_sent() {
    let sandbox = sandbox().await;
    let jira = data_center(&sandbox);
    let told = jira.create_issues(body(&["One", "", "Three"], &json!("h3. x")), 3).await.unwrap();
    let one = told[0].as_ref().unwrap();
    let JiraError::Rejected { fields, .. } = told[1].as_ref().unwrap_err() else { panic!("{told:?}") };
    assert_eq!(fields["summary"], "You must specify a summary of the issue.");
    let three = told[2].as_ref().unwrap();
    for (issue, summary) in [(one, "One"), (three, "Three")] {
        let found = jira.get_issue(&issue.key, &["summary", "labels"]).await.unwrap();
        assert_eq!((&found.fields["summary"], &found.id), (&json!(summary), &issue.id));
        assert_eq!(jira.issue_property(&issue.key, "op").await.unwrap(), Some(json!({"id": summary})));
    }
    assert_eq!(jira.find_by_label("batch-1").await.unwrap().len(), 2);
}

#[tokio::test]
async fn when_all_fail_each_says_why() {
    let sandbox = sandbox().await;
    let told = data_center(&sandbox).create_issues(body(&["", ""], &json!("x")), 2).await.unwrap();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|one| matches!(one, Err(JiraError::Rejected { .. }))), "{told:?}");
    assert!(sandbox.created_issues().is_empty());
}

#[tokio::test]
async fn failures_are_found_by_their_number_whatever_their_order() {
    let answer = json!({"issues": [created(7)], "errors": [failed(3, 503), failed(0, 400), failed(1, 429)]});
    let told = that_answers(json(201, answer)).await.create_issues("{}".into(), 4).await.unwrap();
    let effects: Vec<_> = told.iter().map(|one| one.as_ref().map_err(JiraError::effect)).collect();
    let seven = Created { id: "7".to_owned(), key: "A-7".to_owned() };
    assert_eq!(
        effects,
        [Err(Effect::Rejected), Err(Effect::None), Ok(&seven), Err(Effect::Doubtful)],
        "{told:?}"
    );
    assert_eq!(told[0].as_ref().unwrap_err().to_string(), "Jira refused this: No. summary: Too long.");
}

#[tokio::test]
async fn errors_in_an_unknown_form_are_shown_as_they_came() {
    let odd = json!({"failedElementNumber": 0, "elementErrors": {"errors": {"summary": {"too": "long"}}}});
    let none = json!({"failedElementNumber": 1, "status": 400, "elementErrors": null});
    let answer = json(400, json!({"issues": [], "errors": [odd, none]}));
    let told = that_answers(answer).await.create_issues("{}".into(), 2).await.unwrap();
    assert!(told[0].as_ref().unwrap_err().to_string().contains("too"), "{told:?}");
    assert!(matches!(told[1], Err(JiraError::Rejected { .. })), "{told:?}");
}

#[tokio::test]
async fn an_answer_that_does_not_account_for_every_issue_is_doubtful() {
    let negative = json!({"status": 400, "failedElementNumber": -1});
    let nameless = json!({"status": 400, "elementErrors": {}});
    for (status, answer) in [
        (201, json!({"issues": [created(1)], "errors": []})),
        (201, json!({"issues": [created(1), created(2), created(3)], "errors": []})),
        (201, json!({"issues": [created(1)], "errors": [failed(0, 400), failed(1, 400)]})),
        (201, json!({"issues": [], "errors": [failed(0, 400), failed(0, 400)]})),
        (201, json!({"issues": [created(1)], "errors": [failed(2, 400)]})),
        (201, json!({"issues": [created(1)], "errors": [negative]})),
        (201, json!({"issues": [created(1)], "errors": [nameless]})),
        (201, json!({"issues": [created(1), created(1)], "errors": []})),
        (201, json!({"issues": [created(1), {"id": "2"}], "errors": []})),
        (201, json!({"issues": {"0": created(1)}, "errors": []})),
        (201, created(1)),
        (201, json!([])),
        (200, json!({"errorMessages": [], "errors": {}})),
        (400, json!({"issues": [created(1)], "errors": [failed(1, 400)]})),
        (400, json!({"issues": [], "errors": [failed(0, 400)]})),
        (400, json!({"hello": "world"})),
        (302, json!({})),
    ] {
        let shown = format!("{status} {answer}");
        let error = that_answers(json(status, answer)).await.create_issues("{}".into(), 2).await.unwrap_err();
        assert!(matches!(error, JiraError::Unexpected { .. }), "{shown}: {error:?}");
        assert_eq!(error.effect(), Effect::Doubtful, "{shown}");
    }
}

#[tokio::test]
async fn only_jiras_own_words_refuse_the_whole_call() {
    let too_many = json!({"errorMessages": ["The maximum number of issues is 50."], "errors": {}});
    let cut = r#"{"issues":[{"id":"1","key":"A-1"},{"id":"2","#;
    for (answer, effect) in [
        (json(400, too_many.clone()), Effect::Rejected),
        (json(403, too_many.clone()), Effect::Rejected),
        (json(401, json!({})), Effect::Rejected),
        (json(404, too_many), Effect::Rejected),
        (text(401, "text/html", "<html>Sign in</html>"), Effect::Rejected),
        (text(429, "text/plain", "slowly"), Effect::None),
        (text(403, "text/html", "<html>Blocked</html>"), Effect::Doubtful),
        (text(413, "text/html", "<html>Too large</html>"), Effect::Doubtful),
        (text(502, "text/html", "<html>Bad gateway</html>"), Effect::Doubtful),
        (json(500, json!({"errorMessages": ["Internal"]})), Effect::Doubtful),
        (text(201, "text/html", "<html>Sign in</html>"), Effect::Doubtful),
        (text(201, "application/json", cut), Effect::Doubtful),
        (text(201, "application/json", ""), Effect::Doubtful),
    ] {
        let shown = format!("{answer:?}");
        let error = that_answers(answer).await.create_issues("{}".into(), 2).await.unwrap_err();
        assert_eq!(error.effect(), effect, "{shown}: {error:?}");
    }
}

#[tokio::test]
async fn what_goes_wrong_on_the_way_is_doubtful_once_jira_may_have_acted() {
    let sandbox = sandbox().await;
    let jira = data_center(&sandbox);
    for (action, effect, there) in [
        (json!("drop_before"), Effect::Doubtful, 0),
        (json!({"status": 503}), Effect::Doubtful, 0),
        (json!({"rate_limit": {"retry_after": 7, "form": "dc"}}), Effect::None, 0),
        (json!("drop_after_commit"), Effect::Doubtful, 2),
        (json!("truncate"), Effect::Doubtful, 4),
        (json!("reset_mid_body"), Effect::Doubtful, 6),
        (json!("wrong_length"), Effect::Doubtful, 8),
        (json!({"status": 502, "after_commit": true}), Effect::Doubtful, 10),
    ] {
        sandbox.add_faults(json!({"target": "jira.issue.bulk", "times": 1, "action": action})).unwrap();
        let error = jira.create_issues(body(&["One", "Two"], &json!("x")), 2).await.unwrap_err();
        assert_eq!(error.effect(), effect, "{action}: {error:?}");
        assert_eq!(sandbox.created_issues().len(), there, "{action}");
    }
}

#[tokio::test]
async fn jiras_wish_to_wait_holds_for_the_call_and_for_its_elements() {
    let seven = Some(Duration::from_secs(7));
    let mut whole = json(429, json!({}));
    let mut some = json(201, json!({"issues": [created(1)], "errors": [failed(0, 429)]}));
    for answer in [&mut whole, &mut some] {
        answer.headers_mut().insert("retry-after", "7".parse().unwrap());
    }
    let error = that_answers(whole).await.create_issues("{}".into(), 2).await.unwrap_err();
    assert_eq!(error, JiraError::RateLimited { retry_after: seven });
    let told = that_answers(some).await.create_issues("{}".into(), 2).await.unwrap();
    assert_eq!(told[0], Err(JiraError::RateLimited { retry_after: seven }));
}

#[tokio::test]
async fn cloud_judges_each_document_on_its_own() {
    let sandbox = sandbox().await;
    let jira = cloud(&sandbox);
    let mut wish: Value =
        serde_json::from_slice(&body(&["One", "Two", "Three", ""], &document("x"))).unwrap();
    wish["issueUpdates"][0]["fields"]["description"] = json!("h3. wiki");
    wish["issueUpdates"][2]["fields"]["description"] = document("three");
    let told = jira.create_issues(wish.to_string().into(), 4).await.unwrap();
    assert!(told[0].as_ref().unwrap_err().to_string().contains("Atlassian Document"), "{told:?}");
    assert!(told[3].as_ref().unwrap_err().to_string().contains("summary"), "{told:?}");
    let three = jira.get_issue(&told[2].as_ref().unwrap().key, &[]).await.unwrap();
    assert_eq!(
        (&three.fields["summary"], &three.fields["description"]),
        (&json!("Three"), &document("three"))
    );
    let lines = sandbox.created_issues();
    assert_eq!(lines.iter().map(|line| &line["summary"]).collect::<Vec<_>>(), ["Two", "Three"]);
    assert_eq!(lines[1]["fields"]["description"], document("three"));
    assert_eq!(lines[1]["properties"]["op"]["id"], "Three");
}
