use crate::houses::{cloud, data_center, json, sandbox, text, that_answers};
use atlassian::jira::{Effect, Jira, JiraError};
use serde_json::json;

#[expect(clippy::unwrap_used, reason = "test helper")]
async fn an_issue(jira: &Jira) -> String {
    let fields = json!({"project": {"key": "CLINIC"}, "issuetype": {"id": "10001"}, "summary": "S"});
    jira.create_issue(json!({"fields": fields}).to_string().into()).await.unwrap().key
}

#[tokio::test]
async fn a_file_arrives_under_its_name_with_all_its_bytes() {
    let sandbox = sandbox().await;
    for jira in [data_center(&sandbox), cloud(&sandbox)] {
        let key = an_issue(&jira).await;
        assert_eq!(jira.attachments(&key).await.unwrap(), []);
        jira.attach(&key, "Plan \"für\" 2026.csv", "text/csv", "a,b\n1,2\n".into()).await.unwrap();
        jira.attach(&key, "large.bin", "application/octet-stream", vec![7; 5 << 20].into()).await.unwrap();
        let found = jira.attachments(&key).await.unwrap();
        let found: Vec<_> = found.iter().map(|file| (file.file_name.as_str(), file.size)).collect();
        assert_eq!(found, [("Plan \"für\" 2026.csv", 8), ("large.bin", 5 << 20)]);
    }
    let expected = |key: &str| (key.to_owned(), "large.bin".to_owned(), 5 << 20);
    assert_eq!(sandbox.attachments().last(), Some(&expected("CLINIC-4")));
    assert_eq!(sandbox.attachments_of_cloud().last(), Some(&expected("CLINIC-4")));
}

#[tokio::test]
async fn what_jira_does_not_take_is_refused_and_said() {
    let sandbox = sandbox().await;
    let jira = data_center(&sandbox);
    let key = an_issue(&jira).await;
    let large = jira.attach(&key, "x", "text/plain", vec![0; 11 << 20].into()).await.unwrap_err();
    assert_eq!(large.to_string(), "Jira refused this: The file is larger than this Jira takes.");
    let nowhere = jira.attach("CLINIC-999", "x", "text/plain", "x".into()).await.unwrap_err();
    assert_eq!(nowhere.effect(), Effect::Rejected, "{nowhere:?}");
    for (name, media) in [("a\r\nX-Evil: 1", "text/plain"), ("a", "text/plain\r\n"), ("a", "nonsense")] {
        let error = jira.attach(&key, name, media, "x".into()).await.unwrap_err();
        assert_eq!(error.effect(), Effect::None, "{name:?} {media:?}: {error:?}");
    }
    assert_eq!(sandbox.attachments(), []);
}

#[tokio::test]
async fn after_a_doubtful_answer_the_issue_tells_whether_the_file_is_there() {
    let sandbox = sandbox().await;
    let jira = data_center(&sandbox);
    let key = an_issue(&jira).await;
    for (action, effect, there) in [
        (json!("drop_before"), Effect::Doubtful, 0),
        (json!({"rate_limit": {"form": "cloud", "reset": 90}}), Effect::None, 0),
        (json!("drop_after_commit"), Effect::Doubtful, 1),
        (json!({"status": 502, "body": "<html>", "after_commit": true}), Effect::Doubtful, 2),
    ] {
        let rule = json!({"target": "jira.attachment.add", "times": 1, "action": action});
        sandbox.add_faults(rule).unwrap();
        let error = jira.attach(&key, "notes.md", "text/markdown", "x".into()).await.unwrap_err();
        assert_eq!(error.effect(), effect, "{action}: {error:?}");
        assert_eq!(jira.attachments(&key).await.unwrap().len(), there, "{action}");
    }
}

#[tokio::test]
async fn only_a_kept_file_counts() {
    for (answer, expected) in [
        (json(200, json!([])), Effect::Doubtful),
        (json(200, json!({"id": "1"})), Effect::Doubtful),
        (text(200, "text/html", "<html>Sign in</html>"), Effect::Doubtful),
        (text(403, "text/html", "<html>Blocked</html>"), Effect::Doubtful),
        (text(403, "text/plain", "XSRF check failed"), Effect::Rejected),
        (text(413, "text/html", "<html>Too large</html>"), Effect::Rejected),
    ] {
        let shown = format!("{answer:?}");
        let jira = that_answers(answer).await;
        let error = jira.attach("A-1", "x", "text/plain", "x".into()).await.unwrap_err();
        assert_eq!(error.effect(), expected, "{shown}: {error:?}");
    }
}

#[tokio::test]
async fn an_issue_without_files_and_nonsense_are_told_apart() {
    let of = |fields| json(200, json!({"id": "1", "key": "A-1", "fields": fields}));
    assert_eq!(that_answers(of(json!({}))).await.attachments("A-1").await.unwrap(), []);
    let error = that_answers(of(json!({"attachment": [{"name": 1}]}))).await.attachments("A-1").await;
    assert_eq!(error, Err(JiraError::Unexpected { status: 200, html: false }));
}
