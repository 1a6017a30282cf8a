//! What asking models takes: the calls for each draft and site build as they were sent and answered, what they cost, and how many
//! tokens a person may use on a day.

mod record;
mod redact;
mod view;

pub(crate) use record::{Recording, Run, cost};
pub(crate) use view::{calls, money, used};

use contract::Outcome;
use domain::{failure::Failure, text::grouped};
use settings::Settings;
use store::{Tx, model_calls};

/// Tokens that the person may still use today; `None` without a limit. Refused when there are none left.
pub(crate) fn left_today(tx: &mut Tx, settings: &Settings) -> Outcome<Option<u64>> {
    let most = settings.limits.daily_tokens;
    if most == 0 {
        return Ok(None);
    }
    let left = most.saturating_sub(model_calls::tokens_today(tx)?);
    if left > 0 {
        return Ok(Some(left));
    }
    let rest = u32::try_from(tx.now().rest_of_day().as_secs()).unwrap_or(u32::MAX);
    let most = grouped(most);
    let words = format!("You have used the {most} tokens that this site allows for a day.");
    Err(Failure::too_many("llm.daily_tokens", words, rest.max(1))
        .with_next("The next day begins at midnight UTC. What needs no model can still be done."))
}
