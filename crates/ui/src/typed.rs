use leptos::prelude::*;

/// Binds a control to `text` without losing what somebody typed before the scripts arrived: the control's own value
/// is taken over first, and only then does `text` write into it. `value` reads the control, once it is there. A control that
/// the scripts made themselves has nothing to be taken over. For `prop:value`.
pub(crate) fn bound(
    text: RwSignal<String>,
    value: impl Fn() -> Option<String> + 'static,
) -> impl Fn() -> Option<String> + Clone + Send + Sync + 'static {
    let hydrating = Owner::current_shared_context().is_some_and(|context| context.during_hydration());
    let taken_over = RwSignal::new(!hydrating);
    Effect::new(move |_| {
        if !taken_over.get_untracked()
            && let Some(value) = value()
        {
            if *text.read_untracked() != value {
                text.set(value);
            }
            taken_over.set(true);
        }
    });
    move || taken_over.get().then(|| text.get())
}
