use crate::houses::{cloud, data_center, sandbox};
use atlassian::jira::{Effect, JiraError, PaceWatch, Refill};
use serde_json::json;
use std::{sync::Arc, time::Duration};

#[tokio::test]
async fn data_center_tells_with_every_answer_how_full_the_bucket_is() {
    let sandbox = sandbox().await;
    sandbox.set_rate_limit(json!({"limit": 3, "fill": 1, "seconds": 60})).unwrap();
    let watch = Arc::new(PaceWatch::new());
    let jira = data_center(&sandbox).paced(Arc::clone(&watch));
    jira.myself().await.unwrap();
    let pace = watch.latest();
    assert_eq!((pace.limit, pace.remaining, pace.wait()), (Some(3), Some(2), Some(Duration::ZERO)));
    assert_eq!(pace.refill, Some(Refill { requests: 1, every: Duration::from_mins(1) }));

    let lost = jira.clone().get_issue("CLINIC-999", &[]).await.unwrap_err();
    assert_eq!((lost, watch.latest().remaining), (JiraError::NotFound, Some(1)), "a refusal tells it, too");
    jira.myself().await.unwrap();
    let JiraError::RateLimited { retry_after: Some(wait) } = jira.myself().await.unwrap_err() else {
        panic!("the bucket is empty")
    };
    assert!(wait > Duration::from_secs(50) && wait <= Duration::from_mins(1), "{wait:?}");
    assert_eq!(watch.latest().wait(), Some(wait));
    sandbox.set_rate_limit(json!(null)).unwrap();
    jira.myself().await.unwrap();
    assert_eq!(watch.latest().limit, None);
}

#[tokio::test]
async fn cloud_says_that_a_limit_is_near_and_then_that_it_is_reached() {
    let sandbox = sandbox().await;
    sandbox.set_rate_limit(json!({"limit": 2, "fill": 1, "seconds": 60})).unwrap();
    let watch = Arc::new(PaceWatch::new());
    let jira = cloud(&sandbox).paced(Arc::clone(&watch));
    jira.myself().await.unwrap();
    assert!(!watch.latest().near_limit);
    jira.myself().await.unwrap();
    assert!(watch.latest().near_limit);
    assert_eq!(jira.create_issues("{}".into(), 1).await.unwrap_err().effect(), Effect::None);
    assert_eq!(watch.latest().reason.as_deref(), Some("jira-burst-based"));
}

#[tokio::test]
async fn every_way_to_ask_for_patience_is_understood() {
    let sandbox = sandbox().await;
    let jira = data_center(&sandbox);
    for (limit, from, to) in [
        (json!({"retry_after": 7, "form": "dc"}), 7, 7),
        (json!({"retry_after": 7, "form": "cloud", "reset": 600}), 7, 7),
        (json!({"retry_after": "http-date+30", "form": "cloud"}), 29, 30),
        // Cloud names the minute only, so it may be up to a minute more, and never less.
        (json!({"form": "cloud", "reset": 90}), 89, 150),
    ] {
        let rule = json!({"target": "jira.issue.bulk", "times": 1, "action": {"rate_limit": limit}});
        sandbox.add_faults(rule).unwrap();
        let JiraError::RateLimited { retry_after: Some(wait) } =
            jira.create_issues("{}".into(), 1).await.unwrap_err()
        else {
            panic!("{limit}")
        };
        assert!((from..=to).contains(&wait.as_secs()), "{limit}: {wait:?}");
    }
    let rule = json!({"target": "jira.issue.bulk", "action": {"rate_limit": {}}});
    sandbox.add_faults(rule).unwrap();
    let silent = jira.create_issues("{}".into(), 1).await;
    assert_eq!(silent, Err(JiraError::RateLimited { retry_after: None }));
}
