//! The configuration of the simulated Jira: fields, projects, issue types, screens, priorities.

use serde_json::{Value, json};

/// A field as `GET /field` knows it.
pub(crate) struct Field {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// `string`, `number`, `option`, `array`, `user`, …
    pub(crate) kind: &'static str,
    pub(crate) items: Option<&'static str>,
    /// Type key of a custom field, without the numeric id.
    pub(crate) custom: Option<&'static str>,
}

/// Where Jira Software shows an issue's sprints; only the agile interface writes it.
pub(crate) const SPRINT: &str = "customfield_10005";
pub(crate) const STORY_POINTS: &str = "customfield_10006";
pub(crate) const EPIC_LINK: &str = "customfield_10008";
pub(crate) const EPIC_NAME: &str = "customfield_10009";
pub(crate) const TEAM: &str = "customfield_10110";
pub(crate) const RELEASE: &str = "customfield_10111";
/// Shares its name with [`STORY_POINTS`] and is the one on PORTAL's screens.
pub(crate) const PORTAL_POINTS: &str = "customfield_10112";

pub(crate) const BROWSERS: &str = "customfield_10120";
pub(crate) const WARD: &str = "customfield_10121";
pub(crate) const REVIEWER: &str = "customfield_10122";
pub(crate) const BUDGET: &str = "customfield_10123";
pub(crate) const REFERENCE: &str = "customfield_10124";

const FLOAT: &str = "com.atlassian.jira.plugin.system.customfieldtypes:float";

const fn system(id: &'static str, name: &'static str, kind: &'static str) -> Field {
    Field { id, name, kind, items: None, custom: None }
}

const fn list(id: &'static str, name: &'static str, items: &'static str) -> Field {
    Field { id, name, kind: "array", items: Some(items), custom: None }
}

const fn custom(id: &'static str, name: &'static str, kind: &'static str, key: &'static str) -> Field {
    Field { id, name, kind, items: None, custom: Some(key) }
}

pub(crate) const FIELDS: &[Field] = &[
    system("summary", "Summary", "string"),
    system("description", "Description", "string"),
    system("issuetype", "Issue Type", "issuetype"),
    system("project", "Project", "project"),
    system("priority", "Priority", "priority"),
    list("labels", "Labels", "string"),
    list("components", "Component/s", "component"),
    list("fixVersions", "Fix Version/s", "version"),
    system("assignee", "Assignee", "user"),
    system("reporter", "Reporter", "user"),
    system("creator", "Creator", "user"),
    system("status", "Status", "status"),
    system("resolution", "Resolution", "resolution"),
    system("created", "Created", "datetime"),
    system("updated", "Updated", "datetime"),
    system("duedate", "Due Date", "date"),
    system("parent", "Parent", "issuelink"),
    list("issuelinks", "Linked Issues", "issuelinks"),
    list("attachment", "Attachment", "attachment"),
    list("subtasks", "Sub-Tasks", "issuelinks"),
    custom(STORY_POINTS, "Story Points", "number", FLOAT),
    custom(EPIC_LINK, "Epic Link", "any", "com.pyxis.greenhopper.jira:gh-epic-link"),
    custom(EPIC_NAME, "Epic Name", "string", "com.pyxis.greenhopper.jira:gh-epic-label"),
    custom(TEAM, "Team", "option", "com.atlassian.jira.plugin.system.customfieldtypes:select"),
    custom(RELEASE, "Release", "version", "com.atlassian.jira.plugin.system.customfieldtypes:version"),
    custom(PORTAL_POINTS, "Story Points", "number", FLOAT),
    Field {
        id: BROWSERS,
        name: "Browsers",
        kind: "array",
        items: Some("option"),
        custom: Some("com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes"),
    },
    custom(
        WARD,
        "Ward",
        "option-with-child",
        "com.atlassian.jira.plugin.system.customfieldtypes:cascadingselect",
    ),
    custom(REVIEWER, "Reviewer", "user", "com.atlassian.jira.plugin.system.customfieldtypes:userpicker"),
    custom(BUDGET, "Budget", "number", FLOAT),
    custom(REFERENCE, "Reference", "string", "com.atlassian.jira.plugin.system.customfieldtypes:textfield"),
];

pub(crate) fn field(id: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.id == id)
}

impl Field {
    pub(crate) fn schema(&self) -> Value {
        let mut schema = json!({ "type": self.kind });
        if let Some(items) = self.items {
            schema["items"] = json!(items);
        }
        match self.custom {
            Some(key) => {
                schema["custom"] = json!(key);
                schema["customId"] = json!(self.custom_id());
            }
            None => schema["system"] = json!(self.id),
        }
        schema
    }

    fn custom_id(&self) -> u32 {
        self.id.trim_start_matches("customfield_").parse().unwrap_or(0)
    }

    /// The entry of `GET /field`.
    pub(crate) fn described(&self) -> Value {
        let clauses = match self.custom {
            Some(_) => json!([format!("cf[{}]", self.custom_id()), self.name]),
            None => json!([self.id]),
        };
        json!({
            "id": self.id,
            "name": self.name,
            "custom": self.custom.is_some(),
            "orderable": true,
            "navigable": true,
            "searchable": true,
            "clauseNames": clauses,
            "schema": self.schema(),
        })
    }
}

/// Something with an id and a name that a field may be set to.
#[derive(Clone, Copy)]
pub(crate) struct Choice {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
}

const fn choice(id: &'static str, name: &'static str) -> Choice {
    Choice { id, name }
}

pub(crate) const PRIORITIES: &[Choice] = &[
    choice("1", "Highest"),
    choice("2", "High"),
    choice("3", "Medium"),
    choice("4", "Low"),
    choice("5", "Lowest"),
];

pub(crate) const TEAMS: &[Choice] =
    &[choice("10500", "Portal Core"), choice("10501", "Patient Services"), choice("10502", "Platform")];

pub(crate) const BROWSER_CHOICES: &[Choice] =
    &[choice("10510", "Chrome"), choice("10511", "Firefox"), choice("10512", "Safari")];

/// Options in two steps: each with what can be chosen beneath it.
pub(crate) const WARDS: &[(Choice, &[Choice])] = &[
    (choice("10520", "Surgery"), &[choice("10521", "East"), choice("10522", "West")]),
    (choice("10530", "Pharmacy"), &[]),
];

pub(crate) struct IssueType {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    pub(crate) subtask: bool,
    /// Field ids on the create screen; `true` means required.
    pub(crate) screen: &'static [(&'static str, bool)],
}

impl IssueType {
    pub(crate) fn is_epic(&self) -> bool {
        self.screen.iter().any(|(id, _)| *id == EPIC_NAME)
    }

    pub(crate) fn required(&self, field: &str) -> Option<bool> {
        self.screen.iter().find(|(id, _)| *id == field).map(|(_, required)| *required)
    }
}

pub(crate) struct Project {
    pub(crate) id: &'static str,
    pub(crate) key: &'static str,
    pub(crate) name: &'static str,
    pub(crate) types: &'static [IssueType],
    pub(crate) components: &'static [Choice],
    pub(crate) versions: &'static [Choice],
    /// Who may create issues; everybody who sees the project when `None`.
    creators: Option<&'static [&'static str]>,
    hidden_from: &'static [&'static str],
}

impl Project {
    pub(crate) fn visible_to(&self, login: &str) -> bool {
        !self.hidden_from.contains(&login)
    }

    pub(crate) fn may_create(&self, login: &str) -> bool {
        self.visible_to(login) && self.creators.is_none_or(|creators| creators.contains(&login))
    }

    pub(crate) fn issue_type(&self, id: &str) -> Option<&'static IssueType> {
        self.types.iter().find(|kind| kind.id == id)
    }
}

/// A project by key (ignoring case) or id.
pub(crate) fn project(key_or_id: &str) -> Option<&'static Project> {
    PROJECTS.iter().find(|project| project.key.eq_ignore_ascii_case(key_or_id) || project.id == key_or_id)
}

/// A project this person sees.
pub(crate) fn visible_project(key_or_id: &str, login: &str) -> Option<&'static Project> {
    project(key_or_id).filter(|project| project.visible_to(login))
}

const COMPONENTS: &[Choice] =
    &[choice("10200", "Frontend"), choice("10201", "Backend"), choice("10202", "Notifications")];
const VERSIONS: &[Choice] = &[choice("10300", "2026.1"), choice("10301", "2026.2")];

const STORY_SCREEN: &[(&str, bool)] = &[
    ("summary", true),
    ("issuetype", true),
    ("project", true),
    ("reporter", true),
    ("description", false),
    ("priority", false),
    ("labels", false),
    ("components", false),
    ("fixVersions", false),
    ("assignee", false),
    ("duedate", false),
    (STORY_POINTS, false),
    (EPIC_LINK, false),
];
const EPIC_SCREEN: &[(&str, bool)] = &[
    ("summary", true),
    ("issuetype", true),
    ("project", true),
    ("reporter", true),
    (EPIC_NAME, true),
    ("description", false),
    ("priority", false),
    ("labels", false),
    ("components", false),
    ("assignee", false),
];
/// No story points here: Jira refuses them, as it does on many real sub-task screens.
const SUBTASK_SCREEN: &[(&str, bool)] = &[
    ("summary", true),
    ("issuetype", true),
    ("project", true),
    ("parent", true),
    ("reporter", true),
    ("description", false),
    ("priority", false),
    ("labels", false),
    ("components", false),
    ("assignee", false),
];
const PORTAL_SCREEN: &[(&str, bool)] = &[
    ("summary", true),
    ("issuetype", true),
    ("project", true),
    ("reporter", true),
    (TEAM, true),
    (RELEASE, true),
    ("description", false),
    ("priority", false),
    ("labels", false),
    ("components", false),
    ("assignee", false),
    (PORTAL_POINTS, false),
];
/// Everything a project can ask for.
const LABS_SCREEN: &[(&str, bool)] = &[
    ("summary", true),
    ("issuetype", true),
    ("project", true),
    ("reporter", true),
    (TEAM, true),
    (RELEASE, true),
    (BROWSERS, true),
    (WARD, true),
    (REVIEWER, true),
    (BUDGET, true),
    (REFERENCE, true),
    ("duedate", true),
    ("description", false),
    ("priority", false),
    ("labels", false),
    ("components", true),
    ("assignee", false),
    (STORY_POINTS, false),
];
const NO_LABEL_SCREEN: &[(&str, bool)] = &[
    ("summary", true),
    ("issuetype", true),
    ("project", true),
    ("reporter", true),
    ("description", false),
    ("priority", false),
    ("components", false),
    ("assignee", false),
    (STORY_POINTS, false),
];

const fn kind(
    id: &'static str,
    name: &'static str,
    description: &'static str,
    screen: &'static [(&'static str, bool)],
) -> IssueType {
    IssueType { id, name, description, subtask: false, screen }
}

const fn subtask(id: &'static str, name: &'static str) -> IssueType {
    IssueType { id, name, description: "A part of a larger issue.", subtask: true, screen: SUBTASK_SCREEN }
}

pub(crate) const PROJECTS: &[Project] = &[
    Project {
        id: "10000",
        key: "CLINIC",
        name: "Clinic Online Services",
        types: &[
            kind("10001", "Story", "Something a person wants to do.", STORY_SCREEN),
            kind("10002", "Task", "Something that has to be done.", STORY_SCREEN),
            kind("10004", "Bug", "Something that is broken.", STORY_SCREEN),
            kind("10000", "Epic", "A large piece of work.", EPIC_SCREEN),
            subtask("10003", "Sub-task"),
        ],
        components: COMPONENTS,
        versions: VERSIONS,
        creators: None,
        hidden_from: &[],
    },
    Project {
        id: "10100",
        key: "PORTAL",
        name: "Patientenportal",
        types: &[
            kind("10101", "Geschichte", "Anforderung aus Sicht einer Person.", PORTAL_SCREEN),
            kind("10102", "Aufgabe", "Etwas, das zu tun ist.", PORTAL_SCREEN),
            kind("10104", "Fehler (extern)", "Etwas, das nicht geht.", PORTAL_SCREEN),
            subtask("10103", "Teilaufgabe"),
        ],
        components: COMPONENTS,
        versions: &[choice("10400", "Herbst 2026"), choice("10401", "Frühling 2027")],
        creators: None,
        hidden_from: &[],
    },
    Project {
        id: "10150",
        key: "LABS",
        name: "Laboratory",
        types: &[
            kind("10001", "Story", "Something a person wants to do.", LABS_SCREEN),
            kind("10002", "Task", "Something that has to be done.", LABS_SCREEN),
            kind("10004", "Bug", "Something that is broken.", LABS_SCREEN),
        ],
        components: COMPONENTS,
        versions: VERSIONS,
        creators: None,
        hidden_from: &[],
    },
    Project {
        id: "10200",
        key: "NOLABEL",
        name: "Project without labels",
        types: &[
            kind("10001", "Story", "Something a person wants to do.", NO_LABEL_SCREEN),
            kind("10002", "Task", "Something that has to be done.", NO_LABEL_SCREEN),
        ],
        components: COMPONENTS,
        versions: &[],
        creators: None,
        hidden_from: &[],
    },
    Project {
        id: "10300",
        key: "READONLY",
        name: "Archive",
        types: &[kind("10002", "Task", "Something that has to be done.", STORY_SCREEN)],
        components: COMPONENTS,
        versions: &[],
        creators: Some(&["ghopper"]),
        hidden_from: &["mkeller"],
    },
];

/// What a field of this project may be set to, where that is a closed list.
pub(crate) fn choices(field: &str, project: &Project) -> Option<&'static [Choice]> {
    match field {
        "priority" => Some(PRIORITIES),
        "components" => Some(project.components),
        "fixVersions" | RELEASE => Some(project.versions),
        TEAM => Some(TEAMS),
        BROWSERS => Some(BROWSER_CHOICES),
        _ => None,
    }
}
