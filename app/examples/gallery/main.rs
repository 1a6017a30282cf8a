//! Every page and state with made-up data, for looking at and for trying streams and forms without a server.
//!
//! ```text
//! cargo leptos build            # once, for the style sheet and the scripts
//! cargo run -p app --example gallery
//! ```
//!
//! Then open <http://127.0.0.1:4020/>. `?as=nobody` shows a page as people see it who are not signed in.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a development tool; it may stop loudly")]

mod accounts;
mod fakes;
mod host;
mod library;
mod people;
mod samples;
mod site_builds;
mod site_tickets;
mod versions;

use contract::views::DraftStatus;

const ADDRESS: &str = "127.0.0.1:4020";

#[tokio::main]
async fn main() {
    println!("Listening on http://{ADDRESS}/dashboard");
    for status in DraftStatus::ALL {
        println!("  {:10} http://{ADDRESS}/create/{}", status.as_str(), samples::id_of(status));
    }
    let listener = tokio::net::TcpListener::bind(ADDRESS).await.unwrap();
    axum::serve(listener, host::router()).await.unwrap();
}
