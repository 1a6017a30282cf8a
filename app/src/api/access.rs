/// Who may call a server function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Anyone,
    /// People who are signed in; others get 401.
    SignedIn,
    /// Admins; strangers get 401, other people 404.
    Admin,
}

/// Every server function, all of them POST, and who may call it. A test holds this against what is registered.
pub const REGISTERED: &[(&str, Access)] = &[
    ("/api/fn/accounts/confirm_identity", Access::Anyone),
    ("/api/fn/accounts/forget_identity", Access::Anyone),
    ("/api/fn/accounts/pending", Access::Anyone),
    ("/api/fn/accounts/prove_identity", Access::Anyone),
    ("/api/fn/accounts/session", Access::SignedIn),
    ("/api/fn/accounts/set_password", Access::Anyone),
    ("/api/fn/accounts/sign_in", Access::Anyone),
    ("/api/fn/accounts/sign_out", Access::SignedIn),
    ("/api/fn/accounts/sign_out_everywhere", Access::SignedIn),
    ("/api/fn/accounts/welcome", Access::Anyone),
    ("/api/fn/appearance/choose_theme", Access::Anyone),
    ("/api/fn/connections/overview", Access::SignedIn),
    ("/api/fn/connections/replace_jira_token", Access::SignedIn),
    ("/api/fn/connections/save_llm", Access::SignedIn),
    ("/api/fn/connections/test_jira", Access::SignedIn),
    ("/api/fn/connections/test_llm", Access::SignedIn),
    ("/api/fn/drafting/answer", Access::SignedIn),
    ("/api/fn/drafting/approve", Access::SignedIn),
    ("/api/fn/drafting/continue_draft", Access::SignedIn),
    ("/api/fn/drafting/create_issue", Access::SignedIn),
    ("/api/fn/drafting/dashboard", Access::SignedIn),
    ("/api/fn/drafting/delete_draft", Access::SignedIn),
    ("/api/fn/drafting/draft", Access::SignedIn),
    ("/api/fn/drafting/edit_field", Access::SignedIn),
    ("/api/fn/drafting/history", Access::SignedIn),
    ("/api/fn/drafting/new_draft", Access::SignedIn),
    ("/api/fn/drafting/start", Access::SignedIn),
    ("/api/fn/drafting/stop", Access::SignedIn),
    ("/api/fn/drafting/withdraw", Access::SignedIn),
];
