//! Roles.

use super::{Category, ColumnSpec, Criterion, Group, Grouping, Kind, NamePattern, NameRule, TypeSpec, Unique, Work};
use crate::columns::Column;

pub(super) const SPEC: TypeSpec = TypeSpec {
    kind: Kind::UserRoles,
    label: "User roles",
    singular: "role",
    file_names: &["user roles", "roles", "user role", "role"],
    columns: &[
        ColumnSpec::new(Column::Name, &["rolename", "role", "userrole", "rolelabel", "name", "label", "title"]).tells_as(3, 4).titled("Name"),
        ColumnSpec::new(Column::MachineName, &["machinename", "roleid", "rolemachinename", "systemname", "machine"]),
    ],
    required: &[&[Column::Name], &[Column::MachineName]],
    cells: &[&[Column::Name], &[Column::MachineName]],
    certain: 3,
    positions: &[],
    names: Some(NameRule { pattern: NamePattern::Word, longest: 64 }),
    unique: Unique::Site,
    references: &[],
    work: Work {
        group: Group::UserRoles,
        category: Category::SiteBuilding,
        grouping: Grouping::Together,
        hours: 0.5,
        hours_each: 0.75,
        verb: "Create",
        title: "user roles",
        story: "As an administrator, I want the site's {count} roles, so that everybody can do their work and nothing beyond it.",
        criteria: &[
            Criterion::all("The {count} roles {names} exist with the labels and machine names of the table."),
            Criterion::all("Each has the permissions its notes ask for, and no others."),
            Criterion::all("The configuration is exported and imports cleanly on another environment."),
        ],
        verification: &["Sign in once per role: what is allowed works, what is not answers 403."],
    },
};
