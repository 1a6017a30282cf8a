//! Asking the MCP server for its tools, on nobody's behalf: no token leaves the vault for this.

use crate::Resources;
use mcp::{McpError, McpHttpServer, Products, ToolList};
use outbound::{HeaderName, Mode, OriginPolicy, Reach, Tls};
use settings::{McpMode, Settings};

/// Stands where a token would; the server wants to see one, and uses it for nothing while it lists.
const NO_TOKEN: &str = "only-for-the-list";

/// The tools that are offered for these products. Takes no longer than the configuration allows.
pub(super) async fn list(
    resources: &Resources,
    settings: &Settings,
    products: Products,
) -> Result<ToolList, McpError> {
    match (&settings.mcp.mode, &resources.mcp) {
        (McpMode::Http { url }, _) => {
            let asking = over_http(resources, settings, url.as_str(), products);
            tokio::time::timeout(settings.mcp.list_timeout, asking).await.unwrap_or(Err(McpError::Deadline))
        }
        (McpMode::Process { .. }, Some(pool)) => {
            pool.list_tools(products, settings.mcp.start_timeout + settings.mcp.list_timeout).await
        }
        (McpMode::Process { .. } | McpMode::Off, _) => Err(McpError::NotInstalled),
    }
}

async fn over_http(
    resources: &Resources,
    settings: &Settings,
    url: &str,
    products: Products,
) -> Result<ToolList, McpError> {
    // The configuration takes https or, beside the product, plain http on loopback; this policy knows nothing else.
    let mut policy = OriginPolicy::new(Mode::Development);
    let refused = |_| McpError::NotStarted;
    policy.allow(url, Reach::Internal).map_err(refused)?;
    let endpoint = policy.check(url).map_err(refused)?;
    let (jira, confluence) = first_site(settings);
    let mut headers = Vec::new();
    if products.jira {
        headers.push((HeaderName::from_static("x-atlassian-jira-url"), jira.as_str()));
        headers.push((HeaderName::from_static("x-atlassian-jira-personal-token"), NO_TOKEN));
    }
    if products.confluence {
        headers.push((HeaderName::from_static("x-atlassian-confluence-url"), confluence.as_str()));
        headers.push((HeaderName::from_static("x-atlassian-confluence-personal-token"), NO_TOKEN));
    }
    let server = McpHttpServer::new(resources.http.clone(), endpoint, Tls::System);
    let tools = server.list_tools(&headers).await?;
    Ok(ToolList { server: String::new(), tools })
}

/// Addresses for the server to look at; which ones does not matter to its list.
fn first_site(settings: &Settings) -> (String, String) {
    let site = settings.sites.first();
    let jira = site.map(|site| site.jira_url.to_string()).unwrap_or_default();
    let confluence = site.and_then(|site| site.confluence_url.as_ref()).map(ToString::to_string);
    (jira.clone(), confluence.unwrap_or(jira))
}
