//! The chain that turns a requirement into a draft, or a draft into a better one: prompt → model → parser → draft check
//! → repair.

mod check;
mod prompt;
mod split_check;

use crate::tools::LookUps;
use check::DraftCheck;
pub(super) use check::broken;
use contract::events::QuestionField;
use domain::{
    draft::{DraftContent, DraftFormat, Revise, Scope},
    jira::{IssueKind, ProjectKey},
    rules::RuleSet,
    split::{Part, Shape},
};
use llm::{
    Message, Role,
    chain::{ChainContext, ChainError, LookUp, ModelStep, Outcome, Repair, Step},
};
use prompt::prompt;
use serde::{Deserialize, Serialize};
use settings::Provider;
use split_check::SplitCheck;
use store::{draft_contexts::Context, prompts::Chosen};

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
    /// What the model may look up by itself, a line each in our own words; empty for nothing.
    pub(crate) tools: &'a str,
    /// The issues and pages that the author points to; other people's text.
    pub(crate) contexts: &'a [Context],
    /// Questions and answers so far, after the requirement.
    pub(crate) conversation: &'a [Turn],
    /// The draft that is changed, when there is one already.
    pub(crate) change: Option<Change<'a>>,
    /// What its parts shall be, when it is split.
    pub(crate) parts: Option<Parts<'a>>,
}

/// What the parts of a draft shall be.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'a> {
    /// How they belong together.
    pub(crate) shape: Shape,
    /// What each of them is held against.
    pub(crate) rules: &'a RuleSet,
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
    /// The parts of a draft.
    Parts(Vec<Part>),
    /// The model needs to know something first.
    Question { question: String, fields: Vec<QuestionField>, conversation: Vec<Turn> },
}

/// Asks the model and checks what it writes.
pub(crate) async fn write_draft(
    ctx: &ChainContext<'_>,
    provider: &Provider,
    brief: &Brief<'_>,
    look_ups: &LookUps<'_>,
    fix_rounds: u8,
) -> Result<Written, ChainError> {
    let prompt = prompt(provider, brief)?;
    if let (Some(change), Some(parts)) = (brief.change, brief.parts) {
        let check =
            SplitCheck { whole: change.before.clone(), format: brief.format, rules: parts.rules.clone() };
        let repair = Repair::new(ModelStep::default(), check);
        let outcome = LookUp::new(repair, look_ups.registry(), look_ups).traced(ctx, prompt).await?;
        return ended(outcome, Written::Parts);
    }
    let check = DraftCheck {
        format: brief.format,
        rules: brief.rules.clone(),
        change: brief.change.map(|change| (change.before.clone(), change.revise.scope)),
    };
    let fixes = brief.change.is_some_and(|change| change.revise.scope == Scope::Rules);
    let repair = Repair::new(ModelStep::default(), check);
    let repair = if fixes { repair.at_most(fix_rounds) } else { repair };
    let outcome = LookUp::new(repair, look_ups.registry(), look_ups).traced(ctx, prompt).await?;
    ended(outcome, |content| Written::Draft(Box::new(content)))
}

fn ended<T>(outcome: Outcome<T>, written: impl FnOnce(T) -> Written) -> Result<Written, ChainError> {
    match outcome {
        Outcome::Done(checked) => Ok(written(checked.value)),
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
        // Looking up never ends like this.
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
