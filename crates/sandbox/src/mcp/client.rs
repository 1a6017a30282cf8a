//! A plain HTTP client for Jira and Confluence.

use std::time::Duration;

use reqwest::{Client, Method};
use serde_json::Value;

use crate::state::McpSettings;

/// The products one caller has configured.
#[derive(Clone)]
pub(crate) struct Products {
    pub(crate) jira: Option<Connection>,
    pub(crate) confluence: Option<Connection>,
    /// Descriptions arrive as Markdown and leave as wiki markup.
    pub(crate) translate_markdown: bool,
}

#[derive(Clone)]
pub(crate) struct Connection {
    base: String,
    token: String,
}

impl Connection {
    pub(crate) fn new(base: &str, token: &str) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), token: token.to_owned() }
    }

    pub(crate) fn browse(&self, key: &str) -> String {
        format!("{}/browse/{key}", self.base)
    }

    pub(crate) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Value, String> {
        self.send(Method::GET, path, query, None).await
    }

    pub(crate) async fn post(
        &self,
        path: &str,
        query: &[(&str, &str)],
        body: &Value,
    ) -> Result<Value, String> {
        self.send(Method::POST, path, query, Some(body)).await
    }

    /// Sends a request; everything that is not a 2xx with JSON (or without a body) is an error text.
    #[expect(clippy::disallowed_methods, reason = "the sandbox is not the product")]
    async fn send(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Value, String> {
        let client = Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(75))
            .user_agent("sandbox-mcp-atlassian/0.1")
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| error.to_string())?;
        let mut request = client
            .request(method, format!("{}{path}", self.base))
            .query(query)
            .bearer_auth(&self.token)
            .header("accept", "application/json");
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(|error| error.without_url().to_string())?;
        let status = response.status();
        let text = response.text().await.map_err(|error| error.without_url().to_string())?;
        if !status.is_success() {
            return Err(complaint(&text).unwrap_or_else(|| {
                status.canonical_reason().unwrap_or("The server answered with an error").to_owned()
            }));
        }
        if text.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_str(&text).map_err(|error| format!("Unexpected answer: {error}"))
    }
}

/// Jira's messages, one per line, as the real server reports them: without status code and field names.
fn complaint(text: &str) -> Option<String> {
    let body: Value = serde_json::from_str(text).ok()?;
    let mut parts: Vec<String> = Vec::new();
    for message in body.get("errorMessages").and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice)
    {
        parts.extend(message.as_str().map(str::to_owned));
    }
    for message in
        body.get("errors").and_then(Value::as_object).into_iter().flat_map(|errors| errors.values())
    {
        parts.extend(message.as_str().map(str::to_owned));
    }
    parts.extend(body.get("message").and_then(Value::as_str).map(str::to_owned));
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// What the control API says about listing tools; the usual when it does not answer.
#[expect(clippy::disallowed_methods, reason = "the sandbox is not the product")]
pub(crate) async fn settings(control: &str) -> McpSettings {
    let ask = async || -> Option<McpSettings> {
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(5)).build().ok()?;
        client.get(format!("{control}/mcp")).send().await.ok()?.json().await.ok()
    };
    ask().await.unwrap_or_default()
}
