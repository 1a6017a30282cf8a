use crate::{api, session};
use leptos::prelude::*;
use web_sys::VisibilityState;

/// Milliseconds in the background after which a tab asks whether its session still lives.
const LONG: f64 = 60_000.0;

/// Somebody who comes back to a tab learns at once that their session has ended, not only when they send what they
/// typed. Coming back is activity, so that asking may keep the session.
pub(super) fn ask_on_return() {
    let watch = session::watch();
    Effect::new(move |_| {
        let left = StoredValue::new(None::<f64>);
        let listener = window_event_listener_untyped("visibilitychange", move |_| {
            if document().visibility_state() == VisibilityState::Hidden {
                left.set_value(Some(js_sys::Date::now()));
                return;
            }
            let away = left.try_update_value(Option::take).flatten().map(|left| js_sys::Date::now() - left);
            if away.is_some_and(|away| away >= LONG) {
                leptos::task::spawn_local(async move {
                    if let Err(error) = api::accounts::session().await {
                        watch.notice(&error);
                    }
                });
            }
        });
        on_cleanup(move || listener.remove());
    });
}
