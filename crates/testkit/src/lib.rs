#![doc = include_str!("../README.md")]
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on should say where"
)]

mod app;
mod canary;
mod clock;
mod configuration;
mod databases;
mod doomed;
mod drafting;
mod lookups;
mod people;
mod shapes;
mod tls_front;

pub use app::{Process, TestApp, story};
pub use canary::Canary;
pub use clock::{MovableClock, TestClock};
pub use configuration::Setup;
pub use doomed::Doomed;
pub use drafting::{requirement, text_of};
pub use people::{PASSWORD, Person, Visitor};
pub use tls_front::TlsFront;
