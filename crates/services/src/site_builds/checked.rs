//! A build read, checked and planned. That is work for large specifications, so the latest ones are kept.

use super::{gone, view};
use crate::Resources;
use contract::{
    Outcome,
    views::{MadeFile, SiteBuildView},
};
use domain::{
    failure::Failure,
    ids::{SheetFileId, SiteBuildId},
    principal::Principal,
};
use site_spec::{
    fixing::Corrected,
    lint::{Finding, lint},
    plan::{self, Granularity, Plan},
    reading::{ReadError, Workbook},
    sheets::{Choice, Choices, Spec},
    table::Table,
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use store::site_builds::{self, SheetFile, SiteBuild};
use tokio::sync::Semaphore;

/// What a person said about the tables of one file, by their number in it.
pub(super) type Said = BTreeMap<usize, Choice>;

/// Builds that are kept. A large one takes a few hundred megabytes, and a person works at one.
const KEPT: usize = 4;
/// Builds that are read at the same time; the others wait.
const AT_ONCE: usize = 1;

/// A build with everything that follows from its sheets.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) build: SiteBuild,
    pub(super) files: Vec<SheetFile<Said>>,
    pub(super) workbook: Workbook,
    pub(super) choices: Choices,
    /// Which of `files` each of the workbook's files is.
    pub(super) origin: Vec<usize>,
    /// Where each of the workbook's tables comes from: the place of its file in `files`, and its number in it.
    pub(super) places: Vec<(usize, usize)>,
    /// Why files could not be read, by their place in `files`.
    pub(super) refused: BTreeMap<usize, ReadError>,
    pub(super) findings: Vec<Finding>,
    pub(crate) plan: Plan,
    /// The build as pages show it; laid out once, because that is work, too.
    pub(crate) shown: SiteBuildView,
}

impl Checked {
    fn of(build: SiteBuild, files: Vec<SheetFile<Said>>) -> Self {
        let mut workbook = Workbook::new();
        let (mut origin, mut refused) = (Vec::new(), BTreeMap::new());
        for (index, file) in files.iter().enumerate() {
            let before = workbook.refused.len();
            workbook.add_bytes(&file.name, &file.content);
            match workbook.refused.get(before) {
                Some(problem) => drop(refused.insert(index, problem.error.clone())),
                None => origin.push(index),
            }
        }
        let places = places(&workbook, &origin);
        let said = |(file, number): &(usize, usize)| files.get(*file)?.choices.get(number).cloned();
        let choices: Choices =
            places.iter().enumerate().filter_map(|(table, place)| Some((table, said(place)?))).collect();
        let (findings, plan) = {
            let spec = Spec::of(&workbook, &choices);
            (lint(&spec), plan::plan(&spec, &plan::Options { granularity: granularity(&build) }))
        };
        let shown = view::empty(&build);
        let mut checked =
            Self { build, files, workbook, choices, origin, places, refused, findings, plan, shown };
        checked.shown = view::laid_out(&checked);
        checked
    }

    /// The specification. Cheap beside reading it.
    pub(crate) fn spec(&self) -> Spec<'_> {
        Spec::of(&self.workbook, &self.choices)
    }

    /// Everything as it was read.
    pub(crate) const fn workbook(&self) -> &Workbook {
        &self.workbook
    }

    /// The place of a file, where it could be read.
    pub(crate) fn file(&self, id: SheetFileId) -> Option<usize> {
        self.files.iter().position(|file| file.id == id)
    }

    /// The place of the file that a table of the workbook comes from.
    pub(crate) fn file_of(&self, table: usize) -> Option<usize> {
        self.places.get(table).map(|(file, _)| *file)
    }

    /// A file as the person uploaded it, but for what was corrected.
    pub(crate) fn made(&self, file: usize, corrected: &Corrected) -> MadeFile {
        let SheetFile { name, content, .. } = &self.files[file];
        let read = self.origin.iter().position(|origin| *origin == file);
        let new = read.and_then(|read| Some((read, corrected.texts.get(&read)?)));
        let bytes =
            new.map_or_else(|| content.clone(), |(read, text)| self.workbook.files[read].encode(text));
        let media = if name.to_lowercase().ends_with(".csv") { "text/csv" } else { "text/plain" };
        MadeFile { name: name.clone(), media, bytes }
    }

    /// A table of the workbook by its file and its number in it.
    pub(super) fn table(&self, file: SheetFileId, number: usize) -> Option<usize> {
        let file = self.files.iter().position(|other| other.id == file)?;
        self.places.iter().position(|place| *place == (file, number))
    }
}

/// Where each table comes from. Those of one file follow each other.
fn places(workbook: &Workbook, origin: &[usize]) -> Vec<(usize, usize)> {
    let (mut number, mut last) = (0, usize::MAX);
    let place = |table: &Table| {
        number = if table.file == last { number + 1 } else { 0 };
        last = table.file;
        (origin.get(table.file).copied().unwrap_or(usize::MAX), number)
    };
    workbook.tables.iter().map(place).collect()
}

/// How many rows a ticket holds; what is stored is one of the two words.
pub(super) fn granularity(build: &SiteBuild) -> Granularity {
    if build.granularity == PER_ROW { Granularity::PerRow } else { Granularity::Grouped }
}

pub(super) const PER_ROW: &str = "per_row";
pub(super) const GROUPED: &str = "grouped";

/// Whether what follows from the sheets of one is what follows from the other's, and what pages say beside it is true
/// enough: work at tickets moves the day on which a build is cleared away.
fn is_same(kept: &SiteBuild, now: &SiteBuild) -> bool {
    kept.id == now.id
        && kept.version == now.version
        && kept.exported_at.is_some() == now.exported_at.is_some()
        && kept.made_from.is_some() == now.made_from.is_some()
        && now.updated_at.since(kept.updated_at) < A_WHILE
}

/// How much later than it is shown a build may be cleared away.
const A_WHILE: Duration = Duration::from_hours(6);

/// The builds that somebody works at.
#[derive(Debug, Clone)]
pub struct Desk {
    kept: Arc<Mutex<VecDeque<Arc<Checked>>>>,
    turns: Arc<Semaphore>,
}

impl Default for Desk {
    fn default() -> Self {
        Self { kept: Arc::default(), turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Desk {
    /// The person's build as it is now.
    pub(crate) async fn checked(
        &self,
        resources: &Resources,
        principal: &Principal,
        id: SiteBuildId,
    ) -> Outcome<Arc<Checked>> {
        let build = resources.store.of(principal).read(move |tx| site_builds::get(tx, id)).await?;
        let build = build.ok_or_else(gone)?;
        if let Some(kept) = self.kept(&build) {
            return Ok(kept);
        }
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| Failure::internal())?;
        // Somebody may have read it meanwhile.
        if let Some(kept) = self.kept(&build) {
            return Ok(kept);
        }
        let (build, files) = resources
            .store
            .of(principal)
            .read(move |tx| -> Outcome<_> {
                let build = site_builds::get(tx, id)?.ok_or_else(gone)?;
                Ok((build, site_builds::files(tx, id)?))
            })
            .await?;
        // Whoever asked may have gone: the turn lasts as long as the work does, and its result is kept.
        let desk = self.clone();
        let checking = tokio::task::spawn_blocking(move || {
            let checked = Arc::new(Checked::of(build, files));
            desk.keep(&checked);
            drop(turn);
            checked
        });
        checking.await.map_err(|_| Failure::internal())
    }

    /// One that is kept. Its owner was asked for already: ids are nobody else's.
    fn kept(&self, build: &SiteBuild) -> Option<Arc<Checked>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|other| is_same(&other.build, build))?;
        let found = kept.remove(at)?;
        kept.push_back(Arc::clone(&found));
        Some(found)
    }

    fn keep(&self, checked: &Arc<Checked>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|other| other.build.id != checked.build.id);
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back(Arc::clone(checked));
    }
}
