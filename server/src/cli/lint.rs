//! `jira-agent lint`: a site's specification, checked and planned without a model, a Jira or a database.

use super::complain;
use clap::{Args, ValueEnum};
use domain::{failure::Severity, limits};
use site_spec::{
    fixing,
    lint::{Finding, lint},
    plan,
    reading::Workbook,
    report,
    sheets::{Choice, Choices, Spec},
    types::Kind,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Files that a folder stands for.
const ENDINGS: [&str; 5] = ["csv", "tsv", "txt", "md", "feature"];

/// What to check, and how to say it.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 no errors, 1 errors were found, 2 wrong arguments or a file that cannot be read."
)]
pub(super) struct Wish {
    /// CSV files, one per sheet; a folder stands for the sheets in it
    #[arg(required = true, value_name = "FILES")]
    files: Vec<PathBuf>,
    /// How findings are written to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Puts right what is certain and writes all files, corrected, into this folder
    #[arg(long, value_name = "DIR")]
    fix: Option<PathBuf>,
    /// Adds the tickets that would be made (text and json)
    #[arg(long)]
    plan: bool,
    /// Says what type a file is, such as Rollen.csv=user_roles; may be repeated
    #[arg(long = "type", value_name = "FILE=TYPE")]
    types: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
    /// Annotations of a GitHub workflow
    Github,
}

/// What the command says, and how it ends.
struct Outcome {
    output: String,
    notes: Vec<String>,
    code: u8,
}

pub(super) fn run(wish: &Wish) -> ExitCode {
    let (notes, code) = match check(wish) {
        Ok(outcome) => {
            // A reader that has seen enough, such as `head`, is no failure.
            let _ = io::stdout().lock().write_all(outcome.output.as_bytes());
            (outcome.notes, outcome.code)
        }
        Err(problem) => (vec![problem], 2),
    };
    for note in notes {
        complain(&note);
    }
    ExitCode::from(code)
}

fn check(wish: &Wish) -> Result<Outcome, String> {
    if wish.plan && matches!(wish.format, Format::Csv | Format::Github) {
        return Err("--plan goes with --format text or json.".to_owned());
    }
    let paths = expand(&wish.files)?;
    let (mut workbook, contents) = read(&paths)?;
    let types = read_types(&wish.types, &workbook)?;
    let mut notes = Vec::new();
    if let Some(folder) = &wish.fix {
        let findings = lint(&Spec::of(&workbook, &choices(&workbook, &types)));
        let fixes = findings.iter().filter_map(|finding| finding.fix.as_ref());
        let corrected = fixing::apply(&workbook, fixes);
        let texts = corrected
            .texts
            .iter()
            .map(|(file, text)| {
                let file = &workbook.files[*file];
                (file.name.clone(), file.encode(text))
            })
            .collect();
        let written = write_all(folder, &paths, &contents, &texts)?;
        notes.push(format!(
            "{} put right in {}. {written} written to {}.",
            number(corrected.applied, "finding", "findings"),
            number(texts.len(), "file", "files"),
            folder.display()
        ));
        workbook = again(&paths, &contents, &texts);
    }
    let spec = Spec::of(&workbook, &choices(&workbook, &types));
    let findings = lint(&spec);
    let output = write(wish, &spec, &findings);
    let code = if workbook.refused.is_empty() {
        u8::from(findings.iter().any(|finding| finding.severity == Severity::Blocking))
    } else {
        2
    };
    Ok(Outcome { output, notes, code })
}

fn write(wish: &Wish, spec: &Spec<'_>, findings: &[Finding]) -> String {
    let planned = wish.plan.then(|| plan::plan(spec, &plan::Options::default()));
    match (wish.format, planned) {
        (Format::Text, None) => report::text::write(findings),
        (Format::Text, Some(plan)) => {
            format!("{}\n{}", report::text::write(findings), report::plan::text(spec, &plan))
        }
        (Format::Json, None) => report::json::write(findings) + "\n",
        (Format::Json, Some(plan)) => report::plan::json(spec, findings, &plan) + "\n",
        (Format::Csv, _) => report::csv::write(findings),
        (Format::Github, _) => report::github::write(spec.workbook, findings),
    }
}

fn number(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Folders become the sheets in them, by name.
fn expand(files: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut paths = Vec::new();
    for path in files {
        if !path.is_dir() {
            paths.push(path.clone());
            continue;
        }
        let entries = fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
        let mut inside: Vec<PathBuf> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.is_file() && path.extension().is_some_and(is_sheet))
            .filter(|path| !path.file_name().is_some_and(|name| name.eq_ignore_ascii_case("README.md")))
            .collect();
        if inside.is_empty() {
            return Err(format!("There are no sheets ({}) in {}.", ENDINGS.join(", "), path.display()));
        }
        inside.sort();
        paths.extend(inside);
    }
    Ok(paths)
}

fn is_sheet(ending: &OsStr) -> bool {
    ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    format!("{} cannot be read: {error}", path.display())
}

type Contents = BTreeMap<String, Vec<u8>>;

fn name_of(path: &Path) -> String {
    path.display().to_string()
}

fn read(paths: &[PathBuf]) -> Result<(Workbook, Contents), String> {
    let mut contents = Contents::new();
    for path in paths {
        let mut bytes = Vec::new();
        // One byte more than allowed is enough to see that a file is too large.
        let most = u64::try_from(limits::SPEC_FILE + 1).unwrap_or(u64::MAX);
        fs::File::open(path)
            .and_then(|file| file.take(most).read_to_end(&mut bytes))
            .map_err(|error| unreadable(path, &error))?;
        if contents.insert(name_of(path), bytes).is_some() {
            return Err(format!("{} was named twice.", path.display()));
        }
    }
    let workbook = again(paths, &contents, &Contents::new());
    Ok((workbook, contents))
}

/// The workbook with some files replaced.
fn again(paths: &[PathBuf], contents: &Contents, replaced: &Contents) -> Workbook {
    let mut workbook = Workbook::new();
    for name in paths.iter().map(|path| name_of(path)) {
        if let Some(bytes) = replaced.get(&name).or_else(|| contents.get(&name)) {
            workbook.add_bytes(&name, bytes);
        }
    }
    workbook
}

/// `FILE=TYPE`, by the file's whole path or its name alone.
fn read_types(types: &[String], workbook: &Workbook) -> Result<BTreeMap<String, Kind>, String> {
    let mut read = BTreeMap::new();
    for text in types {
        let known = || Kind::ALL.iter().map(|kind| kind.key()).collect::<Vec<_>>().join(", ");
        let (file, kind) = text
            .rsplit_once('=')
            .ok_or_else(|| format!("--type {text}: write it as FILE=TYPE, with one of {}.", known()))?;
        let kind = Kind::from_key(kind)
            .ok_or_else(|| format!("--type {text}: there is no type “{kind}”. Use one of {}.", known()))?;
        let names: Vec<&String> =
            workbook.files.iter().map(|source| &source.name).filter(|name| is_named(name, file)).collect();
        if names.is_empty() {
            return Err(format!("--type {text}: none of the files is called {file}."));
        }
        read.extend(names.into_iter().map(|name| (name.clone(), kind)));
    }
    Ok(read)
}

fn is_named(name: &str, wanted: &str) -> bool {
    name == wanted || Path::new(name).file_name().is_some_and(|last| last == wanted)
}

fn choices(workbook: &Workbook, types: &BTreeMap<String, Kind>) -> Choices {
    let chosen = |table: &site_spec::table::Table| types.get(&workbook.files[table.file].name).copied();
    let tables = workbook.tables.iter().enumerate();
    tables
        .filter_map(|(index, table)| {
            chosen(table).map(|kind| (index, Choice { kind: Some(kind), ..Choice::default() }))
        })
        .collect()
}

/// Writes every file, changed or not, so that the folder is a whole specification.
fn write_all(
    folder: &Path,
    paths: &[PathBuf],
    contents: &Contents,
    changed: &Contents,
) -> Result<String, String> {
    let cannot = |path: &Path, error: &io::Error| format!("{} cannot be written: {error}", path.display());
    fs::create_dir_all(folder).map_err(|error| cannot(folder, &error))?;
    let real = folder.canonicalize().map_err(|error| cannot(folder, &error))?;
    let mut names = BTreeSet::new();
    for path in paths {
        let Some(name) = path.file_name() else { continue };
        let beside = path.canonicalize().ok().and_then(|path| path.parent().map(Path::to_owned));
        if beside == Some(real.clone()) {
            return Err(format!("--fix would overwrite {}. Choose another folder.", path.display()));
        }
        if !names.insert(name) {
            return Err(format!("--fix would write {} twice. Check the folders one by one.", name.display()));
        }
    }
    let mut written = 0;
    for path in paths {
        let (Some(name), Some(original)) = (path.file_name(), contents.get(&name_of(path))) else { continue };
        // What is too large was read in part only; its copy would be a piece.
        if original.len() > limits::SPEC_FILE {
            continue;
        }
        let target = real.join(name);
        let bytes = changed.get(&name_of(path)).unwrap_or(original);
        fs::write(&target, bytes).map_err(|error| cannot(&target, &error))?;
        written += 1;
    }
    Ok(number(written, "file was", "files were"))
}

#[cfg(test)]
mod tests;
