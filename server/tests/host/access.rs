//! The route matrix against the router as it is.

use crate::{
    fakes::{MAJA, NOAH, RUTH},
    test_host::{Ask, TestHost, header},
};
use axum::http::StatusCode;
use server::http::matrix::{API, Access, PAGES, ROUTES, Surface};
use std::collections::BTreeSet;

/// A path with something in place of its parameters.
fn concrete(path: &str) -> String {
    path.replace("{draft}", "{id}")
        .replace("{prompt}", "{id}")
        .replace("{id}", "01923f00-1234-7abc-8def-0123456789ab")
}

#[tokio::test]
async fn strangers_are_sent_to_sign_in_or_told_401() {
    let host = TestHost::start();
    for row in PAGES.iter().chain(ROUTES).chain(API).filter(|row| row.access == Access::SignedIn) {
        let path = concrete(row.path);
        let response = host.send(Ask::get(&path).page()).await;
        if row.surface == Surface::Page {
            assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
            assert!(header(&response, "location").starts_with("/sign-in?next="), "{path}");
        } else {
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
        }
    }
    for (path, access) in app::api::REGISTERED {
        let status = host.send(Ask::post(path, "").ours()).await.status();
        let refused = status == StatusCode::UNAUTHORIZED;
        assert_eq!(refused, *access != app::api::Access::Anyone, "{path}: {status}");
        let form = host.send(Ask::post(path, "").ours().page()).await;
        if refused {
            assert_eq!(header(&form, "location"), "/sign-in?next=/dashboard", "{path}");
        }
    }
}

#[tokio::test]
async fn pages_that_everybody_may_see_answer_everybody() {
    let host = TestHost::start();
    for row in PAGES.iter().chain(ROUTES).filter(|row| matches!(row.access, Access::Public | Access::Anyone))
    {
        let response = host.send(Ask::get(&concrete(row.path)).page()).await;
        // A later step of a registration without its first one is a mistake (422), not a matter of access.
        let status = response.status();
        assert!(
            status.is_success() || status.is_redirection() || status.as_u16() == 422,
            "{}: {status}",
            row.path
        );
    }
}

#[tokio::test]
async fn the_matrix_lists_nothing_that_does_not_exist() {
    // Building the router fails when something exists that is not listed; this is the other direction.
    let pages: BTreeSet<String> =
        leptos_axum::generate_route_list(app::App).iter().map(|page| page.path().to_owned()).collect();
    let listed: BTreeSet<String> = PAGES.iter().map(|row| row.path.to_owned()).collect();
    assert_eq!(pages, listed);
    let functions: BTreeSet<&str> =
        leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
    let listed: BTreeSet<&str> = app::api::REGISTERED.iter().map(|(path, _)| *path).collect();
    assert_eq!(functions, listed);
}

#[tokio::test]
async fn somebody_elses_job_does_not_exist() {
    let host = TestHost::start();
    let _job = host.world.job();
    for id in ["01923f00-1234-7abc-8def-0123456789ab", "not-an-id", "1"] {
        let ask = Ask::get(&format!("/api/v1/jobs/{id}/events")).signed_in(NOAH);
        assert_eq!(host.send(ask).await.status(), StatusCode::NOT_FOUND, "{id}");
    }
}

#[tokio::test]
async fn what_is_for_admins_does_not_exist_for_others_and_asking_for_it_is_written_down() {
    let host = TestHost::start();
    let mut asked = Vec::new();
    for row in PAGES.iter().chain(ROUTES).filter(|row| row.access == Access::Admin) {
        let path = concrete(row.path);
        let refused = host.send(Ask::get(&path).page().signed_in(MAJA)).await;
        assert_eq!(refused.status(), StatusCode::NOT_FOUND, "{path}");
        // An administrator comes as far as the use case, whatever that says.
        host.send(Ask::get(&path).page().signed_in(RUTH)).await;
        asked.push((1, path));
    }
    for (path, access) in app::api::REGISTERED.iter().filter(|(_, access)| *access == app::api::Access::Admin)
    {
        let status = host.send(Ask::post(path, "").ours().signed_in(MAJA)).await.status();
        assert_eq!(status, StatusCode::NOT_FOUND, "{path} {access:?}");
        asked.push((1, (*path).to_owned()));
    }
    assert!(asked.len() > 8, "{asked:?}");
    assert_eq!(*host.world.refused.lock().unwrap(), asked);
}

#[tokio::test]
async fn asking_for_what_is_not_ones_own_is_written_down_without_what_was_typed() {
    let host = TestHost::start();
    let id = "01923f00-1234-7abc-8def-0123456789ab";
    let job = format!("/api/v1/jobs/{id}/events");
    host.send(Ask::get(&format!("{job}?after=1.1&note=typed")).signed_in(NOAH)).await;
    let stop = "/api/fn/activity/stop_job";
    host.send(Ask::post(stop, &format!("job={id}")).ours().signed_in(NOAH)).await;
    // Nothing that names nothing, and nobody who is not known.
    host.send(Ask::get("/nowhere").page().signed_in(NOAH)).await;
    host.send(Ask::get(&job)).await;
    let refused = host.world.refused.lock().unwrap().clone();
    assert_eq!(refused, [(2, job), (2, stop.to_owned())]);
}
