//! One person's turn with their child.

use crate::{
    CreateIssueArgs, CreateReport, CreateWitness, Marks, McpError, ToolInfo, gateway::CreateGuard,
    pool::Seat, process::Child, tool_call::ToolCall,
};
use rmcp::{
    RoleClient,
    model::{CallToolRequestParams, CallToolResult},
    service::{Peer, ServiceError},
};
use serde_json::{Map, Value};
use std::{future::Future, sync::Arc, time::Duration};
use tokio::{
    sync::{Notify, OwnedMutexGuard},
    time::{Instant, timeout_at},
};
use tracing::Instrument;

/// What a tool said.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolAnswer {
    /// It says that it failed. Some tools fail without saying so.
    pub is_error: bool,
    /// Its text parts, one after the other.
    pub text: String,
    /// Its structured part. mcp-atlassian puts JSON text inside `result`.
    pub structured: Option<Value>,
}

/// Exclusive use of a person's child; the next caller for the same person waits until it is dropped.
pub struct Lease {
    seat: OwnedMutexGuard<Seat>,
    request_id: Option<String>,
    /// After `seat`, so that the seat is free when others look.
    _tell: TellOthers,
}

impl Lease {
    pub(crate) fn new(seat: OwnedMutexGuard<Seat>) -> Self {
        let tell = TellOthers(Arc::clone(&seat.freed));
        Self { seat, request_id: None, _tell: tell }
    }

    /// Names the request this turn serves; passed on to Jira.
    #[must_use]
    pub fn request_id(mut self, id: &str) -> Self {
        self.request_id = Some(id.to_owned());
        self
    }

    /// The child's process id, while it runs.
    pub fn process_id(&self) -> Option<u32> {
        self.seat.child.as_ref().and_then(Child::id)
    }

    /// All tools the child offers. It never contacts Jira for this.
    pub async fn list_tools(&mut self, within: Duration) -> Result<Vec<ToolInfo>, McpError> {
        let deadline = Instant::now() + within;
        let tools =
            self.ask(deadline, None, async |peer: Peer<RoleClient>| peer.list_all_tools().await).await?;
        Ok(tools.iter().filter_map(ToolInfo::from_rmcp).collect())
    }

    /// Calls a tool that only reads; the gateway refuses every write. When the time is over the child is killed.
    pub async fn call_tool(
        &mut self,
        name: &str,
        arguments: Map<String, Value>,
        within: Duration,
    ) -> Result<ToolAnswer, McpError> {
        self.call(name, arguments, Instant::now() + within, None).await
    }

    /// Creates one issue through `jira_create_issue`. The witness is told before and after; at most one request
    /// to create leaves, however often the child asks. When the time is over the child is killed, and a request
    /// that had already left is given up on, which the witness sees as doubtful.
    pub async fn create_issue(
        &mut self,
        args: &CreateIssueArgs,
        witness: Arc<dyn CreateWitness>,
        marks: Marks,
        within: Duration,
    ) -> CreateReport {
        let deadline = Instant::now() + within;
        let guard = Arc::new(CreateGuard::new(witness, marks, deadline));
        let tool = self.call("jira_create_issue", args.arguments(), deadline, Some(Arc::clone(&guard))).await;
        guard.close().await;
        CreateReport { witnessed: guard.witnessed(), tool }
    }

    async fn call(
        &mut self,
        name: &str,
        arguments: Map<String, Value>,
        deadline: Instant,
        create: Option<Arc<CreateGuard>>,
    ) -> Result<ToolAnswer, McpError> {
        let params = CallToolRequestParams::new(name.to_owned()).with_arguments(arguments);
        let call = ToolCall::begin(name);
        let answer = self
            .ask(deadline, create, async move |peer: Peer<RoleClient>| peer.call_tool(params).await)
            .instrument(call.span())
            .await
            .map(|answer| read(&answer));
        call.end(&answer);
        answer
    }

    /// Asks the child and kills it when it does not answer in time or is beyond use afterwards.
    async fn ask<T, F>(
        &mut self,
        deadline: Instant,
        create: Option<Arc<CreateGuard>>,
        question: impl FnOnce(Peer<RoleClient>) -> F,
    ) -> Result<T, McpError>
    where
        F: Future<Output = Result<T, ServiceError>>,
    {
        // Taken out, so that dropping this future halfway kills the child instead of leaving it in mid-call.
        let child = self.seat.child.take().ok_or(McpError::Gone)?;
        let running = child.registration.begin(self.request_id.clone(), create);
        let outcome = timeout_at(deadline, question(child.peer())).await;
        drop(running);
        let error = match outcome {
            Ok(Ok(answer)) => {
                self.seat.put_back(child);
                return Ok(answer);
            }
            Ok(Err(ServiceError::McpError(error))) => {
                tracing::warn!(code = error.code.0, "the MCP server answered with a protocol error");
                self.seat.put_back(child);
                return Err(McpError::Protocol);
            }
            Ok(Err(ServiceError::TransportClosed | ServiceError::TransportSend(_))) => McpError::Gone,
            Ok(Err(_)) => McpError::Protocol,
            Err(_) => McpError::Deadline,
        };
        child.kill().await;
        self.seat.give_up_place();
        Err(error)
    }
}

/// Tells those who wait for a place in the pool to look again.
struct TellOthers(Arc<Notify>);

impl Drop for TellOthers {
    fn drop(&mut self) {
        self.0.notify_waiters();
    }
}

fn read(answer: &CallToolResult) -> ToolAnswer {
    let texts: Vec<&str> =
        answer.content.iter().filter_map(|part| part.as_text()).map(|text| text.text.as_str()).collect();
    ToolAnswer {
        is_error: answer.is_error.unwrap_or(false),
        text: texts.join("\n"),
        structured: answer.structured_content.clone(),
    }
}
