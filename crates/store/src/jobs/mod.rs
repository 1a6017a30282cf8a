//! Long work: what services do with it inside their own transactions, and the storage the runner works on.

mod answers;
mod calls;
mod cancel;
mod claim;
mod compaction;
mod depth;
mod endings;
mod enqueue;
mod events;
mod leases;
mod list;
pub mod lists;
pub mod queue;
mod row;
mod scheduled;
mod storage;
mod view;

pub use answers::{AnswerOutcome, answer};
pub use calls::{Listener, listen};
pub use cancel::{CancelOutcome, request_cancel, request_cancel_all_of, request_cancel_of_anybody};
pub use depth::{Depth, depth};
pub use enqueue::enqueue;
pub use list::list;
pub use scheduled::{latest_of_kind, schedule};
pub use view::view;

use crate::{StoreError, Tx};
use contract::events::NumberedEvent;
use jobs::{Closing, Ending, Lease};

/// Ends a running job inside the transaction that writes its result; the run then returns
/// [`jobs::Outcome::Settled`] with the event. `None` when the run no longer has the job: roll back by
/// returning an error. Set what the ending means for a draft before calling this; a draft still `writing`
/// or `creating` is otherwise put where a failed job leaves it, unless the ending is `Done`.
pub fn finish(tx: &mut Tx, closing: &Closing, ending: &Ending) -> Result<Option<NumberedEvent>, StoreError> {
    let (owner, now) = (tx.owner(), tx.millis());
    match leases::hold(tx.conn(), closing.lease)? {
        Some(held) if held.user == owner => {
            endings::end_held(tx.conn(), &held, closing.at, ending, now).map(Some)
        }
        _ => Ok(None),
    }
}

/// Whether the run still has its job; holds until the transaction ends. What a run writes besides its events
/// belongs in a transaction that has asked this first.
pub fn still_holds(tx: &mut Tx, lease: Lease) -> Result<bool, StoreError> {
    let owner = tx.owner();
    Ok(leases::hold(tx.conn(), lease)?.is_some_and(|held| held.user == owner))
}
