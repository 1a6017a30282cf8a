//! Prompts as a file, out and in.

use crate::{
    fakes::MAJA,
    test_host::{Ask, TestHost, header, text},
};
use axum::http::StatusCode;

/// A form as browsers send files.
fn upload(name: &str, content: &str) -> Ask {
    let body = format!(
        "--limit\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"prompts.json\"\r\n\
         Content-Type: application/json\r\n\r\n{content}\r\n--limit--\r\n"
    );
    Ask::form("/prompts/import", "multipart/form-data; boundary=limit", &body).page()
}

#[tokio::test]
async fn prompts_leave_as_an_attachment() {
    let host = TestHost::start();
    let response = host.send(Ask::get("/prompts/export").signed_in(MAJA)).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(header(&response, "content-disposition"), "attachment; filename=\"prompts.json\"");
    assert_eq!(header(&response, "cache-control"), "no-store");
    assert!(text(response).await.contains("prompts"));
}

#[tokio::test]
async fn a_file_is_taken_from_the_persons_own_form_only() {
    let host = TestHost::start();
    let taken = host.send(upload("file", "0123456789").ours().signed_in(MAJA)).await;
    assert_eq!(taken.status(), StatusCode::SEE_OTHER);
    assert_eq!(header(&taken, "location"), "/prompts?added=10&renamed=0");
    for (ask, status) in [
        (upload("file", "<html>").ours().signed_in(MAJA), StatusCode::UNPROCESSABLE_ENTITY),
        (upload("file", "").ours().signed_in(MAJA), StatusCode::UNPROCESSABLE_ENTITY),
        (upload("other", "x").ours().signed_in(MAJA), StatusCode::UNPROCESSABLE_ENTITY),
        (
            Ask::post("/prompts/import", "file=x").ours().page().signed_in(MAJA),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (upload("file", "x").ours(), StatusCode::UNAUTHORIZED),
        (upload("file", "x").with("sec-fetch-site", "cross-site").signed_in(MAJA), StatusCode::FORBIDDEN),
        (upload("file", &"x".repeat(300_000)).ours().signed_in(MAJA), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        assert_eq!(host.send(ask).await.status(), status);
    }
}
