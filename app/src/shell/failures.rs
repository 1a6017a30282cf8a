use crate::{api::ApiError, session};
use contract::Failure;
use domain::failure::{Category, Severity};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_navigate};
use ui::{ButtonKind, Icon, LinkButton, Notice, Tone, icon};

/// A failure in words: what happened, what next, folded details, the request's id last.
#[component]
pub(crate) fn FailureNotice(
    /// What went wrong.
    failure: Failure,
    /// Said at once; not for what was already there when the page came.
    #[prop(default = true)]
    announce: bool,
    /// A link or button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let tone = match (failure.severity, failure.category) {
        (Severity::Info, _) => Tone::Info,
        (Severity::Warning, _) | (_, Category::Temporary | Category::TooMany) => Tone::Warning,
        _ => Tone::Error,
    };
    let mut details: Vec<String> = failure
        .fields
        .iter()
        .filter(|problem| problem.message != failure.message)
        .map(|problem| format!("{}: {}", problem.field, problem.message))
        .collect();
    if let Some(seconds) = failure.retry_after {
        details.push(format!("Try again in {seconds} s."));
    }
    details.push(format!("Code {}", failure.code));
    view! {
        <Notice
            tone
            title=failure.message
            next=failure.next
            details
            request_id=failure.request_id
            announce
        >
            {children.map(|children| children())}
        </Notice>
    }
    .into_any()
}

/// A page that could not be made.
#[component]
pub(crate) fn FailurePage(
    /// What went wrong.
    error: ApiError,
) -> impl IntoView {
    let title = match error.0.category {
        Category::NotFound => "Not found",
        Category::AdminRequired => "Not for your account",
        Category::Unauthenticated => "Signed out",
        Category::Temporary | Category::TooMany => "Not available right now",
        _ => "Something went wrong",
    };
    let signed_out = error.is_unauthenticated();
    let again = matches!(error.0.category, Category::Temporary | Category::TooMany | Category::Internal);
    let (navigate, location) = (use_navigate(), use_location());
    let search = location.search.get_untracked();
    let address = match search.trim_start_matches('?') {
        "" => location.pathname.get_untracked(),
        search => format!("{}?{search}", location.pathname.get_untracked()),
    };
    let (watch, unreachable) = (session::watch(), error.is_unreachable().then(|| error.clone()));
    Effect::new(move |waited: Option<bool>| {
        let Some(error) = &unreachable else { return false };
        if waited.is_none() {
            watch.notice(error);
        } else if !watch.is_hindered() {
            // The server is back, and there is nothing on this page that could be lost.
            let _ = window().location().reload();
        }
        watch.is_hindered()
    });
    Effect::new(move |_| {
        // Nothing was typed on a page that never came: the sign-in page leads back to it.
        if signed_out {
            let path = location.pathname.get_untracked();
            navigate(&format!("/sign-in?next={path}"), leptos_router::NavigateOptions::default());
        }
    });
    view! {
        <Title text=title/>
        <div class="mx-auto max-w-xl p-5">
            <h1 class="mb-3 text-xl font-semibold tracking-tight">{title}</h1>
            <FailureNotice failure=error.0 announce=false/>
            <div class="mt-4 flex flex-wrap gap-2">
                {again
                    .then(|| {
                        view! {
                            // A link of its own kind: the page is loaded anew, not only shown again.
                            <a href=address rel="external" class="btn btn-sm btn-primary font-medium">
                                <Icon drawing=icon::ROTATE_CCW/>
                                "Try again"
                            </a>
                        }
                    })}
                <LinkButton href="/dashboard" kind=ButtonKind::Outline>
                    "To the dashboard"
                </LinkButton>
            </div>
        </div>
    }
    .into_any()
}

/// Nothing has this address.
#[component]
pub(super) fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(answer) = use_context::<leptos_axum::ResponseOptions>() {
        answer.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text="Not found"/>
        <super::NarrowPage>
            <h1 class="text-lg font-semibold tracking-tight">"There is no page here"</h1>
            <p class="mt-2 text-sm text-base-content/80">
                "The address is mistyped, or what was here has been deleted. Your drafts are on the history page."
            </p>
            <div class="mt-4 flex gap-2">
                <LinkButton href="/dashboard" kind=ButtonKind::Primary>
                    "To the dashboard"
                </LinkButton>
                <LinkButton href="/history">"History"</LinkButton>
            </div>
        </super::NarrowPage>
    }
    .into_any()
}
