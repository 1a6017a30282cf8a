//! Sending one approved create: through mcp-atlassian, or over REST where that is not available or its tool has changed.

use super::{
    payload::{McpForm, PROPERTY, Payload},
    witness::Witness,
};
use crate::{
    Resources,
    connections::{MyJira, mcp_person, my_jira},
    failures, long_work, tools, upstream,
};
use atlassian::jira::{Jira, JiraError, JiraKind, JiraSite};
use bytes::Bytes;
use contract::{Outcome, events::JobEvent};
use jobs::JobContext;
use mcp::{CreateIssueArgs, CreateOutcome, CreateWitness, Marks, McpPool, Upstream, Witnessed};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use store::connections::Connection;

/// How long a person waits for mcp-atlassian to start, or for their own earlier call to end.
const MCP_START: Duration = Duration::from_secs(40);

/// How an issue got to Jira, as people read it.
pub(super) const THROUGH_MCP: &str = "mcp-atlassian";
pub(super) const OVER_REST: &str = "Jira REST";

/// One person's access to their Jira, for one run.
pub(super) struct Access {
    pub(super) connection: Connection,
    pub(super) upstream: Upstream,
    pub(super) jira: Jira,
    pub(super) site: JiraSite,
}

/// Opens the person's token and builds their clients. Refused when Jira is not connected, or its last test failed.
pub(super) async fn access(resources: &Resources, ctx: &JobContext) -> Outcome<Access> {
    let settings = resources.settings.current();
    let MyJira { user, connection, kind: _, credentials, jira } =
        my_jira(resources, ctx.principal(), ctx.trace().unwrap_or_default()).await?;
    let site = upstream::site(&settings, user.site.as_str())?;
    let base = upstream::jira_base(resources, &settings, site)?;
    Ok(Access {
        jira,
        site: JiraSite::new(base.clone(), upstream::jira_kind(site)),
        upstream: Upstream { base, token: credentials.token, tls: credentials.tls },
        connection,
    })
}

/// Sends the create once and says how. What became of it is in the ledger, not in the answer.
pub(super) async fn send(
    resources: &Arc<Resources>,
    ctx: &JobContext,
    access: &Access,
    payload: &Arc<Payload>,
) -> &'static str {
    if let (Some(form), Some(pool)) = (&payload.mcp, resources.mcp_pool()) {
        if !tools::may_create_through_mcp(resources).await {
            let why = "The tool describes itself in another way than before, and nobody has looked at that yet; \
                       the same issue goes over Jira's REST interface.";
            tell(ctx, THROUGH_MCP, why).await;
        } else if through_mcp(resources, ctx, access, payload, form, pool).await {
            return THROUGH_MCP;
        } else {
            tell(
                ctx,
                THROUGH_MCP,
                "Not available right now; the same issue goes over Jira's REST interface.",
            )
            .await;
        }
    } else if payload.mcp.is_none() {
        let why = match access.site.kind() {
            JiraKind::DataCenter => "Not used: its tool cannot fill every field of this issue.",
            JiraKind::Cloud => "Not used: its tool loses nested lists and tables in documents of Jira Cloud.",
        };
        tell(ctx, THROUGH_MCP, why).await;
    }
    over_rest(resources, ctx, access, payload).await;
    OVER_REST
}

async fn tell(ctx: &JobContext, name: &str, summary: &str) {
    long_work::tell(ctx, JobEvent::Tool { name: name.to_owned(), summary: summary.to_owned() }).await;
}

fn witness(resources: &Arc<Resources>, ctx: &JobContext, payload: &Arc<Payload>, exact: bool) -> Witness {
    Witness {
        resources: Arc::clone(resources),
        principal: *ctx.principal(),
        payload: Arc::clone(payload),
        fence: ctx.fence(),
        exact,
    }
}

/// Whether a create left our process.
async fn through_mcp(
    resources: &Arc<Resources>,
    ctx: &JobContext,
    access: &Access,
    payload: &Arc<Payload>,
    form: &McpForm,
    pool: &McpPool,
) -> bool {
    let jira = Some((&access.connection, access.upstream.clone()));
    let person = mcp_person(resources, ctx.principal(), jira).await;
    let mut lease = match pool.lease(&person, MCP_START).await {
        Ok(lease) => lease.request_id(ctx.trace().unwrap_or_default()),
        Err(error) => {
            tracing::warn!(code = error.code(), %error, "mcp-atlassian is not available");
            return false;
        }
    };
    let arguments = CreateIssueArgs {
        project_key: form.project_key.clone(),
        summary: form.summary.clone(),
        issue_type: form.issue_type.clone(),
        description: form.description.clone(),
        components: form.components.clone(),
        additional_fields: form.additional_fields.clone(),
    };
    let marks = Marks {
        properties: vec![(PROPERTY.to_owned(), json!({ "id": payload.operation }))],
        label: payload.label.clone(),
    };
    tell(ctx, "jira_create_issue", "Called through mcp-atlassian with your own token.").await;
    let witness = Arc::new(witness(resources, ctx, payload, false));
    let report = lease.create_issue(&arguments, witness, marks, resources.timing.deadline).await;
    match &report.tool {
        Ok(answer) if answer.is_error => {
            tracing::warn!(operation = %payload.operation, "the create tool reported an error");
        }
        Err(error) => {
            tracing::warn!(operation = %payload.operation, code = error.code(), "the create tool gave no answer");
        }
        Ok(_) => {}
    }
    report.witnessed != Witnessed::NotSent
}

async fn over_rest(resources: &Arc<Resources>, ctx: &JobContext, access: &Access, payload: &Arc<Payload>) {
    let body = match serde_json::to_vec(&payload.rest) {
        Ok(body) => Bytes::from(body),
        Err(error) => {
            failures::internal("an approved payload", &error);
            return;
        }
    };
    let witness = witness(resources, ctx, payload, true);
    if witness.about_to_send(&body).await.is_err() {
        return;
    }
    tell(ctx, OVER_REST, "The issue is being created with your own token.").await;
    let answer = tokio::time::timeout(resources.timing.deadline, access.jira.create_issue(body)).await;
    let outcome = match answer {
        Ok(answer) => CreateOutcome::from(answer),
        Err(_) => CreateOutcome::Doubtful(JiraError::Unavailable(outbound::OutboundError::Timeout {
            phase: outbound::Phase::Body,
        })),
    };
    witness.answered(&outcome).await;
}
