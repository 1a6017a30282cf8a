//! The table of who may call what, held against what Leptos registered.

use app::api::{Access, REGISTERED};
use leptos::server_fn::axum::server_fn_paths;
use std::collections::BTreeSet;

#[test]
fn every_server_function_says_who_may_call_it() {
    let declared: BTreeSet<&str> = REGISTERED.iter().map(|(path, _)| *path).collect();
    let registered: BTreeSet<&str> = server_fn_paths().map(|(path, _)| path).collect();
    assert_eq!(declared, registered);
    assert_eq!(declared.len(), REGISTERED.len(), "a path stands in the table twice");
}

#[test]
fn nothing_is_changed_by_a_link() {
    for (path, method) in server_fn_paths() {
        assert_eq!(method.as_str(), "POST", "{path}");
    }
}

#[test]
fn only_signing_in_registering_and_the_theme_are_open_to_everybody() {
    for (path, access) in REGISTERED {
        if *access == Access::Anyone {
            assert!(path.contains("/accounts/") || path.contains("/appearance/"), "{path}");
        }
    }
}
