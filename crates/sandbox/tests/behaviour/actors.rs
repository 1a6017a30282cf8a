//! A sandbox on free ports and people who talk to it.

use reqwest::{Client, Method, Response, StatusCode};
use sandbox::{Options, Sandbox};
use serde_json::{Value, json};

pub(crate) struct House {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: Client,
}

/// Starts a sandbox that answers at once.
#[expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test's client; the sandbox is not the product"
)]
pub(crate) async fn house() -> House {
    let sandbox = sandbox::serve(Options { port_base: 0 }).await.unwrap();
    sandbox.set_token_delay(0);
    let http = Client::builder().no_proxy().user_agent("sandbox-tests").build().unwrap();
    House { sandbox, http }
}

#[expect(clippy::unwrap_used, reason = "test helpers")]
impl House {
    pub(crate) fn token(&self, login: &str) -> &'static str {
        self.sandbox.person(login).unwrap().jira_token
    }

    pub(crate) fn cookie(&self, login: &str) -> &'static str {
        self.sandbox.person(login).unwrap().llm_cookie
    }

    /// A request to Jira's REST API in somebody's name.
    pub(crate) fn jira(&self, login: &str, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}/rest/api/2{path}", self.sandbox.addresses().jira);
        self.http.request(method, url).bearer_auth(self.token(login))
    }

    pub(crate) async fn get(&self, login: &str, path: &str) -> (StatusCode, Value) {
        read(self.jira(login, Method::GET, path).send().await.unwrap()).await
    }

    pub(crate) async fn post(&self, login: &str, path: &str, body: &Value) -> (StatusCode, Value) {
        read(self.jira(login, Method::POST, path).json(body).send().await.unwrap()).await
    }

    /// A request to Jira Software's own interface: a POST with a body, otherwise a GET.
    pub(crate) async fn agile(&self, login: &str, path: &str, body: Option<&Value>) -> (StatusCode, Value) {
        let url = format!("{}/rest/agile/1.0{path}", self.sandbox.addresses().jira);
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let request = self.http.request(method, url).bearer_auth(self.token(login));
        let request = if let Some(body) = body { request.json(body) } else { request };
        read(request.send().await.unwrap()).await
    }

    /// Katherine's request to Jira Cloud.
    pub(crate) fn cloud(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let person = self.sandbox.cloud_people().remove(0);
        let url = format!("{}/rest/api/3{path}", self.sandbox.addresses().cloud);
        self.http.request(method, url).basic_auth(person.email, Some(person.api_token))
    }

    pub(crate) async fn post_to_cloud(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        read(self.cloud(Method::POST, path).json(body).send().await.unwrap()).await
    }

    /// Creates an issue with these fields and returns its key.
    pub(crate) async fn created(&self, login: &str, fields: &Value) -> String {
        let (status, body) = self.post(login, "/issue", &json!({ "fields": fields })).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        body["key"].as_str().unwrap().to_owned()
    }

    /// The `errors` of a refused create.
    pub(crate) async fn refused(&self, login: &str, fields: &Value) -> Value {
        let (status, body) = self.post(login, "/issue", &json!({ "fields": fields })).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
        body["errors"].clone()
    }

    pub(crate) async fn search(&self, login: &str, jql: &str) -> (StatusCode, Value) {
        self.post(login, "/search", &json!({"jql": jql, "fields": ["summary"]})).await
    }

    /// Keys found by a query that is right.
    pub(crate) async fn found(&self, login: &str, jql: &str) -> Vec<String> {
        let (status, body) = self.search(login, jql).await;
        assert_eq!(status, StatusCode::OK, "{jql}: {body}");
        body["issues"]
            .as_array()
            .unwrap()
            .iter()
            .map(|issue| issue["key"].as_str().unwrap().to_owned())
            .collect()
    }

    pub(crate) async fn chat(&self, login: &str, body: &Value) -> Response {
        let url = format!("{}/api/chat", self.sandbox.addresses().llm);
        self.http.post(url).header("X-Company-Auth", self.cookie(login)).json(body).send().await.unwrap()
    }

    /// The answer text of a call that is not streamed.
    pub(crate) async fn answer(&self, requirement: &str) -> String {
        let query = format!("Draft it.\n<requirement>\n{requirement}\n</requirement>");
        let (status, body) = read(self.chat("alovelace", &json!({ "query": query })).await).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body["data"]["answer"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn control(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> (StatusCode, Value) {
        let mut request = self.http.request(method, format!("{}{path}", self.sandbox.addresses().control));
        if let Some(body) = body {
            request = request.json(body);
        }
        read(request.send().await.unwrap()).await
    }

    pub(crate) async fn fault(&self, rule: Value) {
        let (status, body) = self.control(Method::POST, "/faults", Some(&rule)).await;
        assert_eq!(status, StatusCode::OK, "{body}");
    }
}

/// Status and JSON body; null when there is none.
#[expect(clippy::unwrap_used, reason = "test helper")]
pub(crate) async fn read(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

pub(crate) fn story(summary: &str) -> Value {
    json!({"project": {"key": "CLINIC"}, "issuetype": {"id": "10001"}, "summary": summary})
}

/// The JSON inside a fenced answer.
#[expect(clippy::unwrap_used, reason = "test helper")]
pub(crate) fn unfenced(answer: &str) -> Value {
    let inside = answer.strip_prefix("```json\n").and_then(|rest| rest.strip_suffix("\n```")).unwrap();
    serde_json::from_str(inside).unwrap()
}
