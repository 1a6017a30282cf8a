#![doc = include_str!("../README.md")]

mod address;
mod client;
mod error;
mod exchange;
mod json_depth;
mod policy;
mod request;
mod resolve;
mod response;
mod retry_after;
mod streaming;
mod target;
mod tls;
mod tls_problem;

pub use address::Reach;
pub use client::{Client, ClientConfig, Deadlines};
pub use error::{OutboundError, Phase, Refused};
pub use policy::{Mode, OriginPolicy};
pub use request::{Part, Request};
pub use resolve::{Lookup, SystemLookup};
pub use response::Response;
pub use retry_after::retry_after;
pub use streaming::Streaming;
pub use target::Target;
pub use tls::Tls;
pub use tls_problem::TlsProblem;

pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
