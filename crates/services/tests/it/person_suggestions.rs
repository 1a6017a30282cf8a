//! People who are suggested for the fields that Jira demands.

use contract::{
    Outcome,
    commands::StartDraft,
    views::{ConnectionStatus, DraftView, PersonSuggestion},
};
use domain::failure::Category;
use serde_json::{Value, json};
use testkit::{Person, Setup, requirement, story};

async fn draft_in(person: &Person, project: &str) -> DraftView {
    let text = "The laboratory sends results to the ward within an hour.";
    person.written_from(StartDraft { project: project.to_owned(), ..requirement(text) }).await
}

async fn find(person: &Person, draft: &DraftView, words: &str) -> Outcome<Vec<PersonSuggestion>> {
    let drafting = &person.use_cases.drafting;
    drafting.find_people(&person.caller, &person.principal, draft.id, words.to_owned()).await
}

fn names(found: &[PersonSuggestion]) -> Vec<&str> {
    found.iter().map(|person| person.name.as_str()).collect()
}

#[tokio::test]
async fn people_are_found_by_name_user_name_and_address_in_any_case() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = draft_in(&ada, "LABS").await;
        let both = find(&ada, &draft, " LOVElace ").await.unwrap();
        let shown = |person: &PersonSuggestion| (person.label.clone(), person.email.clone());
        assert_eq!(names(&both), ["alovelace", "alovelace2"]);
        assert_eq!(shown(&both[1]), ("Ada Lovelace".to_owned(), Some("ada.second@example.org".to_owned())));
        assert_eq!(names(&find(&ada, &draft, "grace.hopper@").await.unwrap()), ["ghopper"]);
        let maja = find(&ada, &draft, "mkell").await.unwrap();
        assert_eq!(shown(&maja[0]), ("Maja Keller".to_owned(), None));
        assert_eq!(find(&ada, &draft, "rosalind").await.unwrap(), [], "she is not active");
        assert_eq!(find(&ada, &draft, "walrus").await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn only_the_drafts_owner_finds_people_and_only_with_words_of_a_fitting_length() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let grace = app.user("ghopper").await;
        let draft = draft_in(&ada, "LABS").await;
        let before = app.requests("jira.user");
        let refused = find(&grace, &draft, "ada").await.unwrap_err();
        assert_eq!(refused.category, Category::NotFound);
        for words in [" a ", "", "x".repeat(255).as_str()] {
            let refused = find(&ada, &draft, words).await.unwrap_err();
            assert!(refused.of_field("words").is_some(), "{words}: {refused:?}");
        }
        assert_eq!(app.requests("jira.user"), before, "Jira was asked nothing");
    })
    .await;
}

#[tokio::test]
async fn who_is_not_active_is_left_out_and_never_more_than_twenty_are_shown() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = draft_in(&ada, "LABS").await;
        let nurse = |n: u32| {
            json!({"name": format!("nurse{n}"), "displayName": format!("Nurse \u{202e}{n}"), "active": n != 0})
        };
        let everybody: Vec<_> = (0..30).map(nurse).collect();
        let answers_once = |body: Value| {
            let action = json!({"status": 200, "body": body});
            app.fault(json!({"target": "jira.user", "times": 1, "action": action}));
        };
        answers_once(json!(everybody));
        let found = find(&ada, &draft, "nurse").await.unwrap();
        assert_eq!((found.len(), found[0].name.as_str(), found[0].label.as_str()), (20, "nurse1", "Nurse 1"));
        answers_once(json!([{"name": "shy"}]));
        let found = find(&ada, &draft, "shy").await.unwrap();
        assert_eq!((found[0].label.as_str(), &found[0].email), ("shy", &None), "by the user name alone");
    })
    .await;
}

#[tokio::test]
async fn a_token_that_jira_refuses_here_closes_the_connection_and_other_troubles_do_not() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let draft = draft_in(&ada, "LABS").await;
        app.fault(json!({"target": "jira.user", "times": 1, "action": {"status": 503}}));
        assert_eq!(find(&ada, &draft, "grace").await.unwrap_err().category, Category::Temporary);
        assert_eq!(ada.connections().await.jira.status, ConnectionStatus::Tested);

        app.sandbox.set_expired("alovelace", true);
        assert_eq!(find(&ada, &draft, "grace").await.unwrap_err().code, "jira.unauthorized");
        assert_eq!(ada.connections().await.jira.status, ConnectionStatus::Failed);
        let before = app.requests("jira.user");
        assert_eq!(find(&ada, &draft, "grace").await.unwrap_err().code, "jira.not_tested");
        assert_eq!(app.requests("jira.user"), before, "a closed connection asks nothing");
    })
    .await;
}
