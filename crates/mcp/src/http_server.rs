use crate::{McpError, ToolInfo};
use outbound::{Client, HeaderName, Target, Tls};
use serde_json::{Value, json};

/// More pages than any server needs.
const PAGES: usize = 50;

/// A streamable-HTTP MCP server the operator runs (`--transport streamable-http --stateless`). Only its list of tools is
/// used: calls would need the person's token in a header, and mcp-atlassian refuses headers that lead to our
/// loopback gateway, so nothing could stand between the tool and Jira.
#[derive(Debug, Clone)]
pub struct McpHttpServer {
    client: Client,
    endpoint: Target,
    tls: Tls,
}

impl McpHttpServer {
    /// `endpoint` is the server's `/mcp`.
    pub const fn new(client: Client, endpoint: Target, tls: Tls) -> Self {
        Self { client, endpoint, tls }
    }

    /// All tools the server offers. With `headers` (`X-Atlassian-Jira-Url` and a placeholder token, for instance)
    /// mcp-atlassian shows the tools of those products; it contacts nobody for this.
    pub async fn list_tools(&self, headers: &[(HeaderName, &str)]) -> Result<Vec<ToolInfo>, McpError> {
        let (mut tools, mut cursor) = (Vec::new(), None::<String>);
        for id in 1..=PAGES {
            let params = cursor.map_or_else(|| json!({}), |cursor| json!({ "cursor": cursor }));
            let question = json!({"jsonrpc": "2.0", "id": id, "method": "tools/list", "params": params});
            let mut request = self
                .client
                .post_json(self.endpoint.clone(), &question)
                .tls(self.tls.clone())
                .header(http::header::ACCEPT, "application/json, text/event-stream");
            for (name, value) in headers {
                request = request.header(name.clone(), value);
            }
            let answer = request.send().await?.ok()?;
            let result = result_of(answer.body(), id).ok_or(McpError::Protocol)?;
            tools.extend(
                result["tools"].as_array().ok_or(McpError::Protocol)?.iter().filter_map(ToolInfo::from_json),
            );
            cursor = result["nextCursor"].as_str().map(str::to_owned);
            if cursor.is_none() {
                break;
            }
        }
        Ok(tools)
    }
}

/// The result of our question, whether the server answered in JSON or as a short event stream.
fn result_of(body: &[u8], id: usize) -> Option<Value> {
    let text = std::str::from_utf8(body).ok()?;
    let events = text.lines().filter_map(|line| line.strip_prefix("data:"));
    std::iter::once(text)
        .chain(events)
        .filter_map(|json| serde_json::from_str::<Value>(json.trim()).ok())
        .find(|message| message["id"] == id)
        .map(|mut message| message["result"].take())
        .filter(|result| !result.is_null())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_answer_are_read() {
        let plain = br#"{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}"#;
        let stream =
            b"event: message\r\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[]}}\r\n\r\n";
        assert_eq!(result_of(plain, 1), Some(json!({"tools": []})));
        assert_eq!(result_of(stream, 1), Some(json!({"tools": []})));
        assert_eq!(result_of(plain, 2), None);
        assert_eq!(result_of(br#"{"id":1,"error":{}}"#, 1), None);
        assert_eq!(result_of(b"<html>", 1), None);
    }
}
