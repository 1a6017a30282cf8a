//! What is swept away, and what stays.

use crate::{
    databases::for_each_database,
    drafts::new_draft,
    isolation::a_call,
    job_events::{a_job, at, claim, enqueue},
};
use contract::views::PromptKind;
use domain::{failure::Failure, jira::IssueKey, rules::RuleSet};
use jobs::{Ending, JobStorage, Lane};
use std::time::Duration;
use store::{
    StoreError,
    audit::{self, Entry},
    drafts, failures, issue_statuses, model_calls, prompts, rule_sets, site_builds,
    upkeep::{self, Keep, Swept},
};

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn everything_goes_when_its_time_is_over_and_not_before() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let sweep =
            async || db.store.system().write(|tx| upkeep::sweep(tx, Keep::days(30, 90))).await.unwrap();
        enqueue(&db, &maja, a_job(Lane::Interactive)).await?;
        let failed = claim(&db).await.unwrap().lease;
        let why = Failure::temporary("tools.none", "No tools.");
        db.store.end(failed, at(1, 1), Ending::Failed(why)).await.unwrap().unwrap();
        let waits = enqueue(&db, &maja, a_job(Lane::Interactive)).await?.id;
        let draft = db
            .store
            .of(&maja)
            .write(|tx| -> Result<_, StoreError> {
                let (kept, _) = drafts::insert(tx, &new_draft("a", "Kept"))?;
                let (draft, _) = drafts::insert(tx, &new_draft("b", "Deleted"))?;
                for id in [kept.id, draft.id] {
                    failures::keep(tx, &failures::of_draft(id), &Failure::internal())?;
                }
                let told = issue_statuses::Told { status: "Done".to_owned(), done: true };
                issue_statuses::keep(tx, &IssueKey::parse("CLINIC-1").unwrap(), Some(&told))?;
                model_calls::record(tx, kept.id, tx.new_id(), &[a_call()])?;
                assert!(drafts::delete(tx, draft.id)?);
                let prompt = prompts::insert(tx, PromptKind::Prompt, "Short", "Be short.")?.unwrap();
                assert!(prompts::delete(tx, prompt, tx.now().minus(DAY))?);
                let everything = rule_sets::Scope { project: None, kind: None };
                let rules = rule_sets::insert(tx, &everything, &RuleSet::default())?.unwrap();
                assert!(rule_sets::delete(tx, rules)?);
                site_builds::insert(tx, "Not touched", "", "grouped")?;
                let thrown_away = site_builds::insert(tx, "Deleted", "", "grouped")?;
                assert!(site_builds::delete(tx, thrown_away)?);
                audit::record(tx, &Entry { kind: "session.sign_in".to_owned(), ..Entry::default() })?;
                Ok(draft.id)
            })
            .await?;
        assert_eq!(sweep().await, Swept::default(), "nothing is old");
        db.clock.advance(DAY * 6);
        assert_eq!(sweep().await, Swept::default(), "a deletion can be taken back for a week");
        assert!(db.store.of(&maja).write(move |tx| drafts::restore(tx, draft)).await?);
        assert!(db.store.of(&maja).write(move |tx| drafts::delete(tx, draft)).await?);
        db.clock.advance(DAY * 8);
        assert_eq!(
            sweep().await,
            Swept { drafts: 1, prompts: 1, rule_sets: 1, site_builds: 2, ..Swept::default() }
        );
        let left = db.store.of(&maja).read(|tx| failures::list(tx, None, 9)).await?;
        assert_eq!(left.len(), 2, "those of the kept draft and of the job: {left:?}");
        db.clock.advance(DAY * 17);
        assert_eq!(
            sweep().await,
            Swept { jobs: 1, failures: 1, model_calls: 1, issue_statuses: 1, ..Swept::default() }
        );
        db.clock.advance(DAY * 60);
        assert_eq!(sweep().await, Swept { audit: 1, token_usage: 1, ..Swept::default() });
        assert_eq!(sweep().await, Swept::default());
        let jobs = db.store.of(&maja).read(|tx| store::jobs::lists::mine(tx, 9)).await?;
        assert_eq!(jobs.iter().map(|job| job.id).collect::<Vec<_>>(), [waits], "unfinished work stays");
        Ok(())
    })
    .await;
}
