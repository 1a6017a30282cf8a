//! Lines of the audit log as pages and files show them.

use super::csv;
use crate::Resources;
use contract::{
    commands::AuditFilter,
    views::{AuditLine, AuditView},
};
use domain::{
    audit::{Area, outcome_words, words},
    ids::UserId,
    time::Timestamp,
};
use serde_json::Value;
use std::{collections::HashMap, time::Duration};
use store::audit::{Recorded, Search};

/// Lines of one page.
pub(crate) const PAGE: u32 = 50;
/// Lines that are read at once for a file.
pub(crate) const AT_ONCE: u32 = 2_000;
/// Lines of one file; whoever needs more asks for less time at once.
pub(crate) const MOST: usize = 50_000;
const DAY: Duration = Duration::from_hours(24);

/// Who people are, for administrators: name and employee id.
pub(crate) type Names = HashMap<UserId, (String, String)>;

/// What a filter asks for. What fits nothing is left out, as in every address somebody can type.
pub(crate) fn search(filter: &AuditFilter, limit: u32, offset: u32) -> Search {
    Search {
        prefixes: Area::parse(filter.area.trim()).map_or(&[], Area::prefixes),
        good: match filter.outcome.trim() {
            "good" => Some(true),
            "bad" => Some(false),
            _ => None,
        },
        from: Timestamp::of_day(&filter.from),
        until: Timestamp::of_day(&filter.until).map(|day| day.plus(DAY)),
        limit,
        offset,
    }
}

/// Where reading goes on after these lines.
pub(super) fn offset_of(lines: &[AuditLine]) -> u32 {
    u32::try_from(lines.len()).unwrap_or(u32::MAX)
}

/// One page; `found` may hold one line more than fits.
pub(crate) fn view(resources: &Resources, mut found: Vec<Recorded>, names: &Names) -> AuditView {
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    AuditView {
        lines: found.into_iter().map(|recorded| line(recorded, names)).collect(),
        more,
        kept_days: resources.settings.current().background_jobs.audit_days,
        now: resources.clock.now(),
    }
}

/// One line. Without names nobody is named: these are the person's own.
pub(crate) fn line(recorded: Recorded, names: &Names) -> AuditLine {
    let named = |id: &UserId| names.get(id).map(|(name, employee)| format!("{name} ({employee})"));
    let subject = recorded.subject.as_deref().unwrap_or_default();
    let (draft, about) = match subject.split_once(':') {
        Some(("draft", id)) => (id.parse().ok(), None),
        Some(("user", id)) => (None, id.parse().ok().as_ref().and_then(named)),
        Some(("session" | "job" | "api_token" | "rules", _)) => (None, None),
        _ => (None, Some(subject.to_owned()).filter(|subject| !subject.is_empty())),
    };
    AuditLine {
        id: recorded.id,
        at: recorded.at,
        who: recorded.user.as_ref().and_then(named),
        draft,
        about,
        detail: detail(&recorded.detail),
        kind: recorded.kind,
        outcome: recorded.outcome,
        request_id: recorded.request_id,
        address: recorded.address,
        duration_ms: recorded.duration_ms,
    }
}

/// The part of a detail that people understand.
fn detail(value: &Value) -> Option<String> {
    for whole in ["key", "reason"] {
        if let Some(text) = value.get(whole).and_then(Value::as_str) {
            return Some(text.to_owned());
        }
    }
    let fields: Vec<&str> = value.get("fields")?.as_array()?.iter().filter_map(Value::as_str).collect();
    (!fields.is_empty()).then(|| fields.join(", "))
}

/// The lines as a file, which says at its end when there are more of them.
pub(crate) fn csv_of(lines: &[AuditLine], whole: bool) -> String {
    let mut table = csv::Table::new(&[
        "time",
        "what",
        "kind",
        "outcome",
        "who",
        "about",
        "detail",
        "address",
        "request_id",
        "duration_ms",
    ]);
    for line in lines {
        let about = line.draft.map_or_else(|| line.about.clone(), |draft| Some(format!("draft {draft}")));
        let outcome = outcome_words(&line.outcome)
            .map_or_else(|| line.outcome.clone(), |words| format!("{words} ({})", line.outcome));
        table.row(&[
            &line.at.to_iso(),
            &words(&line.kind),
            &line.kind,
            &outcome,
            line.who.as_deref().unwrap_or_default(),
            about.as_deref().unwrap_or_default(),
            line.detail.as_deref().unwrap_or_default(),
            line.address.as_deref().unwrap_or_default(),
            line.request_id.as_deref().unwrap_or_default(),
            &line.duration_ms.map(|ms| ms.to_string()).unwrap_or_default(),
        ]);
    }
    if !whole {
        let cut =
            format!("The file ends after {MOST} lines; there may be older ones. Choose a shorter time.");
        table.row(&["", &cut, "log.cut", "", "", "", "", "", "", ""]);
    }
    table.finish()
}

#[cfg(test)]
mod tests {
    use super::csv_of;

    #[test]
    fn a_file_that_does_not_hold_everything_says_so() {
        assert_eq!(csv_of(&[], true).lines().count(), 1);
        let cut = csv_of(&[], false);
        assert!(cut.lines().last().is_some_and(|line| line.contains("50000 lines")), "{cut}");
    }
}
