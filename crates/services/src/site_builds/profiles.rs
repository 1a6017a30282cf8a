//! What a person said about tables, remembered for others with the same columns: their type, and what columns mean.

use super::checked::Said;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use site_spec::{
    columns::{Column, normalised},
    detection::detect,
    reading::Workbook,
    sheets::{Choice, Reference},
    table::Table,
    types::Kind,
};
use std::collections::BTreeMap;
use store::{StoreError, Tx, preferences};

/// What is remembered, by the fingerprint of the columns.
pub(super) type Profiles = BTreeMap<String, Profile>;

/// The first profiles were types alone; what they say is still read.
const PREFERENCE: &str = "site_builds.kinds";
/// Tables that are remembered; then it begins anew.
const MOST: usize = 200;

/// What is remembered about tables with the same columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub(super) struct Profile {
    /// The type, where a person said it.
    pub(super) kind: Option<Kind>,
    /// What the columns mean, where a person said it.
    pub(super) mapped: Option<Mapped>,
}

/// What columns mean in a table of one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mapped {
    kind: Kind,
    columns: Vec<(Column, usize)>,
    unused: Vec<usize>,
    references: Vec<Reference>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Type(Kind),
    Profile {
        #[serde(default)]
        kind: Option<Kind>,
        #[serde(default)]
        mapped: Option<Mapped>,
    },
}

impl From<Written> for Profile {
    fn from(written: Written) -> Self {
        match written {
            Written::Type(kind) => Self { kind: Some(kind), mapped: None },
            Written::Profile { kind, mapped } => Self { kind, mapped },
        }
    }
}

impl Mapped {
    /// What was said about a table of this type; nothing when it says nothing about columns.
    pub(super) fn of(kind: Kind, choice: &Choice) -> Option<Self> {
        choice.is_mapped().then(|| Self {
            kind,
            columns: choice.columns.clone(),
            unused: choice.unused.clone(),
            references: choice.references.clone(),
        })
    }
}

impl Profile {
    /// Says about the columns of a table of this type what was said before; nothing where that was about another type.
    pub(super) fn apply(&self, kind: Option<Kind>, choice: &mut Choice) {
        let mapped = self.mapped.clone().filter(|mapped| Some(mapped.kind) == kind);
        let (columns, unused, references) =
            mapped.map(|mapped| (mapped.columns, mapped.unused, mapped.references)).unwrap_or_default();
        (choice.columns, choice.unused, choice.references) = (columns, unused, references);
    }
}

/// The same for the same columns in the same order, however they are written.
pub(super) fn fingerprint(table: &Table) -> String {
    let titles: Vec<String> = table.header.iter().map(|title| normalised(title)).collect();
    hex::encode(&Sha256::digest(titles.join("\u{1f}"))[..16])
}

/// What the person said before.
pub(super) fn remembered(tx: &mut Tx) -> Result<Profiles, StoreError> {
    Ok(preferences::get(tx, PREFERENCE)?.unwrap_or_default())
}

/// Remembers one profile; an empty one is forgotten.
pub(super) fn remember(
    tx: &mut Tx,
    mut profiles: Profiles,
    fingerprint: String,
    profile: Profile,
) -> Result<(), StoreError> {
    if profile == Profile::default() {
        profiles.remove(&fingerprint);
    } else {
        if profiles.len() >= MOST && !profiles.contains_key(&fingerprint) {
            profiles.clear();
        }
        profiles.insert(fingerprint, profile);
    }
    preferences::set(tx, PREFERENCE, &profiles)
}

/// What was said about tables like those of a new file. A type only counts where the table says none by itself.
pub(super) fn said_before(profiles: &Profiles, name: &str, content: &[u8]) -> Said {
    let mut said = Said::new();
    if profiles.is_empty() {
        return said;
    }
    let mut workbook = Workbook::new();
    workbook.add_bytes(name, content);
    for (number, table) in workbook.tables.iter().enumerate() {
        let Some(profile) = profiles.get(&fingerprint(table)) else { continue };
        let detected = detect(table).kind();
        // Whoever mapped its columns knew the type, too.
        let known = profile.kind.or_else(|| profile.mapped.as_ref().map(|mapped| mapped.kind));
        let mut choice = Choice { kind: known.filter(|_| detected.is_none()), ..Choice::default() };
        profile.apply(detected.or(known), &mut choice);
        if choice != Choice::default() {
            said.insert(number, choice);
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_remembered_before_columns_could_be_mapped_is_still_read() {
        let old: Profiles = serde_json::from_str(r#"{"0a":"custom","0b":"views"}"#).unwrap();
        assert_eq!(old["0a"], Profile { kind: Some(Kind::Custom), mapped: None });
        let mapped = Choice { columns: vec![(Column::Name, 3)], unused: vec![1], ..Choice::default() };
        let new = Profile { kind: None, mapped: Mapped::of(Kind::Views, &mapped) };
        let profiles: Profiles = [("0c".to_owned(), new)].into();
        let again: Profiles = serde_json::from_str(&serde_json::to_string(&profiles).unwrap()).unwrap();
        assert_eq!(again, profiles);
    }
}
