//! The environment: defaults, the rules of production, keys.

use crate::support::{KEYS, environment};
use secrecy::ExposeSecret;
use secrets::{FixedRandomness, OsRandomness};
use settings::{AppMode, Environment};

#[expect(clippy::unwrap_used, reason = "test helper")]
fn messages(mode: AppMode, variables: &[(&str, &str)]) -> String {
    let errors = environment(mode, variables).unwrap_err();
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn development_needs_nothing() {
    let environment = environment(AppMode::Development, &[]).unwrap();
    assert_eq!(environment.public_url.as_str(), "http://127.0.0.1:3000/");
    assert_eq!(environment.accepted_origins(), ["http://127.0.0.1:3000", "http://localhost:3000"]);
    assert_eq!(environment.accepted_hosts(), ["127.0.0.1:3000", "localhost:3000"]);
    assert_eq!(environment.database_url.expose_secret(), "sqlite://data/jira-agent.db");
    assert_eq!(environment.listen_address.to_string(), "127.0.0.1:3000");
    assert!(environment.session_timeout.is_none() && environment.trusted_proxies.is_empty());
}

#[test]
fn empty_variables_count_as_missing() {
    assert!(environment(AppMode::Development, &[("SESSION_TIMEOUT", ""), ("PUBLIC_URL", " ")]).is_ok());
}

#[test]
fn production_accepts_only_its_public_address() {
    let environment = crate::support::production();
    assert_eq!(environment.accepted_origins(), ["https://agent.example.com"]);
    assert_eq!(environment.accepted_hosts(), ["agent.example.com"]);
    let here =
        crate::support::environment(AppMode::Production, &[("PUBLIC_URL", "http://127.0.0.1:8080")]).unwrap();
    assert_eq!(here.accepted_hosts(), ["127.0.0.1:8080"]);
}

#[test]
fn production_refuses_plain_http_and_a_missing_address() {
    let plain = messages(AppMode::Production, &[("PUBLIC_URL", "http://agent.example.com")]);
    assert!(plain.starts_with("environment, PUBLIC_URL: expected an https address"), "{plain}");
    let missing = messages(AppMode::Production, &[]);
    assert!(missing.contains("a line such as PUBLIC_URL=https://"), "{missing}");
}

#[test]
fn wrong_variables_are_reported_together_and_passwords_are_not_repeated() {
    let all = messages(
        AppMode::Development,
        &[
            ("SESSION_TIMEOUT", "25"),
            ("LISTEN_ADDRESS", "3000"),
            ("TRUSTED_PROXIES", "10.0.0.0/8, proxy"),
            ("LOG_LEVEL", "loud"),
            ("DATABASE_URL", "mysql://root:hunter2@db/x"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://me:hunter3@otel"),
            ("METRICS_ADDRESS", "9464"),
            ("PUBLIC_URL", "https://me:hunter4@agent.example.com/path"),
            ("PEPPER_KEYS", "p1:hunter5"),
        ],
    );
    for variable in [
        "SESSION_TIMEOUT: expected 15, 20 or 30",
        "LISTEN_ADDRESS: expected an address with a port",
        "TRUSTED_PROXIES: expected addresses or ranges",
        "LOG_LEVEL: expected error, warn",
        "DATABASE_URL: expected sqlite://",
        "OTEL_EXPORTER_OTLP_ENDPOINT: expected an http",
        "METRICS_ADDRESS: expected an address with a port",
        "PUBLIC_URL: expected an http or https address without a path",
        "PEPPER_KEYS: expected key p1 to be 32 bytes",
    ] {
        assert!(all.contains(variable), "{variable}\nnot in\n{all}");
    }
    assert!(!all.contains("hunter"), "{all}");
}

#[test]
fn a_server_works_on_jobs_unless_others_can() {
    assert!(environment(AppMode::Development, &[]).unwrap().worker);
    let postgres = ("DATABASE_URL", "postgres://app@db/app");
    assert!(!environment(AppMode::Development, &[postgres, ("WORKER", "off")]).unwrap().worker);
    let alone = messages(AppMode::Development, &[("WORKER", "off")]);
    assert!(alone.contains("WORKER: expected on with SQLite"), "{alone}");
    assert!(messages(AppMode::Development, &[("WORKER", "maybe")]).contains("expected on or off"));
}

#[test]
fn metrics_do_not_share_the_address_of_the_pages() {
    let at = |address| environment(AppMode::Development, &[("METRICS_ADDRESS", address)]);
    assert_eq!(at("127.0.0.1:9464").unwrap().metrics_address.unwrap().port(), 9464);
    assert!(at("127.0.0.1:3000").is_err() && at("").unwrap().metrics_address.is_none());
}

#[test]
fn production_names_the_line_for_each_missing_key() {
    let lookup = |name: &str| (name == "PUBLIC_URL").then(|| "https://agent.example.com".to_owned());
    let errors =
        Environment::from_env(Some(AppMode::Production), &lookup, &OsRandomness).unwrap_err().to_string();
    for line in ["JWT_KEYS=j1", "ENCRYPTION_KEYS=k1", "PEPPER_KEYS=p1"] {
        assert!(errors.contains(&format!("{line}:$(openssl rand -base64 32)")), "{errors}");
    }
}

#[test]
fn the_mode_is_production_unless_said_otherwise() {
    let keys = |name: &str| KEYS.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    let errors = Environment::from_env(None, &keys, &OsRandomness).unwrap_err().to_string();
    assert!(errors.contains("PUBLIC_URL"), "{errors}");
    let lookup = |name: &str| if name == "APP_MODE" { Some("development".into()) } else { keys(name) };
    assert_eq!(Environment::from_env(None, &lookup, &OsRandomness).unwrap().mode, AppMode::Development);
    let lookup = |name: &str| if name == "APP_MODE" { Some("staging".into()) } else { keys(name) };
    assert!(Environment::from_env(None, &lookup, &OsRandomness).is_err());
}

#[test]
fn development_makes_its_keys_once_and_keeps_them_to_itself() {
    let dir = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}/data/agent.db", dir.path().display());
    let lookup = |name: &str| (name == "DATABASE_URL").then(|| database.clone());
    let read = |seed| {
        Environment::from_env(Some(AppMode::Development), &lookup, &FixedRandomness::new(seed)).unwrap()
    };
    let first = read(1).keys.encryption.to_list();
    assert_eq!(first.expose_secret(), read(2).keys.encryption.to_list().expose_secret());
    let file = dir.path().join("data/development-keys.env");
    assert_eq!(std::fs::read_dir(dir.path().join("data")).unwrap().count(), 1, "no temporary file stays");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        let error = Environment::from_env(Some(AppMode::Development), &lookup, &OsRandomness).unwrap_err();
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }
}

#[test]
fn production_reads_a_key_file_and_variables_win_over_it() {
    let dir = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}/agent.db", dir.path().display());
    let make = |name: &str| (name == "DATABASE_URL").then(|| database.clone());
    let made = Environment::from_env(Some(AppMode::Development), &make, &FixedRandomness::new(1)).unwrap();
    let file = dir.path().join("development-keys.env").display().to_string();
    let lookup = |name: &str| match name {
        "KEY_FILE" => Some(file.clone()),
        "PUBLIC_URL" => Some("https://agent.example.com".into()),
        "JWT_KEYS" => Some("j9:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".into()),
        _ => None,
    };
    let read = Environment::from_env(Some(AppMode::Production), &lookup, &OsRandomness).unwrap();
    assert_eq!(read.keys.jwt.0.current().id(), "j9");
    assert_eq!(read.keys.pepper.0.to_list().expose_secret(), made.keys.pepper.0.to_list().expose_secret());
}

#[test]
fn new_encryption_keys_are_written_without_touching_the_rest_of_the_key_file() {
    let dir = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}/agent.db", dir.path().display());
    let lookup = |name: &str| (name == "DATABASE_URL").then(|| database.clone());
    let read =
        || Environment::from_env(Some(AppMode::Development), &lookup, &FixedRandomness::new(1)).unwrap();
    let before = read();
    let file = before.key_file.clone().unwrap();
    file.write_encryption_keys(&before.keys.encryption.with_new_key(&FixedRandomness::new(2))).unwrap();
    let after = read();
    assert_eq!(after.keys.encryption.all().map(secrets::Key::id).collect::<Vec<_>>(), ["k2", "k1"]);
    assert_eq!(file.encryption_keys().unwrap().current().id(), "k2");
    let pepper = |environment: &Environment| environment.keys.pepper.0.current().fingerprint();
    assert_eq!(pepper(&before), pepper(&after));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "no temporary file stays");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(file.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // Keys from a variable stay what they are until the process ends.
    let fixed = |name: &str| match name {
        "ENCRYPTION_KEYS" => Some("k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned()),
        name => lookup(name),
    };
    let fixed = Environment::from_env(Some(AppMode::Development), &fixed, &OsRandomness).unwrap();
    assert!(fixed.key_file.is_none());
}

#[test]
fn debug_shows_no_secret() {
    let environment =
        environment(AppMode::Development, &[("DATABASE_URL", "postgres://me:hunter2@db/x")]).unwrap();
    let shown = format!("{environment:?}");
    assert!(!shown.contains("hunter2") && !shown.contains("AAAA"), "{shown}");
}
