use leptos::prelude::*;

/// Text that is not there yet. The work itself says in words what is happening, so this is hidden from assistive
/// technology.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 2)]
    lines: usize,
) -> impl IntoView {
    const WIDTHS: [&str; 4] = ["w-11/12", "w-8/12", "w-10/12", "w-7/12"];
    view! {
        <div class="space-y-2 py-1" aria-hidden="true">
            {(0..lines)
                .map(|at| view! { <div class=format!("skeleton h-3 rounded {}", WIDTHS[at % WIDTHS.len()])></div> })
                .collect_view()}
        </div>
    }
}
