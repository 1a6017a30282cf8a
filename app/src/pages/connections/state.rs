use crate::{api::ApiError, pages::ago::Ago, session, shell::FailureNotice};
use contract::views::{ConnectionStatus, ConnectionView, TrustView};
use leptos::{html, prelude::*, server_fn::ServerFn};
use ui::{Dot, Notice, StatusDot, Tone};

/// Empties the form as soon as something was saved: the page is made anew right after this, and would keep what stands
/// in the field. Says that something changed, also after a test.
pub(super) fn follow<Save, Test>(
    save: ServerAction<Save>,
    test: ServerAction<Test>,
    typed: RwSignal<String>,
    changed: Callback<()>,
) -> NodeRef<html::Form>
where
    Save: ServerFn<Output = (), Error = ApiError> + Clone + Send + Sync + 'static,
    Test: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
    Test::Output: Send + Sync + 'static,
{
    let form = NodeRef::<html::Form>::new();
    Effect::new(move |_| {
        let saved = matches!(save.value().get(), Some(Ok(())));
        if saved {
            if let Some(form) = form.get_untracked() {
                form.reset();
            }
            typed.set(String::new());
        }
        if session::answered(test) || saved {
            changed.run(());
        }
    });
    form
}

/// How far a connection is, in words, with the time of the last test.
#[component]
pub(super) fn State(
    /// The connection.
    connection: ConnectionView,
) -> impl IntoView {
    let (dot, word) = match connection.status {
        ConnectionStatus::NotConnected => (Dot::Hollow, "Not connected"),
        ConnectionStatus::Untested => (Dot::Attention, "Saved, not tested"),
        ConnectionStatus::Tested => (Dot::Good, "Tested"),
        ConnectionStatus::Failed => (Dot::Bad, "Test failed"),
    };
    view! {
        <span class="flex flex-wrap items-center gap-x-2 text-xs text-base-content/80">
            <StatusDot dot word=word/>
            {connection.tested_at.map(|at| view! { <Ago at/> })}
        </span>
    }
}

/// What the last test said.
#[component]
pub(super) fn LastTest(
    /// The connection.
    connection: ConnectionView,
) -> impl IntoView {
    match (connection.failure, connection.success) {
        (Some(failure), _) => view! { <FailureNotice failure/> }.into_any(),
        (None, Some(title)) => view! { <Notice tone=Tone::Success title/> }.into_any(),
        (None, None) => ().into_any(),
    }
}

/// One fact of a connection.
#[component]
pub(super) fn Fact(
    /// Its name.
    label: &'static str,
    /// Its value.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    view! {
        <div class="flex flex-wrap gap-x-4 py-1.5">
            <dt class="w-20 shrink-0 text-base-content/75">{label}</dt>
            <dd class="min-w-0 font-mono text-xs leading-6 break-all">{value}</dd>
        </div>
    }
}

/// Certificates are not checked: a warning that stays.
#[component]
pub(super) fn Unverified(
    /// Whom the connection trusts.
    trust: TrustView,
) -> impl IntoView {
    trust.unverified.then(|| {
        view! {
            <Notice
                tone=Tone::Warning
                title="Certificates are not checked for this connection."
                next="Whoever sits between this server and that one can read along and change what is sent. Trust a CA certificate instead."
                announce=false
            />
        }
    })
}
