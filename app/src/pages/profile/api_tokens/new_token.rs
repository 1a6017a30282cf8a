use crate::{api::api_tokens::Create, session, shell::FailureNotice};
use domain::{api_tokens::Scope, limits};
use leptos::{html, prelude::*};
use ui::{Button, ButtonKind, Choice, Icon, Notice, SelectField, TextField, icon};

/// Lives people choose, in days; the longest is the limit.
const DAYS: [(&str, &str); 5] =
    [("7", "7 days"), ("30", "30 days"), ("90", "90 days"), ("180", "180 days"), ("365", "365 days")];

/// The form for a new token.
#[component]
pub(super) fn NewToken(
    /// Makes one.
    create: ServerAction<Create>,
    /// The person has as many as one may have.
    full: bool,
) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    Effect::new(move |_| {
        if create.value().with(|value| matches!(value, Some(Ok(_))))
            && let Some(form) = form.get_untracked()
        {
            form.reset();
        }
    });
    if full {
        return view! {
            <Notice
                title=format!("You have {} tokens, which is the most one person may have.", limits::API_TOKENS)
                next="Take one away that is no longer used."
                announce=false
            />
        }
        .into_any();
    }
    let failure = session::failure(create);
    let scopes = session::problem(create, "scopes");
    let choices = DAYS.into_iter().map(|(days, words)| Choice::new(days, words)).collect();
    view! {
        {move || failure.get().map(|failure| view! { <div class="mb-3"><FailureNotice failure/></div> })}
        <ActionForm action=create node_ref=form>
            <div class="grid max-w-xl gap-3 sm:grid-cols-[minmax(0,1fr)_9rem]">
                <TextField
                    name="name"
                    label="What is it for?"
                    placeholder="Nightly import"
                    limit=limits::API_TOKEN_NAME
                    error=session::problem(create, "name")
                />
                <SelectField
                    name="days"
                    label="Good for"
                    choices
                    value="90"
                    error=session::problem(create, "days")
                />
            </div>
            <fieldset class="mt-3" aria-describedby="scopes-note">
                <legend class="label-sm">"What may it do?"</legend>
                <div class="mt-1 space-y-1.5">
                    {Scope::ALL.into_iter().map(|scope| view! { <ScopeChoice scope/> }).collect_view()}
                </div>
                <p id="scopes-note" class="mt-1 text-xs leading-5 text-error empty:hidden">
                    {move || {
                        scopes
                            .get()
                            .map(|text| {
                                view! {
                                    <span class="inline-flex items-start gap-1">
                                        <Icon drawing=icon::CIRCLE_ALERT size=14 class="mt-[3px]"/>
                                        <span>{text}</span>
                                    </span>
                                }
                            })
                    }}
                </p>
            </fieldset>
            <div class="mt-4">
                <Button kind=ButtonKind::Primary icon=icon::PLUS busy=create.pending()>
                    "Make the token"
                </Button>
            </div>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn ScopeChoice(scope: Scope) -> impl IntoView {
    let reads = matches!(scope, Scope::DraftsRead | Scope::JobsRead);
    view! {
        <label class="flex min-h-6 cursor-pointer items-start gap-2 text-sm">
            <input type="checkbox" name="scopes[]" value=scope.as_str() checked=reads class="checkbox checkbox-sm mt-0.5"/>
            <span>
                <span class="font-mono text-xs">{scope.as_str()}</span>
                <span class="text-base-content/75">" · " {scope.words()}</span>
            </span>
        </label>
    }
}
