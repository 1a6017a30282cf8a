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
    let was = value.clone();
    let text = RwSignal::new(value);
    let kept = RwSignal::new(false);
    let some = !templates.is_empty();
    let mut choices = vec![Choice::new("", "None")];
    choices.extend(templates.iter().map(|template| Choice::new(&template.value, &template.label)));
    let chosen = move |event: leptos::ev::Event| {
        let value = event_target_value(&event);
        let Some(chosen) = templates.iter().find(|template| template.value == value) else { return };
        // What somebody wrote by hand is not thrown away by a choice.
        let written = text.read_untracked().trim().to_owned();
        let theirs = !written.is_empty() && templates.iter().all(|template| template.body.trim() != written);
        kept.set(theirs);
        if !theirs {
            text.set(chosen.body.clone());
        }
    };
    view! {
        <div class="space-y-3 rounded-box border border-base-300 p-3">
            <input type="hidden" name="template_was" value=was/>
            {some
                .then(|| {
                    view! {
                        <div on:change=chosen>
                            <SelectField
                                name="template_from"
                                label="Start from"
                                choices
                                value=""
                                help=Signal::derive(move || {
                                    if kept.get() {
                                        "What you wrote below stays. Empty it to start from another template."
                                    } else {
                                        "What you write below wins over it."
                                    }
                                    .to_owned()
                                })
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
                // It stands in the form of every format, and the server says when it is needed.
                optional=true
                placeholder="## Goal\n\n## What changes\n\n## What stays as it is"
                help="Markdown: the description keeps its headings and their order. Acceptance criteria and STLC notes have fields of their own. Templates for every day are kept under Prompts."
                error
            />
        </div>
    }
    .into_any()
}
