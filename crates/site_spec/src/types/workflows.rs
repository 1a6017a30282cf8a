//! Editorial workflows.

use super::{
    Category, ColumnSpec, Criterion, Group, Grouping, Kind, NamePattern, NameRule, Relation, Scope, Strength,
    TypeSpec, Unique, Work,
};
use crate::columns::Column;

pub(super) const SPEC: TypeSpec = TypeSpec {
    kind: Kind::Workflows,
    label: "Workflows",
    singular: "workflow",
    file_names: &["workflows", "workflow"],
    columns: &[
        ColumnSpec::new(Column::Name, &["workflowname", "workflowlabel", "label", "name", "title"]).tells_as(3, 2).titled("Label"),
        ColumnSpec::new(Column::MachineName, &["machinename", "workflowid", "workflowmachinename", "systemname", "machine"]),
        ColumnSpec::new(Column::Type, &["type", "workflowtype"]).tells(3).when(|cell| cell.to_lowercase().contains("moderation")),
        ColumnSpec::new(Column::Bundles, &["bundles", "appliesto", "usedon", "bundle"]).tells(1),
    ],
    required: &[&[Column::Name], &[Column::MachineName]],
    cells: &[&[Column::Name], &[Column::MachineName]],
    certain: 3,
    positions: &[],
    names: Some(NameRule { pattern: NamePattern::Word, longest: 128 }),
    unique: Unique::Site,
    references: &[Relation {
        code: "workflow-bundle-unknown",
        column: Column::Bundles,
        fallback: None,
        to: Kind::Bundles,
        many: true,
        scope: Scope::EntityType,
        built_in: &["none", "na"],
        strength: Strength::Needs,
        why: "A workflow moderates bundles that exist.",
    }],
    work: Work {
        group: Group::Workflow,
        category: Category::SiteBuilding,
        grouping: Grouping::Each,
        hours: 1.0,
        hours_each: 0.5,
        verb: "Create",
        title: "workflow “{name}”",
        story: "As an editor, I want the workflow “{name}”, so that content is checked by the right people before it is public.",
        criteria: &[
            Criterion::all("The workflow {names} exists with the label and type of the table."),
            Criterion::all("Every role can use exactly the transitions it needs."),
            Criterion::all("The configuration is exported and imports cleanly on another environment."),
        ],
        verification: &["Take one piece of content through every transition, as the role that may use it."],
    },
};
