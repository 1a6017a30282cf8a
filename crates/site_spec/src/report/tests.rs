use super::*;
use crate::{
    lint::lint,
    reading::Workbook,
    sheets::{Choices, Spec},
};

fn checked<T>(look: impl FnOnce(&Workbook, &[Finding]) -> T) -> T {
    let mut workbook = Workbook::new();
    workbook.add_text(
        "Views, all.csv",
        "View name,Machine name,X,Base table\n\"Two\nlines\",two,a,Content\n=Sum,News List,a,Content\n-Old,old,q,Content\n",
    );
    workbook.add_text("Empty.csv", "");
    let findings = lint(&Spec::of(&workbook, &Choices::new()));
    look(&workbook, &findings)
}

#[test]
fn text_is_for_people() {
    let text = checked(|_, findings| text::write(findings));
    assert!(
        text.starts_with(
            "Views, all.csv\n  error: row 3, Machine name: “News List” cannot be a machine name"
        ),
        "{text}"
    );
    assert!(text.contains("      Write “news_list”.\n"));
    assert!(text.contains("\nEmpty.csv\n  error: The file is empty. [file-empty]"));
    assert!(text.ends_with("\n3 errors, 0 warnings; 1 can be put right without asking.\n"), "{text}");
    assert_eq!(text::write(&[]), "Nothing was found.\n");
}

#[test]
fn json_can_be_read_back() {
    let (json, findings) = checked(|_, findings| (json::write(findings), findings.to_vec()));
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["counts"]["errors"], 3);
    let read: Vec<Finding> = serde_json::from_value(value["findings"].clone()).unwrap();
    assert_eq!(read, findings);
}

#[test]
fn csv_cells_are_never_formulas() {
    let text = checked(|_, findings| csv::write(findings));
    assert!(text.starts_with("severity,code,file,row,column,value,"));
    for line in text.lines() {
        for cell in line.split(',') {
            assert!(!cell.trim_start_matches('"').starts_with(['=', '+', '-', '@']), "{line}");
        }
    }
    assert_eq!(csv::harmless("-1"), "'-1");
    assert_eq!(csv::harmless("news"), "news");
}

#[test]
fn github_gets_the_path_of_a_file_that_holds_several_tables() {
    let mut workbook = Workbook::new();
    let table = "| View name | Machine name | Base table |\n|---|---|---|\n| News | News List | Content |\n";
    workbook.add_text("spec/model.md", &format!("# Views\n\n{table}\n## More views\n\n{table}"));
    let findings = lint(&Spec::of(&workbook, &Choices::new()));
    assert!(findings.iter().any(|finding| finding.file == "spec/model.md (table 2, More views)"));
    let text = github::write(&workbook, &findings);
    assert!(
        text.contains("file=spec/model.md,line=5,") && text.contains("file=spec/model.md,line=11,"),
        "{text}"
    );
}

#[test]
fn github_gets_the_line_of_the_file_and_escaped_text() {
    let text = checked(github::write);
    let first = text.lines().next().unwrap();
    // The second row takes two lines, so the third row is on line 4.
    assert!(
        first.starts_with("::error file=Views%2C all.csv,line=4,title=machine-name-wrong::Machine name: "),
        "{first}"
    );
    assert_eq!(text.lines().count(), 3);
}
