//! `application`, `accounts`, `limits`, `validation`, `background_jobs`, `caches`, `export`. All keys have defaults.

use serde::{Deserialize, Serialize};

macro_rules! section {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident : $kind:ty = $default:expr,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $name { $($(#[$field_doc])* pub $field: $kind,)* }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }
    };
}

/// What a new password must look like; both allow at most 128 characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum PasswordPolicy {
    /// At least 8 characters with upper case, lower case, digit and special character.
    #[default]
    Classic,
    /// At least 12 characters, whatever they are.
    Length,
}

/// What happens to a draft with more points than allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum TooManyPoints {
    /// A split into smaller issues is proposed.
    #[default]
    Split,
    /// The draft must be made smaller by its author.
    Reject,
}

section! {
    /// How the product presents itself.
    Application {
        /// The name in the top bar and in page titles.
        name: String = "AI Jira Confluence Agent".into(),
    }
}

section! {
    /// Accounts and sessions.
    Accounts {
        /// What a new password must look like.
        password_policy: PasswordPolicy = PasswordPolicy::Classic,
        /// Minutes without activity until a session ends: 15, 20 or 30. `SESSION_TIMEOUT` wins over it.
        session_idle_minutes: u32 = 30,
        /// bcrypt's cost, 10 to 15.
        password_cost: u32 = 12,
        /// Passwords that are checked at the same time.
        password_parallel: u32 = 2,
    }
}

section! {
    /// Tries within `window_minutes`.
    SignInLimits {
        /// Failed tries per account.
        per_account: u32 = 10,
        /// Failed tries per address.
        per_address: u32 = 50,
        /// The window.
        window_minutes: u32 = 15,
    }
}

section! {
    /// What one person may do and send.
    Limits {
        /// Characters of a Jira or Confluence token.
        token_characters: u32 = 512,
        /// Characters of a company model's cookie or token.
        llm_secret_characters: u32 = 500,
        /// Sign-in tries.
        sign_in: SignInLimits = SignInLimits::default(),
        /// Registrations per address and hour.
        registrations_per_hour: u32 = 20,
        /// Connection tests per person and hour.
        connection_tests_per_hour: u32 = 60,
        /// Drafts and other generations per person and hour.
        generations_per_hour: u32 = 120,
        /// Reveals of a stored secret per person and hour.
        reveals_per_hour: u32 = 10,
        /// Jobs of one person that run at the same time.
        jobs_per_person: u32 = 3,
        /// Minutes a job may run.
        job_minutes: u32 = 30,
        /// Tokens per person and day over all models; 0 = no limit.
        daily_tokens: u64 = 0,
    }
}

section! {
    /// The rules a draft starts with; people and projects may have their own.
    Validation {
        /// Most story points of one issue.
        max_points: f32 = 3.0,
        /// Sections that must not be empty: `acceptance_criteria`, `stlc_notes`, `description`.
        required_sections: Vec<String> = vec!["acceptance_criteria".into(), "stlc_notes".into()],
        /// Characters of a summary, at most 255.
        summary_characters: u32 = 150,
        /// Labels that every issue gets.
        labels: Vec<String> = Vec::new(),
        /// Components that every issue gets.
        components: Vec<String> = Vec::new(),
        /// Words that must not occur.
        forbidden_words: Vec<String> = Vec::new(),
        /// Which of these rules administrators may let a draft pass that breaks them, with a reason: `max_points`,
        /// `required_section`, `max_length`, `forbidden_words`.
        bypassable: Vec<String> = Vec::new(),
        /// Whether these rules apply beside people's own; otherwise a person's own take their place.
        enforced: bool = false,
        /// What happens above `max_points`.
        too_many_points: TooManyPoints = TooManyPoints::Split,
        /// Rounds of "Fix with AI", at most 2.
        fix_rounds: u32 = 2,
    }
}

section! {
    /// Upkeep.
    BackgroundJobs {
        /// Hours between refreshes of the tool lists.
        refresh_interval_hours: u32 = 6,
        /// Retries of an upkeep job.
        max_retries: u32 = 5,
        /// Each wait is this many times the one before.
        backoff_factor: f64 = 2.0,
        /// Seconds before the first retry.
        retry_delay_seconds: u32 = 5,
        /// Days the audit log is kept.
        audit_days: u32 = 90,
        /// Days finished jobs and their events are kept.
        finished_job_days: u32 = 30,
        /// Days an unfinished site build is kept after its last activity.
        site_build_days: u32 = 7,
        /// Days expired OAuth tokens are kept.
        oauth_token_days: u32 = 30,
    }
}

section! {
    /// How long answers of other systems are used again.
    Caches {
        /// Tool lists, hours.
        tools_hours: u32 = 6,
        /// Projects, issue types and their fields, minutes.
        projects_minutes: u32 = 15,
        /// Sprints, priorities and members, hours.
        site_metadata_hours: u32 = 24,
        /// Health of a model provider, minutes.
        provider_health_minutes: u32 = 5,
    }
}

section! {
    /// How issues are sent to Jira.
    Export {
        /// Calls to one site at the same time.
        parallel_calls: u32 = 4,
        /// Fixed pause between calls, milliseconds; 0 = as fast as the site allows.
        delay_milliseconds: u32 = 0,
    }
}
