//! Every address, and who may call it. The router is built from this list and refuses to start with a page, a route or
//! a server function that is not in it.

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
}

impl Row {
    /// What no other row matches.
    pub const UNMATCHED: Self = Self::new("unmatched", Surface::Unmatched, Access::Public);

    const fn new(path: &'static str, surface: Surface, access: Access) -> Self {
        Self { path, surface, access }
    }

    /// Whether it stays open.
    pub fn is_stream(&self) -> bool {
        self.surface == Surface::Stream
    }
}

/// A job's events.
pub const JOB_EVENTS: Row = Row::new("/api/v1/jobs/{id}/events", Surface::Stream, Access::SignedIn);
/// The signed-in person's picture.
pub const AVATAR: Row = Row::new("/me/avatar", Surface::Plain, Access::SignedIn);
/// The process lives.
pub const HEALTHZ: Row = Row::new("/healthz", Surface::Health, Access::Public);
/// The process can work.
pub const READYZ: Row = Row::new("/readyz", Surface::Health, Access::Public);

/// Addresses that answer without Leptos.
pub const ROUTES: &[Row] = &[JOB_EVENTS, AVATAR, HEALTHZ, READYZ];

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
    Row::new("/create", Surface::Page, Access::SignedIn),
    Row::new("/create/{draft}", Surface::Page, Access::SignedIn),
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
