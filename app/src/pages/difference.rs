use contract::views::{Piece, PieceKind};
use leptos::prelude::*;

/// What was taken away and what was put in, word by word. Told by strokes as well as by colour, and to screen readers by
/// the elements' own meaning.
#[component]
pub(crate) fn Difference(
    /// In reading order.
    pieces: Vec<Piece>,
) -> impl IntoView {
    let pieces = pieces
        .into_iter()
        .map(|Piece { kind, text }| match kind {
            PieceKind::Same => view! { <span>{text}</span> }.into_any(),
            PieceKind::Added => view! { <ins class="rounded-sm bg-success/15 decoration-success">{text}</ins> }.into_any(),
            PieceKind::Removed => {
                view! { <del class="rounded-sm bg-error/10 text-base-content/75 decoration-error">{text}</del> }.into_any()
            }
        })
        .collect_view();
    view! { <p class="text-sm leading-6 break-words whitespace-pre-wrap">{pieces}</p> }.into_any()
}
