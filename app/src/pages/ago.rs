use domain::time::Timestamp;
use leptos::prelude::*;
use ui::{exact, relative};

/// A moment of which the page does not know how long ago it was: the exact time from the server, relative as soon
/// as the browser's clock can be asked.
#[component]
pub(crate) fn Ago(
    /// The moment.
    at: Timestamp,
) -> impl IntoView {
    let at = at.as_millis();
    let now = RwSignal::new(None);
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit for 280,000 years")]
    Effect::new(move |_| now.set(Some(js_sys::Date::now() as i64)));
    view! {
        <time title=exact(at) class="tabular-nums">
            {move || now.get().map_or_else(|| exact(at), |now| relative(at, now))}
        </time>
    }
}
