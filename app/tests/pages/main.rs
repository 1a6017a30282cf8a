//! Pages as the server renders them, and forms as browsers without scripts send them.

#![expect(clippy::unwrap_used, reason = "test helpers")]

#[path = "../../examples/gallery/accounts.rs"]
mod accounts;
#[path = "../../examples/gallery/fakes.rs"]
mod fakes;
#[path = "../../examples/gallery/host.rs"]
mod host;
#[path = "../../examples/gallery/library.rs"]
mod library;
#[path = "../../examples/gallery/people.rs"]
mod people;
#[path = "../../examples/gallery/samples.rs"]
mod samples;
#[path = "../../examples/gallery/site_builds.rs"]
mod site_builds;
#[path = "../../examples/gallery/site_tickets.rs"]
mod site_tickets;
#[path = "../../examples/gallery/versions.rs"]
mod versions;

mod columns;
mod drafts;

use app::api::{Access, REGISTERED};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use contract::views::DraftStatus;
use http_body_util::BodyExt;
use tower::ServiceExt;

struct Answer {
    status: StatusCode,
    location: String,
    cookies: Vec<String>,
    policy: String,
    text: String,
}

async fn send(request: Request<Body>) -> Answer {
    let answer = host::router().oneshot(request).await.unwrap();
    let header = |name: header::HeaderName| {
        answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    let (status, location, policy) =
        (answer.status(), header(header::LOCATION), header(header::CONTENT_SECURITY_POLICY));
    let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
    let cookies = cookies.filter_map(|value| value.to_str().ok()).map(str::to_owned).collect();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    Answer { status, location, cookies, policy, text: String::from_utf8_lossy(&bytes).into_owned() }
}

async fn page(path: &str) -> Answer {
    let request = Request::get(path).header(header::ACCEPT, "text/html");
    send(request.body(Body::empty()).unwrap()).await
}

async fn draft(status: DraftStatus) -> String {
    page(&format!("/create/{}", samples::id_of(status))).await.text
}

/// A form of a browser without scripts.
async fn form(path: &str, from: &str, body: &str) -> Answer {
    let request = Request::post(path)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::REFERER, format!("http://127.0.0.1:4020{from}"));
    send(request.body(Body::from(body.to_owned())).unwrap()).await
}

/// The same from scripts.
async fn call(path: &str, body: &str, nobody: bool) -> Answer {
    let mut request = Request::post(path)
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    if nobody {
        request = request.header("x-nobody", "1");
    }
    send(request.body(Body::from(body.to_owned())).unwrap()).await
}

#[tokio::test]
async fn every_page_is_whole_without_scripts_and_keeps_the_security_policy() {
    let mut paths: Vec<String> = [
        "/sign-in",
        "/register",
        "/dashboard",
        "/connections",
        "/history",
        "/create",
        "/profile/tokens",
        "/projects",
        "/prompts",
        "/prompts/new",
        "/prompts/00000000-0000-0000-0000-000000000001",
        "/rules",
        "/rules/new",
        "/rules/00000000-0000-0000-0000-000000000001",
        "/builds",
        "/builds/new",
        "/builds/00000000-0000-0000-0000-000000000001",
        "/builds/00000000-0000-0000-0000-000000000001?file=00000000-0000-0000-0000-000000000001&table=0",
        "/builds/00000000-0000-0000-0000-000000000001/check?severity=error",
        "/builds/00000000-0000-0000-0000-000000000001/rows?file=00000000-0000-0000-0000-000000000001&row=86",
        "/builds/00000000-0000-0000-0000-000000000001/plan?open=bundle:1",
        "/tools",
        "/admin/tools",
    ]
    .map(str::to_owned)
    .into();
    paths.extend(
        ["/activity", "/activity?area=jobs", "/profile", "/profile?done=password"].map(str::to_owned),
    );
    paths.extend(
        ["people", "people?query=nobody", "configuration", "jobs", "audit"]
            .map(|page| format!("/admin/{page}")),
    );
    paths.extend(DraftStatus::ALL.map(|status| format!("/create/{}", samples::id_of(status))));
    let mut limits = 0;
    for path in paths {
        let answer = page(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.text.matches("<h1").count(), 1, "{path} has one heading");
        assert!(!answer.text.contains(" style="), "{path} has an inline style");
        for script in answer.text.split("<script").skip(1) {
            assert!(script.contains("nonce="), "{path}: <script{script:.80}");
        }
        assert!(answer.policy.contains("'nonce-"), "{path}");
        limits += limits_shown(&path, &answer.text);
        for event in [" onclick=", " onload=", " onsubmit="] {
            assert!(!answer.text.contains(event), "{path} has {event}");
        }
        for other in ["https://", "//cdn", "//fonts"] {
            assert!(!answer.text.contains(other), "{path} reaches out to {other}");
        }
    }
    assert!(limits > 40, "only {limits} texts with a limit were found");
}

/// A text that may only be so long says so beside its label, such as `0 / 60`. How many there are. The palette is no form.
fn limits_shown(path: &str, page: &str) -> usize {
    let controls = ["<input", "<textarea"].iter().flat_map(|tag| page.split(tag).skip(1));
    let limited = controls
        .filter_map(|rest| rest.split('>').next())
        .filter(|control| control.contains("maxlength=") || control.contains(" rows="))
        .filter(|control| !control.contains("palette-field"))
        // A list's limits are for each entry.
        .filter(|control| {
            !["acceptance_criteria", "labels", "components", "story_points", "priority"]
                .iter()
                .any(|id| control.contains(&format!(" id=\"{id}\"")))
        });
    limited
        .inspect(|control| {
            let id = control.split(" id=\"").nth(1).and_then(|id| id.split('"').next()).unwrap_or_default();
            assert!(
                page.contains(&format!("id=\"{id}-count\"")),
                "{path}: no limit is shown at <input{control}>"
            );
            assert!(control.contains(&format!("{id}-note {id}-count\"")), "{path}: <input{control}>");
        })
        .count()
}

#[tokio::test]
async fn people_who_are_not_signed_in_are_led_to_signing_in_and_back() {
    let answer = page("/history?query=x&as=nobody").await;
    assert_eq!(answer.status, StatusCode::FOUND);
    assert_eq!(answer.location, "/sign-in?next=/history%3Fquery%3Dx%26as%3Dnobody");
    assert_eq!(page("/?as=nobody").await.status, StatusCode::FOUND);
    assert_eq!(page("/").await.location, "/dashboard");
}

#[tokio::test]
async fn what_does_not_exist_answers_404_in_the_products_own_words() {
    for path in ["/nothing", "/create/not-an-id", "/create/00000000-0000-0000-0000-0000000000ff"] {
        let answer = page(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text.contains("To the dashboard"), "{path}");
    }
}

#[tokio::test]
async fn signing_in_without_scripts_leads_on_and_never_off_this_site() {
    let good =
        form("/api/fn/accounts/sign_in", "/sign-in", "login=mkeller&password=right&site=&next=%2Fhistory")
            .await;
    assert_eq!((good.status, good.location.as_str()), (StatusCode::FOUND, "/history"));
    assert!(good.cookies.iter().any(|cookie| cookie.starts_with("session=session")));
    for evil in ["%2F%2Fevil.example", "https%3A%2F%2Fevil.example", "%2F%5Cevil.example"] {
        let body = format!("login=mkeller&password=right&site=&next={evil}");
        assert_eq!(
            form("/api/fn/accounts/sign_in", "/sign-in", &body).await.location,
            "/dashboard",
            "{evil}"
        );
    }
}

#[tokio::test]
async fn a_refused_form_goes_back_to_its_page_without_what_was_typed() {
    let answer =
        form("/api/fn/accounts/sign_in", "/sign-in", "login=mkeller&password=hunter2-secret&site=&next=%2F")
            .await;
    assert_eq!(answer.status, StatusCode::FOUND);
    assert!(answer.location.contains("__err="), "{}", answer.location);
    let back = answer.location.trim_start_matches("http://127.0.0.1:4020").to_owned();
    let page = page(&back).await;
    assert!(page.text.contains("Name or password is wrong."));
    assert!(page.text.contains("01923f00-1234-7abc-8def-0123456789ab"), "the request id is shown");
    for text in [&answer.location, &answer.text, &page.text] {
        assert!(!text.contains("hunter2-secret"));
    }
}

#[tokio::test]
async fn a_fields_problem_stands_at_its_field() {
    let answer = form("/api/fn/accounts/prove_identity", "/register", "site=sandbox&token=short").await;
    let back = answer.location.trim_start_matches("http://127.0.0.1:4020").to_owned();
    let page = page(&back).await.text;
    assert!(page.contains("Jira does not accept this token."));
    assert!(page.contains("aria-invalid=\"true\""));
}

#[tokio::test]
async fn scripts_get_the_failures_status_and_the_whole_failure() {
    let answer = call(
        "/api/fn/drafting/start",
        "requirement=&kind=story&format=classic&project=CLINIC&form_id=x",
        false,
    )
    .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let failure: contract::Failure = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(failure.of_field("requirement"), Some("Write what you need."));
    assert!(failure.request_id.is_some());
    let conflict = call(
        "/api/fn/drafting/edit_field",
        "draft=00000000-0000-0000-0000-000000000004&version=1&field=priority&value=High",
        false,
    )
    .await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    let malformed = call("/api/fn/drafting/draft", "draft=nonsense", false).await;
    assert_eq!(malformed.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn nobody_may_call_what_is_for_people_who_are_signed_in() {
    let id = "00000000-0000-0000-0000-000000000004";
    // Together these are the arguments of every server function.
    let body = format!(
        "draft={id}&question={id}&version=1&field=summary&value=x&sha256=x&requirement=x&kind=story&format=classic&project=CLINIC&form_id={id}&provider=x&secret=x&token={id}&name=x&pinned=true&width=52&job={id}&session={id}&current=x&password=x&repeated=x&favourite=true&revision=1&scope=whole&source=x&id={id}&body=x&ticket={id}&need={id}&title=x&issue_type=x&connection=jira&form%5Bmax_points%5D=3&check=true&url=x&pem=x&seen=1&step=save&words=x&build={id}&file={id}&table=0&row=0&number=0&filter%5Bpage%5D=0&place%5Bfile%5D={id}&place%5Btable%5D=0&place%5Brow%5D=0&what=labels&way=comment"
    );
    for (path, access) in REGISTERED {
        if *access == Access::SignedIn {
            let answer = call(path, &body, true).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}: {}", answer.text);
        }
    }
}

#[tokio::test]
async fn a_token_made_without_scripts_is_shown_once_by_the_page_that_follows() {
    let from = "/profile/tokens";
    let answer =
        form("/api/fn/api_tokens/create", from, "name=Import&scopes%5B%5D=drafts%3Aread&days=30").await;
    assert_eq!(answer.status, StatusCode::FOUND);
    assert!(!answer.location.contains("jca_"), "{}", answer.location);
    assert_eq!(answer.cookies, ["newtoken=jca_shown-once; Path=/; SameSite=Lax; Max-Age=60"]);
    let request = Request::get(from).header(header::ACCEPT, "text/html");
    let follows =
        send(request.header(header::COOKIE, "newtoken=jca_shown-once").body(Body::empty()).unwrap()).await;
    assert!(follows.text.contains("jca_shown-once"));
    assert_eq!(follows.cookies, ["newtoken=; Path=/; SameSite=Lax; Max-Age=0"]);
    assert!(!page(from).await.text.contains("jca_shown-once"));
}

#[tokio::test]
async fn the_theme_of_the_cookie_is_in_the_first_byte_that_paints() {
    let request =
        Request::get("/sign-in").header(header::ACCEPT, "text/html").header(header::COOKIE, "theme=dark");
    let dark = send(request.body(Body::empty()).unwrap()).await.text;
    assert!(dark.contains("data-theme=\"ink\""));
    assert!(!page("/sign-in").await.text.contains("data-theme"));
    let chosen = form("/api/fn/appearance/choose_theme", "/dashboard", "theme=light").await;
    assert!(chosen.cookies.iter().any(|cookie| cookie.starts_with("theme=light")));
    assert_eq!(
        call("/api/fn/appearance/choose_theme", "theme=pink", false).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn the_navigation_comes_as_it_was_left_and_marks_the_present_page() {
    let page = page("/history").await.text;
    assert!(page.contains("nav-52") && page.contains("Collapse navigation"), "pinned, 13 rem wide");
    assert!(page.contains("/api/fn/appearance/keep_sidebar"), "a form, for browsers without scripts");
    let marked: Vec<&str> = page.split("aria-current=\"page\"").skip(1).collect();
    assert!(!marked.is_empty());
    assert!(!page.contains("Administration"), "Maja is no administrator");
}

#[tokio::test]
async fn the_dashboard_shows_running_work_and_refreshes_without_scripts() {
    let page = page("/dashboard").await.text;
    assert!(page.contains("Running now") && page.contains("Writing summary"));
    assert!(page.contains("/api/fn/drafting/stop") && page.contains("<progress"));
    assert!(page.contains("Waiting for your answer"));
    assert!(page.contains("http-equiv=\"refresh\""));
    assert!(page.contains("Jira tested · LLM tested · Confluence not connected"));
}

#[tokio::test]
async fn every_feature_has_a_card_on_the_dashboard_and_a_link_in_the_navigation() {
    let page = page("/dashboard").await.text;
    for address in ["/create", "/history", "/connections"] {
        // The navigation at the side, the menu of small screens, the card.
        let links = page.matches(&format!("href=\"{address}\"")).count();
        assert!(links >= 3, "{address}: {links}");
    }
}

#[tokio::test]
async fn without_scripts_the_find_field_searches_the_history() {
    let page = page("/dashboard").await.text;
    let form = page.split("<form").find(|form| form.contains("role=\"search\"")).unwrap();
    assert!(form.contains("method=\"GET\"") && form.contains("action=\"/history\""));
    assert!(form.contains("name=\"query\""));
}

#[tokio::test]
async fn a_deletion_is_taken_back_by_a_form() {
    let id = samples::id_of(DraftStatus::Ready);
    let gone = form("/api/fn/drafting/delete_draft", "/history", &format!("draft={id}")).await;
    assert_eq!(gone.location, format!("/history?deleted={id}"));
    let page = page(&gone.location).await.text;
    assert!(page.contains("The draft is deleted.") && page.contains("/api/fn/drafting/restore_draft"));
    let back = form("/api/fn/drafting/restore_draft", &gone.location, &format!("draft={id}")).await;
    assert_eq!(back.location, format!("/create/{id}"));
    let scripts = call("/api/fn/drafting/delete_draft", &format!("draft={id}"), false).await;
    assert_eq!(
        (scripts.status, scripts.location.as_str()),
        (StatusCode::OK, ""),
        "scripts stay where they are"
    );
}

#[tokio::test]
async fn text_from_people_and_models_is_never_markup() {
    let page = page("/history?query=%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    assert!(!page.text.contains("<script>alert"));
}
