//! The profile, one's own activity, and what administrators see and do.

use contract::{
    commands::{AuditFilter, ChangePassword, SecretText, UsersFilter},
    views::{AuditLine, JobState},
};
use domain::{
    failure::{Category, Failure},
    ids::{JobId, SessionId, UserId},
    principal::Role,
};
use std::fmt::Debug;
use testkit::{PASSWORD, Person, Setup, TestApp, requirement, story};

const NEW: &str = "Coffee at 9 in the attic!";
const ROOM: &str = "As a patient I want to book an examination room online.";

fn secret(text: &str) -> SecretText {
    SecretText(text.to_owned())
}

async fn change(person: &Person, current: &str, new: &str, repeated: &str) -> Result<(), Failure> {
    let command =
        ChangePassword { current: secret(current), password: secret(new), repeated: secret(repeated) };
    person.use_cases.profile.change_password(&person.caller, &person.principal, command).await
}

async fn log(person: &Person, filter: AuditFilter) -> Vec<AuditLine> {
    person.use_cases.activity.log(&person.principal, filter).await.unwrap().lines
}

fn kinds(lines: &[AuditLine]) -> Vec<&str> {
    lines.iter().map(|line| line.kind.as_str()).collect()
}

/// Makes somebody an administrator, as the command line does, and gives their session the role.
async fn promote(app: &TestApp, person: &Person) -> Person {
    let user = person.principal.user();
    let store = &app.process.resources.store;
    store.system().write(move |tx| store::accounts::set_role(tx, user, Role::Admin)).await.unwrap();
    let principal = app.anonymous().whose(&person.token).await.unwrap().principal;
    assert_eq!(principal.role(), Role::Admin);
    Person { principal, ..person.clone() }
}

#[tokio::test]
async fn a_new_password_needs_the_current_one_and_ends_all_other_sessions() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let elsewhere = ada.in_another_browser().await;
        let refused = change(&ada, "Wrong", NEW, NEW).await.unwrap_err();
        assert_eq!((refused.code.as_str(), refused.of_field("current").is_some()), ("password.wrong", true));
        assert_eq!(change(&ada, PASSWORD, "short", "short").await.unwrap_err().code, "password.weak");
        assert_eq!(
            change(&ada, PASSWORD, "Password1!", "Password1!").await.unwrap_err().code,
            "password.common"
        );
        assert_eq!(change(&ada, PASSWORD, NEW, "Other").await.unwrap_err().code, "password.differs");
        let visitor = app.anonymous();
        assert!(visitor.whose(&elsewhere.token).await.is_some(), "nothing has changed yet");
        change(&ada, PASSWORD, NEW, NEW).await.unwrap();
        assert!(visitor.whose(&ada.token).await.is_some(), "this session stays");
        assert!(visitor.whose(&elsewhere.token).await.is_none());
        assert!(visitor.sign_in("alovelace", PASSWORD).await.is_err());
        visitor.sign_in("alovelace", NEW).await.unwrap();
        let lines = log(&ada, AuditFilter { area: "account".into(), ..AuditFilter::default() }).await;
        let changes: Vec<_> = lines.iter().filter(|line| line.kind == "password.changed").collect();
        assert_eq!(
            changes.iter().map(|line| line.outcome.as_str()).collect::<Vec<_>>(),
            ["ok", "password.wrong"]
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_finds_an_open_browser_cannot_guess_the_password_there() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let tries = app.process.resources.settings.current().limits.sign_in.per_account;
        for _ in 0..tries {
            assert_eq!(change(&ada, "Wrong", NEW, NEW).await.unwrap_err().code, "password.wrong");
        }
        let blocked = change(&ada, PASSWORD, NEW, NEW).await.unwrap_err();
        assert_eq!(blocked.category, Category::TooMany);
    })
    .await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_but_only_ones_own() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let elsewhere = ada.in_another_browser().await;
        let grace = app.member("ghopper").await;
        let view = ada.use_cases.profile.profile(&ada.principal).await.unwrap();
        assert_eq!((view.employee_id.as_str(), view.role), ("alovelace", Role::User));
        assert_eq!(view.sessions.len(), 2);
        let of = |person: &Person| person.principal.session().unwrap();
        let this: Vec<SessionId> = view.sessions.iter().filter(|row| row.this).map(|row| row.id).collect();
        assert_eq!(this, [of(&ada)]);
        assert!(view.sessions.iter().all(|row| row.address == "127.0.0.1"));
        let end = async |who: &Person, session| {
            who.use_cases.profile.revoke_session(&who.caller, &who.principal, session).await
        };
        assert_eq!(end(&grace, of(&elsewhere)).await.unwrap_err().category, Category::NotFound);
        end(&ada, of(&elsewhere)).await.unwrap();
        let visitor = app.anonymous();
        assert!(visitor.whose(&elsewhere.token).await.is_none());
        assert!(visitor.whose(&ada.token).await.is_some());
        assert_eq!(end(&ada, of(&elsewhere)).await.unwrap_err().category, Category::NotFound);
    })
    .await;
}

#[tokio::test]
async fn everything_a_person_does_is_written_down_with_request_address_and_time() {
    story(Setup::new(), async |app| {
        let ada = app.user("alovelace").await;
        let visitor = app.anonymous();
        assert!(visitor.sign_in("alovelace", "Wrong").await.is_err());
        let started = ada.start(requirement(ROOM)).await.unwrap();
        ada.watch(started.job).await;
        let draft = ada.draft(started.draft).await;
        let edit = contract::commands::EditField {
            draft: draft.id,
            version: draft.version,
            field: "story_points".into(),
            value: "900".into(),
        };
        let drafting = &ada.use_cases.drafting;
        let edited = drafting.edit(&ada.caller, &ada.principal, edit).await.unwrap();
        let approve = contract::commands::ApproveDraft {
            draft: draft.id,
            version: edited.version,
            bypass: String::new(),
        };
        drafting.approve(&ada.caller, &ada.principal, approve).await.unwrap_err();
        let back = contract::commands::EditField {
            draft: draft.id,
            version: edited.version,
            field: "story_points".into(),
            value: "2".into(),
        };
        drafting.edit(&ada.caller, &ada.principal, back).await.unwrap();
        let draft = ada.draft(draft.id).await;
        let approval = ada.approve(&draft).await.unwrap();
        ada.created(&draft, &approval).await;
        ada.use_cases.activity.refused(&ada.caller, &ada.principal, "/create/x").await;

        let lines = log(&ada, AuditFilter::default()).await;
        let mut expected = vec![
            "access.refused",
            "issue.created",
            "draft.create",
            "draft.approved",
            "draft.edited",
            "draft.refused",
            "draft.edited",
            "draft.written",
            "draft.started",
            "session.sign_in",
            "connection.llm.test",
            "connection.llm.saved",
            "session.sign_in",
            "registration",
        ];
        let mut found = kinds(&lines);
        // What happened in one millisecond may stand in either order.
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected);
        for line in &lines {
            assert_eq!(line.request_id.as_deref(), Some("story"), "{line:?}");
            assert!(line.duration_ms.is_some(), "{line:?}");
            let by_a_job = ["draft.written", "issue.created"].contains(&line.kind.as_str());
            assert_eq!(line.address.as_deref(), (!by_a_job).then_some("127.0.0.1"), "{line:?}");
        }
        let refused = lines.iter().find(|line| line.kind == "draft.refused").unwrap();
        assert!(refused.detail.as_deref().unwrap().contains("story_points"), "{refused:?}");
        let created = lines.iter().find(|line| line.kind == "issue.created").unwrap();
        assert!(created.detail.as_deref().unwrap().starts_with("CLINIC-"), "{created:?}");
        let failed = log(&ada, AuditFilter { outcome: "bad".into(), ..AuditFilter::default() }).await;
        assert_eq!(failed.len(), 3, "the wrong password, the broken rule, the refused access: {failed:?}");

        let timeline = ada.use_cases.activity.timeline(&ada.principal, draft.id).await.unwrap();
        assert_eq!(kinds(&timeline).first(), Some(&"draft.started"));
        assert_eq!(kinds(&timeline).last(), Some(&"issue.created"));
        let work = ada.use_cases.activity.work(&ada.principal).await.unwrap();
        assert_eq!(work.jobs.iter().map(|job| job.state).collect::<Vec<_>>(), [JobState::Completed; 2]);
        assert!(work.jobs.iter().all(|job| job.draft == Some(draft.id)));

        let csv = ada.use_cases.activity.log_csv(&ada.principal, AuditFilter::default()).await.unwrap();
        assert_eq!(csv.lines().count(), lines.len() + 1);
        assert!(csv.contains("Signed in,session.sign_in,Wrong name or password (sign_in.wrong)"), "{csv}");
        let days = AuditFilter { until: "2001-01-01".into(), ..AuditFilter::default() };
        assert_eq!(log(&ada, days).await, []);
    })
    .await;
}

#[tokio::test]
async fn activity_is_ones_own() {
    story(Setup::new(), async |app| {
        let (ada, grace) = (app.user("alovelace").await, app.user("ghopper").await);
        let started = ada.start(requirement(&format!("{ROOM}\n[[sandbox: stall]]"))).await.unwrap();
        let there = &grace.use_cases.activity;
        let stop = there.stop(&grace.caller, &grace.principal, started.job).await.unwrap_err();
        assert_eq!(stop.category, Category::NotFound);
        let timeline = there.timeline(&grace.principal, started.draft).await.unwrap_err();
        assert_eq!(timeline.category, Category::NotFound);
        assert_eq!(there.work(&grace.principal).await.unwrap().jobs, []);
        let filter =
            AuditFilter { person: "alovelace".into(), area: "drafts".into(), ..AuditFilter::default() };
        assert_eq!(log(&grace, filter).await, [], "asking for somebody else changes nothing");

        let here = &ada.use_cases.activity;
        assert!(here.work(&ada.principal).await.unwrap().is_moving());
        here.stop(&ada.caller, &ada.principal, started.job).await.unwrap();
        app.until("it has stopped", async || {
            here.work(&ada.principal).await.unwrap().jobs[0].state == JobState::Cancelled
        })
        .await;
        let lines = log(&ada, AuditFilter { area: "jobs".into(), ..AuditFilter::default() }).await;
        assert_eq!(kinds(&lines), ["job.stopped"]);
    })
    .await;
}

/// Every use case of administrators.
async fn everything(
    person: &Person,
    user: UserId,
    job: JobId,
) -> Vec<(&'static str, Result<String, Failure>)> {
    fn told<T: Debug>(outcome: Result<T, Failure>) -> Result<String, Failure> {
        outcome.map(|view| format!("{view:?}"))
    }
    let (admin, caller, who) = (&person.use_cases.admin, &person.caller, &person.principal);
    vec![
        ("users", told(admin.users(who, UsersFilter::default()).await)),
        ("configuration", told(admin.configuration(who).await)),
        ("queue", told(admin.queue(who).await)),
        ("log", told(admin.log(who, AuditFilter::default()).await)),
        ("csv", told(admin.log_csv(who, AuditFilter::default()).await)),
        ("cancel", told(admin.cancel_job(caller, who, job).await)),
        ("sign out", told(admin.sign_out_user(caller, who, user).await)),
        ("disable", told(admin.disable_user(caller, who, user).await)),
        ("enable", told(admin.enable_user(caller, who, user).await)),
    ]
}

#[tokio::test]
async fn administration_does_not_exist_for_others_and_shows_no_secret_and_nothing_written() {
    story(Setup::new(), async |app| {
        let (ada, grace) = (app.user("alovelace").await, app.user("ghopper").await);
        let canary = "the canary in the requirement";
        let form = requirement(&format!("{ROOM} {canary}\n[[sandbox: stall]]"));
        let started = ada.start(form).await.unwrap();
        let user = ada.principal.user();
        for (what, answer) in everything(&grace, user, started.job).await {
            assert_eq!(answer.unwrap_err().category, Category::NotFound, "{what}");
        }
        assert!(app.anonymous().whose(&ada.token).await.is_some(), "and nothing has happened");

        let admin = promote(&app, &grace).await;
        for (what, answer) in everything(&admin, user, started.job).await {
            let text = answer.unwrap_or_else(|failure| panic!("{what}: {failure}"));
            for hidden in [ada.who.jira_token, ada.who.llm_cookie, PASSWORD, &ada.token.0, canary, "$2b$"] {
                assert!(!text.contains(hidden), "{what} shows {hidden}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn somebody_who_is_switched_off_is_out_at_once_and_stays_out_until_switched_on() {
    story(Setup::new(), async |app| {
        let (ada, grace) = (app.member("alovelace").await, app.member("ghopper").await);
        let admin = promote(&app, &grace).await;
        let (caller, who, service) = (&admin.caller, &admin.principal, &admin.use_cases.admin);
        let user = ada.principal.user();
        service.disable_user(caller, who, user).await.unwrap();
        let visitor = app.anonymous();
        assert!(visitor.whose(&ada.token).await.is_none());
        // Streams ask the same way, without touching.
        assert!(visitor.use_cases.accounts.authenticate(&ada.token, false).await.unwrap().is_none());
        assert!(visitor.sign_in("alovelace", PASSWORD).await.is_err());
        assert!(
            visitor.register(ada.who.jira_token, NEW).await.is_err(),
            "not by setting a new password either"
        );
        let found = service.users(who, UsersFilter { query: "lovelace".into(), page: 0 }).await.unwrap();
        let row = found.users.iter().find(|row| row.id == user).unwrap();
        assert!(row.disabled_at.is_some() && row.sessions == 0, "{row:?}");
        service.enable_user(caller, who, user).await.unwrap();
        assert!(visitor.whose(&ada.token).await.is_none(), "old sessions stay ended");
        let token = visitor.sign_in("alovelace", PASSWORD).await.unwrap();
        service.sign_out_user(caller, who, user).await.unwrap();
        assert!(visitor.whose(&token).await.is_none());
        let lines = service
            .log(who, AuditFilter { area: "administration".into(), ..AuditFilter::default() })
            .await
            .unwrap()
            .lines;
        assert_eq!(kinds(&lines), ["admin.user_signed_out", "admin.user_enabled", "admin.user_disabled"]);
        assert!(lines.iter().all(|line| line.about.as_deref().unwrap().contains("(alovelace)")), "{lines:?}");
        assert!(lines.iter().all(|line| line.who.as_deref().unwrap().contains("(ghopper)")));
    })
    .await;
}

#[tokio::test]
async fn neither_oneself_nor_the_last_administrator_can_be_switched_off() {
    story(Setup::new(), async |app| {
        let (ada, grace) = (app.member("alovelace").await, app.member("ghopper").await);
        let (ada, grace) = (promote(&app, &ada).await, promote(&app, &grace).await);
        let disable = async |who: &Person, user: UserId| {
            who.use_cases.admin.disable_user(&who.caller, &who.principal, user).await
        };
        let oneself = disable(&ada, ada.principal.user()).await.unwrap_err();
        assert_eq!((oneself.code.as_str(), oneself.category), ("admin.oneself", Category::Conflict));
        disable(&ada, grace.principal.user()).await.unwrap();
        let late = disable(&grace, ada.principal.user()).await.unwrap_err();
        assert_eq!(late.category, Category::NotFound, "who has been switched off switches nobody off");
        let nobody = disable(&ada, UserId::from_u128(7)).await.unwrap_err();
        assert_eq!(nobody.category, Category::NotFound);
    })
    .await;
}

#[tokio::test]
async fn administrators_see_the_queue_and_stop_a_job_that_is_not_theirs() {
    story(Setup::new(), async |app| {
        let (ada, grace) = (app.user("alovelace").await, app.member("ghopper").await);
        let admin = promote(&app, &grace).await;
        let (caller, who, service) = (&admin.caller, &admin.principal, &admin.use_cases.admin);
        let started = ada.start(requirement(&format!("{ROOM}\n[[sandbox: stall]]"))).await.unwrap();
        let queue = service.queue(who).await.unwrap();
        assert_eq!((queue.lanes[0].lane.as_str(), queue.lanes[0].running), ("interactive", 1));
        let row = &queue.active[0];
        assert_eq!((row.id, row.state, row.attempts), (started.job, JobState::Running, 1));
        assert!(row.who.contains("(alovelace)"), "{row:?}");
        service.cancel_job(caller, who, started.job).await.unwrap();
        app.until("it has stopped", async || service.queue(who).await.unwrap().active.is_empty()).await;
        let nothing = service.cancel_job(caller, who, JobId::from_u128(7)).await.unwrap_err();
        assert_eq!(nothing.category, Category::NotFound);
    })
    .await;
}

#[tokio::test]
async fn the_configuration_page_names_files_parts_sites_and_providers() {
    story(Setup::new(), async |app| {
        let grace = app.member("ghopper").await;
        let admin = promote(&app, &grace).await;
        let view = admin.use_cases.admin.configuration(&admin.principal).await.unwrap();
        let names: Vec<_> = view.files.iter().map(|file| file.name.as_str()).collect();
        for name in ["config.json", "header.json", "payload.json", "prompts.json"] {
            assert!(names.contains(&name), "{names:?}");
        }
        assert!(view.files.iter().all(|file| file.fingerprint.len() == 12 && file.errors.is_empty()));
        let bad: Vec<_> =
            view.parts.iter().filter(|part| !part.good).map(|part| part.name.as_str()).collect();
        assert_eq!(bad, ["MCP"], "which is configured and not there: {:?}", view.parts);
        assert_eq!(view.sites[0].users, 1);
        assert_eq!(view.providers[0].id, "company");
        assert!(view.failing_since.is_none() && view.other_errors.is_empty());
    })
    .await;
}
