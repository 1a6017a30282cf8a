//! Closed vocabularies, each with its twin inside the product.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident = $twin:ty, $case:tt { $($(#[$of:meta])* $word:ident,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = $case)]
        pub enum $name {
            $($(#[$of])* $word,)*
        }
        impl From<$twin> for $name {
            fn from(twin: $twin) -> Self {
                match twin {
                    $(<$twin>::$word => Self::$word,)*
                }
            }
        }
        impl From<$name> for $twin {
            fn from(word: $name) -> Self {
                match word {
                    $($name::$word => Self::$word,)*
                }
            }
        }
    };
}

words! {
    /// What kind of issue a draft becomes.
    IssueKind = domain::jira::IssueKind, "kebab-case" {
        /// A user story.
        Story,
        /// A task.
        Task,
        /// A defect.
        Bug,
        /// An epic.
        Epic,
        /// A sub-task.
        SubTask,
    }
}

words! {
    /// How the body of an issue is written.
    DraftFormat = domain::draft::DraftFormat, "snake_case" {
        /// User story, acceptance criteria, STLC notes.
        Classic,
        /// Feature with Given-When-Then scenarios, STLC notes.
        Bdd,
    }
}

words! {
    /// One part of a draft that can be edited and checked on its own.
    Field = domain::draft::Field, "snake_case" {
        /// One line; becomes Jira's summary.
        Summary,
        /// The user story, or the feature's text.
        Story,
        /// Numbered criteria (classic).
        AcceptanceCriteria,
        /// Given-When-Then scenarios (bdd).
        Scenarios,
        /// Notes for the software testing life cycle.
        StlcNotes,
        /// The estimate.
        StoryPoints,
        /// Jira labels.
        Labels,
        /// Jira priority by name.
        Priority,
        /// Jira components by name.
        Components,
    }
}

words! {
    /// Who wrote a field last.
    Origin = domain::draft::Origin, "snake_case" {
        /// A model.
        Model,
        /// A person, by hand.
        Person,
    }
}

words! {
    /// Where a draft is.
    DraftStatus = crate::views::DraftStatus, "snake_case" {
        /// The model is writing.
        Writing,
        /// The model asked something.
        Question,
        /// Writing failed, was stopped or cut; the requirement and the text so far are there.
        Unfinished,
        /// Can be edited, and approved in the browser.
        Ready,
        /// The payload is frozen; one click in the browser sends it.
        Approved,
        /// On its way to Jira.
        Creating,
        /// Nobody knows yet whether Jira created it; it is being looked up.
        Uncertain,
        /// In Jira.
        Created,
        /// Its parts, drafts of their own, have taken its place.
        Split,
    }
}

words! {
    /// How the parts of a draft belong together in Jira.
    Shape = domain::split::Shape, "snake_case" {
        /// The draft becomes an epic, the parts are issues in it.
        Epic,
        /// The draft stays what it is, the parts are its sub-tasks.
        SubTasks,
        /// The parts take the draft's place, side by side.
        Siblings,
    }
}

/// What a model may change of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviseScope {
    /// Everything.
    Whole,
    /// Whatever keeps the draft from following its rules.
    Rules,
    /// The summary.
    Summary,
    /// The user story, or the feature's text.
    Story,
    /// The acceptance criteria (classic).
    AcceptanceCriteria,
    /// The scenarios (bdd).
    Scenarios,
    /// The notes for the software testing life cycle.
    StlcNotes,
    /// The estimate.
    StoryPoints,
    /// The labels.
    Labels,
    /// The priority.
    Priority,
    /// The components.
    Components,
}

impl From<ReviseScope> for domain::draft::Scope {
    fn from(scope: ReviseScope) -> Self {
        use domain::draft::Field as Of;
        match scope {
            ReviseScope::Whole => Self::Whole,
            ReviseScope::Rules => Self::Rules,
            ReviseScope::Summary => Self::Field(Of::Summary),
            ReviseScope::Story => Self::Field(Of::Story),
            ReviseScope::AcceptanceCriteria => Self::Field(Of::AcceptanceCriteria),
            ReviseScope::Scenarios => Self::Field(Of::Scenarios),
            ReviseScope::StlcNotes => Self::Field(Of::StlcNotes),
            ReviseScope::StoryPoints => Self::Field(Of::StoryPoints),
            ReviseScope::Labels => Self::Field(Of::Labels),
            ReviseScope::Priority => Self::Field(Of::Priority),
            ReviseScope::Components => Self::Field(Of::Components),
        }
    }
}

words! {
    /// Where a job is.
    JobState = crate::views::JobState, "snake_case" {
        /// Not begun, or to be tried again.
        Pending,
        /// A worker has it.
        Running,
        /// Waits for an answer.
        Waiting,
        /// Ended well.
        Completed,
        /// Ended with a failure.
        Failed,
        /// Stopped.
        Cancelled,
    }
}

words! {
    /// Who can do something about a failure; decides the HTTP status.
    Category = domain::failure::Category, "snake_case" {
        /// The person who asked (422).
        UserFixable,
        /// Someone who runs the product or Jira, or who gives permissions (403).
        AdminRequired,
        /// Nobody: it passes by itself (503). The only kind worth repeating automatically.
        Temporary,
        /// No session or token, or not a good one (401).
        Unauthenticated,
        /// Not there, or somebody else's (404).
        NotFound,
        /// Something else happened in between (409).
        Conflict,
        /// Too many tries (429).
        TooMany,
        /// Our own mistake (500).
        Internal,
    }
}

words! {
    /// How much a failure stands in the way.
    Severity = domain::failure::Severity, "snake_case" {
        /// Nothing goes on before it is solved.
        Blocking,
        /// It goes on, and somebody should look.
        Warning,
        /// Worth knowing.
        Info,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(word: impl serde::Serialize) -> String {
        serde_json::to_string(&word).unwrap()
    }

    #[test]
    fn words_are_written_as_the_product_stores_them() {
        for kind in ["story", "task", "bug", "epic", "sub-task"] {
            let twin = domain::jira::IssueKind::parse(kind).unwrap();
            assert_eq!(json(IssueKind::from(twin)), format!("{kind:?}"));
        }
        for twin in crate::views::DraftStatus::ALL {
            assert_eq!(json(DraftStatus::from(twin)), format!("{:?}", twin.as_str()));
        }
        for twin in crate::views::JobState::ALL {
            assert_eq!(json(JobState::from(twin)), format!("{:?}", twin.as_str()));
        }
        for twin in domain::draft::Field::ALL {
            assert_eq!(json(Field::from(twin)), format!("{:?}", twin.as_str()));
            assert_eq!(domain::draft::Field::from(Field::from(twin)), twin);
        }
        for twin in domain::split::Shape::ALL {
            assert_eq!(json(Shape::from(twin)), format!("{:?}", twin.as_str()));
        }
    }

    #[test]
    fn everything_a_model_may_change_has_the_same_word_inside() {
        use domain::draft::{Field, Scope};
        let scopes = Field::ALL.map(Scope::Field);
        for scope in scopes.into_iter().chain([Scope::Whole, Scope::Rules]) {
            let read: ReviseScope = serde_json::from_str(&format!("{:?}", scope.as_str())).unwrap();
            assert_eq!(Scope::from(read), scope);
        }
        assert!(serde_json::from_str::<ReviseScope>("\"split\"").is_err(), "parts are asked for elsewhere");
    }
}
