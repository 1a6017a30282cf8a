//! A panic is logged once, where it happens and inside its request's span.

/// Replaces the standard report on standard error, which is neither JSON nor redacted.
pub(super) fn report_to_the_log() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line()));
        let said = panic
            .payload()
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| panic.payload().downcast_ref::<String>().cloned());
        tracing::error!(place, said, outcome = "failed", "a part of the program panicked");
    }));
}
