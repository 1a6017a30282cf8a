//! Reading files, each at most once per load.

use super::Loader;
use crate::{
    ConfigError, Headers, Payloads, Prompts, ReadFile, document::Document, header, payload, prompts,
    schema::checks,
};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// A configuration file larger than this is a mistake, in bytes.
const LARGEST_FILE: u64 = 4 * 1024 * 1024;

impl Loader<'_> {
    pub(super) fn named_file<T>(
        &mut self,
        document: &Document,
        path: &str,
        name: &str,
        read: impl Fn(&mut Self, &str) -> Option<Arc<T>>,
    ) -> Option<Arc<T>> {
        match checks::file_name(name) {
            Ok(()) => read(self, name),
            Err(expected) => {
                self.errors.push(document.error(path, expected, document.describe(&name.into())));
                None
            }
        }
    }

    pub(super) fn header_file(&mut self, name: &str) -> Option<Arc<Headers>> {
        if let Some(known) = self.headers.get(name) {
            return known.clone();
        }
        let read = self
            .document(name, true)
            .and_then(|document| header::read(&document, &mut self.errors))
            .map(Arc::new);
        self.headers.insert(name.to_owned(), read.clone());
        read
    }

    pub(super) fn payload_file(&mut self, name: &str) -> Option<Arc<Payloads>> {
        if let Some(known) = self.payloads.get(name) {
            return known.clone();
        }
        let read = self
            .document(name, false)
            .and_then(|document| payload::read(&document, &mut self.errors))
            .map(Arc::new);
        self.payloads.insert(name.to_owned(), read.clone());
        read
    }

    pub(super) fn prompts_file(&mut self, name: &str) -> Option<Arc<Prompts>> {
        if let Some(known) = self.prompts.get(name) {
            return known.clone();
        }
        let read = self
            .document(name, false)
            .and_then(|document| prompts::read(&document, &mut self.errors))
            .map(Arc::new);
        self.prompts.insert(name.to_owned(), read.clone());
        read
    }

    pub(super) fn document(&mut self, name: &str, hide_values: bool) -> Option<Document> {
        let parsed = self
            .read(name)
            .map_err(|found| ConfigError {
                file: name.to_owned(),
                path: String::new(),
                position: None,
                expected: format!("a readable file in {}", self.dir.display()),
                found,
            })
            .and_then(|text| Document::parse(name, &text, hide_values));
        parsed.map_err(|error| self.errors.push(error)).ok()
    }

    /// A file that the configuration names and that is no JSON.
    pub(super) fn beside(&mut self, document: &Document, path: &str, name: &str) -> Option<String> {
        let text = checks::file_name(name)
            .map_err(|expected| (expected.to_owned(), document.describe(&name.into())))
            .and_then(|()| self.read(name).map_err(|found| (format!("a readable file {name}"), found)));
        text.map_err(|(expected, found)| self.errors.push(document.error(path, expected, found))).ok()
    }

    /// The text, or in words why not.
    pub(super) fn read(&mut self, name: &str) -> Result<String, String> {
        let path = self.dir.join(name);
        let size = std::fs::metadata(&path).map_err(|error| in_words(&error))?.len();
        if size > LARGEST_FILE {
            return Err(format!("{size} bytes"));
        }
        let text = std::fs::read_to_string(&path).map_err(|error| in_words(&error))?;
        self.hash.update((name.len() as u64).to_be_bytes());
        self.hash.update(name);
        self.hash.update((text.len() as u64).to_be_bytes());
        self.hash.update(&text);
        self.files.push(ReadFile { name: name.to_owned(), sha256: hex::encode(Sha256::digest(&text)) });
        Ok(text)
    }
}

fn in_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".into(),
        std::io::ErrorKind::PermissionDenied => "a file that may not be read".into(),
        std::io::ErrorKind::InvalidData => "a file that is not UTF-8".into(),
        kind => kind.to_string(),
    }
}
