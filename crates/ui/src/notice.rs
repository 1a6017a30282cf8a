use crate::{Icon, icon};
use leptos::prelude::*;

/// What a notice is about; its icon and words say it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Worth knowing.
    #[default]
    Info,
    /// It worked.
    Success,
    /// It works, and somebody should look.
    Warning,
    /// It did not work.
    Error,
}

/// What happened, what it means, what to do next.
#[component]
pub fn Notice(
    /// What it is about.
    #[prop(optional)]
    tone: Tone,
    /// What happened, in one sentence.
    #[prop(into)]
    title: String,
    /// What to do next.
    #[prop(optional, into)]
    next: String,
    /// Folded away: one line each.
    #[prop(optional)]
    details: Vec<String>,
    /// For support.
    #[prop(optional_no_strip, into)]
    request_id: Option<String>,
    /// Said at once by screen readers; for what appears after something was done.
    #[prop(default = true)]
    announce: bool,
    /// A link or button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (frame, colour, drawing, role) = match tone {
        Tone::Info => ("border-base-300 bg-base-100", "text-base-content/75", icon::INFO, "status"),
        Tone::Success => ("border-success/50 bg-success/8", "text-success", icon::CIRCLE_CHECK, "status"),
        Tone::Warning => {
            ("border-warning/60 bg-warning/10", "text-base-content", icon::TRIANGLE_ALERT, "status")
        }
        Tone::Error => ("border-error/50 bg-error/8", "text-error", icon::CIRCLE_ALERT, "alert"),
    };
    view! {
        <div
            role=announce.then_some(role)
            class=format!("flex min-w-0 flex-wrap items-start gap-x-3 gap-y-2 rounded-box border px-3.5 py-2.5 text-sm {frame}")
        >
            <span class=format!("mt-[3px] {colour}")>
                <Icon drawing/>
            </span>
            <div class="min-w-0 flex-1 basis-48 leading-[1.45rem] break-words">
                <p class=if tone == Tone::Error { format!("font-medium {colour}") } else { "font-medium".to_owned() }>
                    {title}
                </p>
                {(!next.is_empty()).then(|| view! { <p class="text-base-content/85">{next}</p> })}
                {(!details.is_empty())
                    .then(|| {
                        view! {
                            <details class="mt-1 text-xs text-base-content/80">
                                <summary class="inline-flex min-h-6 items-center gap-1 underline underline-offset-2">
                                    "Details"
                                </summary>
                                <ul class="mt-1 space-y-1">
                                    {details.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                                </ul>
                            </details>
                        }
                    })}
                {request_id
                    .map(|id| {
                        view! {
                            <p class="mt-1 text-xs text-base-content/75">
                                "Request " <span class="font-mono select-all">{id}</span>
                            </p>
                        }
                    })}
            </div>
            {children.map(|children| view! { <div class="ml-auto flex items-center gap-2">{children()}</div> })}
        </div>
    }
}
