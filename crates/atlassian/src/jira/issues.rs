use crate::jira::{Created, Issue, JiraError, Wire, answer, decode, refuse};
use bytes::Bytes;
use outbound::Target;
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) async fn create(wire: &Wire, body: Bytes) -> Result<Created, JiraError> {
    let sent = wire.post_bytes(wire.rest("issue")?, body).await;
    match sent {
        Ok(answer) => answer::created(Ok(&answer)),
        Err(error) => answer::created(Err(error)),
    }
}

pub(super) async fn get(wire: &Wire, key: &str, fields: &[&str]) -> Result<Issue, JiraError> {
    let target = wire.rest("issue")?.segment(key)?;
    let target = if fields.is_empty() { target } else { target.query([("fields", fields.join(","))]) };
    decode(&wire.get(target).await?)
}

pub(super) async fn delete(wire: &Wire, key: &str) -> Result<(), JiraError> {
    refuse(&wire.delete(wire.rest("issue")?.segment(key)?).await?)
}

pub(super) async fn edit(wire: &Wire, key: &str, fields: &Value) -> Result<(), JiraError> {
    let target = wire.rest("issue")?.segment(key)?;
    answer::accepted(&wire.put(target, &json!({ "fields": fields })).await?)
}

pub(super) async fn comment(wire: &Wire, key: &str, body: &Value) -> Result<(), JiraError> {
    let target = wire.rest("issue")?.segment(key)?.segment("comment")?;
    answer::accepted(&wire.post(target, &json!({ "body": body })).await?)
}

#[derive(Deserialize)]
struct Comments {
    comments: Vec<Comment>,
}

#[derive(Deserialize)]
struct Comment {
    #[serde(default)]
    body: Value,
}

pub(super) async fn comments(wire: &Wire, key: &str) -> Result<Vec<Value>, JiraError> {
    let target = wire.rest("issue")?.segment(key)?.segment("comment")?;
    let target = target.query([("orderBy", "-created"), ("maxResults", "100")]);
    let found: Comments = decode(&wire.get(target).await?)?;
    Ok(found.comments.into_iter().map(|comment| comment.body).collect())
}

fn property_target(wire: &Wire, key: &str, name: &str) -> Result<Target, JiraError> {
    Ok(wire.rest("issue")?.segment(key)?.segment("properties")?.segment(name)?)
}

#[derive(Deserialize)]
struct Property {
    value: Value,
}

pub(super) async fn property(wire: &Wire, key: &str, name: &str) -> Result<Option<Value>, JiraError> {
    match decode::<Property>(&wire.get(property_target(wire, key, name)?).await?) {
        Ok(property) => Ok(Some(property.value)),
        Err(JiraError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) async fn set_property(wire: &Wire, key: &str, name: &str, value: &Value) -> Result<(), JiraError> {
    refuse(&wire.put(property_target(wire, key, name)?, value).await?)
}
