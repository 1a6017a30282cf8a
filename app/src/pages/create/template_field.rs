use contract::views::TemplateChoice;
use domain::limits;
use leptos::prelude::*;
use ui::{Choice, SelectField, TextArea};

/// The form that the description shall have: one that is saved, to be changed for this draft, or one that is written here.
#[component]
pub(super) fn TemplateField(
    /// The person's templates.
    templates: Vec<TemplateChoice>,
    /// The text at first.
    value: String,
    /// What is wrong.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let text = RwSignal::new(value);
    let some = !templates.is_empty();
    let mut choices = vec![Choice::new("", "None")];
    choices.extend(templates.iter().map(|template| Choice::new(&template.value, &template.label)));
    let chosen = move |event: leptos::ev::Event| {
        let value = event_target_value(&event);
        if let Some(template) = templates.iter().find(|template| template.value == value) {
            text.set(template.body.clone());
        }
    };
    view! {
        <div class="space-y-3 rounded-box border border-base-300 p-3">
            {some
                .then(|| {
                    view! {
                        <div on:change=chosen>
                            <SelectField
                                name="template_from"
                                label="Start from"
                                choices
                                value=""
                                help="What you write below wins over it."
                            />
                        </div>
                    }
                })}
            <TextArea
                name="template"
                label="Template"
                text
                rows=7
                limit=limits::PROMPT
                placeholder="## Goal\n\n## What changes\n\n## What stays as it is"
                help="Markdown: the description keeps its headings and their order. Acceptance criteria and STLC notes have fields of their own. Templates for every day are kept under Prompts."
                error
            />
        </div>
    }
    .into_any()
}
