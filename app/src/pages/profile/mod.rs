//! What belongs to a person as such.

mod api_tokens;

pub(crate) use api_tokens::ApiTokensPage;
