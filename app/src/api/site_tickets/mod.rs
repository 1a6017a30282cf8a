//! The tickets of site builds.

mod answer_target;
mod change_need;
mod check_tickets;
mod decide_ticket;
mod edit_ticket;
mod export_tickets;
mod export_view;
mod make_tickets;
mod mark_ready;
mod move_ticket;
mod reset_ticket;
mod review;
mod set_target;
mod settle_proposal;
mod stop_work;
mod write_tickets;

pub use answer_target::*;
pub use change_need::*;
pub use check_tickets::*;
pub use decide_ticket::*;
pub use edit_ticket::*;
pub use export_tickets::*;
pub use export_view::*;
pub use make_tickets::*;
pub use mark_ready::*;
pub use move_ticket::*;
pub use reset_ticket::*;
pub use review::*;
pub use set_target::*;
pub use settle_proposal::*;
pub use stop_work::*;
pub use write_tickets::*;
