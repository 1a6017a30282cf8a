//! Every address, and who may call it. The router is built from this list and refuses to start with a page, a route or
//! a server function that is not in it.

use domain::{
    api_tokens::Area,
    limits::{REQUEST_BODY, UPLOAD},
};
use std::collections::HashMap;

/// What answers at an address; decides how a refusal looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// A page: strangers are sent to sign in.
    Page,
    /// A server function: strangers get 401, forms without scripts are sent to sign in.
    ServerFunction,
    /// Anything else with an answer of its own: strangers get 401.
    Plain,
    /// The REST interface: always JSON; strangers get 401, programs may come with a token.
    Api,
    /// Events: no time limit, no compression; it does not keep a session alive.
    Stream,
    /// Probes of the operator's machinery: any `Host`, no session.
    Health,
    /// Assets and addresses that do not exist.
    Unmatched,
}

/// Who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody; nobody looks who it is.
    Public,
    /// Anybody; the page may differ for people who are signed in.
    Anyone,
    /// People who are signed in. Whose data they see is decided by the services: a foreign id answers 404.
    SignedIn,
    /// Admins; for everybody else it does not exist.
    Admin,
}

/// One address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// As the router knows it.
    pub path: &'static str,
    /// What answers.
    pub surface: Surface,
    /// Who may call.
    pub access: Access,
    /// What a program's token has to allow here: reading for requests that change nothing, else writing. Where there
    /// is nothing, tokens count as nobody.
    pub area: Option<Area>,
    /// Bytes that a request may bring.
    pub body: usize,
}

impl Row {
    /// What no other row matches.
    pub const UNMATCHED: Self = Self::new("unmatched", Surface::Unmatched, Access::Public);

    pub(super) const fn new(path: &'static str, surface: Surface, access: Access) -> Self {
        Self { path, surface, access, area: None, body: REQUEST_BODY }
    }

    const fn api(path: &'static str, area: Area) -> Self {
        Self { area: Some(area), ..Self::new(path, Surface::Api, Access::SignedIn) }
    }

    const fn stream(path: &'static str, area: Area) -> Self {
        Self { area: Some(area), ..Self::new(path, Surface::Stream, Access::SignedIn) }
    }

    /// Whether it stays open.
    pub fn is_stream(&self) -> bool {
        self.surface == Surface::Stream
    }
}

/// What the REST interface offers. The same for everybody, and nothing about anybody.
pub const DESCRIPTION: Row = Row::new("/api/v1/openapi.json", Surface::Api, Access::Public);
/// The signed-in person's picture.
pub const AVATAR: Row = Row::new("/me/avatar", Surface::Plain, Access::SignedIn);
/// The signed-in person's own audit log, as a file.
pub const ACTIVITY_CSV: Row = Row::new("/activity.csv", Surface::Plain, Access::SignedIn);
/// Everybody's audit log, as a file.
pub const AUDIT_CSV: Row = Row::new("/admin/audit.csv", Surface::Plain, Access::Admin);
/// The signed-in person's prompts as a file.
pub const PROMPTS_EXPORT: Row = Row::new("/prompts/export", Surface::Plain, Access::SignedIn);
/// Takes such a file.
pub const PROMPTS_IMPORT: Row = Row::new("/prompts/import", Surface::Plain, Access::SignedIn);
/// Takes the sheets of a site build.
pub const SHEETS: Row =
    Row { body: UPLOAD, ..Row::new("/builds/{build}/sheets", Surface::Plain, Access::SignedIn) };
/// One of them.
pub const SHEET: Row = Row::new("/builds/{build}/sheets/{file}", Surface::Plain, Access::SignedIn);
/// What is wrong with them, as a file.
pub const FINDINGS: Row = Row::new("/builds/{build}/findings/{form}", Surface::Plain, Access::SignedIn);
/// The tickets they become, as a file.
pub const TICKETS: Row = Row::new("/builds/{build}/tickets/{form}", Surface::Plain, Access::SignedIn);
/// What would be sent of them to Jira, and what came of it, as a file.
pub const EXPORT: Row = Row::new("/builds/{build}/export/{form}", Surface::Plain, Access::SignedIn);
/// One of their sheets with how far its issues are in Jira.
pub const STATES: Row = Row::new("/builds/{build}/states/{file}", Surface::Plain, Access::SignedIn);
/// The process lives.
pub const HEALTHZ: Row = Row::new("/healthz", Surface::Health, Access::Public);
/// The process can work.
pub const READYZ: Row = Row::new("/readyz", Surface::Health, Access::Public);

/// Addresses that answer without Leptos.
pub const ROUTES: &[Row] = &[
    DESCRIPTION,
    AVATAR,
    ACTIVITY_CSV,
    AUDIT_CSV,
    PROMPTS_EXPORT,
    PROMPTS_IMPORT,
    SHEETS,
    SHEET,
    FINDINGS,
    TICKETS,
    EXPORT,
    STATES,
    HEALTHZ,
    READYZ,
];

/// The REST interface; its handlers say the same addresses in their descriptions.
pub const API: &[Row] = &[
    Row::api("/api/v1/drafts", Area::Drafts),
    Row::api("/api/v1/drafts/{id}", Area::Drafts),
    Row::api("/api/v1/drafts/{id}/fields/{field}", Area::Drafts),
    Row::api("/api/v1/drafts/{id}/revise", Area::Drafts),
    Row::api("/api/v1/drafts/{id}/split", Area::Drafts),
    Row::api("/api/v1/drafts/{id}/split/renew", Area::Drafts),
    Row::api("/api/v1/drafts/{id}/split/make", Area::Drafts),
    Row::api("/api/v1/drafts/{id}/split/take-back", Area::Drafts),
    Row::api("/api/v1/drafts/{id}/stop", Area::Drafts),
    Row::api("/api/v1/drafts/{id}/continue", Area::Drafts),
    Row::api("/api/v1/drafts/{id}/answer", Area::Drafts),
    Row::api("/api/v1/drafts/{id}/failures", Area::Drafts),
    Row::api("/api/v1/drafts/{id}/failures.csv", Area::Drafts),
    Row::api("/api/v1/failures", Area::Drafts),
    Row::api("/api/v1/jobs", Area::Jobs),
    Row::api("/api/v1/jobs/{id}", Area::Jobs),
    Row::api("/api/v1/jobs/{id}/cancel", Area::Jobs),
    Row::stream("/api/v1/jobs/{id}/events", Area::Jobs),
    Row::stream("/api/v1/jobs/{id}/ws", Area::Jobs),
];

/// The application's pages. Server functions stand in `app::api::REGISTERED`, each beside who may call it.
pub const PAGES: &[Row] = &[
    Row::new("/", Surface::Page, Access::Anyone),
    Row::new("/sign-in", Surface::Page, Access::Anyone),
    Row::new("/register", Surface::Page, Access::Anyone),
    Row::new("/register/confirm", Surface::Page, Access::Anyone),
    Row::new("/register/password", Surface::Page, Access::Anyone),
    Row::new("/dashboard", Surface::Page, Access::SignedIn),
    Row::new("/connections", Surface::Page, Access::SignedIn),
    Row::new("/history", Surface::Page, Access::SignedIn),
    Row::new("/activity", Surface::Page, Access::SignedIn),
    Row::new("/profile", Surface::Page, Access::SignedIn),
    Row::new("/admin/people", Surface::Page, Access::Admin),
    Row::new("/admin/configuration", Surface::Page, Access::Admin),
    Row::new("/admin/jobs", Surface::Page, Access::Admin),
    Row::new("/admin/audit", Surface::Page, Access::Admin),
    Row::new("/profile/tokens", Surface::Page, Access::SignedIn),
    Row::new("/create", Surface::Page, Access::SignedIn),
    Row::new("/create/{draft}", Surface::Page, Access::SignedIn),
    Row::new("/create/{draft}/versions/{version}", Surface::Page, Access::SignedIn),
    Row::new("/create/{draft}/calls", Surface::Page, Access::SignedIn),
    Row::new("/projects", Surface::Page, Access::SignedIn),
    Row::new("/prompts", Surface::Page, Access::SignedIn),
    Row::new("/prompts/new", Surface::Page, Access::SignedIn),
    Row::new("/prompts/{prompt}", Surface::Page, Access::SignedIn),
    Row::new("/rules", Surface::Page, Access::SignedIn),
    Row::new("/rules/new", Surface::Page, Access::SignedIn),
    Row::new("/rules/{rules}", Surface::Page, Access::SignedIn),
    Row::new("/builds", Surface::Page, Access::SignedIn),
    Row::new("/builds/new", Surface::Page, Access::SignedIn),
    Row::new("/builds/{build}", Surface::Page, Access::SignedIn),
    Row::new("/builds/{build}/check", Surface::Page, Access::SignedIn),
    Row::new("/builds/{build}/rows", Surface::Page, Access::SignedIn),
    Row::new("/builds/{build}/plan", Surface::Page, Access::SignedIn),
    Row::new("/builds/{build}/review", Surface::Page, Access::SignedIn),
    Row::new("/builds/{build}/graph", Surface::Page, Access::SignedIn),
    Row::new("/builds/{build}/changes", Surface::Page, Access::SignedIn),
    Row::new("/builds/{build}/take-back", Surface::Page, Access::SignedIn),
    Row::new("/builds/{build}/export", Surface::Page, Access::SignedIn),
    Row::new("/tools", Surface::Page, Access::SignedIn),
    Row::new("/admin/tools", Surface::Page, Access::Admin),
];

/// All rows, by path.
#[derive(Debug, Default)]
pub struct Matrix(HashMap<&'static str, Row>);

impl Matrix {
    /// From rows; the last one of a path counts.
    pub fn of(rows: impl IntoIterator<Item = Row>) -> Self {
        Self(rows.into_iter().map(|row| (row.path, row)).collect())
    }
    /// The row of a route.
    pub fn find(&self, path: &str) -> Option<Row> {
        self.0.get(path).copied()
    }
    /// All rows, in no order.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        self.0.values().copied()
    }
}
