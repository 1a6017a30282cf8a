//! Edits while running: good ones are picked up, bad ones leave the last good configuration in use.

use crate::support::{copy, development, replace};
use settings::{LiveSettings, ReloadStatus};
use std::{fs, sync::Arc, time::Duration};
use tempfile::TempDir;
use tokio::sync::watch;

/// Far longer than the two seconds that are promised, so that a busy machine does not fail the test.
const PATIENCE: Duration = Duration::from_secs(20);

#[expect(clippy::unwrap_used, reason = "test helper")]
fn start(dir: &TempDir) -> (LiveSettings, watch::Receiver<ReloadStatus>) {
    let live = LiveSettings::start(dir.path().to_owned(), Arc::new(development())).unwrap();
    let changes = live.subscribe();
    (live, changes)
}

#[expect(clippy::unwrap_used, reason = "test helper")]
async fn wait_for(changes: &mut watch::Receiver<ReloadStatus>, wanted: impl FnMut(&ReloadStatus) -> bool) {
    tokio::time::timeout(PATIENCE, changes.wait_for(wanted)).await.unwrap().unwrap();
}

#[tokio::test]
async fn an_edit_is_picked_up_and_a_snapshot_in_use_stays_as_it_is() {
    let dir = copy();
    let (live, mut changes) = start(&dir);
    let before = live.current();
    replace(&dir, "config.json", r#""name": "Sandbox""#, r#""name": "Renamed""#);
    wait_for(&mut changes, |status| status.generation == 1).await;
    assert_eq!(before.sites[0].name, "Sandbox");
    assert_eq!(live.current().sites[0].name, "Renamed");
}

#[tokio::test]
async fn each_file_says_since_when_it_is_in_use_and_a_mistake_since_when_it_is_there() {
    let dir = copy();
    let (live, mut changes) = start(&dir);
    let before = live.status();
    assert!(before.failing_since.is_none());
    replace(&dir, "prompts.json", "single word OK", "single word YES");
    wait_for(&mut changes, |status| status.generation == 1).await;
    let after = live.status();
    assert_eq!(after.loaded["config.json"], before.loaded["config.json"]);
    assert!(after.loaded["prompts.json"] > before.loaded["prompts.json"]);
    let names: Vec<_> = live.current().files.iter().map(|file| file.name.clone()).collect();
    assert_eq!(after.loaded.keys().len(), names.len(), "{names:?}");
    replace(&dir, "config.json", r#""kind": "dc""#, r#""kind": "server""#);
    wait_for(&mut changes, |status| status.error.is_some()).await;
    assert!(live.status().failing_since.is_some());
    assert_eq!(live.status().loaded, after.loaded, "what is in use stays in use");
}

#[tokio::test]
async fn an_invalid_edit_keeps_the_last_good_until_it_is_repaired() {
    let dir = copy();
    let (live, mut changes) = start(&dir);
    replace(&dir, "config.json", r#""kind": "dc""#, r#""kind": "server""#);
    wait_for(&mut changes, |status| status.error.is_some()).await;
    assert!(live.last_error().unwrap().to_string().contains("sites[0].kind"));
    assert_eq!(live.current().sites[0].name, "Sandbox");
    replace(&dir, "config.json", r#""kind": "server""#, r#""kind": "dc""#);
    wait_for(&mut changes, |status| status.error.is_none()).await;
    assert!(live.last_error().is_none());
    assert_eq!(changes.borrow().generation, 0, "the files are what they were");
}

#[tokio::test]
async fn an_editor_that_writes_beside_and_renames_is_followed_more_than_once() {
    let dir = copy();
    let (live, mut changes) = start(&dir);
    for (generation, name) in [(1, "First"), (2, "Second")] {
        let text = fs::read_to_string(dir.path().join("config.json")).unwrap();
        let old = format!("\"name\": \"{}\"", live.current().sites[0].name);
        let temporary = dir.path().join(".config.json.swp");
        fs::write(&temporary, text.replacen(&old, &format!("\"name\": \"{name}\""), 1)).unwrap();
        fs::rename(&temporary, dir.path().join("config.json")).unwrap();
        wait_for(&mut changes, |status| status.generation == generation).await;
        assert_eq!(live.current().sites[0].name, name);
    }
}

#[tokio::test]
async fn editors_temporary_files_and_mere_reading_change_nothing() {
    let dir = copy();
    let (live, mut changes) = start(&dir);
    let before = live.current();
    fs::write(dir.path().join("config.json~"), "{").unwrap();
    fs::write(dir.path().join("4913"), "").unwrap();
    fs::remove_file(dir.path().join("4913")).unwrap();
    // A real edit afterwards is the first thing that is noticed.
    replace(&dir, "prompts.json", "single word OK", "single word YES");
    wait_for(&mut changes, |status| status.generation > 0 || status.error.is_some()).await;
    assert_eq!(changes.borrow().generation, 1);
    assert!(live.last_error().is_none());
    assert!(!Arc::ptr_eq(&before, &live.current()));
}

#[test]
fn a_broken_directory_is_an_error_at_the_start() {
    let dir = copy();
    fs::remove_file(dir.path().join("prompts.json")).unwrap();
    assert!(LiveSettings::start(dir.path().to_owned(), Arc::new(development())).is_err());
}
