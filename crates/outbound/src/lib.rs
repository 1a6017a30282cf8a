#![doc = include_str!("../README.md")]

mod address;
mod client;
mod error;
mod json_depth;
mod policy;
mod request;
mod resolve;
mod response;
mod retry_after;
mod streaming;
mod target;
mod tls;

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

pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
