use contract::views::Gate;
use leptos::prelude::*;
use leptos_router::components::A;
use ui::{Notice, Tone};

/// Why a part of the product is off, and where to turn it on.
#[component]
pub(crate) fn GateNotice(
    /// What is off.
    gate: Gate,
) -> impl IntoView {
    view! {
        <Notice tone=Tone::Warning title=gate.message announce=false>
            <A href=gate.href {..} class="link font-medium">
                {gate.action}
            </A>
        </Notice>
    }
    .into_any()
}
