//! Drafts, revisions, approvals.

use crate::{
    databases::for_each_database,
    job_events::{a_job, enqueue},
};
use contract::views::{DraftStatus, ScreenAnswers};
use domain::{
    draft::{Authored, DraftContent, DraftFormat, Field, Origin, Proposals, Revise, Scope},
    failure::Failure,
    jira::{IssueKey, IssueKind, ProjectKey},
};
use jobs::Lane;
use std::time::Duration;
use store::{
    StoreError, approvals, create_screens,
    drafts::{self, Filter, NewDraft, Saved},
};

pub(crate) fn new_draft(form_id: &str, requirement: &str) -> NewDraft {
    NewDraft {
        form_id: form_id.to_owned(),
        requirement: requirement.to_owned(),
        kind: IssueKind::Story,
        format: DraftFormat::Classic,
        template: None,
        project: ProjectKey::parse("CLINIC").unwrap(),
        parent: IssueKey::parse("CLINIC-7").ok(),
        status: DraftStatus::Writing,
    }
}

fn written(summary: &str, by_hand: &[Field]) -> Authored {
    Authored {
        content: DraftContent { summary: summary.to_owned(), ..DraftContent::default() },
        origins: by_hand.iter().map(|field| (*field, Origin::Person)).collect(),
        proposals: Proposals::default(),
    }
}

#[tokio::test]
async fn the_same_form_twice_starts_one_draft() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let starts: Vec<_> = (0..10)
            .map(|_| {
                let store = db.store.clone();
                tokio::spawn(async move {
                    store
                        .of(&maja)
                        .write(|tx| drafts::insert(tx, &new_draft("f", "Patients book online")))
                        .await
                })
            })
            .collect();
        let mut new = 0;
        let mut ids = Vec::new();
        for start in starts {
            let (draft, is_new) = start.await.unwrap()?;
            new += i32::from(is_new);
            ids.push(draft.id);
        }
        ids.dedup();
        assert_eq!((new, ids.len()), (1, 1));
        let id = ids[0];
        db.store
            .of(&maja)
            .write(move |tx| {
                assert!(drafts::delete(tx, id)?);
                assert_eq!(drafts::get(tx, id)?, None);
                assert!(drafts::restore(tx, id)? && !drafts::restore(tx, id)?, "once");
                assert_eq!(drafts::get(tx, id)?.map(|draft| draft.id), Some(id));
                assert!(drafts::delete(tx, id)?);
                assert!(drafts::insert(tx, &new_draft("f", "Again"))?.1, "a deleted draft frees its form");
                Ok(())
            })
            .await
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_active_while_its_job_runs_or_waits_and_it_is_not_deleted() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let job = enqueue(&db, &maja, a_job(Lane::Interactive)).await?.id;
        db.store
            .of(&maja)
            .write(move |tx| {
                let (draft, _) = drafts::insert(tx, &new_draft("f", "Patients book online"))?;
                drafts::insert(tx, &new_draft("g", "Nobody works on this one"))?;
                assert_eq!(drafts::active(tx, 5)?, []);
                assert!(drafts::attach_job(tx, draft.id, job)?);
                let ids = |found: Vec<drafts::Draft>| found.iter().map(|draft| draft.id).collect::<Vec<_>>();
                assert_eq!(ids(drafts::active(tx, 5)?), [draft.id]);
                assert!(drafts::delete(tx, draft.id)?);
                assert_eq!(drafts::active(tx, 5)?, []);
                assert!(drafts::restore(tx, draft.id)?);
                store::jobs::request_cancel(tx, job)?;
                assert_eq!(drafts::active(tx, 5)?, []);
                Ok(())
            })
            .await
    })
    .await;
}

#[tokio::test]
async fn an_edit_of_an_old_version_is_refused_and_every_saved_state_is_kept() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        db.store
            .of(&maja)
            .write(|tx| {
                let (draft, _) = drafts::insert(tx, &new_draft("f", "Patients book online"))?;
                let early = drafts::save_content(tx, draft.id, 0, &written("x", &[]), "edited")?;
                assert_eq!(early, Saved::NotFound, "it is still being written");
                let first =
                    drafts::store_result(tx, draft.id, &written("Book online", &[]), "written", None)?;
                assert_eq!(first, Some(1));
                let late = drafts::store_result(tx, draft.id, &written("late", &[]), "written", None)?;
                assert_eq!(late, None);
                let by_hand = written("Book", &[Field::Summary]);
                let second = drafts::save_content(tx, draft.id, 1, &by_hand, "edited")?;
                assert_eq!(second, Saved::Saved(2));
                let stale =
                    drafts::save_content(tx, draft.id, 1, &written("Lost", &[Field::Summary]), "edited")?;
                assert_eq!(stale, Saved::Conflict { current: 2 });
                let now = drafts::get(tx, draft.id)?.unwrap();
                assert_eq!((now.status, now.version), (DraftStatus::Ready, 2));
                assert_eq!((now.title.as_str(), &now.written), ("Book", &by_hand));
                let revisions = drafts::revisions(tx, draft.id, 9)?;
                let seen: Vec<_> =
                    revisions.iter().map(|r| (r.version, r.written.content.summary.as_str())).collect();
                assert_eq!(seen, [(2, "Book"), (1, "Book online")]);
                assert_eq!(drafts::revisions(tx, draft.id, 1)?.len(), 1);
                assert_eq!(drafts::revision(tx, draft.id, 1)?.as_ref(), revisions.get(1));
                assert_eq!(drafts::revision(tx, draft.id, 3)?, None);
                Ok::<_, StoreError>(())
            })
            .await
    })
    .await;
}

#[tokio::test]
async fn a_revision_begins_from_what_was_seen_and_a_failed_one_leaves_the_draft_as_it_was() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        let revise = Revise { scope: Scope::Whole, instructions: "Shorter".to_owned() };
        let draft = db
            .store
            .of(&maja)
            .write(move |tx| {
                let (draft, _) = drafts::insert(tx, &new_draft("f", "Patients book online"))?;
                drafts::store_result(tx, draft.id, &written("Book online", &[]), "written", None)?;
                assert!(!drafts::begin_revision(tx, draft.id, 0, &revise)?, "an old version");
                assert!(drafts::begin_revision(tx, draft.id, 1, &revise)?);
                assert!(!drafts::begin_revision(tx, draft.id, 1, &revise)?, "it is being changed already");
                let job = store::jobs::enqueue(tx, a_job(Lane::Interactive))?.id;
                drafts::attach_job(tx, draft.id, job)?;
                store::jobs::request_cancel(tx, job)?;
                Ok::<_, StoreError>(draft.id)
            })
            .await?;
        db.store
            .of(&maja)
            .write(move |tx| {
                let back = drafts::get(tx, draft)?.unwrap();
                assert_eq!((back.status, back.version), (DraftStatus::Ready, 1));
                assert_eq!(back.written, written("Book online", &[]));
                assert_eq!(back.revise.map(|revise| revise.instructions).as_deref(), Some("Shorter"));

                assert!(drafts::begin_revision(
                    tx,
                    draft,
                    1,
                    &Revise { scope: Scope::Rules, instructions: String::new() }
                )?);
                let mut changed = written("Book", &[Field::Story]);
                changed.proposals.fields.insert(Field::Story);
                changed.proposals.content.story = "Mine".to_owned();
                assert_eq!(drafts::store_result(tx, draft, &changed, "fixed", Some("Shorter"))?, Some(2));
                let now = drafts::get(tx, draft)?.unwrap();
                assert_eq!((now.status, &now.written, now.revise), (DraftStatus::Ready, &changed, None));
                assert_eq!(drafts::instructions(tx, draft, 9)?, ["Shorter"]);
                let (seen, none) = (&now.written.proposals, &Proposals::default());
                assert!(!drafts::set_proposals(tx, draft, 1, seen, none)?, "another version");
                assert!(!drafts::set_proposals(tx, draft, 2, none, none)?, "other proposals were seen");
                assert!(drafts::set_proposals(tx, draft, 2, seen, none)?);
                assert!(!drafts::set_proposals(tx, draft, 2, seen, none)?, "they are gone already");
                let now = drafts::get(tx, draft)?.unwrap();
                assert!(now.written.proposals.is_empty() && now.version == 2);
                Ok::<_, StoreError>(())
            })
            .await
    })
    .await;
}

#[tokio::test]
async fn lists_search_every_word_filter_and_page_with_the_latest_first() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        for (form, text) in
            [("1", "100% of Patients_book online"), ("2", "Nurses book rooms"), ("3", "Öl ändern")]
        {
            db.clock.advance(Duration::from_secs(1));
            let status = if form == "2" { DraftStatus::Ready } else { DraftStatus::Writing };
            let new = NewDraft { status, ..new_draft(form, text) };
            db.store.of(&maja).write(move |tx| drafts::insert(tx, &new)).await?;
        }
        let found = async |filter: Filter| {
            let filter = Filter { limit: if filter.limit == 0 { 10 } else { filter.limit }, ..filter };
            let found = db.store.of(&maja).read(move |tx| drafts::list(tx, &filter)).await?;
            Ok::<_, StoreError>(found.into_iter().map(|draft| draft.title).collect::<Vec<_>>())
        };
        let query = |text: &str| Filter { query: text.to_owned(), ..Filter::default() };
        assert_eq!(found(query("BOOK")).await?, ["Nurses book rooms", "100% of Patients_book online"]);
        assert_eq!(found(query("rooms nurses")).await?, ["Nurses book rooms"]);
        assert_eq!(found(query("0% s_b")).await?, ["100% of Patients_book online"]);
        assert_eq!(found(query("_____ %")).await?, Vec::<String>::new());
        assert_eq!(found(query("ÄNDERN")).await?, ["Öl ändern"]);
        let ready = Filter { status: Some(DraftStatus::Ready), ..Filter::default() };
        assert_eq!(found(ready).await?, ["Nurses book rooms"]);
        let elsewhere = Filter { project: ProjectKey::parse("LAB").ok(), ..Filter::default() };
        assert_eq!(found(elsewhere).await?, Vec::<String>::new());
        let second = Filter { limit: 1, offset: 1, ..Filter::default() };
        assert_eq!(found(second).await?, ["Nurses book rooms"]);
        assert_eq!(db.store.of(&maja).read(|tx| drafts::recent(tx, 2)).await?.len(), 2);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_status_moves_on_only_from_where_one_expects_it() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        db.store
            .of(&maja)
            .write(|tx| {
                let id = drafts::insert(tx, &new_draft("f", "x"))?.0.id;
                let (writing, ready) = (DraftStatus::Writing, DraftStatus::Ready);
                assert!(!drafts::set_status(tx, id, &[ready], DraftStatus::Approved)?);
                assert!(drafts::set_status(tx, id, &[writing, ready], ready)?);
                let failure = Failure::user("jira.refused", "No.");
                assert!(drafts::set_failure(tx, id, &[ready], ready, Some(&failure))?);
                assert_eq!(drafts::get(tx, id)?.unwrap().failure.unwrap().code, "jira.refused");
                assert!(drafts::set_status(tx, id, &[ready], DraftStatus::Creating)?);
                assert!(!drafts::delete(tx, id)?, "it is on its way to Jira");
                let issue = drafts::Issue {
                    key: IssueKey::parse("CLINIC-7").unwrap(),
                    url: "https://jira.example.test/browse/CLINIC-7".to_owned(),
                    transport: "MCP".to_owned(),
                    at: tx.now(),
                };
                assert!(drafts::set_issue(tx, id, &issue)?);
                let created = drafts::get(tx, id)?.unwrap();
                assert_eq!(
                    (created.status, created.issue, created.failure),
                    (DraftStatus::Created, Some(issue), None)
                );
                Ok::<_, StoreError>(())
            })
            .await
    })
    .await;
}

#[tokio::test]
async fn a_draft_has_one_live_approval_with_exactly_the_bytes_that_were_frozen() {
    for_each_database(async |db| {
        let maja = db.person("Maja").await;
        db.store
            .of(&maja)
            .write_durably(|tx| {
                let draft = drafts::insert(tx, &new_draft("f", "x"))?.0.id;
                let new = approvals::NewApproval {
                    draft,
                    operation: tx.new_id(),
                    version: 1,
                    sha256: "aa".to_owned(),
                    payload: vec![0, 255, b'{'],
                    fields: vec![("Summary".to_owned(), "Book".to_owned())],
                    description: "h1.".to_owned(),
                    transport: "MCP".to_owned(),
                    similar: Vec::new(),
                    bypassed: None,
                };
                let first = approvals::create(tx, &new)?.unwrap();
                let again = approvals::NewApproval { operation: tx.new_id(), ..new.clone() };
                let second = approvals::create(tx, &again)?.unwrap();
                let live = approvals::live(tx, draft)?.unwrap();
                assert_eq!((live.id, &live.payload, &live.fields), (second, &new.payload, &new.fields));
                assert!(approvals::get(tx, first)?.unwrap().withdrawn_at.is_some());
                assert!(approvals::withdraw(tx, draft)?);
                assert!(!approvals::withdraw(tx, draft)?);
                assert_eq!(approvals::live(tx, draft)?, None);
                Ok::<_, StoreError>(())
            })
            .await
    })
    .await;
}

#[tokio::test]
async fn what_jira_asks_for_is_kept_per_project_and_kind_and_answers_outlive_it() {
    for_each_database(async |db| {
        let (maja, noah) = (db.person("Maja").await, db.person("Noah").await);
        let clinic = ProjectKey::parse("CLINIC").unwrap();
        let answers = ScreenAnswers {
            issue_type: Some("7".to_owned()),
            values: [("duedate".to_owned(), vec!["2026-12-01".to_owned()])].into(),
        };
        let (project, given) = (clinic.clone(), answers.clone());
        db.store
            .of(&maja)
            .write(move |tx| {
                let kind = IssueKind::Story;
                assert_eq!(create_screens::get::<String>(tx, &project, kind)?, None);
                assert!(!create_screens::remember(tx, &project, kind, &given)?, "nothing was asked yet");
                create_screens::keep(tx, &project, kind, &"first")?;
                assert!(create_screens::remember(tx, &project, kind, &given)?);
                create_screens::keep(tx, &project, kind, &"second")?;
                let known = create_screens::get::<String>(tx, &project, kind)?.unwrap();
                assert_eq!((known.screen.as_deref(), known.answers), (Some("second"), Some(given.clone())));
                assert_eq!(
                    create_screens::get::<u8>(tx, &project, kind)?.unwrap().screen,
                    None,
                    "another shape"
                );
                assert_eq!(create_screens::get::<String>(tx, &project, IssueKind::Bug)?, None);

                let (draft, _) = drafts::insert(tx, &new_draft("f", "Patients book online"))?;
                assert_eq!(draft.parent, IssueKey::parse("CLINIC-7").ok());
                assert!(!drafts::set_answers(tx, draft.id, &given)?, "it is still being written");
                drafts::store_result(tx, draft.id, &written("Book", &[]), "written", None)?;
                assert!(drafts::set_answers(tx, draft.id, &given)?);
                assert_eq!(drafts::get(tx, draft.id)?.unwrap().answers, Some(given));
                Ok::<_, StoreError>(())
            })
            .await?;
        let his = db.store.of(&noah);
        let theirs = his.read(move |tx| create_screens::get::<String>(tx, &clinic, IssueKind::Story)).await?;
        assert_eq!(theirs, None);
        Ok(())
    })
    .await;
}
