//! What is off without a tested connection. Checked by every use case, not only shown.

use contract::views::{ConnectionDots, ConnectionStatus, Gate};
use settings::SiteKind;

fn gate(message: &str, action: &str) -> Gate {
    let href = "/connections".to_owned();
    Gate { message: message.to_owned(), action: action.to_owned(), href, lasting: false }
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

/// Why nothing can be created on this kind of site, whatever is connected.
pub(crate) fn creation_gate(kind: SiteKind) -> Option<Gate> {
    match kind {
        SiteKind::Dc => None,
        SiteKind::Cloud => {
            let message = "Issues cannot be created in Jira Cloud yet. Drafts can be written, and copied into Jira by hand.";
            Some(Gate { lasting: true, ..gate(message, "Connections") })
        }
    }
}

/// What to set up next, most important first.
pub(crate) fn gates(dots: ConnectionDots, kind: SiteKind) -> Vec<Gate> {
    jira_gate(dots).or_else(|| creation_gate(kind)).into_iter().chain(llm_gate(dots)).collect()
}
