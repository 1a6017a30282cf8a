//! A server that leaves jobs to others, and a process that does nothing else.

use crate::program::Installation;

#[test]
fn a_worker_of_its_own_is_refused_on_sqlite() {
    let refused = Installation::new().run(&["worker"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("needs PostgreSQL"), "{said}");
}

#[cfg(feature = "postgres")]
mod on_postgresql {
    use crate::program::{Installation, Throwaway};
    use contract::views::JobState;
    use domain::{ids::UserId, jira::SiteId, principal::Role, time::Clock};
    use jobs::NewJob;
    use secrets::{OsRandomness, Randomness};
    use server::system_clock::SystemClock;
    use services::tools::refresh_job::RefreshTools;
    use std::{
        sync::Arc,
        time::{Duration, Instant},
    };
    use store::{DatabaseUrl, Store, accounts, jobs as stored};

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_server_without_work_leaves_it_to_a_worker() {
        let Some(database) = Throwaway::new() else { return };
        let address = database.address.as_str();
        let installation = Installation::new();
        let server = installation.serve_with(&[("DATABASE_URL", address), ("WORKER", "off")]);
        let fill = Arc::new(|buffer: &mut [u8]| OsRandomness.fill(buffer));
        let url = DatabaseUrl::parse(address).unwrap();
        let store = Store::connect(&url, Arc::new(SystemClock), fill).unwrap();
        refresh_of_somebody(&store).await;
        tokio::time::sleep(Duration::from_secs(3)).await;
        assert_eq!(active(&store).await, [JobState::Pending], "the server does not touch it");

        let mut worker = installation.work_with(&[("DATABASE_URL", address)]);
        let patience = Instant::now() + Duration::from_secs(30);
        while !active(&store).await.is_empty() {
            assert!(Instant::now() < patience, "the worker does not work");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let failed = store.system().read(|tx| stored::queue::failed(tx, 9)).await.unwrap();
        assert_eq!(failed, []);
        worker.kill().unwrap();
        worker.wait().unwrap();
        assert!(server.get("/healthz").is_some_and(|answer| answer.starts_with("HTTP/1.1 200")));
        drop((server, store));
    }

    /// Nobody is connected to anything, so there is little to do.
    async fn refresh_of_somebody(store: &Store) {
        let user: UserId = store.new_id();
        let new = accounts::NewUser {
            id: user,
            site: SiteId::parse("sandbox").unwrap(),
            employee_id: "mkeller".to_owned(),
            name: "Maja Keller".to_owned(),
            email: None,
            jira_url: "https://jira.example.com".to_owned(),
            role: Role::User,
            password_hash: String::new(),
            wrapped_key: String::new(),
            avatar: None,
        };
        let job = NewJob::of(&RefreshTools { since: SystemClock.now() }).unwrap().deduplicated("workers");
        let system = store.system();
        let stored = system.write(move |tx| -> Result<bool, store::StoreError> {
            accounts::create(tx, new)?;
            stored::schedule(tx, user, &job)
        });
        assert!(stored.await.unwrap());
    }

    async fn active(store: &Store) -> Vec<JobState> {
        let jobs = store.system().read(|tx| stored::queue::active(tx, 9)).await.unwrap();
        jobs.iter().map(|job| job.state).collect()
    }
}
