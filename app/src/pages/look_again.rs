use leptos::prelude::*;
use std::time::Duration;

/// Asks once more after a while, unless what was shown is gone by then. Only in the browser.
pub(crate) fn look_again(ask: Callback<()>, after: Duration) {
    Effect::new(move |_| {
        let alarm = set_timeout_with_handle(move || ask.run(()), after).ok();
        on_cleanup(move || {
            if let Some(alarm) = alarm {
                alarm.clear();
            }
        });
    });
}
