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
    use crate::{
        backups,
        program::{Installation, Throwaway},
    };
    use contract::views::JobState;
    use domain::time::Clock;
    use jobs::NewJob;
    use secrets::{OsRandomness, Randomness, Vault};
    use server::system_clock::SystemClock;
    use services::tools::refresh_job::RefreshTools;
    use settings::{AppMode, Environment};
    use std::{
        sync::Arc,
        time::{Duration, Instant},
    };
    use store::{DatabaseUrl, Store, jobs as stored};

    /// How long a job is watched that nobody may take; a worker looks for work every second.
    const WATCHED: Duration = Duration::from_secs(3);

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_server_that_does_not_work_leaves_jobs_to_a_worker() {
        let Some(database) = Throwaway::new() else { return };
        let address = database.address.to_string();
        let installation = Installation::new();
        let key_file = installation.path("keys.env").display().to_string();
        let shared = [("DATABASE_URL", address.as_str()), ("KEY_FILE", key_file.as_str())];
        let server = installation.serve_with(&[shared[0], shared[1], ("WORKER", "off")]);

        let store = refresh_of_somebody(&shared).await;
        tokio::time::sleep(WATCHED).await;
        assert_eq!(active(&store).await, [JobState::Pending], "the server does not touch it");

        let _worker = installation.work_with(&shared);
        let patience = Instant::now() + Duration::from_secs(30);
        while !active(&store).await.is_empty() {
            assert!(Instant::now() < patience, "the worker does not work");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let failed = store.system().read(|tx| stored::queue::failed(tx, 9)).await.unwrap();
        assert_eq!(failed, []);
        assert!(server.get("/healthz").is_some_and(|answer| answer.starts_with("HTTP/1.1 200")));
    }

    /// A job of somebody whose secrets the installation's keys open. Nobody's tools are there to be fetched, so there is
    /// little to do.
    async fn refresh_of_somebody(shared: &[(&str, &str)]) -> Store {
        let lookup = |name: &str| {
            let found = shared.iter().find(|(variable, _)| *variable == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let environment = Environment::from_env(Some(AppMode::Development), &lookup, &OsRandomness).unwrap();
        let vault = Vault::new(environment.keys.encryption, Arc::new(OsRandomness));
        let fill = Arc::new(|buffer: &mut [u8]| OsRandomness.fill(buffer));
        let url = DatabaseUrl::parse(&lookup("DATABASE_URL").unwrap()).unwrap();
        let store = Store::connect(&url, Arc::new(SystemClock), fill).unwrap();
        let (user, _) = backups::account(&store, &vault, "mkeller").await;
        let job = NewJob::of(&RefreshTools { since: SystemClock.now() }).unwrap().deduplicated("workers");
        let scheduled = store.system().write(move |tx| stored::schedule(tx, user, &job)).await;
        assert!(scheduled.unwrap());
        store
    }

    async fn active(store: &Store) -> Vec<JobState> {
        let jobs = store.system().read(|tx| stored::queue::active(tx, 9)).await.unwrap();
        jobs.iter().map(|job| job.state).collect()
    }
}
