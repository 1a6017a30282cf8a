use leptos::prelude::*;

/// A person: their picture, or two letters.
#[component]
pub fn Avatar(
    /// Whose it is.
    #[prop(into)]
    name: String,
    /// Two letters.
    #[prop(into)]
    initials: String,
    /// Address of the picture: our own, or a `data:` URI.
    #[prop(optional_no_strip, into)]
    picture: Option<String>,
    /// Large, for a page about the person.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let size = if large { "size-12 text-base" } else { "size-8 text-xs" };
    match picture {
        Some(source) => view! {
            <img src=source alt=name class=format!("{size} shrink-0 rounded-full bg-base-300 object-cover")/>
        }
        .into_any(),
        None => view! {
            <span
                role="img"
                aria-label=name
                class=format!(
                    "{size} grid shrink-0 place-items-center rounded-full bg-neutral font-semibold text-neutral-content",
                )
            >
                {initials}
            </span>
        }
        .into_any(),
    }
}
