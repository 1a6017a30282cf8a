//! What Jira asks for before it takes a draft: asked from Jira, kept for a day, and answered by a person.

use super::{edit::not_editable, must_have, subject};
use crate::{
    Resources, audit,
    connections::my_jira,
    exporting::{payload, wanted},
    failures,
};
use atlassian::jira::{CreateField, IssueType, Jira, JiraError, StoryPoints, story_points_field};
use contract::{
    Outcome,
    commands::AnswerScreen,
    services::Caller,
    views::{CreateScreenView, ScreenAnswers, ValueChoice, WantedField},
};
use domain::{
    draft::{DraftContent, Field},
    failure::{Category, Failure},
    jira::{IssueKind, ProjectKey},
    principal::Principal,
    split::Shape,
    text::clean,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, time::Duration};
use store::{
    Tx,
    create_screens::{self, Known},
    drafts::{self, Draft},
};

/// How long what Jira said is good.
const FRESH: Duration = Duration::from_hours(24);

/// What is kept of a create screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The types to choose from, where none fits by its name.
    types: Vec<ValueChoice>,
    /// The type whose fields these are.
    type_id: Option<String>,
    fields: Vec<KeptField>,
    /// What issues of this project can be split into.
    #[serde(default)]
    room: Option<Room>,
}

/// Which kinds a project has for what is above and below an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Room {
    epics: bool,
    sub_tasks: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptField {
    field: WantedField,
    /// The draft's field that fills it, when that is written.
    filled_by: Option<Field>,
    /// Filled by the draft's parent, when there is one.
    by_parent: bool,
}

/// A project's create screen for a kind, as Jira has it now.
pub(super) struct Asked {
    pub(super) issue_type: IssueType,
    pub(super) fields: Vec<CreateField>,
}

/// Asks Jira, and keeps the answer.
pub(super) async fn ask(
    resources: &Resources,
    principal: &Principal,
    jira: &Jira,
    draft: &Draft,
    answers: &ScreenAnswers,
) -> Outcome<Asked> {
    let (project, kind) = (draft.project.clone(), draft.kind);
    let (asked, kept) = from_jira(jira, &project, kind, answers).await?;
    resources.store.of(principal).write(move |tx| create_screens::keep(tx, &project, kind, &kept)).await?;
    asked
}

/// What Jira says; without a type that fits, the types to choose from.
async fn from_jira(
    jira: &Jira,
    project: &ProjectKey,
    kind: IssueKind,
    answers: &ScreenAnswers,
) -> Outcome<(Outcome<Asked>, Kept)> {
    let unknown = |error: JiraError| match error {
        JiraError::NotFound | JiraError::Rejected { .. } => Failure::field(
            "draft.project_unknown",
            "project",
            format!("Jira has no project {project}, or you may not create issues in it."),
        )
        .with_next(
            "Start the draft again with another project; the requirement can be copied from this one.",
        ),
        other => failures::jira(&other),
    };
    if !jira.can_create(project.as_str()).await.map_err(unknown)? {
        return Err(Failure::new(
            "draft.no_permission",
            Category::AdminRequired,
            format!("You may not create issues in the project {project}."),
        )
        .with_next("Ask the project's administrator in Jira for the permission to create issues."));
    }
    let types = jira.issue_types(project.as_str()).await.map_err(unknown)?;
    let room = Some(Room {
        epics: payload::by_name(IssueKind::Epic, &types).is_some(),
        sub_tasks: payload::fitting(IssueKind::SubTask, &types).next().is_some(),
    });
    let choices = if payload::by_name(kind, &types).is_some() {
        Vec::new()
    } else {
        let fitting = payload::fitting(kind, &types);
        fitting.map(|found| ValueChoice { value: found.id.clone(), label: found.name.clone() }).collect()
    };
    let issue_type = match payload::issue_type_for(kind, &types, answers.issue_type.as_deref()) {
        Ok(issue_type) => issue_type.clone(),
        Err(failure) => {
            let kept = Kept { types: choices, type_id: None, fields: Vec::new(), room };
            return Ok((Err(failure), kept));
        }
    };
    let fields = jira.create_fields(project.as_str(), &issue_type.id).await.map_err(unknown)?;
    let fields_kept = demanded(kind, &fields);
    let kept = Kept { types: choices, type_id: Some(issue_type.id.clone()), fields: fields_kept, room };
    Ok((Ok(Asked { issue_type, fields }), kept))
}

/// The fields that Jira demands and the product cannot always fill by itself.
fn demanded(kind: IssueKind, screen: &[CreateField]) -> Vec<KeptField> {
    let always = ["project", "issuetype", "summary", "description", "reporter", "labels"];
    let points = match story_points_field(screen) {
        StoryPoints::Field(id) => Some(id),
        StoryPoints::Absent | StoryPoints::Several(_) => None,
    };
    screen
        .iter()
        .filter(|field| field.required && !field.has_default && !wanted::is_epic_name(field))
        .filter(|field| !always.contains(&field.id.as_str()))
        .filter(|field| field.id != "parent" || kind != IssueKind::SubTask)
        .map(|field| KeptField {
            filled_by: match field.id.as_str() {
                "priority" => Some(Field::Priority),
                "components" => Some(Field::Components),
                id if points.as_deref() == Some(id) => Some(Field::StoryPoints),
                _ => None,
            },
            by_parent: wanted::is_filled_by_parent(field),
            field: wanted::wanted(field),
        })
        .collect()
}

/// Asks Jira again when what is known is older than a day. Jira being away is no reason to say anything.
pub(super) async fn refresh(resources: &Resources, principal: &Principal, draft: &Draft, request_id: &str) {
    let (project, kind, now) = (draft.project.clone(), draft.kind, resources.clock.now());
    let known =
        resources.store.of(principal).read(move |tx| create_screens::get::<Kept>(tx, &project, kind)).await;
    let Ok(known) = known else { return };
    let fresh = |known: &Known<Kept>| known.screen.is_some() && now.since(known.fetched_at) < FRESH;
    if known.as_ref().is_some_and(fresh) {
        return;
    }
    let answers = answers_of(draft, known.as_ref());
    let outcome = async {
        let my = my_jira(resources, principal, request_id).await?;
        let asked = ask(resources, principal, &my.jira, draft, &answers).await;
        my.heard(resources, principal, asked).await
    };
    if let Err(failure) = outcome.await {
        tracing::debug!(code = failure.code, "the create screen is not known");
    }
}

/// What was answered for this draft, or for an earlier one of its project and kind.
pub(super) fn answers_of(draft: &Draft, known: Option<&Known<Kept>>) -> ScreenAnswers {
    draft.answers.clone().or_else(|| known.and_then(|known| known.answers.clone())).unwrap_or_default()
}

/// What is known of a draft's screen, and what was answered.
pub(super) fn known(tx: &mut Tx, draft: &Draft) -> Outcome<(Option<Known<Kept>>, ScreenAnswers)> {
    let known = create_screens::get::<Kept>(tx, &draft.project, draft.kind)?;
    let answers = answers_of(draft, known.as_ref());
    Ok((known, answers))
}

/// Those of these shapes that the draft's project has kinds of issues for, as far as that is known.
pub(super) fn with_room(tx: &mut Tx, draft: &Draft, shapes: &[Shape]) -> Outcome<Vec<Shape>> {
    let known = create_screens::get::<Kept>(tx, &draft.project, draft.kind)?;
    let room = known.and_then(|known| known.screen).and_then(|kept| kept.room);
    let has = |shape: &Shape| {
        room.is_none_or(|room| match shape {
            Shape::Epic => room.epics,
            Shape::SubTasks => room.sub_tasks,
            Shape::Siblings => true,
        })
    };
    Ok(shapes.iter().copied().filter(has).collect())
}

/// What the draft's page shows of it: nothing when nothing is asked for.
pub(super) fn view(
    draft: &Draft,
    known: Option<Known<Kept>>,
    answers: ScreenAnswers,
) -> Option<CreateScreenView> {
    let Kept { types, type_id, fields, room: _ } = known?.screen?;
    let content = &draft.written.content;
    let fields: Vec<WantedField> =
        fields.into_iter().filter(|kept| !is_filled(kept, content, draft)).map(|kept| kept.field).collect();
    if types.is_empty() && fields.is_empty() {
        return None;
    }
    let empty = |field: &&WantedField| answers.values.get(&field.id).is_none_or(Vec::is_empty);
    let no_type = usize::from(!types.is_empty() && type_id.is_none());
    let missing = fields.iter().filter(empty).count() + no_type;
    Some(CreateScreenView { types, fields, answers, missing: u32::try_from(missing).unwrap_or(u32::MAX) })
}

fn is_filled(kept: &KeptField, content: &DraftContent, draft: &Draft) -> bool {
    // A name that Jira does not know is left out of the payload, so it fills nothing.
    let offered = |name: &String| {
        let choices = &kept.field.choices;
        choices.is_empty() || choices.iter().any(|choice| choice.label.eq_ignore_ascii_case(name))
    };
    let by_draft = match kept.filled_by {
        Some(Field::Priority) => content.priority.iter().any(offered),
        Some(Field::Components) => content.components.iter().any(offered),
        Some(field) => content.has(field),
        None => false,
    };
    by_draft || (kept.by_parent && draft.parent.is_some())
}

/// Keeps what a person answered, for this draft and the next ones. A type that was chosen brings its own fields, so Jira
/// is asked again.
pub(super) async fn answer(
    resources: &Resources,
    caller: &Caller,
    principal: &Principal,
    command: AnswerScreen,
) -> Outcome<()> {
    let entry = audit::entry_about("draft.fields_answered", subject(command.draft), "ok", caller);
    let again = resources
        .store
        .of(principal)
        .write(move |tx| -> Outcome<Option<(Draft, ScreenAnswers)>> {
            let draft = must_have(tx, command.draft)?;
            let (known, _) = known(tx, &draft)?;
            let Some(kept) = known.and_then(|known| known.screen) else {
                return Err(Failure::not_found("form"));
            };
            let answers = check(&kept, &command)?;
            if !drafts::set_answers(tx, draft.id, &answers)? {
                return Err(not_editable());
            }
            create_screens::remember(tx, &draft.project, draft.kind, &answers)?;
            store::audit::record(tx, &entry)?;
            let other_type = answers.issue_type.is_some() && answers.issue_type != kept.type_id;
            Ok(other_type.then_some((draft, answers)))
        })
        .await?;
    if let Some((draft, answers)) = again {
        let my = my_jira(resources, principal, &caller.request_id).await?;
        let asked = ask(resources, principal, &my.jira, &draft, &answers).await;
        my.heard(resources, principal, asked).await?;
    }
    Ok(())
}

/// Every field's problem at once.
fn check(kept: &Kept, command: &AnswerScreen) -> Outcome<ScreenAnswers> {
    let mut failure = Failure::user("draft.answers_invalid", "Some fields need another look.");
    let chosen_type = command.issue_type.trim();
    if !chosen_type.is_empty() && !kept.types.iter().any(|found| found.value == chosen_type) {
        failure = failure.with_field("issue_type", "Choose one of the project’s issue types.");
    }
    let mut values = BTreeMap::new();
    for kept in &kept.fields {
        let Some(given) = command.fields.iter().find(|answer| answer.id == kept.field.id) else { continue };
        let chosen: Vec<String> = given
            .chosen
            .iter()
            .map(|text| clean(text).trim().to_owned())
            .filter(|text| !text.is_empty())
            .collect();
        if let Err(words) = wanted::check(&kept.field, &chosen) {
            failure = failure.with_field(&kept.field.id, words);
        }
        if !chosen.is_empty() {
            values.insert(kept.field.id.clone(), chosen);
        }
    }
    if !failure.fields.is_empty() {
        return Err(failure);
    }
    Ok(ScreenAnswers { issue_type: Some(chosen_type.to_owned()).filter(|id| !id.is_empty()), values })
}
