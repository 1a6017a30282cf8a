use crate::{
    CALL, START,
    fake_jira::{FakeJira, Fault},
    group_runs, lease, person, pool,
};
use mcp::{McpConfig, McpError, Products};
use std::time::Duration;

#[tokio::test]
async fn two_people_have_two_children_and_one_person_keeps_theirs() {
    let jira = FakeJira::start(Fault::None).await;
    let pool = pool(crate::config()).await;
    let first = lease(&pool, &person("a", &jira)).await.process_id().unwrap();
    let again = lease(&pool, &person("a", &jira)).await.process_id().unwrap();
    let other = lease(&pool, &person("b", &jira)).await.process_id().unwrap();
    assert_eq!(first, again);
    assert_ne!(first, other);
    assert_eq!(pool.children(), 2);

    pool.forget("a").await;
    assert!(!group_runs(first) && group_runs(other));
    pool.shutdown(CALL).await;
    assert!(!group_runs(other));
    assert_eq!(pool.lease(&person("a", &jira), CALL).await.err(), Some(McpError::Closed));
}

#[tokio::test]
async fn a_full_pool_stops_an_idle_child_but_never_a_busy_one() {
    let jira = FakeJira::start(Fault::None).await;
    let mut config = crate::config();
    config.pool_size = 1;
    let pool = pool(config).await;
    let busy = lease(&pool, &person("a", &jira)).await;
    let group = busy.process_id().unwrap();
    let refused = pool.lease(&person("b", &jira), Duration::from_millis(300)).await.err();
    assert_eq!(refused, Some(McpError::Busy));
    assert!(group_runs(group));

    let waiting = tokio::spawn({
        let (pool, person) = (pool.clone(), person("b", &jira));
        async move { pool.lease(&person, START).await.map(|lease| lease.process_id()) }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(busy);
    assert!(waiting.await.unwrap().unwrap().is_some_and(|other| other != group));
    assert!(!group_runs(group));
}

#[tokio::test]
async fn an_idle_child_is_stopped() {
    let jira = FakeJira::start(Fault::None).await;
    let mut config = crate::config();
    config.idle_timeout = Duration::from_millis(200);
    let pool = pool(config).await;
    let group = lease(&pool, &person("a", &jira)).await.process_id().unwrap();
    let gone = async {
        while group_runs(group) || pool.children() > 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), gone).await.unwrap();
}

#[tokio::test]
async fn a_missing_program_and_one_that_is_no_server_are_told_apart() {
    let jira = FakeJira::start(Fault::None).await;
    let missing = pool(McpConfig::new("/nonexistent/mcp-atlassian", "/usr/bin:/bin")).await;
    assert_eq!(missing.lease(&person("a", &jira), CALL).await.err(), Some(McpError::NotInstalled));
    let wrong = pool(McpConfig::new("/bin/true", "/usr/bin:/bin")).await;
    assert_eq!(wrong.lease(&person("a", &jira), CALL).await.err(), Some(McpError::NotStarted));
    assert_eq!(wrong.children(), 0, "a failed start takes no place");
}

#[tokio::test]
async fn a_server_that_never_answers_is_killed_with_what_it_started() {
    let jira = FakeJira::start(Fault::None).await;
    let home = tempfile::tempdir().unwrap();
    let note = home.path().join("group");
    let mut config = McpConfig::new("/bin/sh", "/usr/bin:/bin");
    config.args = ["-c", "echo $$ > \"$NOTE\"; sleep 300 & sleep 300"].map(str::to_owned).to_vec();
    config.extra_env = vec![("NOTE".to_owned(), note.display().to_string())];
    config.startup_deadline = Duration::from_secs(1);
    let pool = pool(config).await;
    assert_eq!(pool.lease(&person("a", &jira), CALL).await.err(), Some(McpError::Deadline));
    let group: u32 = std::fs::read_to_string(&note).unwrap().trim().parse().unwrap();
    let gone = async {
        while group_runs(group) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), gone).await.unwrap();
}

#[tokio::test]
async fn a_list_that_never_comes_is_given_up_on_and_nothing_of_it_stays() {
    let home = tempfile::tempdir().unwrap();
    let note = home.path().join("group");
    let mut config = McpConfig::new("/bin/sh", "/usr/bin:/bin");
    // As mcp-atlassian in the middle of a request: it does not mind being asked to end.
    let script = "trap '' TERM; echo $$ > \"$NOTE\"; while :; do sleep 1; done";
    config.args = ["-c", script].map(str::to_owned).to_vec();
    config.extra_env = vec![("NOTE".to_owned(), note.display().to_string())];
    let pool = pool(config).await;
    let products = Products { jira: true, confluence: false };
    let outcome = pool.list_tools(products, Duration::from_millis(500)).await;
    assert_eq!(outcome.err(), Some(McpError::Deadline));
    let group: u32 = std::fs::read_to_string(&note).unwrap().trim().parse().unwrap();
    let gone = async {
        // Not even a zombie: `/proc` forgets a process only when somebody has waited for it.
        while group_runs(group) || std::path::Path::new(&format!("/proc/{group}")).exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), gone).await.unwrap();
    assert_eq!(pool.children(), 0);
}
