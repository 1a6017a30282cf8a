//! The pages of drafts, in every state.

use super::{call, draft, form, samples};
use axum::http::StatusCode;
use contract::views::DraftStatus;

#[tokio::test]
async fn starting_a_draft_leads_to_its_page() {
    let answer = form(
        "/api/fn/drafting/start",
        "/create",
        "requirement=x&kind=story&format=classic&project=CLINIC&form_id=x",
    )
    .await;
    assert_eq!(answer.location, format!("/create/{}", samples::id_of(DraftStatus::Writing)));
}

#[tokio::test]
async fn answers_to_a_questions_fields_arrive() {
    let id = samples::id_of(DraftStatus::Question);
    let body = format!(
        "draft={id}&question={id}&lines%5B0%5D%5Blabel%5D=Years&lines%5B0%5D%5Bvalue%5D=2025&lines%5B1%5D%5Blabel%5D=Format&lines%5B1%5D%5Bvalue%5D=CSV"
    );
    let answer = call("/api/fn/drafting/answer", &body, false).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
}

#[tokio::test]
async fn a_draft_that_is_being_written_shows_what_is_there_and_refreshes_without_scripts() {
    let page = draft(DraftStatus::Writing).await;
    assert!(page.contains("Let patients move their own appointment until 2"));
    assert!(page.contains("Writing summary"));
    assert!(page.contains("http-equiv=\"refresh\""));
    assert!(page.contains("/api/fn/drafting/stop"));
}

#[tokio::test]
async fn an_interrupted_draft_says_so_and_can_be_continued() {
    let page = draft(DraftStatus::Unfinished).await;
    assert!(page.contains("Interrupted"));
    assert!(page.contains("Your requirement and the text so far are still here."));
    assert!(page.contains("An e-mail with the new time goes out"));
    assert!(page.contains("/api/fn/drafting/continue_draft"));
    assert!(!page.contains("http-equiv=\"refresh\""));
}

#[tokio::test]
async fn a_finished_draft_has_a_form_for_every_field_and_names_broken_rules() {
    let page = draft(DraftStatus::Ready).await;
    for field in [
        "summary",
        "story",
        "acceptance_criteria",
        "stlc_notes",
        "story_points",
        "labels",
        "priority",
        "components",
    ] {
        assert!(page.contains(&format!("name=\"field\" value=\"{field}\"")), "{field}");
    }
    assert!(page.contains("edited by you"));
    assert!(page.contains("1 rule is broken"));
}

#[tokio::test]
async fn a_field_that_names_somebody_is_a_plain_one_and_people_are_found_for_it() {
    let page = draft(DraftStatus::Ready).await;
    assert!(page.contains("name=\"fields[2][id]\" value=\"customfield_10122\""));
    assert!(page.contains("name=\"fields[2][chosen][]\"") && page.contains("value=\"ghopper\""));
    assert!(page.contains("on Jira Cloud the account id."));
    let id = samples::id_of(DraftStatus::Ready);
    let path = "/api/fn/drafting/find_people";
    let found = call(path, &format!("draft={id}&words=LOVE"), false).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text);
    assert!(found.text.contains("alovelace2") && !found.text.contains("ghopper"), "{}", found.text);
    let nothing = call(path, "draft=00000000-0000-0000-0000-0000000000ff&words=love", false).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND, "{}", nothing.text);
}

#[tokio::test]
async fn an_approved_draft_shows_the_frozen_payload() {
    let page = draft(DraftStatus::Approved).await;
    let sample = samples::draft(DraftStatus::Approved).approval.unwrap();
    assert!(page.contains(&sample.sha256));
    assert!(page.contains("h2. Story"));
    assert!(page.contains("&quot;project_key&quot;") || page.contains("\"project_key\""));
    assert!(page.contains("Create in Jira") && page.contains("Edit again"));
}

#[tokio::test]
async fn a_doubtful_creation_is_told_in_words_and_a_created_issue_has_its_link() {
    assert!(draft(DraftStatus::Uncertain).await.contains("may or may not exist"));
    let created = draft(DraftStatus::Created).await;
    assert!(created.contains("CLINIC-245"));
    assert!(created.contains("href=\"http://127.0.0.1:4010/jira/browse/CLINIC-245\""));
}
