use reqwest::StatusCode;
use serde_json::json;

use crate::actors::{house, story};

#[tokio::test]
async fn an_issue_has_a_page_on_which_nothing_is_executed() {
    let house = house().await;
    let mut fields = story("<script>alert(1)</script> & more");
    fields["description"] =
        json!("h3. Acceptance Criteria\n* *bold* {{code}}\n\n<img src=x onerror=alert(1)>");
    fields["labels"] = json!(["<b>label</b>"]);
    let key = house.created("alovelace", &fields).await;
    let url = format!("{}/browse/{key}", house.sandbox.addresses().jira);
    let page = house.http.get(&url).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let html = page.text().await.unwrap();
    assert!(
        html.contains(
            "<h3>Acceptance Criteria</h3><ul><li><strong>bold</strong> <code>code</code></li></ul>"
        )
    );
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more"));
    assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<b>label"));
    assert!(html.contains("Sandbox") && html.contains("Ada Lovelace"));
}

#[tokio::test]
async fn the_front_page_lists_issues_and_unknown_addresses_are_404() {
    let house = house().await;
    let key = house.created("alovelace", &story("Listed")).await;
    let jira = &house.sandbox.addresses().jira;
    for path in ["/", ""] {
        let html = house.http.get(format!("{jira}{path}")).send().await.unwrap().text().await.unwrap();
        assert!(html.contains(&format!("/jira/browse/{key}")) && html.contains("Listed"), "{path:?}");
    }
    for path in ["/browse/CLINIC-999", "/nowhere"] {
        assert_eq!(
            house.http.get(format!("{jira}{path}")).send().await.unwrap().status(),
            StatusCode::NOT_FOUND
        );
    }
    assert_eq!(house.get("alovelace", "/nowhere").await.0, StatusCode::NOT_FOUND);
}
