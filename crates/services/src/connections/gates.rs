//! What is off without a tested connection. Checked by every use case, not only shown.

use contract::{
    Outcome,
    views::{ConnectionDots, ConnectionStatus, Gate},
};
use domain::failure::Failure;

fn gate(message: &str, action: &str) -> Gate {
    let href = "/connections".to_owned();
    Gate { message: message.to_owned(), action: action.to_owned(), href }
}

/// Why no model can be asked.
pub(crate) fn llm_gate(dots: ConnectionDots) -> Option<Gate> {
    match dots.llm {
        ConnectionStatus::Tested => None,
        ConnectionStatus::NotConnected => {
            Some(gate("No model is connected, so drafts cannot be written yet.", "Connect a model"))
        }
        ConnectionStatus::Untested => {
            Some(gate("The model's secret is saved but not tested yet.", "Test it"))
        }
        ConnectionStatus::Failed => Some(gate("The last test of the model failed.", "See why")),
    }
}

/// Why nothing can be created in Jira.
pub(crate) fn jira_gate(dots: ConnectionDots) -> Option<Gate> {
    match dots.jira {
        ConnectionStatus::Tested => None,
        ConnectionStatus::NotConnected => Some(gate("Jira is not connected.", "Connect Jira")),
        ConnectionStatus::Untested => Some(gate("The Jira token is saved but not tested yet.", "Test it")),
        ConnectionStatus::Failed => Some(gate("Jira did not accept your token in the last test.", "See why")),
    }
}

/// Refuses what needs a tested connection to Jira.
pub(crate) fn must_have_jira(dots: ConnectionDots) -> Outcome<()> {
    jira_gate(dots).map_or(Ok(()), |gate| {
        Err(Failure::user("jira.not_tested", gate.message).with_next("Open Connections and test Jira."))
    })
}

/// What to set up next, most important first.
pub(crate) fn gates(dots: ConnectionDots) -> Vec<Gate> {
    jira_gate(dots).into_iter().chain(llm_gate(dots)).collect()
}
