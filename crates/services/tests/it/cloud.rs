//! Jira and Confluence Cloud: who somebody is there, and what is off.

use contract::{
    commands::{ApproveDraft, ReplaceJiraToken, SaveConfluence, SecretText},
    views::{ConnectionStatus, SiteKind},
};
use serde_json::json;
use testkit::{Canary, Person, Setup, TestApp, story};

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

#[tokio::test]
async fn projects_are_listed_and_creating_is_off_with_a_reason() {
    story(Setup::new().with_cloud_site().with("/providers/0/identity_match", json!("none")), async |app| {
        let member = Person::on_cloud(app.anonymous(), &who(&app, "katherine")).await;
        let form = member.use_cases.drafting.form(&member.caller, &member.principal).await.unwrap();
        let keys: Vec<_> = form.projects.iter().map(|project| project.key.to_string()).collect();
        assert_eq!(keys, ["CLINIC", "LABS", "NOLABEL", "PORTAL"]);
        let dashboard = member.use_cases.drafting.dashboard(&member.principal).await.unwrap();
        assert!(dashboard.gates[0].message.contains("Jira Cloud"), "{:?}", dashboard.gates);

        let ada = app.sandbox.person("alovelace").unwrap();
        let connections = &member.use_cases.connections;
        let command = contract::commands::SaveLlm {
            provider: "company".to_owned(),
            secret: SecretText(ada.llm_cookie.to_owned()),
        };
        connections.save_llm(&member.caller, &member.principal, command).await.unwrap();
        connections.test_llm(&member.caller, &member.principal).await.unwrap();
        let start = testkit::requirement("Patients book a room online");
        let started =
            member.use_cases.drafting.start(&member.caller, &member.principal, start).await.unwrap();
        let draft = async || member.use_cases.drafting.draft(&member.principal, started.draft).await.unwrap();
        app.until("the draft is written", async || {
            draft().await.status == contract::views::DraftStatus::Ready
        })
        .await;
        let version = draft().await.version;
        let failure = member
            .use_cases
            .drafting
            .approve(
                &member.caller,
                &member.principal,
                ApproveDraft { draft: started.draft, version, bypass: String::new() },
            )
            .await
            .unwrap_err();
        assert_eq!(failure.code, "jira.not_on_cloud");
        let drafting = &member.use_cases.drafting;
        let words = "katherine".to_owned();
        let found = drafting.find_people(&member.caller, &member.principal, started.draft, words).await;
        assert_eq!(found.unwrap_err().code, "jira.not_on_cloud");
        assert_eq!(app.requests("jira.issue.create"), 0);
    })
    .await;
}
