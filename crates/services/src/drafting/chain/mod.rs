//! The chain that turns a requirement into a draft, or a draft into a better one: prompt → model → parser → draft check
//! → repair.

mod check;
mod prompt;

pub(super) use check::broken;
pub(super) use prompt::as_data;

use check::DraftCheck;
use contract::events::QuestionField;
use domain::{
    draft::{DraftContent, DraftFormat, Revise},
    jira::{IssueKind, ProjectKey},
    rules::RuleSet,
};
use llm::{
    Message, Role,
    chain::{ChainContext, ChainError, ModelStep, Outcome, Repair, Step},
};
use prompt::prompt;
use serde::{Deserialize, Serialize};
use settings::Provider;
use store::prompts::Chosen;

/// One message, as a waiting job keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Turn {
    pub(crate) by_model: bool,
    pub(crate) text: String,
}

/// What the chain works from.
pub(crate) struct Brief<'a> {
    pub(crate) requirement: &'a str,
    pub(crate) kind: IssueKind,
    pub(crate) format: DraftFormat,
    pub(crate) project: &'a ProjectKey,
    pub(crate) rules: &'a RuleSet,
    /// The prompt or template the person chose.
    pub(crate) prompt: Option<&'a Chosen>,
    /// What the company's systems can be asked, a line each; other people's text.
    pub(crate) hints: &'a [String],
    /// Questions and answers so far, after the requirement.
    pub(crate) conversation: &'a [Turn],
    /// The draft that is changed, when there is one already.
    pub(crate) change: Option<Change<'a>>,
}

/// A draft that the model shall change.
#[derive(Clone, Copy)]
pub(crate) struct Change<'a> {
    /// As it is.
    pub(crate) before: &'a DraftContent,
    /// What is wanted.
    pub(crate) revise: &'a Revise,
    /// What was wanted before and is done, oldest first.
    pub(crate) earlier: &'a [String],
}

/// How the chain ended.
pub(crate) enum Written {
    /// A draft.
    Draft(Box<DraftContent>),
    /// The model needs to know something first.
    Question { question: String, fields: Vec<QuestionField>, conversation: Vec<Turn> },
}

/// Asks the model and checks what it writes.
pub(crate) async fn write_draft(
    ctx: &ChainContext<'_>,
    provider: &Provider,
    brief: &Brief<'_>,
) -> Result<Written, ChainError> {
    let prompt = prompt(provider, brief)?;
    let check = DraftCheck {
        format: brief.format,
        rules: brief.rules.clone(),
        change: brief.change.map(|change| (change.before.clone(), change.revise.scope)),
    };
    match Repair::new(ModelStep::default(), check).traced(ctx, prompt).await? {
        Outcome::Done(checked) => Ok(Written::Draft(Box::new(checked.value))),
        Outcome::Clarify(question, conversation) => Ok(Written::Question {
            question: question.question,
            fields: question
                .fields
                .into_iter()
                .map(|field| QuestionField { name: field.name, label: field.label, options: field.options })
                .collect(),
            // The first message is the requirement; it is rendered anew by the next run.
            conversation: conversation.messages.into_iter().skip(1).map(Turn::from).collect(),
        }),
        // No tools are offered to this chain yet; a wish for one is an answer in the wrong form.
        Outcome::Tool(call, _) => {
            Err(ChainError::AnswerNotJson { text: format!("a call of the tool {}", call.tool) })
        }
    }
}

impl From<&Turn> for Message {
    fn from(turn: &Turn) -> Self {
        if turn.by_model { Self::assistant(turn.text.clone()) } else { Self::user(turn.text.clone()) }
    }
}

impl From<Message> for Turn {
    fn from(message: Message) -> Self {
        Self { by_model: message.role == Role::Assistant, text: message.content }
    }
}
