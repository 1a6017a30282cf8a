//! Every limit on what people and other systems may send, in characters unless said otherwise.

/// Requirement text of a draft.
pub const REQUIREMENT: usize = 20_000;
/// A Jira issue's summary, as Jira limits it (Jira DC and Cloud: 255).
pub const JIRA_SUMMARY: usize = 255;
/// A Jira issue's description (Jira DC default and Cloud: 32,767).
pub const JIRA_DESCRIPTION: usize = 32_767;
/// One label (Jira: 255, no white space).
pub const LABEL: usize = 255;
/// Labels on one draft.
pub const LABELS: usize = 30;
/// One acceptance criterion, scenario step or component name.
pub const LINE: usize = 2_000;
/// Acceptance criteria or scenarios of one draft, and steps of one scenario part.
pub const LINES: usize = 100;
/// Story, feature text or STLC notes.
pub const SECTION: usize = 20_000;
/// Story points; above this a number is a mistake.
pub const POINTS: f32 = 1_000.0;
/// A Jira or Confluence token. Real ones have 44 (Data Center) and about 192 (Cloud) characters.
pub const TOKEN: usize = 512;
/// The address of a Confluence.
pub const CONFLUENCE_URL: usize = 150;
/// Uploaded certificate authorities of one connection, in bytes of PEM text.
pub const CA_PEM: usize = 64 * 1024;
/// Certificates in one upload.
pub const CA_CERTIFICATES: usize = 5;
/// How long a stored secret is shown, in seconds.
pub const REVEAL_SECONDS: u64 = 30;
/// A company model's cookie or token.
pub const LLM_SECRET: usize = 500;
/// A password, in characters; also at most `PASSWORD_BYTES` bytes.
pub const PASSWORD: usize = 128;
/// A password in bytes, so that 128 characters of any script fit.
pub const PASSWORD_BYTES: usize = 512;
/// What people sign in with: employee id, e-mail address or name.
pub const LOGIN: usize = 254;
/// An answer to a clarifying question.
pub const ANSWER: usize = 4_000;
/// What a person asks to be changed in a draft.
pub const INSTRUCTIONS: usize = 4_000;
/// Values to choose from that are offered of one field of Jira.
pub const CHOICES: usize = 1_000;
/// Personal API tokens one person may have.
pub const API_TOKENS: usize = 20;
/// The name of a personal API token.
pub const API_TOKEN_NAME: usize = 80;
/// The longest life of a personal API token, in days.
pub const API_TOKEN_DAYS: u32 = 365;
/// An `Idempotency-Key`.
pub const IDEMPOTENCY_KEY: usize = 200;
/// One file of a site's specification, in bytes.
pub const SPEC_FILE: usize = 2 * 1024 * 1024;
/// All files of one specification together, in bytes.
pub const SPEC_BYTES: usize = 50 * 1024 * 1024;
/// Files of one specification.
pub const SPEC_FILES: usize = 25;
/// Rows of one specification, over all its files.
pub const SPEC_ROWS: usize = 200_000;
/// One cell of a specification, in bytes.
pub const SPEC_CELL: usize = 64 * 1024;
/// Columns of one sheet; more is not a specification.
pub const SPEC_COLUMNS: usize = 500;
/// A frame on a WebSocket, in bytes.
pub const WEBSOCKET_FRAME: usize = 64 * 1024;
/// The body of a form or server function, in bytes.
pub const REQUEST_BODY: usize = 256 * 1024;
/// What a model may answer, in bytes.
pub const MODEL_ANSWER: usize = 256 * 1024;
/// A prompt's or template's text.
pub const PROMPT: usize = 8_000;
/// A prompt's or template's name, and a person's own name for a project.
pub const NAME: usize = 60;
/// Prompts and templates of one person.
pub const PROMPTS: usize = 200;
/// A file of prompts, in bytes.
pub const PROMPTS_FILE: usize = 256 * 1024;
/// Rule sets of one person.
pub const RULE_SETS: usize = 50;
/// Words or phrases in one rule.
pub const RULE_WORDS: usize = 50;
/// One word or phrase of a rule.
pub const RULE_WORD: usize = 100;
/// Why an administrator lets a draft pass that breaks a rule.
pub const BYPASS_REASON: usize = 500;
/// Issues and pages that a draft points to.
pub const CONTEXTS: usize = 10;
/// How much is kept of one of them.
pub const CONTEXT: usize = 8_000;
/// How much of all of them together a model is given.
pub const CONTEXTS_TOLD: usize = 24_000;
/// Parts of one split.
pub const PARTS: usize = 40;
/// Words that somebody looks for; an e-mail address fits.
pub const SEARCH: usize = 254;
/// By how much somebody is looked for, at least: one letter alone would mean everybody.
pub const PERSON_LEAST: usize = 2;
/// Components that rules give every draft.
pub const RULE_COMPONENTS: usize = 20;
/// The name of a site build.
pub const BUILD_NAME: usize = 255;
/// What a site is about, as context for prose.
pub const BUILD_DESCRIPTION: usize = 4_000;
/// Site builds of one person.
pub const BUILDS: usize = 50;
/// Why a row of a sheet is left out.
pub const EXCLUDED_REASON: usize = 200;
/// What a ticket of a site build says.
pub const TICKET_BODY: usize = 100_000;
/// The name of an uploaded sheet.
pub const SHEET_NAME: usize = 200;
/// One form with sheets, in bytes: all of a specification, and the form around it.
pub const UPLOAD: usize = SPEC_BYTES + 1024 * 1024;
/// Tables of one specification; a Markdown file can hold many.
pub const SPEC_TABLES: usize = 500;
