//! What the ledger wants to know about a create.

use atlassian::jira::{Created, Effect, JiraError};
use serde_json::Value;

/// What became of a create, as seen between the child and Jira.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CreateOutcome {
    /// The issue exists.
    Created(Created),
    /// Nothing happened: Jira was not reached, or asked to slow down.
    NotDone(JiraError),
    /// Jira said no.
    Rejected(JiraError),
    /// Nobody knows. Look before sending again.
    Doubtful(JiraError),
}

impl From<Result<Created, JiraError>> for CreateOutcome {
    fn from(answer: Result<Created, JiraError>) -> Self {
        match answer {
            Ok(created) => Self::Created(created),
            Err(error) => match error.effect() {
                Effect::None => Self::NotDone(error),
                Effect::Rejected => Self::Rejected(error),
                Effect::Doubtful => Self::Doubtful(error),
            },
        }
    }
}

/// The create must not leave: the ledger could not be written, or the bytes are not what was approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the create was held back")]
pub struct NotWitnessed;

/// The ledger's eye on one create. Lives in our process; the child knows nothing of it.
#[async_trait::async_trait]
pub trait CreateWitness: Send + Sync + 'static {
    /// Called once, before the first byte leaves, with exactly what will be sent (marks included). Commit the
    /// ledger row durably here. An error keeps the request from being sent.
    async fn about_to_send(&self, body: &[u8]) -> Result<(), NotWitnessed>;

    /// Called once after a successful [`CreateWitness::about_to_send`], before the child learns anything, and also
    /// when the child has been killed meanwhile.
    async fn answered(&self, outcome: &CreateOutcome);
}

/// What we add to the issue so that we find it again. The child does not know them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks {
    /// Issue properties, by key.
    pub properties: Vec<(String, Value)>,
    /// A label, where the create screen offers labels.
    pub label: Option<String>,
}

impl Marks {
    /// The body of a create with the marks added; `None` when it is no create.
    pub(crate) fn add_to(&self, body: &[u8]) -> Option<Vec<u8>> {
        let mut body: Value = serde_json::from_slice(body).ok()?;
        let root = body.as_object_mut()?;
        let fields = root.get_mut("fields")?.as_object_mut()?;
        if let Some(label) = &self.label {
            let labels = fields.entry("labels").or_insert_with(|| Value::Array(Vec::new())).as_array_mut()?;
            if !labels.iter().any(|present| present == label.as_str()) {
                labels.push(Value::from(label.as_str()));
            }
        }
        if !self.properties.is_empty() {
            let present =
                root.entry("properties").or_insert_with(|| Value::Array(Vec::new())).as_array_mut()?;
            for (key, value) in &self.properties {
                present.retain(|property| property["key"] != key.as_str());
                present.push(serde_json::json!({"key": key, "value": value}));
            }
        }
        serde_json::to_vec(&body).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn marks_are_added_and_everything_else_stays() {
        let marks =
            Marks { properties: vec![("op".to_owned(), json!({"id": 1}))], label: Some("b1".to_owned()) };
        let body = json!({"fields": {"summary": "x", "labels": ["a"]}, "properties": [{"key": "op", "value": "forged"}]});
        let marked: Value =
            serde_json::from_slice(&marks.add_to(body.to_string().as_bytes()).unwrap()).unwrap();
        let expected = json!({
            "fields": {"summary": "x", "labels": ["a", "b1"]}, "properties": [{"key": "op", "value": {"id": 1}}]
        });
        assert_eq!(marked, expected);
    }

    #[test]
    fn what_is_no_create_gets_no_marks() {
        for body in ["", "[]", "{}", r#"{"fields": []}"#, r#"{"fields": {"labels": "x"}}"#] {
            let marks = Marks { properties: Vec::new(), label: Some("b1".to_owned()) };
            assert_eq!(marks.add_to(body.as_bytes()), None, "{body}");
        }
    }
}
