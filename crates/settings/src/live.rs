//! The current snapshot, kept up to date while the files change.

use crate::{ConfigErrors, Environment, ReadFile, Settings};
use arc_swap::ArcSwap;
use notify_debouncer_full::{
    DebounceEventResult, Debouncer, RecommendedCache, new_debouncer,
    notify::{
        EventKind, RecommendedWatcher, RecursiveMode,
        event::{AccessKind, AccessMode},
    },
};
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::watch;

/// Long enough for an editor to finish its write and rename, short enough to be in use within two seconds.
const QUIET: Duration = Duration::from_millis(300);

/// What the last look at the files brought.
#[derive(Debug, Clone, Default)]
pub struct ReloadStatus {
    /// Counts the snapshots; 0 is the one from the start.
    pub generation: u64,
    /// Why the files as they are now are not in use; `None` when they are.
    pub error: Option<Arc<ConfigErrors>>,
    /// When files came into use, by name; a file that another snapshot did not change keeps its moment.
    pub loaded: BTreeMap<String, Instant>,
    /// Since when the files as they are now are not in use.
    pub failing_since: Option<Instant>,
}

impl ReloadStatus {
    /// Notes what came into use with `new`, in place of `old`.
    fn note(&mut self, old: &[ReadFile], new: &[ReadFile]) {
        let now = Instant::now();
        let mut loaded = BTreeMap::new();
        for file in new {
            let before = self.loaded.get(&file.name).filter(|_| old.contains(file));
            loaded.insert(file.name.clone(), before.copied().unwrap_or(now));
        }
        self.loaded = loaded;
    }
}

/// The settings in use. Cheap to clone; the last clone stops the watching.
#[derive(Clone)]
pub struct LiveSettings {
    state: Arc<State>,
    _watcher: Option<Arc<Debouncer<RecommendedWatcher, RecommendedCache>>>,
}

struct State {
    dir: PathBuf,
    current: ArcSwap<Settings>,
    status: watch::Sender<ReloadStatus>,
}

/// The files could not be used or watched at the start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigErrors),
    /// The operating system does not watch the directory.
    #[error("the configuration directory cannot be watched: {0}")]
    Watch(#[from] notify_debouncer_full::notify::Error),
}

impl LiveSettings {
    /// Loads the directory and follows its changes.
    pub fn start(dir: PathBuf, environment: Arc<Environment>) -> Result<Self, StartError> {
        let settings = Settings::load(&dir, &environment)?;
        let state = State::new(dir, settings);
        let weak = Arc::downgrade(&state);
        let mut watcher = new_debouncer(QUIET, None, move |result: DebounceEventResult| {
            // Errors of the watcher (a lost event, say) are a reason to look, too.
            let look = result.map_or(true, |events| events.iter().any(|event| is_change(event.kind)));
            if let Some(state) = weak.upgrade().filter(|_| look) {
                state.reload(&environment);
            }
        })?;
        // The directory and not the files: editors replace files, and a watch on a file follows the old one.
        watcher.watch(&state.dir, RecursiveMode::NonRecursive)?;
        Ok(Self { state, _watcher: Some(Arc::new(watcher)) })
    }

    /// Settings that never change, for tests and one-off commands.
    pub fn fixed(settings: Settings) -> Self {
        Self { state: State::new(PathBuf::new(), settings), _watcher: None }
    }

    /// The settings for one operation; keep this one to its end, so that it never sees a mixture.
    pub fn current(&self) -> Arc<Settings> {
        self.state.current.load_full()
    }

    /// Why the files as they are now are not in use.
    pub fn last_error(&self) -> Option<Arc<ConfigErrors>> {
        self.state.status.borrow().error.clone()
    }

    /// What the last look at the files brought.
    pub fn status(&self) -> ReloadStatus {
        self.state.status.borrow().clone()
    }

    /// Changes: a new generation, or a new error, or its end.
    pub fn subscribe(&self) -> watch::Receiver<ReloadStatus> {
        self.state.status.subscribe()
    }
}

impl State {
    fn new(dir: PathBuf, settings: Settings) -> Arc<Self> {
        let mut first = ReloadStatus::default();
        first.note(&[], &settings.files);
        let status = watch::Sender::new(first);
        Arc::new(Self { dir, current: ArcSwap::from_pointee(settings), status })
    }

    fn reload(&self, environment: &Environment) {
        match Settings::load(&self.dir, environment) {
            Ok(settings) => {
                let before = self.current.load_full();
                let changed = settings.fingerprint != before.fingerprint;
                let files = settings.files.clone();
                if changed {
                    self.current.store(Arc::new(settings));
                    tracing::info!("configuration reloaded");
                }
                self.status.send_if_modified(|status| {
                    let notify = changed || status.error.is_some();
                    status.generation += u64::from(changed);
                    if changed {
                        status.note(&before.files, &files);
                    }
                    status.error = None;
                    status.failing_since = None;
                    notify
                });
            }
            Err(errors) => {
                let is_new = self.status.borrow().error.as_deref() != Some(&errors);
                if is_new {
                    for error in &errors.0 {
                        tracing::error!(%error, "configuration not in use, the last good one stays");
                    }
                    self.status.send_modify(|status| {
                        status.error = Some(Arc::new(errors));
                        status.failing_since.get_or_insert_with(Instant::now);
                    });
                }
            }
        }
    }
}

/// Reading the files is an event, too, and would go round in circles.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(access) => matches!(access, AccessKind::Close(AccessMode::Write)),
        _ => true,
    }
}
