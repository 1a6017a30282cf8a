//! Jira Cloud is Data Center in another dress: the same issues, fields and permissions, asked and answered in other
//! forms. Here is what differs.

use serde_json::{Map, Value, json};

use super::adf;
use crate::jira::answers::Problems;
use crate::jira::catalog::{self, EPIC_LINK, EPIC_NAME};
use crate::jira::data::JiraData;

/// A create as Data Center would be asked for it, and the description's document.
pub(super) struct Create {
    pub(super) update: Value,
    pub(super) document: Option<Value>,
}

/// Descriptions are documents, people are account ids, and an epic is the parent of what is below it.
pub(super) fn create(update: &Value) -> Result<Create, Problems> {
    let empty = Map::new();
    let fields = update["fields"].as_object().unwrap_or(&empty);
    let project = ["key", "id"].iter().find_map(|name| fields.get("project")?.get(*name)?.as_str());
    let kind = project.and_then(catalog::project).and_then(|project| {
        let asked = fields.get("issuetype")?;
        let named = asked["name"].as_str().unwrap_or_default();
        asked["id"]
            .as_str()
            .and_then(|id| project.issue_type(id))
            .or_else(|| project.types.iter().find(|kind| kind.name.eq_ignore_ascii_case(named)))
    });
    let mut problems = Problems::default();
    let mut document = None;
    let mut out = Map::new();
    for (id, value) in fields {
        match id.as_str() {
            "description" if value.is_null() => {}
            "description" if value.is_string() => problems
                .add(id, "Operation value must be an Atlassian Document (see the Atlassian Document Format)"),
            "description" if !adf::is_document(value) => return Err(Problems::message("INVALID_INPUT")),
            "description" => {
                out.insert(id.clone(), json!(adf::words(value)));
                document = Some(value.clone());
            }
            EPIC_LINK | EPIC_NAME => problems.add(
                id,
                format!("Field '{id}' cannot be set. It is not on the appropriate screen, or unknown."),
            ),
            "parent" if kind.is_some_and(|kind| !kind.subtask) => {
                let key = value["key"].as_str().or_else(|| value["id"].as_str()).unwrap_or_default();
                out.insert(EPIC_LINK.to_owned(), json!(key));
            }
            _ if catalog::field(id).is_some_and(|field| field.kind == "user") => {
                match value["accountId"].as_str().or_else(|| value["id"].as_str()) {
                    Some(account) => drop(out.insert(id.clone(), json!({"name": account}))),
                    None => problems.add(id, "Specify a valid value for the user: an 'accountId'."),
                }
            }
            _ => drop(out.insert(id.clone(), value.clone())),
        }
    }
    if kind.is_some_and(catalog::IssueType::is_epic) {
        out.insert(EPIC_NAME.to_owned(), fields.get("summary").cloned().unwrap_or_default());
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut update = update.clone();
    update["fields"] = Value::Object(out);
    Ok(Create { update, document })
}

/// An answer of Data Center as Cloud gives it. Issues are looked up for their documents.
pub(super) fn answer(value: &mut Value, data: &JiraData) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|one| answer(one, data)),
        Value::Object(object) => {
            if let (Some(key), Some(fields)) =
                (object.get("key").and_then(Value::as_str).map(str::to_owned), object.get_mut("fields"))
            {
                issue_fields(fields, &key, data);
            }
            if let Some(errors) = object.get_mut("errors").and_then(Value::as_object_mut)
                && errors.remove(EPIC_LINK).is_some()
            {
                errors.insert(
                    "parentId".to_owned(),
                    json!("Given parent work item does not belong to appropriate hierarchy."),
                );
            }
            comment_body(object, data);
            if let Some(Value::String(own)) = object.get_mut("self") {
                *own = own.replace("/rest/api/2/", "/rest/api/3/");
            }
            if object.contains_key("filename")
                && let Some(own) = object.get("self").and_then(Value::as_str)
            {
                let content = own.replace("/attachment/", "/attachment/content/");
                object.insert("content".to_owned(), json!(content));
            }
            as_account(object);
            object.values_mut().for_each(|inner| answer(inner, data));
        }
        _ => {}
    }
}

/// A comment's words are a document.
fn comment_body(object: &mut Map<String, Value>, data: &JiraData) {
    let is_comment = object.get("self").and_then(Value::as_str).is_some_and(|own| own.contains("/comment/"));
    let Some(id) = object.get("id").and_then(Value::as_str).filter(|_| is_comment) else { return };
    let found = data.issues.iter().flat_map(|issue| &issue.comments).find(|one| one.id.to_string() == id);
    if let (Some(found), Some(body)) = (found, object.get_mut("body")) {
        *body = found.document.clone().unwrap_or_else(|| adf::of_wiki(&found.text));
    }
}

/// People have an account id instead of a name and a key.
fn as_account(object: &mut Map<String, Value>) {
    let Some(account) = object.get("name").and_then(Value::as_str).filter(|name| name.starts_with("712020:"))
    else {
        return;
    };
    let account = json!(account);
    object.remove("name");
    object.remove("key");
    object.insert("accountId".to_owned(), account);
    object.insert("accountType".to_owned(), json!("atlassian"));
}

fn issue_fields(fields: &mut Value, key: &str, data: &JiraData) {
    let Some(fields) = fields.as_object_mut() else { return };
    let Some(issue) = data.find(key) else { return };
    if let Some(description) = fields.get_mut("description")
        && let Some(wiki) = description.as_str()
    {
        *description = issue.content.document.clone().unwrap_or_else(|| adf::of_wiki(wiki));
    }
    fields.remove(EPIC_NAME);
    if let Some(epic) =
        fields.remove(EPIC_LINK).as_ref().and_then(Value::as_str).and_then(|key| data.find(key))
    {
        fields.insert(
            "parent".to_owned(),
            json!({"id": epic.id.to_string(), "key": epic.key, "fields": {"summary": epic.content.summary}}),
        );
    }
}

/// A page of create metadata: named by what it holds, without saying whether it is the last.
pub(super) fn create_meta(page: &mut Value, fields: bool) {
    let Some(page) = page.as_object_mut() else { return };
    page.remove("isLast");
    let Some(Value::Array(mut values)) = page.remove("values") else { return };
    if !fields {
        page.insert("issueTypes".to_owned(), json!(values));
        return;
    }
    values.retain(|field| field["fieldId"] != EPIC_NAME);
    for field in &mut values {
        field["key"] = field["fieldId"].clone();
        if field["fieldId"] == EPIC_LINK {
            let schema = json!({"type": "issuelink", "system": "parent"});
            *field = json!({"required": false, "schema": schema, "name": "Parent", "key": "parent", "fieldId": "parent",
                "hasDefaultValue": false, "operations": ["set"]});
        }
    }
    page.insert("total".to_owned(), json!(values.len()));
    page.insert("fields".to_owned(), json!(values));
}
