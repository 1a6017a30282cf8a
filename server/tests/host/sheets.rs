//! Sheets of site builds: uploaded by a plain form, downloaded as attachments.

use crate::{
    fakes::MAJA,
    test_host::{Ask, TestHost, header, text},
};
use axum::http::StatusCode;
use std::fmt::Write as _;

const BUILD: &str = "/builds/01923f00-1234-7abc-8def-0123456789ab";

fn upload(parts: &[(&str, Option<&str>, &str)]) -> Ask {
    let mut body = String::new();
    for (field, file, content) in parts {
        let file = file.map(|name| format!("; filename=\"{name}\"")).unwrap_or_default();
        let _ = write!(
            body,
            "--limit\r\nContent-Disposition: form-data; name=\"{field}\"{file}\r\n\r\n{content}\r\n"
        );
    }
    body.push_str("--limit--\r\n");
    Ask::form(&format!("{BUILD}/sheets"), "multipart/form-data; boundary=limit", &body).page()
}

#[tokio::test]
async fn all_files_of_a_form_arrive_and_what_was_not_chosen_does_not() {
    let host = TestHost::start();
    // More than any other form may bring.
    let large = "x".repeat(1_500_000);
    let ask = upload(&[
        ("sheets", Some("Bundles.csv"), "a,b"),
        ("sheets", Some(""), ""),
        ("other", Some("x.csv"), "x"),
        ("sheets", Some("Fields.csv"), &large),
        ("pasted", None, " \n"),
        ("pasted", None, "c|d"),
    ]);
    let answer = host.send(ask.ours().signed_in(MAJA)).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let told = text(answer).await;
    assert!(told.contains("Bundles.csv 3, Fields.csv 1500000,  3"), "{told}");
}

#[tokio::test]
async fn only_the_person_itself_adds_sheets_and_only_so_much() {
    let host = TestHost::start();
    let one = || upload(&[("sheets", Some("a.csv"), "a")]);
    let too_much = "x".repeat(domain::limits::UPLOAD + 1);
    let many: Vec<_> = (0..30).map(|_| ("sheets", Some("a.csv"), "a")).collect();
    for (ask, status, words) in [
        (one().ours(), StatusCode::UNAUTHORIZED, ""),
        (one().with("sec-fetch-site", "cross-site").signed_in(MAJA), StatusCode::FORBIDDEN, ""),
        (
            Ask::post(&format!("{BUILD}/sheets"), "sheets=x").ours().page().signed_in(MAJA),
            StatusCode::UNPROCESSABLE_ENTITY,
            "No file arrived",
        ),
        (
            upload(&[("sheets", Some("a.csv"), &too_much)]).ours().signed_in(MAJA),
            StatusCode::UNPROCESSABLE_ENTITY,
            "did not arrive whole",
        ),
        (upload(&many).ours().signed_in(MAJA), StatusCode::UNPROCESSABLE_ENTITY, "can have 25 files"),
    ] {
        let answer = host.send(ask).await;
        assert_eq!(answer.status(), status);
        let told = text(answer).await;
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[tokio::test]
async fn files_leave_as_attachments() {
    let host = TestHost::start();
    let answer = host.send(Ask::get(&format!("{BUILD}/findings/csv")).signed_in(MAJA)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let disposition = header(&answer, "content-disposition").to_owned();
    assert!(
        disposition.starts_with("attachment; filename=\"find_ings.csv\"; filename*=UTF-8''find%22"),
        "{disposition}"
    );
    assert_eq!(header(&answer, "content-type"), "text/csv; charset=utf-8");
    assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
    for path in [
        "/builds/nonsense/findings/csv",
        &format!("{BUILD}/tickets/csv"),
        &format!("{BUILD}/sheets/nonsense"),
    ] {
        let answer = host.send(Ask::get(path).signed_in(MAJA)).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let stranger = host.send(Ask::get(&format!("{BUILD}/findings/csv"))).await;
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
}
