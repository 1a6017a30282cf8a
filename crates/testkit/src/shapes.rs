//! What may be asked of Jira and Confluence: method, path, query and body of every request that the product sends, written
//! down from the official descriptions and held against what it sent in every story.
//!
//! Sources: Jira Data Center 10.3 REST API (v2) and Jira Software 10.3 (agile 1.0); Jira Cloud REST API v3 and Jira Software
//! Cloud; Confluence Data Center 9.2 and Confluence Cloud REST API v1. Only what the product has reason to ask is here: a
//! request that is not is a reason to read the description and add it. Keys that a description does not name are refused.

use serde_json::Value;
use std::fmt::Write as _;

/// A value in a body.
enum Form {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// Yes or no.
    Flag,
    /// Anything, such as the value of a property.
    Any,
    /// Wiki markup on Data Center, a document on Cloud.
    RichText,
    /// Somebody: a name on Data Center, an account id on Cloud.
    Person,
    /// Values of one form.
    List(&'static Self),
    /// An object with these keys, the first of them always.
    Keys { always: &'static [(&'static str, Self)], perhaps: &'static [(&'static str, Self)] },
    /// An object of which only these keys are known; the others are fields of a site's own.
    Fields(&'static [(&'static str, Self)]),
}

/// What follows after a request's method and address.
enum Body {
    None,
    Json(Form),
    /// A file in a form.
    File,
}

/// One thing that can be asked.
struct Shape {
    method: &'static str,
    /// `{}` stands for any one segment.
    path: &'static str,
    query: &'static [&'static str],
    body: Body,
}

const fn get(path: &'static str, query: &'static [&'static str]) -> Shape {
    Shape { method: "GET", path, query, body: Body::None }
}

const NAMED: Form = Form::Keys {
    always: &[],
    perhaps: &[
        ("id", Form::Text),
        ("key", Form::Text),
        ("name", Form::Text),
        ("value", Form::Text),
        ("child", Form::Any),
    ],
};

const ISSUE: Form = Form::Keys {
    always: &[("fields", FIELDS)],
    perhaps: &[
        ("update", Form::Any),
        (
            "properties",
            Form::List(&Form::Keys { always: &[("key", Form::Text), ("value", Form::Any)], perhaps: &[] }),
        ),
    ],
};

const FIELDS: Form = Form::Fields(&[
    ("summary", Form::Text),
    ("description", Form::RichText),
    ("project", NAMED),
    ("issuetype", NAMED),
    ("priority", NAMED),
    ("parent", NAMED),
    ("labels", Form::List(&Form::Text)),
    ("components", Form::List(&NAMED)),
    ("fixVersions", Form::List(&NAMED)),
    ("assignee", Form::Person),
    ("reporter", Form::Person),
    ("duedate", Form::Text),
]);

/// Both kinds of Jira, below `rest/api/2` and `rest/api/3`.
const JIRA: &[Shape] = &[
    get("serverInfo", &[]),
    get("myself", &["expand"]),
    get("mypermissions", &["projectKey", "projectId", "issueKey", "issueId", "permissions"]),
    get("field", &[]),
    get("priority", &[]),
    get("issue/createmeta/{}/issuetypes", &["startAt", "maxResults"]),
    get("issue/createmeta/{}/issuetypes/{}", &["startAt", "maxResults"]),
    Shape { method: "POST", path: "issue", query: &["updateHistory"], body: Body::Json(ISSUE) },
    Shape {
        method: "POST",
        path: "issue/bulk",
        query: &[],
        body: Body::Json(Form::Keys { always: &[("issueUpdates", Form::List(&ISSUE))], perhaps: &[] }),
    },
    get("issue/{}", &["fields", "expand", "properties", "updateHistory", "fieldsByKeys"]),
    Shape { method: "PUT", path: "issue/{}", query: &["notifyUsers"], body: Body::Json(ISSUE) },
    Shape { method: "DELETE", path: "issue/{}", query: &["deleteSubtasks"], body: Body::None },
    get("issue/{}/properties/{}", &[]),
    Shape { method: "PUT", path: "issue/{}/properties/{}", query: &[], body: Body::Json(Form::Any) },
    get("issue/{}/comment", &["startAt", "maxResults", "orderBy", "expand"]),
    Shape {
        method: "POST",
        path: "issue/{}/comment",
        query: &["expand"],
        body: Body::Json(Form::Keys {
            always: &[("body", Form::RichText)],
            perhaps: &[("visibility", Form::Any)],
        }),
    },
    Shape { method: "POST", path: "issue/{}/attachments", query: &[], body: Body::File },
    get("issueLinkType", &[]),
    Shape {
        method: "POST",
        path: "issueLink",
        query: &[],
        body: Body::Json(Form::Keys {
            always: &[("type", NAMED), ("inwardIssue", NAMED), ("outwardIssue", NAMED)],
            perhaps: &[("comment", Form::Any)],
        }),
    },
];

const DATA_CENTER: &[Shape] = &[
    get("project", &["expand", "recent", "includeArchived", "browseArchive"]),
    get("user", &["username", "key", "includeDeleted"]),
    get("user/assignable/search", &["username", "project", "issueKey", "startAt", "maxResults"]),
    // So mcp-atlassian searches, through the product's gateway.
    get("search", &["jql", "startAt", "maxResults", "validateQuery", "fields", "expand"]),
    Shape {
        method: "POST",
        path: "search",
        query: &[],
        body: Body::Json(Form::Keys {
            always: &[("jql", Form::Text)],
            perhaps: &[
                ("startAt", Form::Number),
                ("maxResults", Form::Number),
                ("validateQuery", Form::Flag),
                ("fields", Form::List(&Form::Text)),
                ("expand", Form::List(&Form::Text)),
            ],
        }),
    },
];

const CLOUD: &[Shape] = &[
    get("project/search", &["startAt", "maxResults", "orderBy", "query", "action", "expand", "status"]),
    get("user", &["accountId", "expand"]),
    get("user/assignable/search", &["query", "accountId", "project", "issueKey", "startAt", "maxResults"]),
    Shape {
        method: "POST",
        path: "search/jql",
        query: &[],
        body: Body::Json(Form::Keys {
            always: &[("jql", Form::Text)],
            perhaps: &[
                ("nextPageToken", Form::Text),
                ("maxResults", Form::Number),
                ("fields", Form::List(&Form::Text)),
                ("expand", Form::Text),
                ("reconcileIssues", Form::List(&Form::Number)),
            ],
        }),
    },
    Shape {
        method: "POST",
        path: "issue/bulkfetch",
        query: &[],
        body: Body::Json(Form::Keys {
            always: &[("issueIdsOrKeys", Form::List(&Form::Text))],
            perhaps: &[("fields", Form::List(&Form::Text)), ("expand", Form::List(&Form::Text))],
        }),
    },
];

/// Boards and sprints, below `rest/agile/1.0`.
const AGILE: &[Shape] = &[
    get("board", &["startAt", "maxResults", "type", "name", "projectKeyOrId"]),
    get("board/{}/sprint", &["startAt", "maxResults", "state"]),
    get("sprint/{}", &[]),
    Shape {
        method: "POST",
        path: "sprint/{}/issue",
        query: &[],
        body: Body::Json(Form::Keys { always: &[("issues", Form::List(&Form::Text))], perhaps: &[] }),
    },
];

/// Both kinds of Confluence, below `rest/api`.
const CONFLUENCE: &[Shape] = &[
    get("user/current", &["expand"]),
    get("search", &["cql", "cqlcontext", "excerpt", "expand", "start", "limit", "includeArchivedSpaces"]),
    get("content/{}", &["expand", "status", "version"]),
    // So mcp-atlassian asks for what belongs to a page, through the product's gateway.
    get("content/{}/property", &["expand", "start", "limit"]),
    get("content/{}/label", &["prefix", "start", "limit"]),
    get("content/{}/child/{}", &["expand", "start", "limit", "filename", "mediaType", "parentVersion"]),
];

/// The kind of server, and the address below its interface.
fn place(service: &str, path: &str) -> Option<(&'static [&'static [Shape]], bool, String)> {
    let below = |prefix: &str| path.strip_prefix(prefix).map(str::to_owned);
    let agile = path.split_once("/rest/agile/1.0/").map(|(_, rest)| rest.to_owned());
    Some(match service {
        "jira" => match agile {
            Some(rest) => (&[AGILE], false, rest),
            None => (&[JIRA, DATA_CENTER], false, below("/jira/rest/api/2/")?),
        },
        "cloud" => match (agile, below("/wiki/rest/api/")) {
            (Some(rest), _) => (&[AGILE], true, rest),
            (None, Some(rest)) => (&[CONFLUENCE], true, rest),
            (None, None) => (&[JIRA, CLOUD], true, below("/rest/api/3/")?),
        },
        "confluence" => (&[CONFLUENCE], false, below("/confluence/rest/api/")?),
        _ => return None,
    })
}

fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len()
        && pattern.iter().zip(&path).all(
            |(one, other)| {
                if *one == "{}" { !other.is_empty() } else { one == other }
            },
        )
}

/// What is wrong with a request of the sandbox's ledger; nothing with one that is not the product's, or is neither Jira's
/// nor Confluence's.
pub(crate) fn problem(request: &Value) -> Option<String> {
    let text = |name: &str| request[name].as_str().unwrap_or_default();
    if !text("user_agent").starts_with("jira-agent/")
        || !["jira", "cloud", "confluence"].contains(&text("service"))
    {
        return None;
    }
    let (method, path) = (text("method"), text("path"));
    let Some((shapes, cloud, rest)) = place(text("service"), path) else {
        // Avatars and the like are pages, not an interface.
        return (method != "GET").then(|| format!("{method} {path} is below no known interface"));
    };
    let rest = rest.trim_end_matches('/');
    // A path with words of its own is meant before one that takes anything.
    let all = || shapes.iter().flat_map(|shapes| shapes.iter()).filter(|shape| shape.method == method);
    let Some(shape) =
        all().find(|shape| shape.path == rest).or_else(|| all().find(|shape| fits(shape.path, rest)))
    else {
        return Some(format!("{method} {path} is not written down"));
    };
    let mut wrong = String::new();
    for pair in text("query").split('&').filter(|pair| !pair.is_empty()) {
        let name = pair.split('=').next().unwrap_or_default();
        if !shape.query.contains(&name) {
            let _ = write!(wrong, " unknown parameter {name};");
        }
    }
    let body = &request["body"];
    match &shape.body {
        Body::None if !body.is_null() => wrong.push_str(" a body where there is none;"),
        Body::File if body["multipart_bytes"].is_null() => wrong.push_str(" no file;"),
        Body::Json(form) => check(form, body, "body", cloud, &mut wrong),
        Body::None | Body::File => {}
    }
    (!wrong.is_empty()).then(|| format!("{method} {path}:{wrong}"))
}

fn check(form: &Form, value: &Value, at: &str, cloud: bool, wrong: &mut String) {
    let is = match form {
        Form::Any => true,
        Form::Number => value.is_i64() || value.is_u64(),
        Form::Flag => value.is_boolean(),
        Form::RichText if cloud => value["type"] == "doc" && value["version"] == 1,
        Form::Text | Form::RichText => value.is_string(),
        Form::Person if value.is_null() => true,
        Form::Person if cloud => value["accountId"].is_string() || value["id"].is_string(),
        Form::Person => value["name"].is_string(),
        Form::List(_) => value.is_array(),
        Form::Keys { .. } | Form::Fields(_) => value.is_object(),
    };
    if !is {
        let _ = write!(wrong, " {at} is {value};");
        return;
    }
    match form {
        Form::List(of) => {
            for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                check(of, item, &format!("{at}[{number}]"), cloud, wrong);
            }
        }
        Form::Keys { always, perhaps } => {
            for (key, _) in always.iter().filter(|(key, _)| value.get(key).is_none()) {
                let _ = write!(wrong, " {at}.{key} is missing;");
            }
            for (key, item) in value.as_object().into_iter().flatten() {
                match always.iter().chain(*perhaps).find(|(known, _)| known == key) {
                    Some((_, form)) => check(form, item, &format!("{at}.{key}"), cloud, wrong),
                    None => {
                        let _ = write!(wrong, " {at}.{key} is unknown;");
                    }
                }
            }
        }
        Form::Fields(known) => {
            for (key, item) in value.as_object().into_iter().flatten() {
                match known.iter().find(|(known, _)| known == key) {
                    Some((_, form)) => check(form, item, &format!("{at}.{key}"), cloud, wrong),
                    None if key.starts_with("customfield_") => {}
                    None => {
                        let _ = write!(wrong, " {at}.{key} is no known field;");
                    }
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::problem;
    use serde_json::{Value, json};

    fn request(service: &str, method: &str, path: &str, query: &str, body: Value) -> Value {
        json!({"service": service, "method": method, "path": path, "query": query, "body": body,
            "user_agent": "jira-agent/1.0"})
    }

    #[test]
    fn what_the_descriptions_do_not_know_is_named() {
        let create = |fields: Value| json!({"fields": fields});
        for (request, word) in [
            (
                request("jira", "GET", "/jira/rest/api/2/issue/A-1/worklog", "", Value::Null),
                "not written down",
            ),
            (
                request("jira", "GET", "/jira/rest/api/2/issue/A-1", "field=summary", Value::Null),
                "parameter field",
            ),
            (request("jira", "POST", "/jira/rest/api/2/search", "", json!({"query": "x"})), "jql is missing"),
            (request("cloud", "POST", "/rest/api/3/search", "", json!({"jql": "x"})), "not written down"),
            (
                request("cloud", "POST", "/rest/api/3/issue", "", create(json!({"description": "wiki"}))),
                "description is",
            ),
            (
                request(
                    "jira",
                    "POST",
                    "/jira/rest/api/2/issue",
                    "",
                    create(json!({"assignee": {"accountId": "1"}})),
                ),
                "assignee is",
            ),
            (
                request("jira", "POST", "/jira/rest/api/2/issue", "", create(json!({"epic": "A-1"}))),
                "no known field",
            ),
            (request("jira", "DELETE", "/jira/rest/api/2/issue/A-1", "", json!({})), "a body"),
            (request("jira", "POST", "/jira/secure/x", "", Value::Null), "no known interface"),
        ] {
            let said = problem(&request).unwrap_or_default();
            assert!(said.contains(word), "{request}: {said}");
        }
    }

    #[test]
    fn what_they_know_passes() {
        for request in [
            request("jira", "GET", "/jira/rest/api/2/issue/A-1", "fields=summary", Value::Null),
            request("jira", "GET", "/jira/secure/useravatar", "ownerId=1", Value::Null),
            request("cloud", "GET", "/wiki/rest/api/user/current", "", Value::Null),
            request("llm", "POST", "/api/chat", "", json!({})),
            json!({"service": "jira", "method": "PATCH", "path": "/", "user_agent": "curl"}),
        ] {
            assert_eq!(problem(&request), None, "{request}");
        }
    }
}
