//! The person's model, ready to be asked.

use crate::{
    Resources,
    connections::{self, chosen_provider},
    failures,
    models::{self, Opened},
};
use contract::{Outcome, views::ConnectionStatus};
use domain::{failure::Failure, principal::Principal};
use llm::ChatModel;
use secrecy::SecretString;
use settings::{Provider, Settings};
use store::connections::ConnectionKind;

/// The model that a person has tested, for one run.
pub(crate) struct MyModel {
    pub(crate) provider: Provider,
    pub(crate) model: Box<dyn ChatModel>,
    /// What must not be shown of what it is sent: the person's own credentials.
    pub(crate) secrets: Vec<SecretString>,
}

/// Opens what the person's model is asked with.
pub(crate) async fn my_model(
    resources: &Resources,
    principal: &Principal,
    settings: &Settings,
) -> Outcome<MyModel> {
    let (connection, secret) = connections::open(resources, principal, ConnectionKind::Llm)
        .await?
        .filter(|(connection, _)| connection.status == ConnectionStatus::Tested)
        .ok_or_else(|| {
            Failure::user("llm.not_tested", "The model is not connected any more.")
                .with_next("Connect and test a model under Connections, then continue this draft.")
        })?;
    let mut secrets = vec![secret.clone()];
    for kind in [ConnectionKind::Jira, ConnectionKind::Confluence] {
        // What cannot be opened stops no draft; it was logged where it failed.
        let opened = connections::open(resources, principal, kind).await.ok().flatten();
        secrets.extend(opened.map(|(_, token)| token));
    }
    let provider = chosen_provider(settings, &connection)?.clone();
    let opened = Opened { connection: &connection, secret: &secret };
    let model = models::chat_model(resources, settings, &provider, opened)
        .map_err(|error| failures::model(&error))?;
    Ok(MyModel { provider, model, secrets })
}
