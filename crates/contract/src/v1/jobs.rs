//! Long work.

use super::{Failure, JobState, QuestionField, moment};
use crate::views;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A question a job waits on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Question {
    /// To be named in the answer.
    #[schema(format = "uuid", value_type = String)]
    pub id: String,
    /// As the model asked it.
    pub question: String,
    /// What to fill in; empty means one free text.
    pub fields: Vec<QuestionField>,
}

/// Where a job is. Following its events from `cursor` misses and repeats nothing of `text`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Job {
    /// The job.
    #[schema(format = "uuid", value_type = String)]
    pub id: String,
    /// What it does, such as `draft` or `create_issue`.
    pub kind: String,
    /// Where it is.
    pub state: JobState,
    /// What the model wrote so far.
    pub text: String,
    /// The last event that is contained here.
    #[schema(example = "1.17")]
    pub cursor: String,
    /// What is happening now.
    pub progress: Option<String>,
    /// What it waits for.
    pub question: Option<Question>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// Whether it was cut; its draft can be continued.
    pub interrupted: bool,
    /// When it began.
    #[schema(format = DateTime, value_type = String)]
    pub started_at: String,
    /// How long it has run, in milliseconds.
    pub elapsed_ms: u64,
}

impl From<views::JobView> for Job {
    fn from(job: views::JobView) -> Self {
        let question = |one: views::QuestionView| Question {
            id: one.id.to_string(),
            question: one.question,
            fields: one.fields.into_iter().map(QuestionField::from).collect(),
        };
        Self {
            id: job.id.to_string(),
            kind: job.kind,
            state: job.state.into(),
            text: job.text,
            cursor: job.cursor.to_string(),
            progress: job.progress,
            question: job.question.map(question),
            failure: job.failure.map(Failure::from),
            interrupted: job.interrupted,
            started_at: moment(job.started_at),
            elapsed_ms: job.elapsed_ms,
        }
    }
}

/// A job in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobSummary {
    /// The job.
    #[schema(format = "uuid", value_type = String)]
    pub id: String,
    /// What it does.
    pub kind: String,
    /// Where it is.
    pub state: JobState,
    /// The draft that names it as its last job.
    #[schema(format = "uuid", value_type = Option<String>)]
    pub draft: Option<String>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// When it was asked for.
    #[schema(format = DateTime, value_type = String)]
    pub created_at: String,
    /// When it ended.
    #[schema(format = DateTime, value_type = Option<String>)]
    pub finished_at: Option<String>,
}

/// A page of jobs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobList {
    /// The latest first.
    pub jobs: Vec<JobSummary>,
    /// Whether older ones follow on the next page.
    pub more: bool,
}

impl From<views::JobsView> for JobList {
    fn from(view: views::JobsView) -> Self {
        let summary = |row: views::JobRow| JobSummary {
            id: row.id.to_string(),
            kind: row.kind,
            state: row.state.into(),
            draft: row.draft.map(|draft| draft.to_string()),
            failure: row.failure.map(Failure::from),
            created_at: moment(row.created_at),
            finished_at: row.finished_at.map(moment),
        };
        Self { jobs: view.jobs.into_iter().map(summary).collect(), more: view.more }
    }
}
