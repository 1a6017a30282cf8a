//! The OpenAPI document: from the handlers' attributes, plus what every operation has in common.

use super::super::session::SESSION_COOKIE;
use contract::v1;
use utoipa::{
    OpenApi,
    openapi::{
        self, Components, Content, Ref, RefOr, ResponseBuilder,
        path::{Operation, PathItem},
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

const WORDS: &str = "Drafts and long work of AI Jira Confluence Agent, for programs.\n\n\
    Send a personal API token (`Authorization: Bearer jca_…`) and no cookie; a browser's session works too. A token \
    never approves, creates in Jira, reads secrets or manages tokens: a person does that in the browser.\n\n\
    Whatever is not a success is a `Failure`: `code` is stable, `category` says who can fix it and decides the status \
    (`user_fixable` 422, `admin_required` 403, `temporary` 503, `unauthenticated` 401, `not_found` 404, `conflict` \
    409, `too_many` 429, `internal` 500). Somebody else's things answer 404. `Retry-After` says when a try makes \
    sense.";

#[derive(OpenApi)]
#[openapi(
    info(title = "AI Jira Confluence Agent", version = "1", description = WORDS),
    tags(
        (name = "drafts", description = "From a requirement to an issue that can be approved."),
        (name = "splits", description = "A draft in parts, until they are drafts of their own."),
        (name = "failures", description = "What went wrong, kept over retries."),
        (name = "jobs", description = "Long work, its state and its events."),
    ),
    components(schemas(v1::Failure, v1::Event, v1::SocketCommand, v1::SocketNotice)),
)]
struct Start;

/// What the routes are added to.
pub(super) fn start() -> openapi::OpenApi {
    Start::openapi()
}

/// The whole document.
pub fn describe() -> openapi::OpenApi {
    let mut api = super::description_of_routes();
    api.security = Some(vec![
        SecurityRequirement::new("token", Vec::<String>::new()),
        SecurityRequirement::new("session", Vec::<String>::new()),
    ]);
    let components = api.components.get_or_insert_with(Components::new);
    let failure = Content::new(Some(Ref::from_schema_name("Failure")));
    let refusal = ResponseBuilder::new()
        .description("It was not done; the code and the words say why.")
        .content("application/json", failure)
        .build();
    components.responses.insert("Failure".to_owned(), RefOr::T(refusal));
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("jca_…")
        .description(Some("A personal API token, made on the profile page."))
        .build();
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description(
        SESSION_COOKIE,
        "A browser's session. Requests that change something need `Origin` or `Sec-Fetch-Site` as browsers send them.",
    ));
    components.security_schemes.insert("token".to_owned(), SecurityScheme::Http(bearer));
    components.security_schemes.insert("session".to_owned(), SecurityScheme::ApiKey(cookie));
    for (path, item) in &mut api.paths.paths {
        for (operation, changes) in operations(item) {
            for status in refusals(path, changes) {
                let answer = RefOr::Ref(Ref::from_response_name("Failure"));
                operation.responses.responses.entry(status.to_owned()).or_insert(answer);
            }
        }
    }
    api
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&mut Operation, bool)> {
    let reading = item.get.iter_mut().map(|operation| (operation, false));
    let changing = [&mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
    reading.chain(changing.into_iter().flatten().map(|operation| (operation, true)))
}

/// What an operation may answer besides its success. 400: two identities at once; 413: too much text; 421: another
/// host.
fn refusals(path: &str, changes: bool) -> Vec<&'static str> {
    const ALWAYS: &[&str] = &["400", "401", "403", "421", "422", "429", "500", "503"];
    let mut statuses = ALWAYS.to_vec();
    if path.contains('{') {
        statuses.push("404");
    }
    if changes {
        statuses.extend(["409", "413"]);
    }
    statuses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_says_how_it_refuses_and_has_words() {
        let api = serde_json::to_value(describe()).unwrap();
        assert_eq!(api["openapi"], "3.1.0");
        let mut count = 0;
        for (path, item) in api["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                count += 1;
                assert!(
                    operation["summary"].as_str().is_some_and(|words| !words.is_empty()),
                    "{method} {path}"
                );
                for status in ["401", "403", "429"] {
                    let answer = &operation["responses"][status]["$ref"];
                    assert_eq!(answer, "#/components/responses/Failure", "{method} {path} {status}");
                }
                assert_eq!(
                    path.contains('{'),
                    operation["responses"].get("404").is_some(),
                    "{method} {path}"
                );
            }
        }
        assert!(count >= 23, "{count}");
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let api = serde_json::to_value(describe()).unwrap();
        let mut open = vec![&api];
        while let Some(value) = open.pop() {
            match value {
                serde_json::Value::Object(members) => {
                    if let Some(to) = members.get("$ref").and_then(|to| to.as_str()) {
                        let pointer = to.strip_prefix('#').unwrap();
                        assert!(api.pointer(pointer).is_some(), "{to}");
                    }
                    open.extend(members.values());
                }
                serde_json::Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
    }
}
