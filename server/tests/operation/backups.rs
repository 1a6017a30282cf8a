//! Backups while people work, and what they are good for.

use crate::program::Installation;
#[cfg(feature = "postgres")]
use crate::program::Throwaway;
use domain::{ids::UserId, jira::SiteId, principal::Role};
use secrecy::ExposeSecret;
use secrets::{Aad, KeyRing, OsRandomness, Randomness, Vault, WrappedKey};
use server::{
    backup::{Backup, BackupError, Restore, Restored, restore, write},
    system_clock::SystemClock,
};
use settings::{AppMode, Environment};
use std::{
    fs,
    io::Read,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use store::{
    DatabaseUrl, Store,
    accounts::{self, NewUser},
    connections::{self, ConnectionKind, SaveConnection},
    rotation::{self, RingSealed},
};

/// Where a developer's machine keeps its keys.
const KEYS: &str = "development-keys.env";
const TOKEN: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE0";

/// A SQLite file, with its schema.
pub(crate) fn open(file: &Path) -> Store {
    let fill = Arc::new(|buffer: &mut [u8]| OsRandomness.fill(buffer));
    Store::connect(&DatabaseUrl::sqlite(file), Arc::new(SystemClock), fill).unwrap()
}

/// People whose data keys are under a key called `k1` of nobody's.
pub(crate) async fn crowd(store: &Store, count: usize) {
    let vault = Vault::new(KeyRing::generate("k1", &OsRandomness).unwrap(), Arc::new(OsRandomness));
    for number in 0..count {
        person(store, &vault, &format!("crowd-{number}")).await;
    }
}

/// An account whose data key is under the vault's.
pub(crate) async fn account(store: &Store, vault: &Vault, employee: &str) -> (UserId, WrappedKey) {
    let (key, id) = (vault.new_data_key(), store.new_id());
    let new = NewUser {
        id,
        site: SiteId::parse("sandbox").unwrap(),
        employee_id: employee.to_owned(),
        name: employee.to_owned(),
        email: None,
        jira_url: "https://jira.example.com".to_owned(),
        role: Role::User,
        password_hash: String::new(),
        wrapped_key: key.as_str().to_owned(),
        avatar: None,
    };
    store.system().write(move |tx| accounts::create(tx, new)).await.unwrap();
    (id, key)
}

/// An account with a connection; gives its token, sealed as it is stored.
async fn person(store: &Store, vault: &Vault, employee: &str) -> (WrappedKey, String) {
    let (id, key) = account(store, vault, employee).await;
    let sealed = vault.seal(&key, &TOKEN.into(), &place()).unwrap();
    let connection = SaveConnection {
        id: store.new_id(),
        kind: ConnectionKind::Confluence,
        provider: None,
        url: "https://confluence.example.com".to_owned(),
        account: None,
        sealed_secret: sealed.clone(),
        secret_hint: "••••MDE0".to_owned(),
    };
    let system = store.system();
    system.write(move |tx| connections::save_proved(tx, id, &connection, "Tested")).await.unwrap();
    (key, sealed)
}

fn place() -> Aad {
    Aad::new("connections", "sealed_secret", "row", "user")
}

/// The environment of an installation in `folder`, with keys of its own unless `keys` has some.
fn environment(folder: &Path, keys: Option<&Environment>) -> Environment {
    let database = format!("sqlite:{}", folder.join("agent.db").display());
    let lookup = |name: &str| match name {
        "DATABASE_URL" => Some(database.clone()),
        "CONFIG_DIR" => Some(folder.join("config").display().to_string()),
        _ => None,
    };
    let environment = Environment::from_env(Some(AppMode::Development), &lookup, &OsRandomness).unwrap();
    match keys {
        Some(other) => Environment { keys: other.keys.clone(), ..environment },
        None => environment,
    }
}

fn vault(environment: &Environment) -> Vault {
    Vault::new(environment.keys.encryption.clone(), Arc::new(OsRandomness))
}

async fn people(store: &Store) -> usize {
    store.system().read(|tx| rotation::count(tx, RingSealed::DataKeys)).await.unwrap()
}

async fn put_back(environment: &Environment, from: &Path, force: bool) -> Result<Restored, BackupError> {
    restore(Restore { environment, from, force, with_config: true }).await
}

fn unpacked(file: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(fs::File::open(file).unwrap()).read_to_end(&mut bytes).unwrap();
    bytes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_under_load_restores_elsewhere_and_opens_with_the_same_keys_only() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let ours = environment(here.path(), None);
    fs::create_dir_all(here.path().join("config")).unwrap();
    fs::write(
        here.path().join("config/config.json"),
        r#"{"oauth_clients":[{"client_secret_file":"a.pem"}]}"#,
    )
    .unwrap();
    fs::write(here.path().join("config/a.pem"), "the client's secret").unwrap();
    fs::write(here.path().join("config/b.pem"), "-----BEGIN PRIVATE KEY-----").unwrap();
    fs::write(here.path().join("config/ca.pem"), "-----BEGIN CERTIFICATE-----").unwrap();
    let store = open(&here.path().join("agent.db"));
    store.migrate().await.unwrap();
    let sealing = vault(&ours);
    let (key, sealed) = person(&store, &sealing, "maja").await;

    let over = Arc::new(AtomicBool::new(false));
    let writer = tokio::spawn({
        let (store, sealing, over) = (store.clone(), sealing.clone(), Arc::clone(&over));
        async move {
            let mut written = 0;
            while !over.load(Ordering::SeqCst) {
                person(&store, &sealing, &format!("new-{written}")).await;
                written += 1;
            }
            written
        }
    });
    while people(&store).await < 20 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let file = here.path().join("backup.tar.gz");
    let backup =
        || Backup { environment: &ours, store: &store, to: &file, with_config: true, clock: &SystemClock };
    let written = write(backup()).await.unwrap();
    over.store(true, Ordering::SeqCst);
    let all = writer.await.unwrap() + 1;
    assert!(matches!(write(backup()).await.unwrap_err(), BackupError::Exists(_)), "nothing is written over");

    // What it holds, and what not.
    let names: Vec<&str> = written.manifest.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["database.sqlite", "config/ca.pem", "config/config.json"]);
    let bytes = unpacked(&file);
    let list = ours.keys.encryption.to_list();
    let key_text = list.expose_secret().split_once(':').unwrap().1.to_owned();
    for canary in [TOKEN, key_text.as_str(), "the client's secret"] {
        assert!(!bytes.windows(canary.len()).any(|window| window == canary.as_bytes()), "{canary}");
    }
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds(&sealed), "what is stored sealed is there, so a look for the secret itself says something");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    // Other keys, whatever they are called: refused, and nothing is there.
    let strangers = environment(there.path(), None);
    let refused = put_back(&strangers, &file, false).await.unwrap_err();
    assert!(matches!(refused, BackupError::NoKeys(_)), "{refused}");
    assert!(refused.to_string().contains("encryption key k1 (fingerprint "), "{refused}");
    assert!(!there.path().join("agent.db").exists() && !there.path().join("config").exists());

    let with_ours = environment(there.path(), Some(&ours));
    let restored = put_back(&with_ours, &file, false).await.unwrap();
    assert_eq!(restored.config.len(), 2);
    let again = open(&there.path().join("agent.db"));
    let found = people(&again).await;
    assert!((20..=all).contains(&found), "{found} of {all}");
    services::keys::fit(&again, &vault(&with_ours)).await.unwrap();
    assert_eq!(vault(&with_ours).open(&key, &sealed, &place()).unwrap().expose_secret(), TOKEN);
    person(&again, &vault(&with_ours), "somebody new").await;
    drop(again);

    // A database with people in it stays, unless somebody insists; then it is kept aside.
    let refused = put_back(&with_ours, &file, false).await.unwrap_err();
    assert!(matches!(refused, BackupError::Exists(_)), "{refused}");
    let refused =
        restore(Restore { environment: &with_ours, from: &file, force: false, with_config: false }).await;
    assert!(matches!(refused.unwrap_err(), BackupError::NotEmpty(count) if count == found + 1));
    let kept = put_back(&with_ours, &file, true).await.unwrap().kept.unwrap();
    assert_eq!(people(&open(&kept)).await, found + 1);
    assert_eq!(people(&open(&there.path().join("agent.db"))).await, found);

    // A damaged database is what restoring is for; it, too, is kept aside.
    let target = there.path().join("agent.db");
    fs::write(&target, "this was a database once").unwrap();
    assert!(put_back(&with_ours, &file, false).await.is_err());
    let kept =
        restore(Restore { environment: &with_ours, from: &file, force: true, with_config: false }).await;
    assert_eq!(fs::read(kept.unwrap().kept.unwrap()).unwrap(), b"this was a database once");
    assert_eq!(people(&open(&target)).await, found);
}

#[tokio::test]
async fn a_damaged_or_strange_file_is_refused_before_anything_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let ours = environment(folder.path(), None);
    let store = open(&folder.path().join("agent.db"));
    store.migrate().await.unwrap();
    let file = folder.path().join("backup.tar.gz");
    write(Backup { environment: &ours, store: &store, to: &file, with_config: false, clock: &SystemClock })
        .await
        .unwrap();
    drop(store);
    let good = fs::read(&file).unwrap();
    let empty = {
        let packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        tar::Builder::new(packed).into_inner().unwrap().finish().unwrap()
    };
    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0xff;
    let before = fs::read(folder.path().join("agent.db")).unwrap();
    for (what, bytes) in [
        ("nothing", Vec::new()),
        ("text", b"not a backup".to_vec()),
        ("an empty archive", empty),
        ("half of it", good[..good.len() / 2].to_vec()),
        ("a flipped byte", flipped),
    ] {
        fs::write(&file, bytes).unwrap();
        let refused =
            restore(Restore { environment: &ours, from: &file, force: true, with_config: false }).await;
        assert!(matches!(refused, Err(BackupError::Damaged(_))), "{what}: {refused:?}");
        assert_eq!(fs::read(folder.path().join("agent.db")).unwrap(), before, "{what}");
    }
}

#[test]
fn the_commands_say_what_they_did_and_refuse_while_a_server_runs() {
    let installation = Installation::new();
    let server = installation.serve();
    let backup = installation.path("backup.tar.gz").display().to_string();
    let done = installation.run(&["backup", "--to", &backup, "--with-config"]);
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success() && said.contains("It holds no keys") && said.contains("k1 ("), "{said}");
    let refused = installation.run(&["restore", &backup]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("a server uses this database"), "{said}");

    let elsewhere = Installation::new();
    // With who may read it.
    fs::copy(installation.path(KEYS), elsewhere.path(KEYS)).unwrap();

    // A rotation beside the running server, which takes the new key over by itself.
    let rotated = installation.run(&["rotate-keys", "--new-key"]);
    let said = String::from_utf8_lossy(&rotated.stdout).into_owned();
    assert!(rotated.status.success() && said.contains("k1 (old): nothing is left on it"), "{said}");
    let forgotten = installation.run(&["rotate-keys", "--forget-old"]);
    let said = String::from_utf8_lossy(&forgotten.stdout).into_owned();
    assert!(forgotten.status.success() && said.contains("k1 removed from"), "{said}");
    server.terminate();
    let (code, log) = server.ended(Duration::from_secs(30));
    assert_eq!(code, Some(0));
    assert!(log.iter().any(|line| line.contains("the encryption keys have changed")), "{log:?}");
    // It starts elsewhere, with the keys that the server had then.
    let restored = elsewhere.run(&["restore", &backup]);
    let said = String::from_utf8_lossy(&restored.stderr).into_owned();
    assert!(restored.status.success(), "{said}");
    drop(elsewhere.serve());
    // A backup from before needs the key that is gone.
    let refused = installation.run(&["restore", &backup, "--force"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("encryption key k1"), "{said}");
}

/// PostgreSQL's own programs do the work here; they come with the server that the tests need anyway.
#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_postgresql_database_is_dumped_and_loaded_by_its_own_programs() {
    let Some(database) = Throwaway::new() else { return };
    let address = database.address.clone();
    let folder = tempfile::tempdir().unwrap();
    let ours = environment(folder.path(), None);
    let ours = Environment { database_url: address.to_string().into(), ..ours };
    let fill = Arc::new(|buffer: &mut [u8]| OsRandomness.fill(buffer));
    let url = DatabaseUrl::parse(address.as_str()).unwrap();
    let store = Store::connect(&url, Arc::new(SystemClock), fill).unwrap();
    store.migrate().await.unwrap();
    let (key, sealed) = person(&store, &vault(&ours), "maja").await;
    let file = folder.path().join("backup.tar.gz");
    let made =
        Backup { environment: &ours, store: &store, to: &file, with_config: false, clock: &SystemClock };
    assert_eq!(write(made).await.unwrap().manifest.files[0].name, "database.pgdump");

    person(&store, &vault(&ours), "somebody who came later").await;
    // A newer program's table, which the backup knows nothing of.
    let newer = "CREATE TABLE newer (user_id TEXT REFERENCES users (id))";
    let done =
        std::process::Command::new("psql").args([address.as_str(), "--quiet", "--command", newer]).status();
    assert!(done.unwrap().success());
    let again = |force| restore(Restore { environment: &ours, from: &file, force, with_config: false });
    assert!(matches!(again(false).await.unwrap_err(), BackupError::NotEmpty(2)));
    again(true).await.unwrap();
    assert_eq!(people(&store).await, 1);
    services::keys::fit(&store, &vault(&ours)).await.unwrap();
    assert_eq!(vault(&ours).open(&key, &sealed, &place()).unwrap().expose_secret(), TOKEN);
    // The other kind is refused.
    let other = environment(folder.path(), Some(&ours));
    let refused =
        restore(Restore { environment: &other, from: &file, force: false, with_config: false }).await;
    assert!(matches!(refused.unwrap_err(), BackupError::OtherKind { .. }));
    drop(store);
}
