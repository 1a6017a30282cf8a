//! The ledger's transitions.

use crate::databases::for_each_database;
use domain::{failure::Failure, ids::OperationId, jira::IssueKey};
use std::time::Duration;
use store::{
    StoreError, Tx,
    operations::{self, OperationState, Plan},
};

const MINUTE: Duration = Duration::from_mins(1);

pub(crate) fn plan(operation: OperationId) -> Plan {
    Plan {
        operation,
        subject: "draft:1".to_owned(),
        item: "issue".to_owned(),
        kind: "create".to_owned(),
        label: Some("ja-1".to_owned()),
        payload_sha256: "aa".to_owned(),
    }
}

fn state(tx: &mut Tx, id: OperationId) -> Result<OperationState, StoreError> {
    Ok(operations::find(tx, id)?.unwrap().state)
}

#[tokio::test]
async fn an_effect_is_planned_once_and_sent_once() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        db.store
            .of(&maja)
            .write_durably(|tx| {
                let id = tx.new_id();
                let planned = operations::plan(tx, &plan(id))?;
                assert_eq!(operations::plan(tx, &plan(id))?, planned);
                let deadline = tx.now().plus(MINUTE);
                assert!(operations::mark_sending(tx, id, 1, deadline, None)?);
                assert!(!operations::mark_sending(tx, id, 2, deadline, None)?);
                let other = tx.new_id();
                assert_eq!(operations::plan(tx, &plan(other))?.id, id, "what was sent keeps its operation");
                let key = IssueKey::parse("CLINIC-7").unwrap();
                assert!(operations::mark_created(tx, id, &key, Some("10007"))?);
                assert!(operations::mark_created(tx, id, &key, Some("10007"))?, "saying it again is fine");
                let another = IssueKey::parse("CLINIC-8").unwrap();
                assert!(!operations::mark_created(tx, id, &another, None)?);
                assert!(!operations::mark_planned_again(tx, id)?);
                let created = operations::find(tx, id)?.unwrap();
                assert_eq!((created.key, created.attempts), (Some(key), 1));
                assert_eq!(operations::list_open(tx)?, []);
                assert_eq!(operations::of_subject(tx, "draft:1")?.len(), 1);
                Ok::<_, StoreError>(())
            })
            .await
    })
    .await;
}

#[tokio::test]
async fn a_request_of_an_earlier_run_is_left_alone_until_its_deadline() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let id: OperationId = db.store.new_id();
        let clock = db.clock.clone();
        let scope = db.store.of(&maja);
        scope
            .write_durably(move |tx| {
                operations::plan(tx, &plan(id))?;
                let deadline = tx.now().plus(MINUTE);
                assert!(operations::mark_sending(tx, id, 1, deadline, Some("b1"))?);
                assert!(!operations::mark_doubtful(tx, id, 2, None)?, "an answer may still come");
                let no = Failure::user("jira.refused", "No.");
                assert!(!operations::mark_rejected(tx, id, 2, &no)?);
                Ok::<_, StoreError>(())
            })
            .await?;
        clock.advance(MINUTE * 2);
        scope
            .write_durably(move |tx| {
                assert!(!operations::mark_not_sent(tx, id, 2, None)?, "only the sender can know that");
                assert!(operations::mark_doubtful(tx, id, 2, None)?);
                assert!(operations::mark_unknown(tx, id)?);
                assert_eq!(operations::list_open(tx)?.len(), 1);
                assert!(operations::mark_planned_again(tx, id)?);
                assert_eq!(state(tx, id)?, OperationState::Planned);
                assert_eq!(operations::list_open(tx)?[0].id, id, "with the same operation");
                Ok::<_, StoreError>(())
            })
            .await
    })
    .await;
}

#[tokio::test]
async fn what_is_certainly_not_in_jira_takes_over_a_new_approval() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        db.store
            .of(&maja)
            .write_durably(|tx| {
                let (first, second) = (tx.new_id(), tx.new_id());
                operations::plan(tx, &plan(first))?;
                let deadline = tx.now().plus(MINUTE);
                assert!(operations::mark_sending(tx, first, 3, deadline, None)?);
                let no = Failure::user("jira.refused", "No.");
                assert!(operations::mark_rejected(tx, first, 3, &no)?);
                assert_eq!(operations::find(tx, first)?.unwrap().failure, Some(no));
                let again = operations::plan(tx, &plan(second))?;
                assert_eq!((again.id, again.state, again.failure), (second, OperationState::Planned, None));
                assert_eq!(operations::find(tx, first)?, None);
                assert!(operations::mark_sending(tx, second, 4, deadline, None)?);
                assert!(operations::mark_not_sent(tx, second, 4, None)?);
                assert_eq!(state(tx, second)?, OperationState::Planned);
                Ok::<_, StoreError>(())
            })
            .await
    })
    .await;
}
