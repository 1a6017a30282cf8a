//! A process that only works on jobs.

use crate::program::Installation;

#[test]
fn a_worker_of_its_own_is_refused_on_sqlite() {
    let refused = Installation::new().run(&["worker"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("needs PostgreSQL"), "{said}");
}
