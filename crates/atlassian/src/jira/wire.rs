//! Sending a person's requests.

use super::{JiraAuth, JiraError, Pace, PaceWatch};
use bytes::Bytes;
use outbound::{Client, HeaderName, Method, OutboundError, Part, Request, Response, Target, Tls};
use serde::Serialize;
use std::{sync::Arc, time::Duration};

/// Everything a request to one site needs.
#[derive(Debug, Clone)]
pub(crate) struct Wire {
    client: Client,
    base: Target,
    /// Where Jira's REST interface starts, below the base.
    pub(crate) api: &'static str,
    auth: JiraAuth,
    pub(crate) tls: Tls,
    pub(crate) request_id: Option<String>,
    /// For traces and metrics.
    pub(crate) service: &'static str,
    /// Who wants to know what the answers say about rate limits.
    pub(crate) pace: Option<Arc<PaceWatch>>,
}

impl Wire {
    pub(crate) fn new(client: Client, base: Target, auth: JiraAuth) -> Self {
        let (tls, service) = (Tls::System, "jira");
        Self { client, base, api: "", auth, tls, request_id: None, service, pace: None }
    }

    /// An address below the site's base.
    pub(crate) fn at(&self, path: &str) -> Result<Target, JiraError> {
        Ok(self.base.at(path)?)
    }

    /// A resource of Jira's REST interface.
    pub(crate) fn rest(&self, path: &str) -> Result<Target, JiraError> {
        Ok(self.base.at(&format!("{}/{path}", self.api))?)
    }

    fn request(&self, method: Method, target: Target) -> Request {
        let request = self.client.request(method, target).service(self.service).tls(self.tls.clone());
        let request = request.header(HeaderName::from_static("accept"), "application/json");
        let request = match &self.auth {
            JiraAuth::Pat(token) => request.bearer(token),
            JiraAuth::ApiToken { email, token } => request.basic(email, token),
        };
        match &self.request_id {
            Some(id) => request.request_id(id),
            None => request,
        }
    }

    async fn send(&self, request: Request) -> Result<Response, OutboundError> {
        let answer = request.send().await?;
        if let Some(watch) = &self.pace {
            watch.hear(Pace::of(answer.headers(), answer.answered_at()));
        }
        Ok(answer)
    }

    pub(crate) async fn get(&self, target: Target) -> Result<Response, JiraError> {
        Ok(self.send(self.request(Method::GET, target)).await?)
    }

    pub(crate) async fn post<T: Serialize + ?Sized>(
        &self,
        target: Target,
        body: &T,
    ) -> Result<Response, JiraError> {
        Ok(self.send(self.request(Method::POST, target).json(body)).await?)
    }

    pub(crate) async fn put<T: Serialize + ?Sized>(
        &self,
        target: Target,
        body: &T,
    ) -> Result<Response, JiraError> {
        Ok(self.send(self.request(Method::PUT, target).json(body)).await?)
    }

    pub(crate) async fn delete(&self, target: Target) -> Result<Response, JiraError> {
        Ok(self.send(self.request(Method::DELETE, target)).await?)
    }

    pub(crate) async fn post_bytes(&self, target: Target, body: Bytes) -> Result<Response, OutboundError> {
        self.send(self.request(Method::POST, target).bytes(body, "application/json")).await
    }

    /// The same with a deadline of its own, for what may take longer.
    pub(crate) async fn post_bytes_within(
        &self,
        target: Target,
        body: Bytes,
        within: Duration,
    ) -> Result<Response, JiraError> {
        let request = self.request(Method::POST, target).bytes(body, "application/json");
        Ok(self.send(request.within(within)).await?)
    }

    /// A file. Without the header Jira takes an upload for a forged one.
    pub(crate) async fn post_file(
        &self,
        target: Target,
        file: Part,
        within: Duration,
    ) -> Result<Response, JiraError> {
        let request = self.request(Method::POST, target).multipart(vec![file]).within(within);
        let unchecked = HeaderName::from_static("x-atlassian-token");
        Ok(self.send(request.header(unchecked, "no-check")).await?)
    }
}
