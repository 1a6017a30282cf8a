//! Made-up activity, accounts and configuration.

use crate::{
    fakes::Fake,
    samples::{NOW, id_of, minutes_ago},
};
use async_trait::async_trait;
use contract::{
    Failure, Outcome,
    commands::{AuditFilter, ChangePassword, UsersFilter},
    services::{Activity, Admin, Caller, Profile},
    views::{
        ApiTokenView, ApiTokensView, AuditLine, AuditView, ConfigurationFile, ConfigurationProblem,
        ConfigurationView, DraftStatus, JobState, LaneCounts, PartHealth, PersonSuggestion, ProfileView,
        ProviderHealth, QueueView, QueuedJob, SessionRow, SiteHealth, SiteKind, UserRow, UsersView, WorkRow,
        WorkView,
    },
};
use domain::{
    api_tokens::Scope,
    ids::{ApiTokenId, AuditId, DraftId, JobId, SessionId, UserId},
    password::PasswordPolicy,
    principal::{Principal, Role},
    time::Timestamp,
};
use std::time::Duration;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

/// Colleagues whose names have these words.
pub(crate) fn found(words: &str) -> Vec<PersonSuggestion> {
    let words = words.to_lowercase();
    [("ghopper", "Grace Hopper"), ("alovelace", "Ada Lovelace"), ("alovelace2", "Ada Lovelace")]
        .into_iter()
        .filter(|(name, label)| name.contains(&words) || label.to_lowercase().contains(&words))
        .map(|(name, label)| PersonSuggestion {
            name: name.to_owned(),
            label: label.to_owned(),
            email: Some(format!("{name}@example.org")),
        })
        .collect()
}

fn ago(minutes: u64) -> Timestamp {
    NOW.minus(Duration::from_mins(minutes))
}

fn line(n: u64, kind: &str, outcome: &str) -> AuditLine {
    AuditLine {
        id: AuditId::from_u128(u128::from(n)),
        at: ago(n * 17),
        kind: kind.to_owned(),
        outcome: outcome.to_owned(),
        who: None,
        draft: kind.starts_with("draft").then(|| id_of(DraftStatus::Ready)),
        about: (kind == "access.refused").then(|| "/create/01923f00-1234-7abc-8def-0123456789ab".to_owned()),
        request_id: Some("01923f00-1234-7abc-8def-0123456789ab".to_owned()),
        address: Some("192.0.2.17".to_owned()),
        duration_ms: i64::try_from(n * 230).ok(),
        detail: (kind == "issue.created").then(|| "CLINIC-7".to_owned()),
    }
}

fn lines() -> Vec<AuditLine> {
    vec![
        line(1, "issue.created", "ok"),
        line(2, "draft.approved", "ok"),
        line(3, "draft.refused", "draft.rules"),
        line(4, "draft.written", "ok"),
        line(5, "access.refused", "not_found"),
        line(6, "session.sign_in", "sign_in.wrong"),
        line(7, "session.sign_in", "ok"),
    ]
}

fn log(filter: &AuditFilter) -> AuditView {
    let lines = if filter.area == "jobs" { Vec::new() } else { lines() };
    AuditView { lines, more: true, kept_days: 90, now: NOW }
}

#[async_trait]
impl Activity for Fake {
    async fn log(&self, _: &Principal, filter: AuditFilter) -> Outcome<AuditView> {
        Ok(log(&filter))
    }
    async fn log_csv(&self, _: &Principal, _: AuditFilter) -> Outcome<String> {
        Ok("time\r\n".to_owned())
    }
    async fn work(&self, _: &Principal) -> Outcome<WorkView> {
        let job = |n: u64, state, progress: Option<&str>| WorkRow {
            id: JobId::from_u128(u128::from(n)),
            kind: if n.is_multiple_of(2) { "draft" } else { "create_issue" }.to_owned(),
            state,
            draft: Some(id_of(DraftStatus::Writing)),
            progress: progress.map(str::to_owned),
            done: 2,
            total: if n == 1 { 6 } else { 0 },
            failure: (state == JobState::Failed)
                .then(|| Failure::temporary("llm.timed_out", "The model took too long.")),
            interrupted: false,
            attempts: 1,
            created_at: ago(n),
            finished_at: (!state.is_active()).then(|| ago(n * 9)),
            elapsed_ms: n * 41_000,
        };
        let jobs = vec![
            job(1, JobState::Running, Some("Creating the issue in Jira")),
            job(2, JobState::Running, Some("Asking Company LLM")),
            job(4, JobState::Waiting, None),
            job(6, JobState::Completed, None),
            job(8, JobState::Failed, None),
        ];
        Ok(WorkView { jobs, now: NOW })
    }
    async fn stop(&self, _: &Caller, _: &Principal, _: JobId) -> Outcome<()> {
        Ok(())
    }
    async fn timeline(&self, _: &Principal, _: DraftId) -> Outcome<Vec<AuditLine>> {
        Ok(vec![line(9, "draft.started", "ok"), line(8, "draft.written", "ok")])
    }
    async fn refused(&self, _: &Caller, _: &Principal, _: &str) {}
}

#[async_trait]
impl Profile for Fake {
    async fn profile(&self, _: &Principal) -> Outcome<ProfileView> {
        let session = |n: u64, this| SessionRow {
            id: SessionId::from_u128(u128::from(n)),
            this,
            address: format!("192.0.2.{n}"),
            user_agent: this.then(|| FIREFOX.to_owned()),
            created_at: ago(n * 40),
            last_seen_at: ago(n),
            ends_at: NOW.plus(Duration::from_hours(5)),
        };
        Ok(ProfileView {
            employee_id: "mkeller".into(),
            name: "Maja Keller".into(),
            email: Some("maja.keller@example.com".into()),
            initials: "MK".into(),
            has_avatar: false,
            site: "Sandbox Jira".into(),
            jira_url: "http://127.0.0.1:4010/jira".into(),
            role: Role::Admin,
            created_at: ago(90_000),
            password_policy: PasswordPolicy::Classic,
            sessions: vec![session(1, true), session(3, false)],
            now: NOW,
        })
    }
    async fn change_password(&self, _: &Caller, _: &Principal, command: ChangePassword) -> Outcome<()> {
        if command.current.0 == "right" {
            return Ok(());
        }
        Err(Failure::field("password.wrong", "current", "This is not your current password."))
    }
    async fn revoke_session(&self, _: &Caller, _: &Principal, _: SessionId) -> Outcome<()> {
        Ok(())
    }
}

fn queued(n: u64, state: JobState) -> QueuedJob {
    QueuedJob {
        id: JobId::from_u128(u128::from(n)),
        kind: "draft".into(),
        lane: "interactive".into(),
        state,
        who: "Maja Keller (mkeller)".into(),
        code: (state == JobState::Failed).then(|| "llm.timed_out".to_owned()),
        attempts: 1,
        owner: (state == JobState::Running).then(|| "4711-1772359200000".to_owned()),
        stopping: false,
        created_at: ago(n),
        started_at: Some(ago(n)),
        finished_at: None,
    }
}

#[async_trait]
impl Admin for Fake {
    async fn users(&self, _: &Principal, filter: UsersFilter) -> Outcome<UsersView> {
        let user = |n: u64, name: &str, off: bool| UserRow {
            id: UserId::from_u128(u128::from(n)),
            this: n == 1,
            name: name.to_owned(),
            employee_id: name.to_lowercase().replace(' ', "."),
            email: Some(format!("{}@example.com", name.to_lowercase().replace(' ', "."))),
            site: "Sandbox Jira".into(),
            role: if n == 1 { Role::Admin } else { Role::User },
            disabled_at: off.then(|| ago(300)),
            created_at: ago(90_000),
            last_seen_at: (!off).then(|| ago(n)),
            sessions: u32::from(!off),
        };
        let users = if filter.query == "nobody" {
            Vec::new()
        } else {
            vec![user(1, "Maja Keller", false), user(2, "Noah Baker", false), user(3, "Tom Old", true)]
        };
        Ok(UsersView { users, more: false, now: NOW })
    }
    async fn disable_user(&self, _: &Caller, _: &Principal, _: UserId) -> Outcome<()> {
        Ok(())
    }
    async fn enable_user(&self, _: &Caller, _: &Principal, _: UserId) -> Outcome<()> {
        Ok(())
    }
    async fn sign_out_user(&self, _: &Caller, _: &Principal, _: UserId) -> Outcome<()> {
        Ok(())
    }
    async fn configuration(&self, _: &Principal) -> Outcome<ConfigurationView> {
        let file = |name: &str, errors| ConfigurationFile {
            name: name.to_owned(),
            fingerprint: "8c1f0a9be21d".into(),
            loaded_at: ago(120),
            errors,
        };
        let wrong = ConfigurationProblem {
            file: "config.json".into(),
            path: "sites[0].kind".into(),
            line: Some(12),
            message: "expected dc or cloud, found \"server\"".into(),
        };
        Ok(ConfigurationView {
            files: vec![file("config.json", vec![wrong]), file("header.json", vec![])],
            other_errors: Vec::new(),
            failing_since: Some(ago(3)),
            parts: vec![PartHealth {
                name: "Database".into(),
                good: true,
                words: "SQLite answers in 1 ms".into(),
            }],
            sites: vec![SiteHealth {
                id: "sandbox".into(),
                name: "Sandbox Jira".into(),
                kind: SiteKind::DataCenter,
                jira_url: "http://127.0.0.1:4010/jira".into(),
                confluence_url: None,
                verify_tls: false,
                users: 3,
            }],
            providers: vec![ProviderHealth {
                id: "company".into(),
                label: "Company LLM".into(),
                model: "company-chat-1".into(),
                address: "http://127.0.0.1:4012".into(),
                streams: true,
            }],
            now: NOW,
        })
    }
    async fn queue(&self, _: &Principal) -> Outcome<QueueView> {
        let lane = |name: &str, pending| LaneCounts {
            lane: name.to_owned(),
            pending,
            later: 0,
            running: 1,
            waiting: 1,
            completed: 40,
            failed: 1,
            cancelled: 2,
            oldest: (pending > 0).then(|| ago(2)),
        };
        Ok(QueueView {
            lanes: vec![lane("interactive", 2), lane("background", 0), lane("upkeep", 0)],
            active: vec![queued(1, JobState::Running), queued(2, JobState::Waiting)],
            failed: vec![queued(3, JobState::Failed)],
            now: NOW,
        })
    }
    async fn cancel_job(&self, _: &Caller, _: &Principal, _: JobId) -> Outcome<()> {
        Ok(())
    }
    async fn log(&self, _: &Principal, filter: AuditFilter) -> Outcome<AuditView> {
        Ok(log(&filter))
    }
    async fn log_csv(&self, _: &Principal, _: AuditFilter) -> Outcome<String> {
        Ok("time\r\n".to_owned())
    }
}

/// One token in use, one that has ended.
pub(crate) fn api_tokens() -> ApiTokensView {
    let token = |n: u128, name: &str, expired: bool| ApiTokenView {
        id: ApiTokenId::from_u128(n),
        name: name.into(),
        hint: "jca_Ab3d…".into(),
        scopes: Scope::ALL.into(),
        created_at: minutes_ago(90_000),
        expires_at: minutes_ago(if expired { 60 } else { -60_000 }),
        last_used_at: (!expired).then(|| minutes_ago(12)),
        expired,
    };
    let tokens = vec![token(1, "Nightly import", false), token(2, "A trial in spring", true)];
    ApiTokensView { tokens, most: 20, fresh: None, now: NOW }
}
