//! Which process a SQLite database belongs to.

use crate::StoreError;
use std::{fs::File, path::Path};

/// Held while this process is the only one that runs jobs on a SQLite database. The operating system lets go
/// of it when the process ends, however it ends.
#[derive(Debug)]
pub struct InstanceLock {
    _file: File,
}

impl InstanceLock {
    /// Locks `{database}.lock`.
    pub(crate) fn take(database: &Path) -> Result<Option<Self>, StoreError> {
        let mut name = database.as_os_str().to_owned();
        name.push(".lock");
        let file =
            File::options().create(true).truncate(false).write(true).open(name).map_err(StoreError::Lock)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            Err(std::fs::TryLockError::Error(error)) => Err(StoreError::Lock(error)),
        }
    }
}
