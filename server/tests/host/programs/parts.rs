//! A draft in parts, as a program changes, makes and takes them back.

use super::{ALL, Api, field, get, post, put, seen, token_of};
use crate::test_host::Ask;
use axum::http::StatusCode;
use contract::v1;
use testkit::{Setup, story};

/// More than one issue can hold.
const LARGE: &str = r#"{"requirement":"As a patient I want to book an examination room online so that I do not have to call. A booking can be cancelled until 24 hours before.\n[[sandbox: points=8]]","project":"CLINIC"}"#;

#[tokio::test]
async fn a_program_changes_makes_and_takes_back_the_parts_of_a_draft_and_nothing_goes_to_jira() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (api, token) = (Api::of(&app), token_of(&ada, &ALL).await);
        let draft = api.written(LARGE, &token).await;
        let path = format!("/api/v1/drafts/{}", draft.id);
        let of = format!("{path}/split");
        let (make, take_back) = (format!("{of}/make"), format!("{of}/take-back"));
        let (conflict, wrong) = (StatusCode::CONFLICT, StatusCode::UNPROCESSABLE_ENTITY);
        let split = draft.split.clone().unwrap();
        assert_eq!((split.shape, split.shapes.len(), split.parts.len()), (v1::Shape::Epic, 3, 3));
        assert_eq!(split.criteria, draft.fields.acceptance_criteria);
        assert!(!split.stale && split.report.can_be_made && split.report.adds_up, "{:?}", split.report);
        assert_eq!((draft.status, draft.is_split, draft.parts.len()), (v1::DraftStatus::Ready, false, 0));

        // The first part goes: nobody does what it did.
        let mut edit = v1::EditSplit {
            version: split.version,
            shape: v1::Shape::Siblings,
            parts: split.parts[1..].to_vec(),
        };
        "Another name".clone_into(&mut edit.parts[0].fields.summary);
        edit.parts[0].after = vec![0, 77];
        edit.parts[1].after = vec![0];
        let saved: v1::Split = api.read(put(&of, &edit, &token), StatusCode::OK).await;
        assert_eq!(
            (saved.version, saved.shape, saved.parts.len()),
            (split.version + 1, v1::Shape::Siblings, 2)
        );
        assert_eq!(saved.parts[0].fields.summary, "Another name");
        assert_eq!((saved.parts[0].after.len(), saved.parts[1].after.as_slice()), (0, &[0][..]));
        assert!(!saved.report.can_be_made && !saved.report.uncovered.is_empty(), "{:?}", saved.report);
        api.refused(put(&of, &edit, &token), conflict, "draft.split_changed").await;
        let refused =
            api.refused(post(&make, &seen(saved.version), &token), wrong, "draft.split_unsound").await;
        assert!(field(&refused, "covers").is_some(), "{refused:?}");

        // And comes back as the last one.
        edit.version = saved.version;
        edit.parts.push(split.parts[0].clone());
        let mut bad = edit.clone();
        bad.parts[2].fields.summary = "x".repeat(256);
        bad.parts[0].fields.scenarios = vec![v1::Scenario {
            name: "No".to_owned(),
            given: Vec::new(),
            when: Vec::new(),
            then: Vec::new(),
        }];
        let refused = api.refused(put(&of, &bad, &token), wrong, "draft.split_invalid").await;
        assert!(
            field(&refused, "parts[2].summary").is_some() && field(&refused, "parts[0].scenarios").is_some()
        );
        for parts in [Vec::new(), vec![split.parts[0].clone(); 41]] {
            let miscounted = v1::EditSplit { parts, ..edit.clone() };
            api.refused(put(&of, &miscounted, &token), wrong, "draft.split_parts").await;
        }
        let saved: v1::Split = api.read(put(&of, &edit, &token), StatusCode::OK).await;
        assert!(saved.report.can_be_made, "{:?}", saved.report);

        let made: v1::MadeParts = api.read(post(&make, &seen(saved.version), &token), StatusCode::OK).await;
        let whole: v1::Draft = api.read(get(&path, &token), StatusCode::OK).await;
        assert_eq!((whole.status, whole.is_split, whole.split), (v1::DraftStatus::Split, true, None));
        assert_eq!((made.parts.len(), made.parts[0].title.as_str()), (3, "Another name"));
        assert_eq!(whole.parts, made.parts);
        let second = format!("/api/v1/drafts/{}", made.parts[1].id);
        let part: v1::Draft = api.read(get(&second, &token), StatusCode::OK).await;
        assert_eq!(part.status, v1::DraftStatus::Ready, "a person approves it like any other");
        let expected = v1::PartOf {
            draft: draft.id.clone(),
            part: 1,
            parts: 3,
            waits: false,
            after: vec![made.parts[0].id.clone()],
        };
        assert_eq!(part.part_of, Some(expected));
        api.refused(post(&make, &seen(saved.version), &token), conflict, "draft.not_editable").await;
        assert!(app.sandbox.created_issues().is_empty());

        assert_eq!(api.status(post(&take_back, "", &token)).await, StatusCode::NO_CONTENT);
        let back: v1::Draft = api.read(get(&path, &token), StatusCode::OK).await;
        assert_eq!((back.status, back.is_split), (v1::DraftStatus::Ready, false));
        assert_eq!(back.split.unwrap().parts, saved.parts);
        assert_eq!(api.status(get(&second, &token)).await, StatusCode::NOT_FOUND);
        api.refused(post(&take_back, "", &token), conflict, "draft.split_gone").await;
    })
    .await;
}

#[tokio::test]
async fn parts_are_renewed_thrown_away_and_asked_for_again() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let (api, token) = (Api::of(&app), token_of(&ada, &ALL).await);
        let draft = api.written(LARGE, &token).await;
        let path = format!("/api/v1/drafts/{}", draft.id);
        let of = format!("{path}/split");
        let again = post(&of, &seen(draft.version), &token);
        api.refused(again, StatusCode::CONFLICT, "draft.split_open").await;

        let kept = draft.fields.acceptance_criteria[0].clone();
        let edit = v1::EditField { version: draft.version, value: format!("Something new.\n{kept}") };
        let field = format!("{path}/fields/acceptance_criteria");
        let edited: v1::Edited = api.read(put(&field, &edit, &token), StatusCode::OK).await;
        let stale: v1::Draft = api.read(get(&path, &token), StatusCode::OK).await;
        let split = stale.split.unwrap();
        assert!(
            split.stale && !split.report.can_be_made && split.criteria == draft.fields.acceptance_criteria
        );
        let make = post(&format!("{of}/make"), &seen(split.version), &token);
        api.refused(make, StatusCode::CONFLICT, "draft.split_stale").await;
        let renew = post(&format!("{of}/renew"), &seen(split.version), &token);
        let renewed: v1::Split = api.read(renew, StatusCode::OK).await;
        assert_eq!(renewed.criteria, edited.fields.acceptance_criteria);
        assert_eq!(
            (renewed.stale, renewed.report.uncovered),
            (false, vec![0]),
            "what is still there stays covered"
        );

        let drop =
            |version: i32| Ask::json("DELETE", &format!("{of}?version={version}"), "").by_program(&token);
        api.refused(drop(split.version), StatusCode::CONFLICT, "draft.split_changed").await;
        assert_eq!(api.status(drop(renewed.version)).await, StatusCode::NO_CONTENT);
        let dropped: v1::Draft = api.read(get(&path, &token), StatusCode::OK).await;
        assert_eq!((dropped.split, dropped.fields), (None, edited.fields));

        let body = format!(r#"{{"version":{},"instructions":"By kind of user"}}"#, dropped.version);
        let started = api.read(post(&of, &body, &token), StatusCode::ACCEPTED).await;
        let split = api.settled(started, &token).await;
        assert_eq!((split.version, split.split.map(|split| split.parts.len())), (dropped.version, Some(3)));
        let query = app.sandbox.llm_calls().last().unwrap()["body"]["query"].as_str().unwrap().to_owned();
        assert!(query.contains("<change>\nBy kind of user\n</change>"), "{query}");
    })
    .await;
}
