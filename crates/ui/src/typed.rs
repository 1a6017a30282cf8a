use leptos::prelude::*;

/// Binds a control to `text` without losing what somebody typed before the scripts arrived: the control's own value
/// is taken over first, and only then does `text` write into it. `value` reads the control, once it is there. For
/// `prop:value`.
pub(crate) fn bound(
    text: RwSignal<String>,
    value: impl Fn() -> Option<String> + 'static,
) -> impl Fn() -> Option<String> + Clone + Send + Sync + 'static {
    let taken_over = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(value) = value() {
            if *text.read_untracked() != value {
                text.set(value);
            }
            taken_over.set(true);
        }
    });
    move || taken_over.get().then(|| text.get())
}
