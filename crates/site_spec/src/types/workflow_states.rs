//! States of workflows.

use super::{
    Category, ColumnSpec, Criterion, Group, Grouping, Kind, NamePattern, NameRule, Relation, Scope, Strength,
    TypeSpec, Unique, Work,
};
use crate::columns::Column;

pub(super) const SPEC: TypeSpec = TypeSpec {
    kind: Kind::WorkflowStates,
    label: "Workflow states",
    singular: "workflow state",
    file_names: &["workflow states", "workflow state", "states", "moderation states"],
    columns: &[
        ColumnSpec::new(Column::Workflow, &["workflow", "workflowname", "workflowlabel", "workflowid"]).tells_as(3, 3),
        ColumnSpec::new(Column::Name, &["statelabel", "statename", "label", "name", "state", "title"]).tells_as(1, 2).titled("Label"),
        ColumnSpec::new(Column::MachineName, &["machinename", "statemachinename", "systemname", "machine"]),
    ],
    required: &[&[Column::Workflow], &[Column::Name], &[Column::MachineName]],
    cells: &[&[Column::Workflow], &[Column::Name], &[Column::MachineName]],
    certain: 3,
    positions: &[],
    names: Some(NameRule { pattern: NamePattern::Word, longest: 128 }),
    unique: Unique::Parent,
    references: &[Relation {
        code: "state-workflow-unknown",
        column: Column::Workflow,
        fallback: None,
        to: Kind::Workflows,
        many: false,
        scope: Scope::All,
        built_in: &["editorial"],
        strength: Strength::Needs,
        why: "A state is a part of its workflow.",
    }],
    work: Work {
        group: Group::Workflow,
        category: Category::SiteBuilding,
        grouping: Grouping::WithParent,
        hours: 0.5,
        hours_each: 0.25,
        verb: "Create",
        title: "states of the workflow {name}",
        story: "As an editor, I want the states of {name}, so that I see how far a piece of content is.",
        criteria: &[Criterion::all("The {count} states {names} exist with the labels and machine names of the table.")],
        verification: &["Compare the list of states, their order and whether they are published with the table."],
    },
};
