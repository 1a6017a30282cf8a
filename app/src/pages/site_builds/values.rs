use crate::api::site_builds::UseValue;
use domain::ids::SiteBuildId;
use leptos::prelude::*;
use ui::Button;

/// Values that exist, one of which a person chooses where nobody can be certain which was meant.
#[component]
pub(super) fn Values(
    /// The build.
    id: SiteBuildId,
    /// The version that is shown.
    version: i32,
    /// The finding's number.
    number: u32,
    /// What the cell says now, and where it stands, to tell one choice from another.
    of: String,
    /// The values.
    values: Vec<String>,
    /// Writes one of them.
    choose: ServerAction<UseValue>,
) -> impl IntoView {
    let field = format!("value-{number}");
    let (label, button) = (format!("Instead of {of}"), format!("Use this instead of {of}"));
    let options = values
        .into_iter()
        .map(|value| {
            let words = value.clone();
            view! { <option value=value>{words}</option> }
        })
        .collect_view();
    view! {
        <ActionForm action=choose>
            <input type="hidden" name="build" value=id.to_string()/>
            <input type="hidden" name="version" value=version.to_string()/>
            <input type="hidden" name="number" value=number.to_string()/>
            <div class="flex flex-wrap items-center gap-2">
                <label for=field.clone() class="sr-only">
                    {label}
                </label>
                <select id=field name="value" required class="select select-sm w-44 bg-base-100 text-sm">
                    <option value="">"Choose one…"</option>
                    {options}
                </select>
                <Button label=button>"Use this"</Button>
            </div>
        </ActionForm>
    }
    .into_any()
}
