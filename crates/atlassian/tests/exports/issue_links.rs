use crate::houses::{cloud, data_center, json, sandbox, that_answers};
use atlassian::jira::{Jira, JiraError, LinkDirection};
use serde_json::json;

#[expect(clippy::unwrap_used, reason = "test helper")]
async fn two_issues(jira: &Jira) -> (String, String) {
    let update =
        json!({"fields": {"project": {"key": "CLINIC"}, "issuetype": {"id": "10001"}, "summary": "S"}});
    let body = json!({"issueUpdates": [update, update]});
    let mut keys =
        jira.create_issues(body.to_string().into(), 2).await.unwrap().into_iter().map(|one| one.unwrap().key);
    (keys.next().unwrap(), keys.next().unwrap())
}

#[tokio::test]
async fn a_link_is_read_from_both_ends_as_it_was_made() {
    let sandbox = sandbox().await;
    for jira in [data_center(&sandbox), cloud(&sandbox)] {
        let (first, second) = two_issues(&jira).await;
        assert_eq!(jira.links_of(&first).await.unwrap(), []);
        jira.link("Blocks", &first, &second).await.unwrap();
        let links = jira.links_of(&first).await.unwrap();
        assert_eq!(links.len(), 1);
        assert_eq!((links[0].kind.name.as_str(), links[0].direction), ("Blocks", LinkDirection::Outward));
        assert_eq!(links[0].other, second);
        assert!(links[0].says("blocks", &second) && !links[0].says("Relates", &second));
        let back = jira.links_of(&second).await.unwrap().remove(0);
        assert_eq!((back.direction, &back.other, &back.id), (LinkDirection::Inward, &first, &links[0].id));
        assert!(!back.says("Blocks", &first), "the second one blocks nothing");
    }
}

#[tokio::test]
async fn a_type_that_reads_the_same_from_both_sides_has_no_direction() {
    let sandbox = sandbox().await;
    let jira = data_center(&sandbox);
    let (first, second) = two_issues(&jira).await;
    jira.link("Relates", &first, &second).await.unwrap();
    assert!(jira.links_of(&first).await.unwrap()[0].says("Relates", &second));
    assert!(jira.links_of(&second).await.unwrap()[0].says("Relates", &first));
}

#[tokio::test]
async fn links_that_lead_nowhere_are_left_out_and_nonsense_is_no_answer() {
    let kind = json!({"id": "1", "name": "Blocks", "inward": "is blocked by", "outward": "blocks"});
    let of = |links| json(200, json!({"id": "1", "key": "A-1", "fields": {"issuelinks": links}}));
    let hidden = of(json!([{"id": "5", "type": kind, "outwardIssue": null}, {"id": "6", "type": kind}]));
    assert_eq!(that_answers(hidden).await.links_of("A-1").await.unwrap(), []);
    let off = json(200, json!({"id": "1", "key": "A-1", "fields": {}}));
    assert_eq!(that_answers(off).await.links_of("A-1").await.unwrap(), []);
    let nonsense = of(json!([{"id": "5", "outwardIssue": {"key": "A-2"}}]));
    let error = that_answers(nonsense).await.links_of("A-1").await.unwrap_err();
    assert_eq!(error, JiraError::Unexpected { status: 200, html: false });
}
