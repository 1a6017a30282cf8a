//! A labelled corpus: every type in several dialects, and every dialect drifted in every way that was ever seen.

use super::*;
use crate::{reading::Workbook, types::Kind};

/// Headers of each type as different people write them, and rows that look like it.
const DIALECTS: &[(Kind, &str, &[&str])] = &[
    (
        Kind::Bundles,
        "ID,Name,Machine name,X,Dev,QA,Description,Mod.,Layout,Trns.,Migr.,Meta,Sched.,Srch.,Type,URL alias pattern,Settings/notes",
        &[
            "1,Article,article,a,,,News,y,n,y,n,y,n,y,Content type,/news,",
            "2,Café,cafe,d,,,Gone,y,n,y,n,y,n,y,Vocabulary,,",
        ],
    ),
    (
        Kind::Bundles,
        "Name,Machine name,Type,Description",
        &["Article,article,Content type,News", "Topics,topics,Vocabulary,Größe"],
    ),
    (
        Kind::Fields,
        "ID,Bundle,Field label,Machine name,Reused Field,X,Dev,QA,Field group,Field type,Ref. bundle,Req'd,Vals.,Form widget,Trns.,Settings/notes,Help text,Bundle machine name",
        &["1,Article (Content type),Title,title,n,a,,,,Text (plain),,y,1,Text field,y,,Größe,article"],
    ),
    (
        Kind::Fields,
        "Entity type,Bundle label,Bundle machine name,Field name,Data type,Machine name,Description,Required,Translatable,Cardinality",
        &["node,Article,article,Café,string,field_title,,Yes,Yes,One value"],
    ),
    (
        Kind::Fields,
        "entity:bundle,field_name,label,required,translatable,field_type,storage_type,cardinality,storage_settings,form_widget",
        &["node:article,field_title,Größe,y,y,string,string,1,,string_textfield"],
    ),
    (
        Kind::Fields,
        "Type,Bundle,Field label,Machine name,Field type,Required,Cardinality,Form widget,Translatable",
        &["Content type,Article,Größe,field_title,Text (plain),Required,1,Text field,Translatable"],
    ),
    (
        Kind::Views,
        "ID,View name,Machine name,X,Dev,QA,Base table,Status,Description,Notes",
        &["1,News,news,a,,,Content,Enabled,Größe,"],
    ),
    (
        Kind::ViewDisplays,
        "ID,View,Title,Machine name,X,Dev,QA,Display plugin,Notes,View ID",
        &["1,News,Page,page_1,a,,,Page,Größe,news"],
    ),
    (
        Kind::ViewDisplays,
        "View name,Display title,Display ID,Display type,View id",
        &["News,Größe,page_1,Page,news"],
    ),
    (
        Kind::ViewModes,
        "ID,View Modes,Entity Type,X,Dev,QA,Entities Used On,Notes,Format",
        &["1,Teaser,Content,a,,,Article,Größe,List"],
    ),
    (Kind::ImageStyles, "ID,Style name,Machine name,X,Dev,QA,Notes", &["1,Größe,card,a,,,"]),
    (Kind::ImageEffects, "Image style,Effect,X,Summary,Notes", &["Card,Scale,a,300x200,Größe"]),
    (
        Kind::ResponsiveImageStyles,
        "ID,Responsive style,Machine Name,Breakpoint Group,Breakpoints Used,Fallback Style,Image Style Group(s),X,Dev,QA,Notes,Fallback machine name",
        &["1,Größe,hero,Theme,Desktop (1),Card,Card,a,,,,card"],
    ),
    (Kind::Menus, "Name,Machine name,X,Description,Dev,QA,Notes", &["Größe,main,a,The menu,,,"]),
    (Kind::UserRoles, "ID,Name,Machine name,X,Dev,QA,Notes", &["1,Größe,editor,a,,,"]),
    (
        Kind::Workflows,
        "ID,Label,Machine name,X,Dev,QA,Type,Notes",
        &["1,Größe,editorial,a,,,Content moderation,"],
    ),
    (
        Kind::WorkflowStates,
        "ID,Workflow,Label,Machine name,X,Dev,QA,Notes",
        &["1,Editorial,Größe,draft,a,,,"],
    ),
    (
        Kind::WorkflowTransitions,
        "ID,Workflow,Label,Machine name,X,Dev,QA,From state,To state,Notes",
        &["1,Editorial,Größe,publish,a,,,Draft,Published,"],
    ),
    (
        Kind::WorkflowTransitions,
        "ID,Workflow,Label,Machine name,X,Dev,QA,From,To,Notes",
        &["1,Editorial,Größe,publish,a,,,Draft,Published,"],
    ),
    (
        Kind::Migrations,
        "Label,Machine name,X,Source plugin,Destination plugin,Default bundle,Tags,Depend req,Depend opt",
        &["Größe,mbu_a,a,csv,entity:node,Article,t,,"],
    ),
    (
        Kind::MigrationMappings,
        "Destination property,Source property,Process plugin,Migration",
        &["title,name,Größe,mbu_a"],
    ),
    (
        Kind::MigrationMappings,
        "No,Dest. property,Dest. type,Dest. required,Notes,Source property,Source type,Migration machine name",
        &["1,title,string,y,Größe,name,string,mbu_a"],
    ),
];

/// The same header in other words: the next alias of every column that has one.
fn in_other_words(kind: Kind, header: &[String]) -> Vec<String> {
    let spec = kind.spec();
    let map = spec.map_columns(header);
    let other = |index: usize| {
        let column = spec.column(map.meaning(index)?)?;
        let own = crate::columns::normalised(&header[index]);
        let rank = column.aliases.iter().position(|alias| *alias == own)?;
        column.aliases.get(rank + 1).filter(|_| rank + 1 < column.telling_aliases.max(2)).copied()
    };
    header
        .iter()
        .enumerate()
        .map(|(index, title)| other(index).map_or_else(|| title.clone(), str::to_owned))
        .collect()
}

/// Columns that mean nothing to any type.
const EXTRA: [&str; 3] = ["Jira ticket", "Reviewed by", "Sprint planned"];

struct Variant {
    what: &'static str,
    name: String,
    bytes: Vec<u8>,
    /// Whether the name is worth anything.
    named: bool,
}

fn cells(line: &str) -> Vec<String> {
    line.split(',').map(str::to_owned).collect()
}

fn written(rows: &[Vec<String>], delimiter: char) -> String {
    let lines = rows.iter().map(|row| row.join(&delimiter.to_string()));
    lines.map(|line| line + "\r\n").collect()
}

fn variants(kind: Kind, header: &str, rows: &[&str]) -> Vec<Variant> {
    let table: Vec<Vec<String>> =
        std::iter::once(cells(header)).chain(rows.iter().map(|row| cells(row))).collect();
    let usual = kind.spec().file_names[0];
    let file = format!("{}.csv", usual.replace(' ', "_"));
    let changed = |change: &dyn Fn(usize, Vec<String>) -> Vec<String>| {
        let rows: Vec<_> = table.iter().cloned().enumerate().map(|(index, row)| change(index, row)).collect();
        written(&rows, ',')
    };
    let utf16 =
        |text: &str| [vec![0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
    let plain = written(&table, ',');
    let camel: String = usual.split(' ').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
    let widths = |row: Vec<String>| {
        let half = row.len() / 2;
        [&row[half..], &row[..half]].concat()
    };
    let mut variants = Vec::new();
    let mut add = |what, name: &str, bytes: Vec<u8>, named| {
        variants.push(Variant { what, name: name.to_owned(), bytes, named });
    };
    add("as it is", &file, plain.clone().into_bytes(), true);
    add(
        "shouting headers",
        &file,
        changed(&|index, row| {
            if index == 0 { row.iter().map(|cell| cell.to_uppercase()).collect() } else { row }
        })
        .into_bytes(),
        true,
    );
    add(
        "headers with odd spaces and marks",
        &file,
        changed(&|index, row| {
            if index == 0 {
                row.iter().map(|cell| format!(" {}: ", cell.replace(' ', "  "))).collect()
            } else {
                row
            }
        })
        .into_bytes(),
        true,
    );
    add(
        "columns the other way round",
        &file,
        changed(&|_, row| row.into_iter().rev().collect()).into_bytes(),
        true,
    );
    add("columns in another order", &file, changed(&|_, row| widths(row)).into_bytes(), true);
    add(
        "further columns",
        &file,
        changed(&|index, row| {
            if index == 0 {
                [row, EXTRA.map(str::to_owned).to_vec()].concat()
            } else {
                [row, vec![String::new(); 3]].concat()
            }
        })
        .into_bytes(),
        true,
    );
    add("semicolons", &file, written(&table, ';').into_bytes(), true);
    add("tabs", &file, written(&table, '\t').into_bytes(), true);
    add("with a mark", &file, [b"\xef\xbb\xbf", plain.as_bytes()].concat(), true);
    add("UTF-16", &file, utf16(&plain), true);
    add("Windows-1252", &file, encoding_rs::WINDOWS_1252.encode(&plain).0.into_owned(), true);
    add(
        "headers in other words",
        &file,
        changed(&|index, row| if index == 0 { in_other_words(kind, &row) } else { row }).into_bytes(),
        true,
    );
    add("a title above", &file, format!("The site's sheet,,,\r\n{plain}").into_bytes(), true);
    add(
        "the agency's prefix, in camel case",
        &format!("ACME_Custom{camel}.csv"),
        plain.clone().into_bytes(),
        true,
    );
    add("an exported tab", &format!("Spec of the site - {camel} (3).csv"), plain.clone().into_bytes(), true);
    add("pasted", "", plain.clone().into_bytes(), false);
    add("a name that says nothing", "Sheet7.csv", plain.into_bytes(), false);
    variants
}

fn detected(variant: &Variant) -> Detected {
    let mut workbook = Workbook::new();
    workbook.add_bytes(&variant.name, &variant.bytes);
    assert_eq!(workbook.tables.len(), 1, "{}: {:?}", variant.what, workbook.refused);
    detect(&workbook.tables[0])
}

#[test]
fn every_variant_of_every_type_is_recognised_or_asked_about_and_never_taken_for_another() {
    let mut count = 0;
    for (kind, header, rows) in DIALECTS {
        for variant in variants(*kind, header, rows) {
            count += 1;
            let found = detected(&variant);
            let place = format!("{kind:?}, {}, “{}”: {found:#?}", variant.what, variant.name);
            match found.kind() {
                Some(other) => assert_eq!(other, *kind, "{place}"),
                None => assert!(!variant.named, "not recognised: {place}"),
            }
        }
    }
    assert!(count >= 150, "{count}");
}

/// Every kind of drift together with every other: names, orders, further and missing columns, words, delimiters and
/// encodings, a prime stride through all combinations.
#[test]
fn drifts_that_meet_never_make_a_wrong_type() {
    let (mut count, mut accepted) = (0, 0);
    for (kind, header, rows) in DIALECTS {
        let table: Vec<Vec<String>> =
            std::iter::once(cells(header)).chain(rows.iter().map(|row| cells(row))).collect();
        let width = table[0].len();
        for combination in (0..3 * 3 * 2 * (width + 1) * 3 * 3).step_by(29) {
            let mut rest = combination;
            let mut pick = |choices: usize| {
                let picked = rest % choices;
                rest /= choices;
                picked
            };
            let (name, words, further, without) = (pick(3), pick(3), pick(2), pick(width + 1));
            let (delimiter, encoding) = ([',', ';', '\t'][pick(3)], pick(3));
            let mut rows = table.clone();
            match words {
                1 => rows[0] = in_other_words(*kind, &rows[0]),
                2 => rows[0] = rows[0].iter().map(|title| title.to_lowercase().replace(' ', "_")).collect(),
                _ => {}
            }
            for row in &mut rows {
                if without < width {
                    row.remove(without.min(row.len() - 1));
                }
                if further == 1 {
                    row.insert(1.min(row.len()), "Reviewed by".to_owned());
                }
                let by = combination % row.len().max(1);
                row.rotate_left(by);
            }
            let text = written(&rows, delimiter);
            let bytes = match encoding {
                0 => text.into_bytes(),
                1 => [vec![0xfe, 0xff], text.encode_utf16().flat_map(u16::to_be_bytes).collect()].concat(),
                _ => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
            };
            let usual = kind.spec().file_names[0];
            let name = [format!("{usual}.csv"), format!("SITE_{usual}_v2.csv"), "Sheet1.csv".to_owned()]
                [name]
                .clone();
            let found = detected(&Variant { what: "combined", name, bytes, named: false });
            count += 1;
            if let Some(other) = found.kind() {
                accepted += 1;
                assert_eq!(other, *kind, "combination {combination} of {kind:?}: {rows:?} {found:#?}");
            }
        }
    }
    assert!(count >= 1_000, "{count}");
    assert!(accepted * 10 >= count * 7, "{accepted} of {count} were recognised without asking");
}

#[test]
fn specific_columns_are_enough_without_a_name_and_general_ones_are_asked_about() {
    for (kind, header, rows) in DIALECTS {
        let pasted =
            variants(*kind, header, rows).into_iter().find(|variant| variant.what == "pasted").unwrap();
        let found = detected(&pasted);
        let general = matches!(kind, Kind::UserRoles | Kind::Menus);
        assert_eq!(found.kind().is_none(), general, "{kind:?}: {found:#?}");
        if let Detected::Unclear { candidates, why } = found {
            assert!(candidates.iter().any(|candidate| candidate.kind == *kind), "{candidates:?}");
            assert!(!why.is_empty());
        }
    }
}

#[test]
fn a_name_that_contradicts_the_columns_is_never_believed_silently() {
    for (kind, header, rows) in DIALECTS {
        for other in Kind::detectable().filter(|other| other != kind) {
            let mut variant = variants(*kind, header, rows).remove(0);
            variant.name = format!("{}.csv", other.spec().file_names[0]);
            let general = matches!(kind, Kind::UserRoles | Kind::Menus | Kind::Workflows | Kind::ImageStyles);
            match detected(&variant).kind() {
                // Columns that occur everywhere contradict nothing.
                Some(found) if general && found == other => {}
                Some(found) => assert_eq!(found, *kind, "{} with the columns of {kind:?}", variant.name),
                None => {}
            }
        }
    }
}

#[test]
fn a_tab_that_sums_up_the_others_is_left_out() {
    let variant = Variant {
        what: "overview",
        name: "Uni - Overview.csv".to_owned(),
        bytes: b"Configuration,Specified,Completed\nBundles,3,1\n".to_vec(),
        named: true,
    };
    assert_eq!(detected(&variant), Detected::Overview);
}

#[test]
fn a_table_that_is_nothing_of_the_kind_is_custom_at_most() {
    let variant = Variant {
        what: "budget",
        name: "Budget 2026.csv".to_owned(),
        bytes: b"Position,Amount,Currency\nHosting,1200,EUR\n".to_vec(),
        named: false,
    };
    assert!(matches!(detected(&variant), Detected::Unclear { .. }));
}
