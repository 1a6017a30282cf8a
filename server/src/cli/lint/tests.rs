use super::*;
use tempfile::TempDir;

const VIEWS: &str =
    "View name,Machine name,X,Base table\r\nNews,News List,a,Content\r\nEvents,events,a,Content\r\n";
const DISPLAYS: &str =
    "View,Title,Machine name,X,Display plugin\nNews,Page,page_1,a,Page\nPress,Feed,feed_1,a,Feed\n";

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn wish(folder: &TempDir) -> Wish {
    Wish {
        files: vec![folder.path().to_owned()],
        format: Format::Text,
        fix: None,
        plan: false,
        types: Vec::new(),
    }
}

fn specification() -> TempDir {
    folder(&[
        ("Views.csv", VIEWS.as_bytes()),
        ("View displays.csv", DISPLAYS.as_bytes()),
        ("README.md", b"| a | b |\n|---|---|\n| c | d |\n"),
        ("notes.docx", b"PK\x03\x04"),
    ])
}

#[test]
fn nothing_found_ends_with_0_and_errors_with_1() {
    let right = folder(&[("Views.csv", b"View name,Machine name,Base table\nNews,news,Content\n")]);
    let outcome = check(&wish(&right)).unwrap();
    assert_eq!((outcome.code, outcome.output.as_str()), (0, "Nothing was found.\n"));
    let outcome = check(&wish(&specification())).unwrap();
    assert_eq!(outcome.code, 1);
    assert!(outcome.output.ends_with("2 errors, 0 warnings; 1 can be put right without asking.\n"));
}

#[test]
fn warnings_alone_end_with_0() {
    let folder = folder(&[("Menus.csv", b"Menu name,Machine name,X\nFooter,Footer,a\n")]);
    let outcome = check(&wish(&folder)).unwrap();
    assert!(outcome.output.contains("1 warning"), "{}", outcome.output);
    assert_eq!(outcome.code, 0);
}

#[test]
fn a_file_that_cannot_be_read_ends_with_2_and_the_others_are_checked() {
    let folder = folder(&[("Views.csv", VIEWS.as_bytes()), ("Fields.csv", b"PK\x03\x04 a workbook")]);
    let outcome = check(&wish(&folder)).unwrap();
    assert_eq!(outcome.code, 2);
    assert!(outcome.output.contains("“News List” cannot be a machine name"));
    assert!(outcome.output.contains("not a CSV file"));
    let missing = Wish { files: vec!["/does/not/exist.csv".into()], ..wish(&folder) };
    assert!(check(&missing).err().unwrap().contains("/does/not/exist.csv cannot be read"));
    let empty = tempfile::tempdir().unwrap();
    assert!(check(&wish(&empty)).err().unwrap().starts_with("There are no sheets"));
}

#[test]
fn what_is_certain_is_put_right_in_another_folder() {
    let (folder, into) = (specification(), tempfile::tempdir().unwrap());
    let outcome = check(&Wish { fix: Some(into.path().join("new")), ..wish(&folder) }).unwrap();
    assert_eq!(outcome.code, 1, "the unknown view is left");
    assert!(outcome.notes[0].starts_with("1 finding put right in 1 file. 2 files were written to "));
    assert!(!outcome.output.contains("News List") && outcome.output.contains("“Press”"));
    let read = |name: &str| fs::read_to_string(into.path().join("new").join(name)).unwrap();
    assert_eq!(read("Views.csv"), VIEWS.replace("News List", "news_list"));
    assert_eq!(read("View displays.csv"), DISPLAYS);
    assert_eq!(fs::read_to_string(folder.path().join("Views.csv")).unwrap(), VIEWS);
}

#[test]
fn originals_are_never_overwritten() {
    let folder = specification();
    let refusal = check(&Wish { fix: Some(folder.path().to_owned()), ..wish(&folder) }).err().unwrap();
    assert!(refusal.contains("would overwrite"), "{refusal}");
    assert_eq!(fs::read_to_string(folder.path().join("Views.csv")).unwrap(), VIEWS);
    let into = tempfile::tempdir().unwrap();
    let (one, other) = (specification(), specification());
    let files = vec![one.path().to_owned(), other.path().to_owned()];
    let refusal = check(&Wish { files, fix: Some(into.path().to_owned()), ..wish(&one) }).err().unwrap();
    assert!(refusal.contains("twice"), "{refusal}");
}

#[test]
fn every_format_says_the_same() {
    let folder = specification();
    let output = |format| check(&Wish { format, ..wish(&folder) }).unwrap().output;
    let json: serde_json::Value = serde_json::from_str(&output(Format::Json)).unwrap();
    assert_eq!(json["counts"]["errors"], 2);
    assert_eq!(output(Format::Csv).lines().count(), 3);
    let github = output(Format::Github);
    assert!(github.lines().all(|line| line.starts_with("::error file=")), "{github}");
    assert!(github.contains("Views.csv,line=2,title=machine-name-wrong::"));
}

#[test]
fn a_type_can_be_said_and_a_plan_asked_for() {
    let roles = folder(&[("Rollen.csv", b"Name,Machine name\nEditor,editor\n")]);
    assert_eq!(check(&wish(&roles)).unwrap().code, 1, "nobody knows what it is");
    let said = Wish { types: vec!["Rollen.csv=user_roles".to_owned()], plan: true, ..wish(&roles) };
    let outcome = check(&said).unwrap();
    assert_eq!(outcome.code, 0);
    assert!(outcome.output.contains("Ready to generate 1 ticket from 1 CSV file"), "{}", outcome.output);
    for (types, problem) in
        [("Rollen.csv", "FILE=TYPE"), ("Rollen.csv=rolls", "no type"), ("a.csv=menus", "none")]
    {
        let refusal = check(&Wish { types: vec![types.to_owned()], ..wish(&roles) }).err().unwrap();
        assert!(refusal.contains(problem), "{refusal}");
    }
    let refusal = check(&Wish { plan: true, format: Format::Csv, ..wish(&roles) }).err().unwrap();
    assert!(refusal.contains("--plan"));
}
