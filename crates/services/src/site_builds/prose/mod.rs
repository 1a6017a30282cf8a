//! The words of a ticket by a model: a story and criteria. Tables, titles and everything else are cut out of the rows.
//!
//! What a model says is taken where it has the form, and names nothing that the ticket does not know
//! ([`site_spec::plan::guard`]). It is shown its mistakes once; after that the words of the templates are used.

mod check;
mod estimate;
mod facts;

pub(crate) use estimate::{Rates, estimate};
pub(crate) use facts::{Facts, Site};

use check::ProseCheck;
use llm::{
    LlmError, Message,
    chain::{ChainContext, ChainError, ModelStep, Outcome, Prompt, PromptTemplate, Repair, Step},
};
use site_spec::plan::Prose;

/// The prompt in `prompts.json`, and the step where usage is written down.
pub(crate) const PROMPT: &str = "ticket_prose";
/// How often a model is shown what is wrong with its words.
const REPAIRS: u8 = 1;

/// The words of one ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// A story and criteria. They are plain text; `plan::body_with` makes Markdown of them.
    pub(crate) prose: Prose,
    /// A model wrote them, not a template.
    pub(crate) from_model: bool,
    /// Why they are not a model's, in words for people.
    pub(crate) why_not: Option<String>,
}

/// Lets a model write the words of a ticket. When what it writes cannot be used, they are those of the templates; an
/// error is something that stands in the way of the next ticket, too: a stop, a budget, a model that cannot be asked.
pub(crate) async fn write(
    chain: &ChainContext<'_>,
    prompt: Option<&str>,
    facts: &Facts,
) -> Result<Written, ChainError> {
    let missing =
        || ChainError::Prompt { name: PROMPT.to_owned(), detail: "it is not in prompts.json".to_owned() };
    let system = PromptTemplate::new(PROMPT, prompt.ok_or_else(missing)?)?.render(&serde_json::json!({}))?;
    let prompt =
        Prompt { system, messages: vec![Message::user(facts.question.as_str())], ..Prompt::default() };
    let step = Repair::new(ModelStep::default(), ProseCheck { names: &facts.names }).at_most(REPAIRS);
    let why_not = match step.traced(chain, prompt).await {
        Ok(Outcome::Done(checked)) => {
            return Ok(Written { prose: checked.value, from_model: true, why_not: None });
        }
        Ok(Outcome::Clarify(..)) => "The model asked a question instead of writing.".to_owned(),
        Ok(Outcome::Tool(..)) => "The model wanted to look something up instead of writing.".to_owned(),
        Err(error) => unusable(error)?,
    };
    tracing::info!(why_not, "a ticket keeps the words of its template");
    Ok(Written { prose: facts.template.clone(), from_model: false, why_not: Some(why_not) })
}

/// Why an answer cannot be used. An error that is not about the answer stays one.
fn unusable(error: ChainError) -> Result<String, ChainError> {
    match error {
        ChainError::AnswerInvalid { problems, .. } => {
            let first: Vec<String> = problems.iter().take(3).map(ToString::to_string).collect();
            Ok(format!("The model's words cannot be used: {}.", first.join("; ")))
        }
        ChainError::AnswerEmpty
        | ChainError::AnswerNotJson { .. }
        | ChainError::RefusedRequest(LlmError::Declined { .. }) => Ok(error.to_string()),
        other => Err(other),
    }
}

#[cfg(test)]
mod tests;
