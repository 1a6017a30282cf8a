//! The use cases, answering with the samples.

use crate::{accounts, library, people, samples, versions};
use async_trait::async_trait;
use contract::{
    Failure, Outcome,
    commands::{
        Answer, AnswerScreen, ApproveDraft, CreateApiToken, CreateIssue, DecideProposal, EditField,
        EditSplit, HistoryFilter, JobFilter, ProveIdentity, ReplaceJiraToken, RestoreRevision, RevealSecret,
        ReviseDraft, SaveConfluence, SaveLlm, SecretText, SetPassword, SignIn, StartDraft, TrustAuthority,
    },
    events::{EventId, JobEvent, NumberedEvent},
    services::{
        Accounts, ApiTokens, Appearance, Authenticated, Caller, Connections, Drafting, EventStream, Failures,
        Jobs, Proved, SignedIn, UseCases,
    },
    views::{
        ApiTokensView, ApprovalView, ConnectionsView, CreatedApiToken, DashboardView, DraftFormView,
        DraftStatus, DraftView, Edited, FailuresView, HistoryView, JobView, JobsView, ModelCallsView,
        PageChoice, PendingView, PersonSuggestion, RegistrationOutcome, RevisionView, RevisionsView,
        SessionView, Sidebar, Started, WelcomeView,
    },
};
use domain::{
    ids::{ApiTokenId, DraftId, JobId},
    principal::Principal,
};
use futures::{StreamExt, stream};
use std::{sync::Arc, time::Duration};

/// One fake for everything.
pub(crate) struct Fake;

/// Every use case.
pub(crate) fn use_cases() -> UseCases {
    UseCases {
        accounts: Arc::new(Fake),
        activity: Arc::new(Fake),
        admin: Arc::new(Fake),
        connections: Arc::new(Fake),
        drafting: Arc::new(Fake),
        jobs: Arc::new(Fake),
        profile: Arc::new(Fake),
        appearance: Arc::new(Fake),
        tools: Arc::new(library::Library),
        projects: Arc::new(library::Library),
        prompts: Arc::new(library::Library),
        rules: Arc::new(library::Library),
        site_builds: Arc::new(library::Library),
        site_tickets: Arc::new(library::Library),
        api_tokens: Arc::new(Fake),
        failures: Arc::new(Fake),
    }
}

fn started(draft: DraftId) -> Started {
    Started { draft, job: JobId::from_u128(draft.as_u128()) }
}

fn of(draft: DraftId) -> Outcome<DraftStatus> {
    samples::status_of(draft).ok_or_else(|| Failure::not_found("draft"))
}

#[async_trait]
impl Accounts for Fake {
    fn app_name(&self) -> String {
        accounts::welcome().app_name
    }
    async fn welcome(&self) -> Outcome<WelcomeView> {
        Ok(accounts::welcome())
    }
    async fn prove_identity(&self, _: &Caller, command: ProveIdentity) -> Outcome<Proved> {
        if command.token.0.len() < 10 {
            return Err(Failure::field("registration.token", "token", "Jira does not accept this token."));
        }
        Ok(Proved { cookie: SecretText("proved".into()), valid: Duration::from_mins(10) })
    }
    async fn pending(&self, _: &SecretText) -> Outcome<PendingView> {
        Ok(accounts::pending())
    }
    async fn confirm(&self, _: &SecretText) -> Outcome<()> {
        Ok(())
    }
    async fn set_password(
        &self,
        _: &Caller,
        _: &SecretText,
        command: SetPassword,
    ) -> Outcome<RegistrationOutcome> {
        if command.password != command.repeated {
            return Err(Failure::field("password.differs", "repeated", "The two passwords differ."));
        }
        Ok(RegistrationOutcome::Created)
    }
    async fn sign_in(&self, _: &Caller, command: SignIn) -> Outcome<SignedIn> {
        if command.password.0 != "right" {
            return Err(Failure::user("sign_in.refused", "Name or password is wrong.").with_next(
                "Try again, or prove who you are with your Jira token under “Forgotten password”.",
            ));
        }
        Ok(SignedIn { token: SecretText("session".into()), ends_at: samples::NOW })
    }
    async fn sign_out(&self, _: &Caller, _: &Principal) -> Outcome<()> {
        Ok(())
    }
    async fn sign_out_everywhere(&self, _: &Caller, _: &Principal) -> Outcome<()> {
        Ok(())
    }
    async fn authenticate(&self, _: &SecretText, _: bool) -> Outcome<Option<Authenticated>> {
        Ok(None)
    }
    async fn session(&self, _: &Principal) -> Outcome<SessionView> {
        Ok(accounts::session())
    }
    async fn avatar(&self, _: &Principal) -> Outcome<Option<(String, Vec<u8>)>> {
        Ok(None)
    }
}

#[async_trait]
impl Appearance for Fake {
    async fn keep_sidebar(&self, _: &Principal, _: Sidebar) -> Outcome<()> {
        Ok(())
    }
}

#[async_trait]
impl Connections for Fake {
    async fn overview(&self, _: &Principal) -> Outcome<ConnectionsView> {
        Ok(accounts::connections())
    }
    async fn save_llm(&self, _: &Caller, _: &Principal, _: SaveLlm) -> Outcome<()> {
        Ok(())
    }
    async fn test_llm(&self, _: &Caller, _: &Principal) -> Outcome<ConnectionsView> {
        Ok(accounts::connections())
    }
    async fn replace_jira_token(&self, _: &Caller, _: &Principal, _: ReplaceJiraToken) -> Outcome<()> {
        Err(Failure::field("jira.other_person", "token", "This token belongs to somebody else."))
    }
    async fn test_jira(&self, _: &Caller, _: &Principal) -> Outcome<ConnectionsView> {
        Ok(accounts::connections())
    }
    async fn save_confluence(&self, _: &Caller, _: &Principal, _: SaveConfluence) -> Outcome<()> {
        Ok(())
    }
    async fn test_confluence(&self, _: &Caller, _: &Principal) -> Outcome<ConnectionsView> {
        Ok(accounts::connections())
    }
    async fn reveal(&self, _: &Caller, _: &Principal, _: RevealSecret) -> Outcome<()> {
        Err(Failure::field("reveal.wrong_password", "password", "This is not your password."))
    }
    async fn hide(&self, _: &Principal) -> Outcome<()> {
        Ok(())
    }
    async fn trust(&self, _: &Caller, _: &Principal, _: TrustAuthority) -> Outcome<()> {
        Err(Failure::field("certificate.not_pem", "pem", "This is not a certificate in PEM form."))
    }
    async fn distrust(&self, _: &Caller, _: &Principal, _: &str) -> Outcome<()> {
        Ok(())
    }
    async fn check_certificates(&self, _: &Caller, _: &Principal, _: &str, _: bool) -> Outcome<()> {
        Ok(())
    }
}

#[async_trait]
impl Drafting for Fake {
    async fn dashboard(&self, _: &Principal) -> Outcome<DashboardView> {
        Ok(samples::dashboard())
    }
    async fn form(&self, _: &Caller, _: &Principal) -> Outcome<DraftFormView> {
        Ok(samples::form())
    }
    async fn start(&self, _: &Caller, _: &Principal, command: StartDraft) -> Outcome<Started> {
        if command.requirement.trim().is_empty() {
            return Err(Failure::field("draft.requirement", "requirement", "Write what you need."));
        }
        Ok(started(samples::id_of(DraftStatus::Writing)))
    }
    async fn draft(&self, _: &Principal, draft: DraftId) -> Outcome<DraftView> {
        Ok(samples::draft(of(draft)?))
    }
    async fn history(&self, _: &Caller, _: &Principal, filter: HistoryFilter) -> Outcome<HistoryView> {
        Ok(samples::history(&filter.query))
    }
    async fn edit(&self, _: &Caller, _: &Principal, command: EditField) -> Outcome<Edited> {
        if command.field == "priority" {
            return Err(Failure::new(
                "draft.conflict",
                domain::failure::Category::Conflict,
                "This draft was saved in another window in between.",
            ));
        }
        edited(command.draft, command.version)
    }
    async fn answer_screen(&self, _: &Caller, _: &Principal, _: AnswerScreen) -> Outcome<()> {
        Ok(())
    }
    async fn revise(&self, _: &Caller, _: &Principal, command: ReviseDraft) -> Outcome<Started> {
        if command.scope == "whole" && command.instructions.trim().is_empty() {
            return Err(Failure::field(
                "draft.instructions_missing",
                "instructions",
                "Say what shall be different.",
            ));
        }
        Ok(started(command.draft))
    }
    async fn decide_proposal(&self, _: &Caller, _: &Principal, command: DecideProposal) -> Outcome<Edited> {
        edited(command.draft, command.version)
    }
    async fn revisions(&self, _: &Principal, _: DraftId) -> Outcome<RevisionsView> {
        Ok(versions::revisions())
    }
    async fn revision(
        &self,
        _: &Principal,
        _: DraftId,
        version: i32,
        _: Option<i32>,
    ) -> Outcome<RevisionView> {
        versions::revision(version).ok_or_else(|| Failure::not_found("version"))
    }
    async fn explain(&self, _: &Caller, _: &Principal, draft: DraftId) -> Outcome<Started> {
        Ok(started(draft))
    }
    async fn model_calls(&self, _: &Principal, _: DraftId) -> Outcome<ModelCallsView> {
        Ok(versions::model_calls())
    }
    async fn restore_revision(&self, _: &Caller, _: &Principal, command: RestoreRevision) -> Outcome<Edited> {
        edited(command.draft, command.version)
    }
    async fn find_pages(&self, _: &Caller, _: &Principal, _: String) -> Outcome<Vec<PageChoice>> {
        Ok(Vec::new())
    }
    async fn find_people(
        &self,
        _: &Caller,
        _: &Principal,
        draft: DraftId,
        words: String,
    ) -> Outcome<Vec<PersonSuggestion>> {
        of(draft)?;
        Ok(people::found(&words))
    }
    async fn edit_split(&self, _: &Caller, _: &Principal, command: EditSplit) -> Outcome<Option<i32>> {
        Ok(Some(command.seen + 1))
    }
    async fn unsplit(&self, _: &Caller, _: &Principal, _: DraftId) -> Outcome<()> {
        Ok(())
    }
    async fn stop(&self, _: &Caller, _: &Principal, _: DraftId) -> Outcome<()> {
        Ok(())
    }
    async fn continue_draft(&self, _: &Caller, _: &Principal, draft: DraftId) -> Outcome<Started> {
        Ok(started(draft))
    }
    async fn answer(&self, _: &Caller, _: &Principal, command: Answer) -> Outcome<Started> {
        Ok(started(command.draft))
    }
    async fn approve(&self, _: &Caller, _: &Principal, command: ApproveDraft) -> Outcome<ApprovalView> {
        samples::draft(of(command.draft)?)
            .approval
            .ok_or_else(|| Failure::user("draft.rules", "Two rules are broken. Fix them before approving."))
    }
    async fn withdraw(&self, _: &Caller, _: &Principal, _: DraftId) -> Outcome<()> {
        Ok(())
    }
    async fn create(&self, _: &Caller, _: &Principal, command: CreateIssue) -> Outcome<Started> {
        Ok(started(command.draft))
    }
    async fn delete(&self, _: &Caller, _: &Principal, _: DraftId) -> Outcome<()> {
        Ok(())
    }
    async fn restore(&self, _: &Caller, _: &Principal, _: DraftId) -> Outcome<()> {
        Ok(())
    }
}

fn edited(draft: DraftId, version: i32) -> Outcome<Edited> {
    let draft = samples::draft(of(draft)?);
    Ok(Edited { version: version + 1, content: draft.content, origins: draft.origins, checks: draft.checks })
}

#[async_trait]
impl Jobs for Fake {
    async fn status(&self, _: &Principal, job: JobId) -> Outcome<JobView> {
        let draft = samples::draft(of(DraftId::from_u128(job.as_u128()))?);
        draft.job.ok_or_else(|| Failure::not_found("job"))
    }
    async fn list(&self, _: &Principal, _: JobFilter) -> Outcome<JobsView> {
        Ok(JobsView { jobs: Vec::new(), more: false })
    }
    async fn follow(&self, _: &Principal, _: JobId, after: EventId) -> Outcome<EventStream> {
        // Sixty bytes were in the draft's first view; a token every 40 ms from there.
        let rest = samples::ANSWER[60..].split_inclusive(' ').map(str::to_owned).collect::<Vec<_>>();
        let mut at = 60_u64;
        let mut events: Vec<NumberedEvent> = Vec::new();
        for (n, text) in (2..).zip(rest) {
            let length = u64::try_from(text.len()).unwrap_or_default();
            events.push(NumberedEvent {
                id: EventId { fence: 1, n },
                event: JobEvent::AssistantToken { at, text },
            });
            at += length;
        }
        let slowly =
            stream::iter(events.into_iter().filter(move |event| event.id > after)).then(|event| async {
                tokio::time::sleep(Duration::from_millis(40)).await;
                event
            });
        Ok(slowly.chain(stream::pending()).boxed())
    }
}

#[async_trait]
impl ApiTokens for Fake {
    async fn authenticate(&self, _: &SecretText) -> Outcome<Option<Principal>> {
        Ok(None)
    }
    async fn list(&self, _: &Principal) -> Outcome<ApiTokensView> {
        Ok(people::api_tokens())
    }
    async fn create(&self, _: &Caller, _: &Principal, command: CreateApiToken) -> Outcome<CreatedApiToken> {
        if command.scopes.is_empty() {
            return Err(Failure::field("token.scopes", "scopes", "Choose one thing at least."));
        }
        let mut token = people::api_tokens().tokens.remove(0);
        token.name = command.name;
        Ok(CreatedApiToken { text: SecretText("jca_shown-once".into()), token })
    }
    async fn revoke(&self, _: &Caller, _: &Principal, _: ApiTokenId) -> Outcome<()> {
        Ok(())
    }
}

#[async_trait]
impl Failures for Fake {
    async fn of_draft(&self, _: &Principal, draft: DraftId) -> Outcome<FailuresView> {
        Ok(samples::failures(draft))
    }
    async fn mine(&self, _: &Principal) -> Outcome<FailuresView> {
        Ok(samples::failures(DraftId::from_u128(1)))
    }
}
