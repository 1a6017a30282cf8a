//! Jira and Confluence Cloud: who somebody is there, and issues of Jira Cloud.

use contract::{
    commands::{HistoryFilter, ReplaceJiraToken, SaveConfluence, SecretText, StartDraft},
    views::{ConnectionStatus, DraftStatus, DraftView, SiteKind},
};
use serde_json::{Value, json};
use testkit::{Canary, Person, Setup, TestApp, requirement, story};

const ROOM: &str = "As a patient I want to book an examination room online so that I do not have to call.";

fn who(app: &TestApp, name: &str) -> sandbox::CloudPerson {
    app.sandbox.cloud_people().into_iter().find(|who| who.email.starts_with(name)).unwrap()
}

#[tokio::test]
async fn an_address_and_an_api_token_become_an_account() {
    story(Setup::new().with_cloud_site(), async |app| {
        let sites = app.anonymous().use_cases.accounts.welcome().await.unwrap().sites;
        assert_eq!(
            sites.iter().map(|site| site.kind).collect::<Vec<_>>(),
            [SiteKind::DataCenter, SiteKind::Cloud]
        );
        let dorothy = who(&app, "dorothy");
        let canary = Canary::listen().await;
        let visitor = app.anonymous();
        let cookie = visitor.prove_on_cloud(dorothy.email, dorothy.api_token).await.unwrap();
        let proved = visitor.use_cases.accounts.pending(&cookie).await.unwrap();
        assert_eq!(proved.employee_id, dorothy.account_id);
        assert_eq!(
            (proved.email, proved.avatar),
            (None, None),
            "she hides her address; pictures live elsewhere"
        );
        assert_eq!(canary.visits(), 0);

        let dorothy = Person::on_cloud(app.anonymous(), &dorothy).await;
        let view = dorothy.use_cases.connections.overview(&dorothy.principal).await.unwrap();
        assert_eq!((view.site_kind, view.jira.status), (SiteKind::Cloud, ConnectionStatus::Tested));
        assert_eq!(view.jira.account.as_deref(), Some("dorothy.vaughan@example.org"));
        assert_eq!(view.jira.url, app.sandbox.addresses().cloud);
        let tested =
            dorothy.use_cases.connections.test_jira(&dorothy.caller, &dorothy.principal).await.unwrap();
        assert_eq!(tested.jira.status, ConnectionStatus::Tested);
    })
    .await;
}

#[tokio::test]
async fn what_does_not_prove_an_atlassian_account_is_refused() {
    story(Setup::new().with_cloud_site(), async |app| {
        let [katherine, mary, annie] = ["katherine", "mary", "annie"].map(|name| who(&app, name));
        let visitor = app.anonymous();
        for (email, token, code, field) in [
            ("", katherine.api_token, "registration.email_malformed", "email"),
            ("no-address", katherine.api_token, "registration.email_malformed", "email"),
            ("a:b@example.org", katherine.api_token, "registration.email_malformed", "email"),
            ("a\r\n@example.org", katherine.api_token, "registration.email_malformed", "email"),
            (mary.email, katherine.api_token, "registration.token_refused", "token"),
            (annie.email, annie.api_token, "registration.token_refused", "token"),
            (mary.email, mary.api_token, "registration.inactive", "token"),
        ] {
            let failure = visitor.prove_on_cloud(email, token).await.unwrap_err();
            assert_eq!(failure.code, code, "{email}: {failure}");
            assert!(failure.of_field(field).is_some(), "{failure:?}");
        }
        let canary = Canary::listen().await;
        app.sandbox.disguise(json!({"self_origin": canary.origin()})).unwrap();
        let failure = visitor.prove_on_cloud(katherine.email, katherine.api_token).await.unwrap_err();
        assert_eq!((failure.code.as_str(), canary.visits()), ("registration.other_site", 0));
    })
    .await;
}

#[tokio::test]
async fn confluence_cloud_is_tested_with_the_same_account() {
    story(Setup::new().with_cloud_site(), async |app| {
        let [katherine, dorothy] = ["katherine", "dorothy"].map(|name| who(&app, name));
        let member = Person::on_cloud(app.anonymous(), &katherine).await;
        let connections = &member.use_cases.connections;
        let urls = connections.overview(&member.principal).await.unwrap().confluence_urls;
        assert_eq!(urls[0], format!("{}/wiki", app.sandbox.addresses().cloud), "that of the own site first");
        let save = async |email: &str, token: &str| {
            let command = SaveConfluence {
                url: urls[0].clone(),
                email: email.to_owned(),
                token: SecretText(token.to_owned()),
            };
            connections.save_confluence(&member.caller, &member.principal, command).await.unwrap();
            connections.test_confluence(&member.caller, &member.principal).await.unwrap().confluence
        };
        let own = save("", katherine.api_token).await;
        assert_eq!(own.status, ConnectionStatus::Tested, "{:?}", own.failure);
        assert_eq!(own.account.as_deref(), Some(katherine.email), "taken from the Jira connection");
        let other = save(dorothy.email, dorothy.api_token).await.failure.unwrap();
        assert_eq!(other.code, "confluence.other_person");
        assert!(other.message.contains(dorothy.account_id) && other.message.contains(katherine.account_id));
        let mixed = save(katherine.email, dorothy.api_token).await.failure.unwrap();
        assert_eq!(mixed.code, "confluence.unauthorized");
    })
    .await;
}

#[tokio::test]
async fn the_api_token_can_be_replaced_by_ones_own_only() {
    story(Setup::new().with_cloud_site(), async |app| {
        let [katherine, dorothy] = ["katherine", "dorothy"].map(|name| who(&app, name));
        let member = Person::on_cloud(app.anonymous(), &katherine).await;
        let replace = async |email: &str, token: &str| {
            let command = ReplaceJiraToken { email: email.to_owned(), token: SecretText(token.to_owned()) };
            member.use_cases.connections.replace_jira_token(&member.caller, &member.principal, command).await
        };
        let failure = replace(dorothy.email, dorothy.api_token).await.unwrap_err();
        assert_eq!(failure.code, "jira.other_person");
        assert_eq!(replace("", dorothy.api_token).await.unwrap_err().code, "jira.unauthorized");
        replace("", katherine.api_token).await.unwrap();
        replace(katherine.email, katherine.api_token).await.unwrap();
    })
    .await;
}

/// With a model that takes anybody of the company.
fn with_model() -> Setup {
    Setup::new().with_cloud_site().with("/providers/0/identity_match", json!("none"))
}

/// The created issues' fields, as Jira took them.
fn fields(app: &TestApp) -> Vec<Value> {
    app.sandbox.created_issues().into_iter().map(|issue| issue["fields"].clone()).collect()
}

async fn created(person: &Person, form: StartDraft) -> DraftView {
    let draft = person.written_from(form).await;
    let approval = person.approve(&draft).await.unwrap();
    let created = person.created(&draft, &approval).await;
    assert_eq!(created.status, DraftStatus::Created, "{:?}", created.failure);
    created
}

#[tokio::test]
async fn an_approved_draft_becomes_an_issue_whose_description_is_a_document() {
    story(with_model(), async |app| {
        let katherine = app.cloud_user("katherine").await;
        let form = katherine.use_cases.drafting.form(&katherine.caller, &katherine.principal).await.unwrap();
        let keys: Vec<_> = form.projects.iter().map(|project| project.key.to_string()).collect();
        assert_eq!(keys, ["CLINIC", "LABS", "NOLABEL", "PORTAL"]);
        assert_eq!(form.creation, None);

        let draft = katherine.written_from(requirement(ROOM)).await;
        let approval = katherine.approve(&draft).await.unwrap();
        assert!(
            approval.as_document && approval.transport.starts_with("Jira REST"),
            "{}",
            approval.transport
        );
        let payload: Value = serde_json::from_str(&approval.payload).unwrap();
        assert_eq!(payload.get("mcp"), None);
        let document = &payload["rest"]["fields"]["description"];
        assert_eq!(markup::adf_check::problems(document), []);
        assert_eq!(markup::from_adf(document), approval.description, "what is shown is what is sent");

        let created = katherine.created(&draft, &approval).await;
        assert_eq!(created.status, DraftStatus::Created, "{:?}", created.failure);
        let issue = created.issue.unwrap();
        let home = app.sandbox.addresses().cloud.clone();
        assert_eq!(issue.url, format!("{home}/browse/{}", issue.key));
        assert_eq!(issue.transport, "Jira REST");
        let committed = app.sandbox.created_issues();
        let [only] = committed.as_slice() else { panic!("{committed:?}") };
        assert_eq!((&only["who"], &only["fields"]["description"]), (&json!(katherine.who.login), document));
        assert_eq!(only["fields"], payload["rest"]["fields"], "the approved fields and no other");
        let history = &katherine.use_cases.drafting;
        let rows =
            history.history(&katherine.caller, &katherine.principal, HistoryFilter::default()).await.unwrap();
        assert_eq!(rows.drafts[0].in_jira.as_ref().unwrap().name, "To Do");
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_was_lost_is_looked_for_and_the_issue_not_sent_again() {
    for action in [json!("drop_after_commit"), json!({"status": 500, "after_commit": true})] {
        story(with_model(), async |app| {
            let katherine = app.cloud_user("katherine").await;
            let (draft, approval) = katherine.approved_in("CLINIC", ROOM).await;
            app.fault(json!({"target": "cloud.issue.create", "times": 1, "action": action}));
            let created = katherine.created(&draft, &approval).await;
            assert_eq!(created.status, DraftStatus::Created, "{:?}", created.failure);
            assert_eq!(app.sandbox.created_issues().len(), 1);
            assert_eq!(app.requests("cloud.issue.create"), 1, "{action}");
        })
        .await;
    }
}

#[tokio::test]
async fn what_jira_demands_is_asked_for_and_sent_in_its_form() {
    story(with_model(), async |app| {
        let katherine = app.cloud_user("katherine").await;
        let form = StartDraft { project: "LABS".to_owned(), ..requirement(ROOM) };
        let draft = katherine.written_from(form).await;
        assert_eq!(draft.screen.as_ref().unwrap().missing, 8);
        let drafting = &katherine.use_cases.drafting;
        let found = drafting
            .find_people(&katherine.caller, &katherine.principal, draft.id, "doro".to_owned())
            .await
            .unwrap();
        let dorothy = who(&app, "dorothy");
        assert_eq!(
            (found[0].name.as_str(), found[0].label.as_str()),
            (dorothy.account_id, "Dorothy Vaughan")
        );
        let answers: [(&str, &[&str]); 8] = [
            ("customfield_10110", &["10501"]),
            ("customfield_10111", &["10301"]),
            ("customfield_10120", &["10510"]),
            ("customfield_10121", &["10520/10522"]),
            ("customfield_10122", &[dorothy.account_id]),
            ("customfield_10123", &["2,5"]),
            ("customfield_10124", &["LAB-7"]),
            ("duedate", &["2026-12-24"]),
        ];
        katherine.answer_screen(draft.id, "", &answers).await.unwrap();
        let draft = katherine.draft(draft.id).await;
        let approval = katherine.approve(&draft).await.unwrap();
        let created = katherine.created(&draft, &approval).await;
        assert_eq!(created.status, DraftStatus::Created, "on the first attempt: {:?}", created.failure);
        assert_eq!(fields(&app)[0]["customfield_10122"], json!({"accountId": dorothy.account_id}));
    })
    .await;
}

#[tokio::test]
async fn an_epic_is_the_parent_of_its_stories_and_a_story_of_its_sub_tasks() {
    story(with_model(), async |app| {
        let katherine = app.cloud_user("katherine").await;
        let start = |kind: &str, parent: &str| StartDraft {
            kind: kind.to_owned(),
            parent: parent.to_owned(),
            ..requirement(ROOM)
        };
        let key = |draft: &DraftView| draft.issue.as_ref().unwrap().key.to_string();
        let epic = key(&created(&katherine, start("epic", "")).await);
        let child = key(&created(&katherine, start("story", &epic)).await);
        created(&katherine, start("sub-task", &child)).await;
        let sent = fields(&app);
        assert_eq!((&sent[1]["parent"]["key"], &sent[2]["parent"]["key"]), (&json!(epic), &json!(child)));
        assert!(sent.iter().all(|fields| fields.get("customfield_10008").is_none()), "{sent:?}");

        let draft = katherine.written_from(start("story", &child)).await;
        let approval = katherine.approve(&draft).await.unwrap();
        let refused = katherine.created(&draft, &approval).await;
        let failure = refused.failure.unwrap();
        assert!(failure.of_field("parentId").is_some(), "a story is no epic: {failure:?}");
    })
    .await;
}

#[tokio::test]
async fn documents_in_jira_are_read_by_people_and_models() {
    story(with_model(), async |app| {
        let katherine = app.cloud_user("katherine").await;
        let form = StartDraft { context: "CLINIC-2".to_owned(), ..requirement(ROOM) };
        katherine.written_from(form).await;
        let query = app.sandbox.llm_calls()[0]["body"]["query"].as_str().unwrap().to_owned();
        assert!(query.contains("### Acceptance Criteria\n\n- The e-mail leaves 24 hours"), "{query}");

        let epic = StartDraft {
            kind: "epic".to_owned(),
            epic: "CLINIC-1".to_owned(),
            project: String::new(),
            ..requirement("Patients book an appointment. Patients move an appointment. Patients cancel it.")
        };
        let whole = katherine.written_from(epic).await;
        assert!(whole.content.story.starts_with("### Goal\n\nPatients book"), "{}", whole.content.story);
        katherine.edit_split(&whole, "make", |_| {}).await.unwrap();
        let parts = katherine.draft(whole.id).await.parts;
        for part in &parts[..2] {
            let part = katherine.draft(part.id).await;
            let approval = katherine.approve(&part).await.unwrap();
            let part = katherine.created(&part, &approval).await;
            assert_eq!(part.status, DraftStatus::Created, "{:?}", part.failure);
        }
        assert!(fields(&app).iter().all(|fields| fields["parent"]["key"] == "CLINIC-1"));
    })
    .await;
}
