//! The fault plan: which request goes wrong, when, and how.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::state::Random;

/// One rule as it arrives at `POST /faults`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    /// An operation such as `jira.issue.create`, a prefix of one (`jira.issue`, `llm`), or a path prefix.
    pub(crate) target: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// Only requests of this person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    who: Option<String>,
    /// How many matching requests pass first.
    #[serde(default)]
    after: u64,
    /// How often the rule strikes; without end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
    #[serde(default = "certain")]
    probability: f64,
    #[serde(default)]
    seed: u64,
    pub(crate) action: ActionForm,
}

fn certain() -> f64 {
    1.0
}

/// Either the bare name of an action or an object with its details.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum ActionForm {
    Name(String),
    Details(Box<Details>),
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "the wire form; `strike` turns it into one choice")]
pub(crate) struct Details {
    #[serde(skip_serializing_if = "Option::is_none")]
    latency_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, String>,
    drop_before: bool,
    drop_after_commit: bool,
    truncate: bool,
    html: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_limit: Option<RateLimit>,
    hang: bool,
    garbage: bool,
    reset_mid_body: bool,
    wrong_length: bool,
    /// Bytes of an endless-looking body.
    #[serde(skip_serializing_if = "Option::is_none")]
    huge: Option<u64>,
    /// Lets the real handler run first for actions that replace the answer.
    after_commit: bool,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RateLimit {
    /// Seconds as a number, `"http-date"` or `"http-date+N"` for a date N seconds ahead, or any text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retry_after: Option<Value>,
    pub(crate) form: RateLimitForm,
    /// In Cloud's form: in how many seconds the limit is reset, when that is not when to retry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reset: Option<i64>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RateLimitForm {
    /// No further headers.
    #[default]
    Plain,
    /// Data Center's token bucket headers.
    Dc,
    /// Cloud's headers.
    Cloud,
}

/// What happens to one request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strike {
    pub(crate) latency_ms: u64,
    pub(crate) instead: Option<Instead>,
    /// The handler runs before `instead` replaces its answer.
    pub(crate) after_commit: bool,
    pub(crate) mangle: Option<Mangle>,
    pub(crate) name: String,
    pub(crate) seed: u64,
}

/// An answer that replaces the real one.
#[derive(Debug, Clone)]
pub(crate) enum Instead {
    Drop,
    Status { status: u16, body: Option<Value>, headers: BTreeMap<String, String> },
    Html { status: u16 },
    RateLimit(RateLimit),
    Hang,
    Garbage,
    Huge(u64),
}

/// Damage to the real answer; the request has taken effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mangle {
    Drop,
    Truncate,
    Reset,
    WrongLength,
}

/// All rules in the order they were added; the first that matches and strikes wins.
#[derive(Debug, Default)]
pub(crate) struct FaultPlan {
    rules: Vec<Armed>,
}

#[derive(Debug)]
struct Armed {
    rule: Rule,
    action: Strike,
    random: Random,
    seen: u64,
    struck: u64,
}

/// What a rule is matched against.
pub(crate) struct Subject<'a> {
    pub(crate) operation: &'a str,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) who: Option<&'a str>,
}

impl FaultPlan {
    /// Adds one rule or an array of rules; nothing is added when one of them is wrong.
    pub(crate) fn add(&mut self, rules: Value) -> Result<usize, String> {
        let list = match rules {
            Value::Array(list) => list,
            one => vec![one],
        };
        let mut armed = Vec::new();
        for value in list {
            let rule: Rule = serde_json::from_value(value).map_err(|error| error.to_string())?;
            if !(0.0..=1.0).contains(&rule.probability) {
                return Err("probability is between 0 and 1".to_owned());
            }
            let mut action = strike(rule.action.clone())?;
            action.seed = rule.seed;
            armed.push(Armed { random: Random::seeded(rule.seed), action, rule, seen: 0, struck: 0 });
        }
        let added = armed.len();
        self.rules.extend(armed);
        Ok(added)
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    pub(crate) fn show(&self) -> Vec<Value> {
        self.rules
            .iter()
            .map(|armed| json!({"rule": armed.rule, "matched": armed.seen, "struck": armed.struck}))
            .collect()
    }

    /// Counts the request against every matching rule and tells what happens to it.
    pub(crate) fn strike(&mut self, subject: &Subject<'_>) -> Option<Strike> {
        let mut chosen = None;
        for armed in &mut self.rules {
            if !armed.rule.matches(subject) {
                continue;
            }
            armed.seen += 1;
            let spent = armed.rule.times.is_some_and(|times| armed.struck >= times);
            if chosen.is_some() || armed.seen <= armed.rule.after || spent {
                continue;
            }
            if armed.random.chance(armed.rule.probability) {
                armed.struck += 1;
                chosen = Some(armed.action.clone());
            }
        }
        chosen
    }
}

impl Rule {
    fn matches(&self, subject: &Subject<'_>) -> bool {
        let place = if self.target.starts_with('/') {
            let without_context =
                subject.path.find("/rest/").map_or(subject.path, |at| subject.path.get(at..).unwrap_or(""));
            subject.path.starts_with(&self.target) || without_context.starts_with(&self.target)
        } else {
            subject
                .operation
                .strip_prefix(self.target.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let method = self.method.as_deref().is_none_or(|method| method.eq_ignore_ascii_case(subject.method));
        let who = self.who.as_deref().is_none_or(|who| subject.who == Some(who));
        place && method && who
    }
}

fn strike(form: ActionForm) -> Result<Strike, String> {
    let details = match form {
        ActionForm::Details(details) => *details,
        ActionForm::Name(name) => {
            let known = [
                "drop_before",
                "drop_after_commit",
                "truncate",
                "html",
                "hang",
                "garbage",
                "reset_mid_body",
                "wrong_length",
            ];
            if !known.contains(&name.as_str()) {
                return Err(format!("unknown action {name:?}; by name alone there are {}", known.join(", ")));
            }
            serde_json::from_value(json!({ name: true })).map_err(|error| error.to_string())?
        }
    };
    let mut found: Vec<(&str, Option<Instead>, Option<Mangle>)> = Vec::new();
    if details.drop_before {
        found.push(("drop_before", Some(Instead::Drop), None));
    }
    if details.drop_after_commit {
        found.push(("drop_after_commit", None, Some(Mangle::Drop)));
    }
    if details.truncate {
        found.push(("truncate", None, Some(Mangle::Truncate)));
    }
    if details.reset_mid_body {
        found.push(("reset_mid_body", None, Some(Mangle::Reset)));
    }
    if details.wrong_length {
        found.push(("wrong_length", None, Some(Mangle::WrongLength)));
    }
    if details.html {
        found.push(("html", Some(Instead::Html { status: details.status.unwrap_or(200) }), None));
    } else if let Some(status) = details.status {
        let answer = Instead::Status { status, body: details.body, headers: details.headers };
        found.push(("status", Some(answer), None));
    }
    if let Some(limit) = details.rate_limit {
        found.push(("rate_limit", Some(Instead::RateLimit(limit)), None));
    }
    if details.hang {
        found.push(("hang", Some(Instead::Hang), None));
    }
    if details.garbage {
        found.push(("garbage", Some(Instead::Garbage), None));
    }
    if let Some(bytes) = details.huge {
        found.push(("huge", Some(Instead::Huge(bytes)), None));
    }
    let latency_ms = details.latency_ms.unwrap_or(0);
    if found.len() > 1 {
        return Err(format!(
            "one action per rule, found {}",
            found.iter().map(|(name, _, _)| *name).collect::<Vec<_>>().join(" and ")
        ));
    }
    let Some((name, instead, mangle)) = found.pop() else {
        if details.latency_ms.is_none() {
            return Err("the action does nothing".to_owned());
        }
        return Ok(Strike { latency_ms, name: "latency".to_owned(), ..Strike::default() });
    };
    Ok(Strike {
        latency_ms,
        instead,
        after_commit: details.after_commit,
        mangle,
        name: name.to_owned(),
        seed: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn create() -> Subject<'static> {
        Subject {
            operation: "jira.issue.create",
            method: "POST",
            path: "/jira/rest/api/2/issue",
            who: Some("alovelace"),
        }
    }

    fn plan(rule: Value) -> FaultPlan {
        let mut plan = FaultPlan::default();
        plan.add(rule).unwrap();
        plan
    }

    #[test]
    fn after_and_times_bound_a_rule() {
        let mut plan = plan(json!({"target": "jira.issue", "after": 1, "times": 2, "action": "hang"}));
        let struck: Vec<bool> = (0..5).map(|_| plan.strike(&create()).is_some()).collect();
        assert_eq!(struck, [false, true, true, false, false]);
    }

    #[test]
    fn the_same_seed_strikes_the_same_requests() {
        let rule = json!({"target": "jira", "probability": 0.3, "seed": 7, "action": {"status": 503}});
        let (mut one, mut two) = (plan(rule.clone()), plan(rule));
        let first: Vec<bool> = (0..200).map(|_| one.strike(&create()).is_some()).collect();
        let second: Vec<bool> = (0..200).map(|_| two.strike(&create()).is_some()).collect();
        assert_eq!(first, second);
        let hits = first.iter().filter(|hit| **hit).count();
        assert!((30..=90).contains(&hits), "{hits} of 200 at 0.3");
    }

    #[test]
    fn targets_match_whole_names_paths_methods_and_people() {
        for (rule, expected) in [
            (json!({"target": "jira.issue.create", "action": "hang"}), true),
            (json!({"target": "jira.iss", "action": "hang"}), false),
            (json!({"target": "/rest/api/2/issue", "action": "hang"}), true),
            (json!({"target": "/jira/rest", "action": "hang"}), true),
            (json!({"target": "/confluence", "action": "hang"}), false),
            (json!({"target": "jira", "method": "get", "action": "hang"}), false),
            (json!({"target": "jira", "who": "ghopper", "action": "hang"}), false),
        ] {
            assert_eq!(plan(rule.clone()).strike(&create()).is_some(), expected, "{rule}");
        }
    }

    #[test]
    fn contradictory_and_unknown_actions_are_refused() {
        for action in
            [json!("explode"), json!({"hang": true, "truncate": true}), json!({}), json!({"sleep": 1})]
        {
            assert!(
                FaultPlan::default().add(json!({"target": "jira", "action": action})).is_err(),
                "{action}"
            );
        }
    }
}
