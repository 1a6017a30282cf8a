//! An MCP server with the names and shapes of mcp-atlassian, for machines without Python.
//!
//! Over stdio it takes its addresses and tokens from the environment; over HTTP from each request's
//! headers. Like the real one it drops `properties`, and a create whose read-back fails is an error
//! although the issue exists. Unlike the real one it never sleeps on a 429 and does not block others.

mod arguments;
mod client;
mod markdown;
mod tools;

use std::io;
use std::sync::Arc;

use axum::Router;
use rmcp::handler::server::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, ServiceExt as _};
use serde_json::json;

use crate::gate::{Service, guarded};
use crate::mcp::client::{Connection, Products};
use crate::state::{McpSettings, ToolListing, World};

/// What `mcp-stdio` reads from its environment, under mcp-atlassian's names.
pub struct StdioEnvironment {
    products: Products,
    control: Option<String>,
}

impl StdioEnvironment {
    /// Takes `JIRA_URL`, `JIRA_PERSONAL_TOKEN`, `CONFLUENCE_URL`, `CONFLUENCE_PERSONAL_TOKEN` and
    /// `DISABLE_JIRA_MARKUP_TRANSLATION`.
    pub fn from_process() -> Self {
        let read = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let connection = |url: &str, token: &str| Some(Connection::new(&read(url)?, &read(token)?));
        Self {
            products: Products {
                jira: connection("JIRA_URL", "JIRA_PERSONAL_TOKEN"),
                confluence: connection("CONFLUENCE_URL", "CONFLUENCE_PERSONAL_TOKEN"),
                translate_markdown: read("DISABLE_JIRA_MARKUP_TRANSLATION")
                    .is_none_or(|value| value != "true"),
            },
            control: None,
        }
    }

    /// Behaves as `POST /mcp` of the control API at this address says.
    #[must_use]
    pub fn steered_by(mut self, control: Option<String>) -> Self {
        self.control = control;
        self
    }
}

/// Serves MCP over stdin and stdout until the client closes them.
///
/// # Errors
/// When the handshake fails.
pub async fn serve_stdio(environment: StdioEnvironment) -> io::Result<()> {
    let server = Server { source: Source::Fixed(environment.products, environment.control) };
    let running = server.serve(rmcp::transport::stdio()).await.map_err(io::Error::other)?;
    running.waiting().await.map_err(io::Error::other)?;
    Ok(())
}

pub(crate) fn router(world: World) -> Router {
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_cancellation_token(world.stop().clone());
    let factory_world = world.clone();
    let service: StreamableHttpService<Server, LocalSessionManager> = StreamableHttpService::new(
        move || Ok(Server { source: Source::Headers(factory_world.clone()) }),
        Arc::new(LocalSessionManager::default()),
        config,
    );
    let routes =
        Router::new().route("/healthz", axum::routing::get(async || "ok")).nest_service("/mcp", service);
    guarded(routes, world, Service::Mcp)
}

/// Where a call's addresses and tokens come from.
#[derive(Clone)]
enum Source {
    /// With the address of the control API, when a test wants to steer the server.
    Fixed(Products, Option<String>),
    Headers(World),
}

#[derive(Clone)]
struct Server {
    source: Source,
}

impl Server {
    fn products(&self, context: &RequestContext<RoleServer>) -> Products {
        let world = match &self.source {
            Source::Fixed(products, _) => return products.clone(),
            Source::Headers(world) => world,
        };
        let header = |name: &str| {
            let parts = context.extensions.get::<http::request::Parts>()?;
            parts.headers.get(name)?.to_str().ok().map(str::to_owned)
        };
        let at = world.addresses();
        let connection = |product: &str, own: &str| {
            let token = header(&format!("x-atlassian-{product}-personal-token"))?;
            let url = header(&format!("x-atlassian-{product}-url")).unwrap_or_else(|| own.to_owned());
            Some(Connection::new(&url, &token))
        };
        Products {
            jira: connection("jira", &at.jira),
            confluence: connection("confluence", &at.confluence),
            translate_markdown: true,
        }
    }
}

impl Server {
    /// How it shall behave: over stdio the control API is asked, when its address is known.
    async fn settings(&self) -> McpSettings {
        match &self.source {
            Source::Headers(world) => world.lock().mcp.clone(),
            Source::Fixed(_, None) => McpSettings::default(),
            Source::Fixed(_, Some(control)) => client::settings(control).await,
        }
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("sandbox-mcp-atlassian", env!("CARGO_PKG_VERSION")))
    }

    /// Never contacts Jira: the list only depends on which products are configured.
    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let McpSettings { tools: listing, descriptions } = self.settings().await;
        let tools = tools::list(&self.products(&context)).into_iter();
        let tools: Vec<_> = tools.map(|tool| tools::described(tool, &descriptions)).collect();
        Ok(ListToolsResult::with_all_items(match listing {
            ToolListing::Normal => tools,
            ToolListing::Changed => tools.into_iter().map(tools::changed).collect(),
            ToolListing::None => Vec::new(),
            ToolListing::Hang => std::future::pending().await,
        }))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let products = self.products(&context);
        let arguments = request.arguments.unwrap_or_default();
        if !tools::list(&products).iter().any(|tool| tool.name == request.name) {
            let text = format!("Unknown tool: '{}'", request.name);
            return Ok(CallToolResult::error(vec![ContentBlock::text(text)]).into());
        }
        Ok(match tools::call(&request.name, arguments, &products).await {
            Ok(text) => {
                let mut result = CallToolResult::success(vec![ContentBlock::text(text.clone())]);
                result.structured_content = Some(json!({ "result": text }));
                result.into()
            }
            Err(message) => {
                // The real server is two servers mounted under a prefix, and errors name the inner tool.
                let inner = request.name.split_once('_').map_or(&*request.name, |(_, inner)| inner);
                let text = format!("Error calling tool '{inner}': {message}");
                CallToolResult::error(vec![ContentBlock::text(text)]).into()
            }
        })
    }
}
