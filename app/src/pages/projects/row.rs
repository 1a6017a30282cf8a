use super::Actions;
use contract::views::ProjectRow;
use domain::limits;
use leptos::prelude::*;
use ui::{Button, Icon, Menu, TextField, icon};

/// One project: its star, its names, and a form for one's own name.
#[component]
pub(super) fn Row(
    /// The project.
    project: ProjectRow,
    /// What can be done.
    actions: Actions,
) -> impl IntoView {
    let ProjectRow { key, name, label, favourite } = project;
    let key = key.to_string();
    let star = if favourite {
        format!("{key} is a favourite. Take it out of the favourites")
    } else {
        format!("Make {key} a favourite")
    };
    let own = label.clone().unwrap_or_default();
    let (starred, named, id, shown) = (key.clone(), key.clone(), format!("label-{key}"), key.clone());
    view! {
        <li class="flex items-center gap-2 border-t border-base-300 px-3 py-1.5 first:border-t-0">
            <ActionForm action=actions.favour>
                <input type="hidden" name="project" value=starred/>
                <input type="hidden" name="favourite" value=(!favourite).to_string()/>
                <button
                    type="submit"
                    aria-label=star
                    aria-pressed=favourite.to_string()
                    class="grid size-8 place-items-center rounded-field hover:bg-base-300/50"
                >
                    <Icon
                        drawing=icon::STAR
                        class=if favourite { "fill-primary text-primary" } else { "text-base-content/60" }
                    />
                </button>
            </ActionForm>
            <span class="min-w-0 flex-1">
                <span class="block truncate text-sm">
                    {match label {
                        Some(label) => {
                            view! {
                                <span class="font-medium">{label}</span>
                                <span class="text-base-content/75">" · " {name}</span>
                            }
                                .into_any()
                        }
                        None => name.into_any(),
                    }}
                </span>
                <span class="block font-mono text-xs text-base-content/75">{shown}</span>
            </span>
            <Menu
                label=format!("Your own name for {key}")
                button=|| {
                    view! {
                        <span class="grid size-8 place-items-center rounded-field text-base-content/75 hover:bg-base-300/50">
                            <Icon drawing=icon::PENCIL/>
                        </span>
                    }
                }
            >
                // Typing in the panel must not close it.
                <div class="w-64 p-2" on:click=|event| event.stop_propagation()>
                    <ActionForm action=actions.name>
                        <input type="hidden" name="project" value=named/>
                        <TextField
                            name="label"
                            id
                            label="Your own name"
                            value=own
                            help="Only you see it. Empty takes it away."
                            limit=limits::NAME
                            optional=true
                        />
                        <div class="mt-2">
                            <Button busy=actions.name.pending()>"Save"</Button>
                        </div>
                    </ActionForm>
                </div>
            </Menu>
        </li>
    }
}
