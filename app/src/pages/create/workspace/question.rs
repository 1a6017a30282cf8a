use super::state::Workspace;
use crate::{api::drafting::Answer, session, shell::FailureNotice};
use contract::{events::QuestionField, views::QuestionView};
use domain::{ids::DraftId, limits};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Choice, SelectField, TextArea, TextField};

/// The model asked something; the answer continues the same work.
#[component]
pub(super) fn QuestionForm(workspace: Workspace) -> impl IntoView {
    let question = workspace.draft.with_untracked(|draft| {
        draft.job.as_ref().and_then(|job| job.question.clone()).map(|q| (draft.id, q))
    });
    question.map(|(id, question)| view! { <Question workspace id question/> })
}

#[component]
fn Question(workspace: Workspace, id: DraftId, question: QuestionView) -> impl IntoView {
    let answer = workspace.action::<Answer>();
    let failure = session::failure(answer);
    let text = RwSignal::new(String::new());
    let fields = if question.fields.is_empty() {
        view! {
            <TextArea
                name="text"
                label="Your answer"
                text
                rows=3
                limit=limits::ANSWER
                error=session::problem(answer, "text")
            />
        }
        .into_any()
    } else {
        question
            .fields
            .into_iter()
            .enumerate()
            .map(|(at, field)| view! { <AnswerField at field/> })
            .collect_view()
            .into_any()
    };
    view! {
        <section class="mb-6 rounded-box border border-primary/40 bg-base-100 p-4" aria-labelledby="question">
            <p class="section-label">"A question"</p>
            <p id="question" class="mt-1 leading-7 font-medium break-words">
                {question.question}
            </p>
            <div class="mt-3">
                <ActionForm action=answer>
                    <input type="hidden" name="draft" value=id.to_string()/>
                    <input type="hidden" name="question" value=question.id.to_string()/>
                    <div class="space-y-3">
                        {move || failure.get().map(|failure| view! { <FailureNotice failure/> })} {fields}
                        <Button kind=ButtonKind::Primary busy=answer.pending()>
                            "Answer"
                        </Button>
                    </div>
                </ActionForm>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn AnswerField(at: usize, field: QuestionField) -> impl IntoView {
    let (name, id) = (format!("lines[{at}][value]"), format!("answer-{at}"));
    let control = if field.options.is_empty() {
        view! { <TextField name id label=field.label.clone() limit=limits::ANSWER/> }.into_any()
    } else {
        let choices = field.options.iter().map(|option| Choice::new(option, option)).collect();
        view! { <SelectField name id label=field.label.clone() choices/> }.into_any()
    };
    view! {
        <input type="hidden" name=format!("lines[{at}][label]") value=field.label/>
        {control}
    }
}
