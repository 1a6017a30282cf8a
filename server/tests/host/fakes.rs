//! Use cases that remember what they were asked.

use async_trait::async_trait;
use contract::{
    Outcome,
    commands::{
        Answer, AnswerScreen, ApproveDraft, CreateApiToken, CreateIssue, DecideProposal, EditField,
        EditSplit, HistoryFilter, JobFilter, ProveIdentity, ReplaceJiraToken, RestoreRevision, RevealSecret,
        ReviseDraft, SaveConfluence, SaveLlm, SecretText, SetPassword, SignIn, StartDraft, TrustAuthority,
    },
    events::{EventId, NumberedEvent},
    services::{
        Accounts, ApiTokens, Appearance, Authenticated, Caller, Connections, Drafting, EventStream, Failures,
        Jobs, Proved, SignedIn,
    },
    views::{
        ApiTokensView, ApprovalView, ConnectionsView, CreatedApiToken, DashboardView, DraftFormView,
        DraftView, Edited, FailuresView, HistoryView, JobView, JobsView, ModelCallsView, PageChoice,
        PendingView, PersonSuggestion, RegistrationOutcome, RevisionView, RevisionsView, SessionView,
        Sidebar, Started, WelcomeView,
    },
};
use domain::{
    api_tokens::{Scope, Scopes},
    failure::Failure,
    ids::{ApiTokenId, DraftId, JobId, SessionId, UserId},
    password::PasswordPolicy,
    principal::{Principal, Role},
    time::{Clock, Timestamp},
};
use futures::StreamExt;
use server::http::health::{Health, Readiness};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use tokio::sync::{Notify, mpsc};
use tokio_stream::wrappers::UnboundedReceiverStream;

pub(crate) const HOST: &str = "agent.example.com";
pub(crate) const ORIGIN: &str = "https://agent.example.com";
pub(crate) const MAJA: &str = "maja.session.token";
pub(crate) const NOAH: &str = "noah.session.token";
/// An administrator.
pub(crate) const RUTH: &str = "ruth.session.token";
/// Tokens of Maja's for programs: with every scope, and with those alone that read.
pub(crate) const MAJAS_TOKEN: &str = "jca_maja";
pub(crate) const MAJAS_READING_TOKEN: &str = "jca_maja_reads";
/// A token of Noah's with every scope.
pub(crate) const NOAHS_TOKEN: &str = "jca_noah";

/// Noon of some day.
pub(crate) struct Noon;
impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000)
    }
}

#[expect(clippy::disallowed_methods, reason = "these tests play the session layer")]
pub(crate) fn person(number: u128, role: Role) -> Principal {
    Principal::of_session(UserId::from_u128(number), role, SessionId::from_u128(number))
}

#[expect(clippy::disallowed_methods, reason = "these tests play the session layer")]
pub(crate) fn program(number: u128, scopes: impl IntoIterator<Item = Scope>) -> Principal {
    let scopes: Scopes = scopes.into_iter().collect();
    Principal::of_token(UserId::from_u128(number), ApiTokenId::from_u128(number), scopes)
}

/// What the fakes know and were asked.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) sessions: Mutex<HashMap<String, Principal>>,
    tokens: Mutex<HashMap<String, Principal>>,
    /// Commands that came for a job: `cancel`, or an answer's text.
    pub(crate) commands: Mutex<Vec<String>>,
    pub(crate) touches: Mutex<Vec<bool>>,
    pub(crate) followed_after: Mutex<Vec<EventId>>,
    pub(crate) callers: Mutex<Vec<Caller>>,
    streams: Mutex<Vec<mpsc::UnboundedReceiver<NumberedEvent>>>,
    pub(crate) avatar: Mutex<AvatarBehaviour>,
    /// Lets a waiting avatar go on.
    pub(crate) go_on: Notify,
    /// Told when an avatar begins to wait.
    pub(crate) waiting: Notify,
    /// Whether the database answers.
    pub(crate) broken: Mutex<bool>,
    /// What was asked for and not shown, and by whom.
    pub(crate) refused: Mutex<Vec<(u128, String)>>,
}

#[derive(Default, Clone, Copy, PartialEq)]
pub(crate) enum AvatarBehaviour {
    #[default]
    Picture,
    Panic,
    Wait,
}

impl World {
    pub(crate) fn sign_out(&self, token: &str) {
        self.sessions.lock().unwrap().remove(token);
    }
    /// A token that programs may come with.
    pub(crate) fn give(&self, token: &str, principal: Principal) {
        self.tokens.lock().unwrap().insert(token.to_owned(), principal);
    }
    /// The token is expired or revoked, or its owner switched off.
    pub(crate) fn take_away(&self, token: &str) {
        self.tokens.lock().unwrap().remove(token);
    }
    /// The next stream that is followed shows what is sent here.
    pub(crate) fn job(&self) -> mpsc::UnboundedSender<NumberedEvent> {
        let (sender, receiver) = mpsc::unbounded_channel();
        self.streams.lock().unwrap().push(receiver);
        sender
    }
}

pub(crate) struct Fakes(pub(crate) Arc<World>);

#[async_trait]
impl Accounts for Fakes {
    fn app_name(&self) -> String {
        "Agent".to_owned()
    }
    async fn welcome(&self) -> Outcome<WelcomeView> {
        Ok(WelcomeView {
            app_name: "Agent".to_owned(),
            sites: Vec::new(),
            password_policy: PasswordPolicy::Classic,
            notice: None,
        })
    }
    async fn prove_identity(&self, _: &Caller, _: ProveIdentity) -> Outcome<Proved> {
        Err(Failure::internal())
    }
    async fn pending(&self, _: &SecretText) -> Outcome<PendingView> {
        Err(Failure::internal())
    }
    async fn confirm(&self, _: &SecretText) -> Outcome<()> {
        Err(Failure::internal())
    }
    async fn set_password(&self, _: &Caller, _: &SecretText, _: SetPassword) -> Outcome<RegistrationOutcome> {
        Err(Failure::internal())
    }
    async fn sign_in(&self, caller: &Caller, _: SignIn) -> Outcome<SignedIn> {
        self.0.callers.lock().unwrap().push(caller.clone());
        Ok(SignedIn { token: SecretText(MAJA.to_owned()), ends_at: Timestamp::default() })
    }
    async fn sign_out(&self, _: &Caller, _: &Principal) -> Outcome<()> {
        self.0.sign_out(MAJA);
        Ok(())
    }
    async fn sign_out_everywhere(&self, _: &Caller, _: &Principal) -> Outcome<()> {
        Ok(())
    }
    async fn authenticate(&self, token: &SecretText, touch: bool) -> Outcome<Option<Authenticated>> {
        self.0.touches.lock().unwrap().push(touch);
        if *self.0.broken.lock().unwrap() {
            return Err(Failure::temporary("database", "The database does not answer."));
        }
        let principal = self.0.sessions.lock().unwrap().get(&token.0).copied();
        Ok(principal.map(|principal| Authenticated { principal, idle_until: Timestamp::default() }))
    }
    async fn session(&self, _: &Principal) -> Outcome<SessionView> {
        Err(Failure::internal())
    }
    async fn avatar(&self, _: &Principal) -> Outcome<Option<(String, Vec<u8>)>> {
        let behaviour = *self.0.avatar.lock().unwrap();
        match behaviour {
            AvatarBehaviour::Picture => {}
            AvatarBehaviour::Panic => panic!("the canary of a panic"),
            AvatarBehaviour::Wait => {
                self.0.waiting.notify_one();
                self.0.go_on.notified().await;
            }
        }
        Ok(Some(("image/png".to_owned(), b"picture".to_vec())))
    }
}

#[async_trait]
impl Appearance for Fakes {
    async fn keep_sidebar(&self, _: &Principal, _: Sidebar) -> Outcome<()> {
        Err(Failure::internal())
    }
}

#[async_trait]
impl Connections for Fakes {
    async fn overview(&self, _: &Principal) -> Outcome<ConnectionsView> {
        Err(Failure::internal())
    }
    async fn save_llm(&self, _: &Caller, _: &Principal, _: SaveLlm) -> Outcome<()> {
        Err(Failure::internal())
    }
    async fn test_llm(&self, _: &Caller, _: &Principal) -> Outcome<ConnectionsView> {
        Err(Failure::internal())
    }
    async fn replace_jira_token(&self, _: &Caller, _: &Principal, _: ReplaceJiraToken) -> Outcome<()> {
        Err(Failure::internal())
    }
    async fn test_jira(&self, _: &Caller, _: &Principal) -> Outcome<ConnectionsView> {
        Err(Failure::internal())
    }
    async fn save_confluence(&self, _: &Caller, _: &Principal, _: SaveConfluence) -> Outcome<()> {
        Err(Failure::internal())
    }
    async fn test_confluence(&self, _: &Caller, _: &Principal) -> Outcome<ConnectionsView> {
        Err(Failure::internal())
    }
    async fn reveal(&self, _: &Caller, _: &Principal, _: RevealSecret) -> Outcome<()> {
        Err(Failure::internal())
    }
    async fn hide(&self, _: &Principal) -> Outcome<()> {
        Err(Failure::internal())
    }
    async fn trust(&self, _: &Caller, _: &Principal, _: TrustAuthority) -> Outcome<()> {
        Err(Failure::internal())
    }
    async fn distrust(&self, _: &Caller, _: &Principal, _: &str) -> Outcome<()> {
        Err(Failure::internal())
    }
    async fn check_certificates(&self, _: &Caller, _: &Principal, _: &str, _: bool) -> Outcome<()> {
        Err(Failure::internal())
    }
}

#[async_trait]
impl Drafting for Fakes {
    async fn dashboard(&self, _: &Principal) -> Outcome<DashboardView> {
        Err(Failure::internal())
    }
    async fn form(&self, _: &Caller, _: &Principal) -> Outcome<DraftFormView> {
        Err(Failure::internal())
    }
    async fn start(&self, _: &Caller, _: &Principal, _: StartDraft) -> Outcome<Started> {
        Err(Failure::internal())
    }
    async fn draft(&self, _: &Principal, _: DraftId) -> Outcome<DraftView> {
        Err(Failure::not_found("draft"))
    }
    async fn history(&self, _: &Caller, _: &Principal, _: HistoryFilter) -> Outcome<HistoryView> {
        Err(Failure::internal())
    }
    async fn edit(&self, _: &Caller, _: &Principal, _: EditField) -> Outcome<Edited> {
        Err(Failure::not_found("draft"))
    }
    async fn answer_screen(&self, _: &Caller, _: &Principal, _: AnswerScreen) -> Outcome<()> {
        Err(Failure::not_found("draft"))
    }
    async fn revise(&self, _: &Caller, _: &Principal, _: ReviseDraft) -> Outcome<Started> {
        Err(Failure::not_found("draft"))
    }
    async fn decide_proposal(&self, _: &Caller, _: &Principal, _: DecideProposal) -> Outcome<Edited> {
        Err(Failure::not_found("draft"))
    }
    async fn revisions(&self, _: &Principal, _: DraftId) -> Outcome<RevisionsView> {
        Err(Failure::not_found("draft"))
    }
    async fn revision(&self, _: &Principal, _: DraftId, _: i32, _: Option<i32>) -> Outcome<RevisionView> {
        Err(Failure::not_found("draft"))
    }
    async fn restore_revision(&self, _: &Caller, _: &Principal, _: RestoreRevision) -> Outcome<Edited> {
        Err(Failure::not_found("draft"))
    }
    async fn explain(&self, _: &Caller, _: &Principal, _: DraftId) -> Outcome<Started> {
        Err(Failure::not_found("draft"))
    }
    async fn model_calls(&self, _: &Principal, _: DraftId) -> Outcome<ModelCallsView> {
        Err(Failure::not_found("draft"))
    }
    async fn find_pages(&self, _: &Caller, _: &Principal, _: String) -> Outcome<Vec<PageChoice>> {
        Ok(Vec::new())
    }
    async fn find_people(
        &self,
        _: &Caller,
        _: &Principal,
        _: DraftId,
        _: String,
    ) -> Outcome<Vec<PersonSuggestion>> {
        Err(Failure::not_found("draft"))
    }
    async fn edit_split(&self, _: &Caller, _: &Principal, _: EditSplit) -> Outcome<Option<i32>> {
        Err(Failure::not_found("draft"))
    }
    async fn unsplit(&self, _: &Caller, _: &Principal, _: DraftId) -> Outcome<()> {
        Err(Failure::not_found("draft"))
    }
    async fn stop(&self, _: &Caller, _: &Principal, _: DraftId) -> Outcome<()> {
        Err(Failure::not_found("draft"))
    }
    async fn continue_draft(&self, _: &Caller, _: &Principal, _: DraftId) -> Outcome<Started> {
        Err(Failure::not_found("draft"))
    }
    async fn answer(&self, _: &Caller, who: &Principal, answer: Answer) -> Outcome<Started> {
        is_maja(who, "draft")?;
        self.0.commands.lock().unwrap().push(answer.text);
        Ok(Started { draft: answer.draft, job: JobId::from_u128(1) })
    }
    async fn approve(&self, _: &Caller, _: &Principal, _: ApproveDraft) -> Outcome<ApprovalView> {
        Err(Failure::not_found("draft"))
    }
    async fn withdraw(&self, _: &Caller, _: &Principal, _: DraftId) -> Outcome<()> {
        Err(Failure::not_found("draft"))
    }
    async fn create(&self, _: &Caller, _: &Principal, _: CreateIssue) -> Outcome<Started> {
        Err(Failure::not_found("draft"))
    }
    async fn delete(&self, _: &Caller, _: &Principal, _: DraftId) -> Outcome<()> {
        Err(Failure::not_found("draft"))
    }
    async fn restore(&self, _: &Caller, _: &Principal, _: DraftId) -> Outcome<()> {
        Err(Failure::not_found("draft"))
    }
}

#[async_trait]
impl Jobs for Fakes {
    async fn status(&self, _: &Principal, _: JobId) -> Outcome<JobView> {
        Err(Failure::not_found("job"))
    }
    async fn list(&self, _: &Principal, _: JobFilter) -> Outcome<JobsView> {
        Ok(JobsView { jobs: Vec::new(), more: false })
    }
    /// All jobs are Maja's.
    async fn follow(&self, principal: &Principal, _: JobId, after: EventId) -> Outcome<EventStream> {
        is_maja(principal, "job")?;
        self.0.followed_after.lock().unwrap().push(after);
        let next = self.0.streams.lock().unwrap().pop().ok_or_else(|| Failure::not_found("job"))?;
        Ok(UnboundedReceiverStream::new(next).boxed())
    }
}

/// Everything is hers.
pub(crate) fn is_maja(principal: &Principal, what: &str) -> Outcome<()> {
    if principal.user() == UserId::from_u128(1) { Ok(()) } else { Err(Failure::not_found(what)) }
}

#[async_trait]
impl ApiTokens for Fakes {
    async fn authenticate(&self, token: &SecretText) -> Outcome<Option<Principal>> {
        if *self.0.broken.lock().unwrap() {
            return Err(Failure::temporary("database", "The database does not answer."));
        }
        Ok(self.0.tokens.lock().unwrap().get(&token.0).copied())
    }
    async fn list(&self, _: &Principal) -> Outcome<ApiTokensView> {
        Err(Failure::internal())
    }
    async fn create(&self, _: &Caller, _: &Principal, _: CreateApiToken) -> Outcome<CreatedApiToken> {
        Err(Failure::internal())
    }
    async fn revoke(&self, _: &Caller, _: &Principal, _: ApiTokenId) -> Outcome<()> {
        Err(Failure::not_found("token"))
    }
}

#[async_trait]
impl Failures for Fakes {
    async fn of_draft(&self, who: &Principal, _: DraftId) -> Outcome<FailuresView> {
        is_maja(who, "draft")?;
        Ok(FailuresView { groups: Vec::new(), now: Timestamp::default() })
    }
    async fn mine(&self, _: &Principal) -> Outcome<FailuresView> {
        Ok(FailuresView { groups: Vec::new(), now: Timestamp::default() })
    }
}

#[async_trait]
impl Health for Fakes {
    async fn readiness(&self) -> Readiness {
        let broken = *self.0.broken.lock().unwrap();
        let database = if broken { Err("no answer from db.internal".to_owned()) } else { Ok(()) };
        Readiness { database, migrations: Ok(()), configuration: Ok(()), worker: Ok(()) }
    }
}
