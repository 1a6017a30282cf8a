//! The sheets of a university that does not exist, to try everything with. `config/example-site/README.md` says what is
//! wrong with them on purpose.

pub(super) const NAME: &str = "Example: Marlow Bay University";
pub(super) const DESCRIPTION: &str = "An invented university with its schools, programs, people, news and events. Made to be tried: it has slips, gaps \
     and circles on purpose.";

/// Name and bytes.
pub(super) const SHEETS: &[(&str, &[u8])] = &[
    ("Bundles.csv", include_bytes!("../../../../config/example-site/Bundles.csv")),
    ("Fields.csv", include_bytes!("../../../../config/example-site/Fields.csv")),
    ("Image effects.csv", include_bytes!("../../../../config/example-site/Image effects.csv")),
    ("ImageStyles_final-v2.csv", include_bytes!("../../../../config/example-site/ImageStyles_final-v2.csv")),
    ("MBU_CustomViews.csv", include_bytes!("../../../../config/example-site/MBU_CustomViews.csv")),
    ("Menus.csv", include_bytes!("../../../../config/example-site/Menus.csv")),
    ("Migration mappings.csv", include_bytes!("../../../../config/example-site/Migration mappings.csv")),
    ("Migrations.csv", include_bytes!("../../../../config/example-site/Migrations.csv")),
    ("Overview.csv", include_bytes!("../../../../config/example-site/Overview.csv")),
    (
        "Responsive image styles.csv",
        include_bytes!("../../../../config/example-site/Responsive image styles.csv"),
    ),
    ("User roles.csv", include_bytes!("../../../../config/example-site/User roles.csv")),
    ("View displays.csv", include_bytes!("../../../../config/example-site/View displays.csv")),
    ("View modes.csv", include_bytes!("../../../../config/example-site/View modes.csv")),
    ("Workflow states.csv", include_bytes!("../../../../config/example-site/Workflow states.csv")),
    ("Workflow transitions.csv", include_bytes!("../../../../config/example-site/Workflow transitions.csv")),
    ("Workflows.csv", include_bytes!("../../../../config/example-site/Workflows.csv")),
];
