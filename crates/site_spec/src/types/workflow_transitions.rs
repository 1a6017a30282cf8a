//! Transitions of workflows.

use super::{
    Category, ColumnSpec, Criterion, Group, Grouping, Kind, NamePattern, NameRule, Relation, Scope, Strength,
    TypeSpec, Unique, Work,
};
use crate::columns::Column;

pub(super) const SPEC: TypeSpec = TypeSpec {
    kind: Kind::WorkflowTransitions,
    label: "Workflow transitions",
    singular: "workflow transition",
    file_names: &["workflow transitions", "workflow transition", "transitions", "moderation transitions"],
    columns: &[
        ColumnSpec::new(Column::Workflow, &["workflow", "workflowname", "workflowlabel", "workflowid"]).tells_as(1, 3),
        ColumnSpec::new(Column::Name, &["transitionlabel", "transitionname", "label", "name", "transition", "title"]).tells_as(1, 2).titled("Label"),
        ColumnSpec::new(Column::MachineName, &["machinename", "transitionmachinename", "systemname", "machine"]),
        ColumnSpec::new(Column::FromStates, &["fromstate", "fromstates", "from"]).tells(2),
        ColumnSpec::new(Column::ToState, &["tostate", "to"]).tells(2),
    ],
    required: &[&[Column::Workflow], &[Column::Name], &[Column::FromStates], &[Column::ToState]],
    cells: &[&[Column::Workflow], &[Column::Name], &[Column::MachineName], &[Column::FromStates], &[Column::ToState]],
    certain: 4,
    positions: &[],
    names: Some(NameRule { pattern: NamePattern::Word, longest: 128 }),
    unique: Unique::Parent,
    references: &[
        Relation {
            code: "transition-workflow-unknown",
            column: Column::Workflow,
            fallback: None,
            to: Kind::Workflows,
            many: false,
            scope: Scope::All,
            built_in: &["editorial"],
            strength: Strength::Needs,
            why: "A transition is a part of its workflow.",
        },
        Relation {
            code: "transition-from-unknown",
            column: Column::FromStates,
            fallback: None,
            to: Kind::WorkflowStates,
            many: true,
            scope: Scope::Parent,
            built_in: &["any"],
            strength: Strength::Needs,
            why: "Nobody could begin this transition.",
        },
        Relation {
            code: "transition-to-unknown",
            column: Column::ToState,
            fallback: None,
            to: Kind::WorkflowStates,
            many: false,
            scope: Scope::Parent,
            built_in: &[],
            strength: Strength::Needs,
            why: "The transition would lead nowhere.",
        },
    ],
    work: Work {
        group: Group::Workflow,
        category: Category::SiteBuilding,
        grouping: Grouping::WithParent,
        hours: 0.5,
        hours_each: 0.25,
        verb: "Create",
        title: "transitions of the workflow {name}",
        story: "As an editor, I want the transitions of {name}, so that I can hand content on.",
        criteria: &[Criterion::all("The {count} transitions {names} lead from and to the states of the table.")],
        verification: &["Try every transition once, and one that is not in the table: it is not offered."],
    },
};
