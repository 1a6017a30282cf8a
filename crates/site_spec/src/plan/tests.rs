use super::*;
use crate::{
    reading::Workbook,
    sheets::{Choice, Choices},
};
use domain::limits;

const BUNDLES: &str = "Name,Machine name,X,Type\nArticle,article,a,Content type\nPerson,person,c,Content type\nImage,image,a,Media type\nOld,old,d,Content type\nLater,later,w,Content type\nDone,done,x,Content type\n,,,\n";
const FIELDS: &str = "Bundle,Field label,Machine name,X,Field type,Ref. bundle,Req'd,Vals.\nArticle (Content type),Author,field_author,a,Entity reference,Person (Content type),y,1\nPerson (Content type),Articles,field_articles,a,Entity reference,Article (Content type),n,*\nArticle (Content type),Text,field_text,h,Boolean,,,\nOld (Content type),Text,field_text,d,Boolean,,,\nAll (Content type),Teaser,field_teaser,a,Boolean,,,\nImage (Media type),Rights,field_rights,a,Text (plain),,,\n";

fn planned<T>(files: &[(&str, &str)], options: &Options, look: impl FnOnce(&Spec<'_>, &Plan) -> T) -> T {
    let mut workbook = Workbook::new();
    for (name, text) in files {
        workbook.add_text(name, text);
    }
    let spec = Spec::of(&workbook, &Choices::new());
    look(&spec, &plan(&spec, options))
}

fn titles(plan: &Plan) -> Vec<&str> {
    plan.tickets.iter().map(|ticket| ticket.title.as_str()).collect()
}

fn index(plan: &Plan, title: &str) -> usize {
    titles(plan)
        .iter()
        .position(|other| *other == title)
        .unwrap_or_else(|| panic!("no {title} in {:?}", titles(plan)))
}

fn needs(plan: &Plan, title: &str) -> Vec<String> {
    let ticket = &plan.tickets[index(plan, title)];
    ticket.dependencies.iter().map(|dependency| plan.tickets[dependency.on].title.clone()).collect()
}

#[test]
fn bundles_and_their_fields_are_separate_tickets_so_mutual_references_are_no_cycle() {
    planned(&[("Bundles.csv", BUNDLES), ("Fields.csv", FIELDS)], &Options::default(), |spec, plan| {
        assert_eq!(
            titles(plan),
            [
                "Create content type “Article”",
                "Configure fields of Article (Content type)",
                "Create content type “Person”",
                "Configure fields of Person (Content type)",
                "Configure fields of All (Content type)",
                "Remove content type “Old”",
                "Remove fields of Old (Content type)",
                "Create media type “Image”",
                "Configure fields of Image (Media type)",
            ]
        );
        assert!(plan.cycles.is_empty());
        assert_eq!(
            needs(plan, "Configure fields of Article (Content type)"),
            ["Create content type “Article”", "Create content type “Person”"]
        );
        assert_eq!(needs(plan, "Configure fields of All (Content type)").len(), 2);
        assert_eq!(needs(plan, "Remove content type “Old”"), ["Remove fields of Old (Content type)"]);
        assert_eq!(plan.waves(), 2);
        assert_eq!(plan.readiness(spec), "Ready to generate 9 tickets from 2 CSV files");
        let media: Vec<Group> = plan.tickets[7..].iter().map(|ticket| ticket.group).collect();
        assert_eq!(media, [Group::Media, Group::Media]);
    });
}

#[test]
fn what_is_left_out_is_listed_with_the_reason() {
    let mut workbook = Workbook::new();
    workbook.add_text("Bundles.csv", BUNDLES);
    workbook.add_text("Fields.csv", FIELDS);
    let excluded = [(1, "comes with the second phase".to_owned())].into();
    let choices = [(0, Choice { excluded, ..Choice::default() })].into();
    let plan = plan(&Spec::of(&workbook, &choices), &Options::default());
    assert_eq!((plan.coverage.built, plan.coverage.removed, plan.coverage.spacers), (6, 2, 1));
    let reasons: Vec<_> = plan.coverage.reasons().into_iter().collect();
    assert_eq!(
        reasons,
        [
            ("done already (x)", 1),
            ("excluded: comes with the second phase", 1),
            ("on hold (h)", 1),
            ("waits (w)", 1)
        ]
    );
}

#[test]
fn one_ticket_per_row_covers_the_same_rows() {
    let options = Options { granularity: Granularity::PerRow };
    planned(&[("Bundles.csv", BUNDLES), ("Fields.csv", FIELDS)], &options, |_, plan| {
        assert_eq!(plan.tickets.len(), plan.coverage.built + plan.coverage.removed);
        assert!(
            titles(plan).contains(&"Configure field “Author” of Article (Content type)"),
            "{:?}",
            titles(plan)
        );
        assert!(plan.cycles.is_empty());
    });
}

#[test]
fn parts_go_with_what_they_are_a_part_of() {
    let files = [
        ("Views.csv", "View name,Machine name,X,Base table\nNews,news,a,Content\nOld,old,x,Content\n"),
        (
            "View displays.csv",
            "View,Title,Machine name,X,Display plugin\nNews,Page,page_1,a,Page\nOld,Block,block_1,a,Block\n",
        ),
        ("Image styles.csv", "Style name,Machine name,X\nCard 1,card_1,a\nCard 2,card_2,a\nHero,hero,a\n"),
        ("Image effects.csv", "Image style,Effect,X\nCard 1,Scale,a\nCard 2,Crop,a\nHero,Scale,a\n"),
        ("Workflows.csv", "Label,Machine name,X,Type\nEditorial,editorial,a,Content moderation\n"),
        ("Workflow states.csv", "Workflow,Label,Machine name,X\nEditorial,Draft,draft,a\n"),
        (
            "Workflow transitions.csv",
            "Workflow,Label,Machine name,X,From,To\nEditorial,Save,save,a,Draft,Draft\n",
        ),
    ];
    planned(&files, &Options::default(), |spec, plan| {
        assert_eq!(
            titles(plan),
            [
                "Create image styles “card”",
                "Create image styles “hero”",
                "Create view “News”",
                "Create displays of the view Old",
                "Create workflow “Editorial”",
            ]
        );
        let rows: Vec<usize> = plan.tickets.iter().map(|ticket| ticket.rows.len()).collect();
        assert_eq!(rows, [4, 2, 2, 1, 3]);
        let criteria = criteria(spec, &plan.tickets[2]);
        assert!(
            criteria.iter().any(|criterion| criterion.contains("The 1 displays `page_1` exist")),
            "{criteria:?}"
        );
    });
}

#[test]
fn a_real_cycle_is_cut_where_an_order_is_only_preferred_and_told_with_its_path() {
    let migrations = |rows: &str| {
        format!(
            "Label,Machine name,X,Source plugin,Destination plugin,Default bundle,Tags,Depend req,Depend opt\n{rows}"
        )
    };
    let soft = migrations("A,m_a,a,csv,e,,,m_b,\nB,m_b,a,csv,e,,,,m_a\n");
    planned(&[("Migrations.csv", &soft)], &Options::default(), |_, plan| {
        assert_eq!(plan.cycles.len(), 1);
        assert_eq!(needs(plan, "Create migration “A”"), ["Create migration “B”"]);
        assert!(needs(plan, "Create migration “B”").is_empty());
    });
    let hard = migrations("A,m_a,a,csv,e,,,m_b,\nB,m_b,a,csv,e,,,m_c,\nC,m_c,a,csv,e,,,m_a,\n");
    planned(&[("Migrations.csv", &hard)], &Options::default(), |_, plan| {
        assert_eq!(plan.order.len(), 3);
        assert_eq!(plan.cycles[0].path.len(), 3);
        let words = &plan.cycles[0].explanation;
        assert!(
            words.contains("→") && words.contains("Create migration “A”") && words.contains("Depend req"),
            "{words}"
        );
    });
}

#[test]
fn the_longest_chain_counts_hours_and_every_wave_comes_after_what_it_needs() {
    let migrations = "Label,Machine name,X,Source plugin,Destination plugin,Default bundle,Tags,Depend req,Depend opt\nA,m_a,a,csv,e,,,,\nB,m_b,a,csv,e,,,m_a,\nC,m_c,a,csv,e,,,m_b,\nD,m_d,a,csv,e,,,m_a,\n";
    planned(&[("Migrations.csv", migrations)], &Options::default(), |_, plan| {
        let path: Vec<&str> =
            plan.critical_path.iter().map(|index| plan.tickets[*index].name.as_str()).collect();
        assert_eq!(path, ["A", "B", "C"]);
        let waves: Vec<u32> = plan.tickets.iter().map(|ticket| ticket.wave).collect();
        assert_eq!(waves, [1, 2, 3, 2]);
    });
}

#[test]
fn a_title_fits_jira_whatever_the_sheet_says() {
    let bundles = format!("Name,Machine name,Type\n\"{}\nlines\",long,Content type\n", "é ".repeat(400));
    planned(&[("Bundles.csv", &bundles)], &Options::default(), |_, plan| {
        let title = &plan.tickets[0].title;
        assert!(
            title.chars().count() <= limits::JIRA_SUMMARY && !title.contains('\n') && title.ends_with('…'),
            "{title}"
        );
    });
}

#[test]
fn the_body_holds_the_table_and_where_it_comes_from() {
    let views = "ID,View name,Machine name,X,Base table,Status,Description,Jira\n1,News,news,a,Content,,\"Two\nlines | and *stars*\",#N/A\n";
    planned(&[("Views.csv", views)], &Options::default(), |spec, plan| {
        let body = body(spec, &plan.tickets[0]);
        assert!(
            body.contains("| ID | View name | Machine name | X | Base table | Description |\n| --- |"),
            "{body}"
        );
        assert!(
            body.contains("| 1 | News | news | a | Content | Two<br>lines \\| and \\*stars\\* |\n"),
            "{body}"
        );
        assert!(body.contains("- Views.csv, row 2\n"));
        assert!(body.contains("Group: Views. Category: Site building. Estimate: 2 h.\n"));
    });
}

#[test]
fn a_row_that_moved_keeps_its_ticket() {
    let keys = |text: &str| {
        planned(&[("Bundles.csv", text)], &Options::default(), |_, plan| {
            plan.tickets.iter().map(|ticket| ticket.key.clone()).collect::<BTreeSet<_>>()
        })
    };
    assert_eq!(
        keys("Name,Machine name,Type\nArticle,article,Content type\nImage,image,Media type\n"),
        keys("Name,Type,Machine name\nImage,Media type,image\nArticle,Content type,article\n")
    );
}
