use crate::{api, session::Unreachable};
use leptos::{ev, prelude::*};
use std::time::Duration;
use ui::{Icon, icon};

/// How often the server is asked whether it is back.
const ASK_EVERY: Duration = Duration::from_secs(3);

/// Says calmly that the server cannot be reached, and takes that back as soon as it can. Nothing is blocked: what
/// somebody types stays, and live pages go on by themselves.
#[component]
pub(super) fn Offline() -> impl IntoView {
    let Some(Unreachable(away)) = use_context() else { return ().into_any() };
    Effect::new(move |_| {
        let gone = window_event_listener(ev::offline, move |_| away.set(true));
        on_cleanup(move || gone.remove());
    });
    Effect::new(move |_| {
        if !away.get() {
            return;
        }
        let ask = move || {
            leptos::task::spawn_local(async move {
                // Any answer of the server will do.
                let back = match api::accounts::welcome().await {
                    Ok(_) => true,
                    Err(error) => !error.is_unreachable(),
                };
                if back {
                    away.try_set(false);
                }
            });
        };
        if let Ok(timer) = set_interval_with_handle(ask, ASK_EVERY) {
            on_cleanup(move || timer.clear());
        }
    });
    view! {
        <div role="status" class="sticky top-12 z-15 print:hidden">
            {move || {
                away.get()
                    .then(|| {
                        view! {
                            <p class="flex items-center justify-center gap-2 border-b border-warning/60 bg-base-100 px-4 py-1.5 text-center text-xs">
                                <Icon drawing=icon::CLOUD_OFF size=14/>
                                "The server cannot be reached. What you typed is still here, and running work goes on."
                            </p>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}
