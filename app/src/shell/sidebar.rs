use super::navigation::Links;
use crate::{api::appearance::KeepSidebar, session};
use contract::views::{SessionView, Sidebar as Kept};
use domain::principal::Role;
use leptos::{ev, html, leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;
use ui::{Icon, icon};

/// A pause after which a new width is remembered.
const PAUSE: Duration = Duration::from_millis(400);

/// The navigation at the side of wide screens. Pinned, it stays open in a width of one's own; otherwise it is a strip
/// of icons that opens over the page, under the pointer and the focus, so that the page itself never moves.
#[component]
pub(super) fn Sidebar(
    /// Who is signed in; `None` while that is being read.
    session: Option<SessionView>,
) -> impl IntoView {
    let kept = session.as_ref().map(|session| session.sidebar).unwrap_or_default();
    let admin = session.as_ref().is_some_and(|session| session.role == Role::Admin);
    let notice = session.and_then(|session| session.notice);
    let (pinned, width) = (RwSignal::new(kept.pinned), RwSignal::new(kept.width));
    let keep = session::action::<KeepSidebar>();
    // What was asked for counts at once; the server only remembers it.
    Effect::new(move |_| {
        if let Some(asked) = keep.input().get() {
            pinned.set(asked.pinned);
        }
    });
    let closed = RwSignal::new(false);
    view! {
        <div class=move || {
            let room = if pinned.get() { "w-(--nav)" } else { "w-14" };
            format!("nav-{} z-15 hidden shrink-0 md:block print:hidden {room}", width.get())
        }>
            <div
                id="sidebar"
                class=move || {
                    let look = if pinned.get() { "w-full bg-base-100/60" } else { "nav-rail bg-base-100" };
                    format!("sticky top-12 h-[calc(100vh-3rem)] border-r border-base-300 {look}")
                }
                data-closed=move || closed.get().then_some("")
                on:pointerleave=move |_| closed.set(false)
                on:focusout=move |_| closed.set(false)
                on:keydown=move |event| {
                    // Only what lies over the page has to give way.
                    if event.key() == "Escape" && !pinned.get_untracked() {
                        event.prevent_default();
                        closed.set(true);
                    }
                }
            >
                <div class="flex h-full flex-col gap-0.5 overflow-x-hidden overflow-y-auto p-2.5">
                    <nav aria-label="Main">
                        <Links admin/>
                    </nav>
                    <div class="mt-auto pt-2">
                        {notice
                            .map(|notice| {
                                view! {
                                    <p data-word="" class="nav-note px-2.5 py-1.5 text-xs text-base-content/75">
                                        {notice}
                                    </p>
                                }
                            })}
                        <Pin keep pinned width/>
                    </div>
                </div>
                {move || pinned.get().then(|| view! { <Edge keep width/> })}
            </div>
        </div>
    }
    .into_any()
}

/// Keeps the navigation open, or lets it go.
#[component]
fn Pin(keep: ServerAction<KeepSidebar>, pinned: RwSignal<bool>, width: RwSignal<u8>) -> impl IntoView {
    let words = move || if pinned.get() { "Collapse navigation" } else { "Keep navigation open" };
    view! {
        <ActionForm action=keep>
            <input type="hidden" name="pinned" value=move || (!pinned.get()).to_string()/>
            <input type="hidden" name="width" value=move || width.get().to_string()/>
            <button
                title=words
                class="flex min-h-8 w-full cursor-pointer items-center gap-2.5 rounded-field px-2.5 py-1.5 text-left text-sm whitespace-nowrap text-base-content/80 hover:bg-base-300/40"
            >
                {move || {
                    let drawing = if pinned.get() { icon::PANEL_LEFT_CLOSE } else { icon::PANEL_LEFT_OPEN };
                    view! { <Icon drawing/> }
                }}
                <span data-word="" class="truncate">
                    {words}
                </span>
            </button>
        </ActionForm>
    }
}

/// The edge: dragged, or moved with the arrow keys, Home and End; a double click brings the usual width back.
#[component]
fn Edge(keep: ServerAction<KeepSidebar>, width: RwSignal<u8>) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    // Pixels of one unit of width while the edge is held.
    let unit = RwSignal::new(None::<f64>);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let forget = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    on_cleanup(forget);
    let choose = move |wanted: u8| {
        width.set(Kept::width_near(wanted));
        forget();
        let save = move || {
            keep.dispatch(KeepSidebar { pinned: true, width: width.get_untracked() });
        };
        timer.set_value(set_timeout_with_handle(save, PAUSE).ok());
    };
    let hold = move |event: ev::PointerEvent| {
        let Some(edge) = node.get_untracked() else { return };
        let Some(bar) = edge.parent_element() else { return };
        event.prevent_default();
        let _ = edge.focus();
        // Fails only for a pointer that has left meanwhile.
        let _ = edge.set_pointer_capture(event.pointer_id());
        unit.set(Some(f64::from(bar.client_width()) / f64::from(width.get_untracked())));
    };
    let drag = move |event: ev::PointerEvent| {
        let Some(unit) = unit.get_untracked().filter(|unit| *unit > 0.0) else { return };
        let wanted = (f64::from(event.client_x()) / unit).clamp(0.0, f64::from(u8::MAX));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
        let wanted = Kept::width_near(wanted.round() as u8);
        if wanted != width.get_untracked() {
            choose(wanted);
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        let now = width.get_untracked();
        let wanted = match event.key().as_str() {
            "ArrowLeft" => now.saturating_sub(Kept::STEP),
            "ArrowRight" => now.saturating_add(Kept::STEP),
            "Home" => Kept::NARROWEST,
            "End" => Kept::WIDEST,
            _ => return,
        };
        event.prevent_default();
        choose(wanted);
    };
    view! {
        <div
            node_ref=node
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label="Width of the navigation"
            aria-controls="sidebar"
            aria-valuemin=Kept::NARROWEST.to_string()
            aria-valuemax=Kept::WIDEST.to_string()
            aria-valuenow=move || width.get().to_string()
            class="needs-script absolute inset-y-0 -right-1 w-2 cursor-col-resize touch-none transition-colors hover:bg-primary/30 focus-visible:bg-primary/40 focus-visible:outline-none"
            class=("bg-primary/30", move || unit.get().is_some())
            on:pointerdown=hold
            on:pointermove=drag
            on:pointerup=move |_| unit.set(None)
            on:lostpointercapture=move |_| unit.set(None)
            on:dblclick=move |_| choose(Kept::default().width)
            on:keydown=keys
        ></div>
    }
}
