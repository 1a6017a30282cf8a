//! Whom a person's connection trusts.

use contract::views::ConnectionStatus;
use domain::failure::{Category, Failure};
use serde_json::json;
use testkit::{Person, Setup, TestApp, TlsFront, story};

/// A company whose Confluence has a certificate of its own making.
async fn behind(front: TlsFront, tale: impl AsyncFn(&TestApp, &Person, &str)) {
    let confluence = format!("{}/confluence", front.origin());
    let setup = Setup::new().with("/sites/0/confluence_url", json!(confluence));
    story(setup, async |app| {
        front.lead_to(&app.sandbox.addresses().confluence);
        let ada = app.member("alovelace").await;
        ada.save_confluence(&confluence, ada.who.confluence_token).await.unwrap();
        tale(&app, &ada, &confluence).await;
    })
    .await;
}

async fn failed(person: &Person) -> Failure {
    let confluence = person.test_confluence().await.unwrap().confluence;
    assert_eq!(confluence.status, ConnectionStatus::Failed);
    confluence.failure.unwrap()
}

#[tokio::test]
async fn a_private_authority_is_trusted_by_the_person_who_brought_it_only() {
    behind(TlsFront::good(), async |app, ada, at| {
        let unknown = failed(ada).await;
        assert_eq!(unknown.code, "confluence.tls_unknown_issuer");
        assert!(unknown.next.contains("CA certificate"), "{unknown:?}");

        ada.trust("confluence", TlsFront::OTHER_CA).await.unwrap();
        let wrong = failed(ada).await;
        assert_eq!(wrong.code, "confluence.tls_unknown_issuer");
        assert!(wrong.message.contains("not issued by the CA certificate that you uploaded"), "{wrong}");

        ada.trust("confluence", TlsFront::CA).await.unwrap();
        let saved = ada.connections().await;
        assert_eq!(saved.confluence.status, ConnectionStatus::Untested, "other trust has to be tested");
        let [authority] = saved.confluence.trust.authorities.as_slice() else { panic!("one authority") };
        assert_eq!(authority.subject, "O=Example Clinic, CN=Clinic Test CA");
        assert!(saved.jira.trust.authorities.is_empty(), "for this connection only");
        let tested = ada.test_confluence().await.unwrap().confluence;
        assert_eq!(tested.status, ConnectionStatus::Tested, "{:?}", tested.failure);

        let grace = app.member("ghopper").await;
        grace.save_confluence(at, grace.who.confluence_token).await.unwrap();
        assert_eq!(failed(&grace).await.code, "confluence.tls_unknown_issuer");
        assert!(grace.connections().await.confluence.trust.authorities.is_empty());

        // A new secret keeps the trust; taking the trust back ends it.
        ada.save_confluence(at, ada.who.confluence_token).await.unwrap();
        assert_eq!(ada.test_confluence().await.unwrap().confluence.status, ConnectionStatus::Tested);
        ada.use_cases.connections.distrust(&ada.caller, &ada.principal, "confluence").await.unwrap();
        assert_eq!(ada.connections().await.confluence.status, ConnectionStatus::Untested);
        assert_eq!(failed(ada).await.code, "confluence.tls_unknown_issuer");
    })
    .await;
}

#[tokio::test]
async fn an_authority_does_not_excuse_another_host_name() {
    behind(TlsFront::for_another_host(), async |_, ada, _| {
        ada.trust("confluence", TlsFront::CA).await.unwrap();
        let failure = failed(ada).await;
        assert_eq!(
            (failure.code.as_str(), failure.category),
            ("confluence.tls_other_host", Category::AdminRequired)
        );
        assert!(failure.message.contains("another host name"), "{failure}");
    })
    .await;
}

#[tokio::test]
async fn an_authority_does_not_excuse_an_expired_certificate() {
    behind(TlsFront::expired(), async |_, ada, _| {
        ada.trust("confluence", TlsFront::CA).await.unwrap();
        let failure = failed(ada).await;
        assert_eq!(failure.code, "confluence.tls_expired");
        assert!(failure.message.contains("has expired"), "{failure}");
    })
    .await;
}

#[tokio::test]
async fn jira_is_asked_with_the_persons_trust_too() {
    let front = TlsFront::good();
    let jira = format!("{}/jira", front.origin());
    let setup = Setup::new().with("/sites/0/jira_url", json!(jira)).with("/sites/0/verify_tls", json!(false));
    story(setup, async |app| {
        front.lead_to(&app.sandbox.addresses().jira);
        app.sandbox.disguise(json!({"self_origin": front.origin()})).unwrap();
        let ada = app.member("alovelace").await;
        let view = ada.test_jira().await.unwrap();
        assert_eq!(view.jira.status, ConnectionStatus::Tested, "{:?}", view.jira.failure);
        assert!(
            view.jira.trust.unverified && !view.jira.trust.may_change_check,
            "the operator switched it off"
        );
    })
    .await;
}

#[tokio::test]
async fn certificates_are_checked_unless_the_operator_lets_people_choose() {
    let check = async |person: &Person, check: bool| {
        let connections = &person.use_cases.connections;
        connections.check_certificates(&person.caller, &person.principal, "confluence", check).await
    };
    behind(TlsFront::good(), async |_, ada, _| {
        let failure = check(ada, false).await.unwrap_err();
        assert_eq!(failure.code, "certificate.check_required");
        let trust = ada.connections().await.confluence.trust;
        assert!(!trust.may_change_check && !trust.unverified);
    })
    .await;

    let front = TlsFront::for_another_host();
    let confluence = format!("{}/confluence", front.origin());
    let setup = Setup::new()
        .with("/sites/0/confluence_url", json!(confluence))
        .with("/sites/0/users_may_skip_tls", json!(true));
    story(setup, async |app| {
        front.lead_to(&app.sandbox.addresses().confluence);
        let ada = app.member("alovelace").await;
        let failure = check(&ada, false).await.unwrap_err();
        assert_eq!(failure.code, "connections.not_saved");
        ada.save_confluence(&confluence, ada.who.confluence_token).await.unwrap();
        check(&ada, false).await.unwrap();
        let trust = ada.connections().await.confluence.trust;
        assert!(trust.may_change_check && trust.unverified);
        let failure = ada.test_confluence().await.unwrap().confluence.failure;
        assert!(failure.is_none_or(|failure| !failure.code.contains("tls")));
        check(&ada, true).await.unwrap();
        assert_eq!(failed(&ada).await.code, "confluence.tls_unknown_issuer");
    })
    .await;
}

#[tokio::test]
async fn what_is_no_authority_is_not_stored() {
    story(Setup::new(), async |app| {
        let ada = app.member("alovelace").await;
        let failure = ada.trust("jira", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----").await;
        assert_eq!(failure.unwrap_err().code, "certificate.private_key");
        assert!(ada.trust("jira", "hello").await.unwrap_err().of_field("pem").is_some());
        assert_eq!(ada.trust("llm", TlsFront::CA).await.unwrap_err().code, "connections.not_saved");
        assert_eq!(ada.trust("nothing", TlsFront::CA).await.unwrap_err().category, Category::NotFound);
        let jira = ada.connections().await.jira;
        assert_eq!((jira.status, jira.trust.authorities.len()), (ConnectionStatus::Tested, 0));
    })
    .await;
}

#[tokio::test]
async fn a_model_behind_a_private_authority_is_asked_with_the_persons_trust() {
    let front = TlsFront::good();
    let setup = Setup::new()
        .with("/providers/0/test/url", json!(format!("{}/api/whoami", front.origin())))
        .with("/providers/0/integration/url", json!(format!("{}/api/chat", front.origin())));
    story(setup, async |app| {
        front.lead_to(&app.sandbox.addresses().llm);
        let ada = app.member("alovelace").await;
        ada.save_model(ada.who.llm_cookie).await.unwrap();
        let llm = ada.test_model().await.unwrap().llm;
        assert_eq!(llm.status, ConnectionStatus::Failed);
        let failure = llm.failure.unwrap();
        assert_eq!(failure.code, "llm.tls_unknown_issuer");
        assert_eq!(
            failure.message,
            "The model's certificate was issued by an authority that is not trusted here."
        );
        ada.trust("llm", TlsFront::OTHER_CA).await.unwrap();
        let failure = ada.test_model().await.unwrap().llm.failure.unwrap();
        assert_eq!(
            failure.message,
            "The server's certificate was not issued by the CA certificate that you uploaded."
        );
        ada.trust("llm", TlsFront::CA).await.unwrap();
        let llm = ada.test_model().await.unwrap().llm;
        assert_eq!(llm.status, ConnectionStatus::Tested, "{:?}", llm.failure);
    })
    .await;
}
