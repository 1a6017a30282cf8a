//! Files made for one person.

use crate::{
    fakes::{MAJA, RUTH},
    test_host::{Ask, TestHost, header, text},
};
use axum::http::StatusCode;

#[tokio::test]
async fn logs_come_as_attachments_that_no_browser_takes_for_a_page() {
    let host = TestHost::start();
    for (path, who, name) in [
        ("/activity.csv?area=drafts&from=&page=", MAJA, "activity.csv"),
        ("/admin/audit.csv", RUTH, "audit.csv"),
    ] {
        let response = host.send(Ask::get(path).signed_in(who)).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert!(header(&response, "content-type").starts_with("text/csv"), "{path}");
        let kept = format!("attachment; filename=\"{name}\"");
        assert_eq!(header(&response, "content-disposition"), kept, "{path}");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header(&response, "cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn the_file_is_of_what_the_page_looks_for() {
    let host = TestHost::start();
    let response = host.send(Ask::get("/activity.csv?area=drafts&outcome=bad").signed_in(MAJA)).await;
    assert_eq!(text(response).await, "time\r\ndrafts\r\n");
}
