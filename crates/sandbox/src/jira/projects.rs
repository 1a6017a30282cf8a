//! Projects and the lists that go with them.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use serde_json::{Value, json};

use crate::jira::answers::no_project;
use crate::jira::catalog::{self, Choice, FIELDS, PRIORITIES, PROJECTS, Project};
use crate::jira::shown;
use crate::people::Person;
use crate::state::World;

pub(crate) async fn fields() -> Json<Value> {
    Json(FIELDS.iter().map(catalog::Field::described).collect())
}

pub(crate) async fn priorities(State(world): State<World>) -> Json<Value> {
    let base = world.addresses().jira;
    Json(PRIORITIES.iter().map(|choice| shown::priority(&base, choice)).collect())
}

pub(crate) async fn statuses(State(world): State<World>) -> Json<Value> {
    let base = world.addresses().jira;
    Json(["To Do", "In Progress", "Done"].iter().map(|name| shown::status(&base, name)).collect())
}

pub(crate) async fn issue_types(State(world): State<World>) -> Json<Value> {
    let base = world.addresses().jira;
    let mut seen: Vec<&str> = Vec::new();
    let mut list = Vec::new();
    for kind in PROJECTS.iter().flat_map(|project| project.types) {
        if !seen.contains(&kind.id) {
            seen.push(kind.id);
            list.push(shown::issue_type(&base, kind));
        }
    }
    Json(Value::Array(list))
}

pub(crate) async fn list(State(world): State<World>, Extension(person): Extension<Person>) -> Json<Value> {
    let base = world.addresses().jira;
    let seen = PROJECTS.iter().filter(|project| project.visible_to(person.login));
    Json(seen.map(|project| shown::project(&base, project)).collect())
}

pub(crate) async fn one(
    State(world): State<World>,
    Extension(person): Extension<Person>,
    Path(key): Path<String>,
) -> Response {
    let Some(project) = catalog::visible_project(&key, person.login) else { return no_project(&key) };
    let base = world.addresses().jira;
    let lead = world.person("ghopper").map(|lead| shown::user(&base, &lead));
    let mut body = shown::project(&base, project);
    body["description"] = json!(format!("{} in the sandbox.", project.name));
    body["lead"] = json!(lead);
    body["issueTypes"] = project.types.iter().map(|kind| shown::issue_type(&base, kind)).collect();
    body["components"] = named(&base, "component", project.components);
    body["versions"] = named(&base, "version", project.versions);
    body["assigneeType"] = json!("UNASSIGNED");
    body["archived"] = json!(false);
    Json(body).into_response()
}

fn named(base: &str, resource: &str, choices: &[Choice]) -> Value {
    choices.iter().map(|choice| shown::named(base, resource, choice)).collect()
}

pub(crate) async fn components(
    world: State<World>,
    person: Extension<Person>,
    key: Path<String>,
) -> Response {
    listed(&world, &person, &key, "component", |project| project.components)
}

pub(crate) async fn versions(world: State<World>, person: Extension<Person>, key: Path<String>) -> Response {
    listed(&world, &person, &key, "version", |project| project.versions)
}

fn listed(
    world: &World,
    person: &Person,
    key: &str,
    resource: &str,
    pick: fn(&Project) -> &'static [Choice],
) -> Response {
    match catalog::visible_project(key, person.login) {
        Some(project) => Json(named(&world.addresses().jira, resource, pick(project))).into_response(),
        None => no_project(key),
    }
}
