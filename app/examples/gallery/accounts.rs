//! A made-up account: coming in, the session, its connections.

use crate::samples::{NOW, minutes_ago};
use contract::{
    Failure,
    views::{
        ConnectionDots, ConnectionStatus, ConnectionView, ConnectionsView, PendingView, ProviderSecret,
        ProviderView, SessionView, Sidebar, SiteKind, SiteView, WelcomeView,
    },
};
use domain::principal::Role;

pub(crate) fn welcome() -> WelcomeView {
    WelcomeView {
        app_name: "AI Jira Confluence Agent".into(),
        sites: vec![SiteView {
            id: "sandbox".into(),
            name: "Sandbox Jira".into(),
            kind: SiteKind::DataCenter,
            jira_url: "http://127.0.0.1:4010/jira".into(),
        }],
        password_policy: domain::password::PasswordPolicy::Classic,
        notice: Some("Sandbox · nothing leaves this machine".into()),
    }
}

pub(crate) fn pending() -> PendingView {
    PendingView {
        employee_id: "mkeller".into(),
        name: "Maja Keller".into(),
        email: Some("maja.keller@example.com".into()),
        avatar: None,
        site: "Sandbox Jira".into(),
        resets_password: false,
        confirmed: false,
    }
}

pub(crate) fn session() -> SessionView {
    SessionView {
        employee_id: "mkeller".into(),
        name: "Maja Keller".into(),
        email: Some("maja.keller@example.com".into()),
        initials: "MK".into(),
        has_avatar: false,
        site: "Sandbox Jira".into(),
        role: Role::User,
        idle_minutes: 30,
        ends_at: NOW,
        app_name: "AI Jira Confluence Agent".into(),
        notice: Some("Sandbox · nothing leaves this machine".into()),
        connections: dots(),
        sidebar: Sidebar::default(),
    }
}

pub(crate) const fn dots() -> ConnectionDots {
    ConnectionDots {
        jira: ConnectionStatus::Tested,
        llm: ConnectionStatus::Tested,
        confluence: ConnectionStatus::NotConnected,
    }
}

pub(crate) fn connections() -> ConnectionsView {
    ConnectionsView {
        employee_id: "mkeller".into(),
        email: Some("maja.keller@example.com".into()),
        site_kind: SiteKind::DataCenter,
        confluence_urls: vec!["http://127.0.0.1:4011/confluence".into()],
        token_limit: 512,
        secret_limit: 500,
        jira: ConnectionView {
            status: ConnectionStatus::Tested,
            url: "http://127.0.0.1:4010/jira".into(),
            masked_secret: "NDM4…········".into(),
            tested_at: Some(minutes_ago(12)),
            success: Some("Jira answers as mkeller.".into()),
            ..ConnectionView::default()
        },
        confluence: ConnectionView::default(),
        llm: ConnectionView {
            status: ConnectionStatus::Failed,
            url: "http://127.0.0.1:4010/llm".into(),
            masked_secret: "········".into(),
            tested_at: Some(minutes_ago(3)),
            success: None,
            failure: Some(
                Failure::user(
                    "llm.other_person",
                    "The cookie belongs to employee 10042, but you are signed in as mkeller.",
                )
                .with_next("Copy the cookie from a browser in which you are signed in as yourself."),
            ),
            ..ConnectionView::default()
        },
        provider: Some("company".into()),
        providers: vec![ProviderView {
            id: "company".into(),
            label: "Company LLM".into(),
            model: "atlas-large".into(),
            streams: true,
            secret: ProviderSecret::Cookie,
        }],
        tokens_today: 48_210,
        tokens_a_day: 200_000,
    }
}
