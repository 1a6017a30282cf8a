//! Fields that Jira demands: how a person fills them in, and the form in which Jira takes the value.

use atlassian::jira::CreateField;
use contract::views::{ValueChoice, WantedField, WantedKind};
use domain::{
    limits,
    text::{length, one_line},
};
use serde_json::{Value, json};

/// The type of the field with an epic's name, which an epic of Data Center needs.
const EPIC_NAME: &str = "com.pyxis.greenhopper.jira:gh-epic-label";
/// The type of the field that names an issue's epic.
const EPIC_LINK: &str = "com.pyxis.greenhopper.jira:gh-epic-link";

pub(crate) fn is_epic_name(field: &CreateField) -> bool {
    field.schema.custom.as_deref() == Some(EPIC_NAME)
}

pub(crate) fn is_epic_link(field: &CreateField) -> bool {
    field.schema.custom.as_deref() == Some(EPIC_LINK)
}

/// Whether an epic that a draft stands below fills it.
pub(crate) fn is_filled_by_parent(field: &CreateField) -> bool {
    is_epic_link(field) || field.id == "parent"
}

/// A field as a form shows it.
pub(crate) fn wanted(field: &CreateField) -> WantedField {
    let choices: Vec<ValueChoice> =
        field.allowed_values.iter().flat_map(choices).take(limits::CHOICES).collect();
    WantedField { id: field.id.clone(), name: one_line(&field.name), kind: kind(field), choices }
}

fn kind(field: &CreateField) -> WantedKind {
    let custom = field.schema.custom.as_deref().unwrap_or_default();
    let offers = !field.allowed_values.is_empty();
    match (field.schema.kind.as_str(), field.schema.items.as_deref()) {
        ("array", Some("string")) if !offers => WantedKind::Words,
        ("array", Some("user")) => WantedKind::People,
        ("user", _) => WantedKind::Person,
        ("array", _) if offers => WantedKind::Several,
        ("number", _) => WantedKind::Number,
        ("date" | "datetime", _) => WantedKind::Date,
        ("string", _) if offers => WantedKind::One,
        ("string", _) if custom.ends_with(":textarea") || field.id == "environment" => WantedKind::LongText,
        ("string", _) => WantedKind::Text,
        ("array" | "any" | "timetracking" | "issuelink" | "issuelinks", _) => WantedKind::Other,
        _ if offers => WantedKind::One,
        _ => WantedKind::Other,
    }
}

/// A value as a choice; one with a second step as each of its pairs.
fn choices(value: &Value) -> Vec<ValueChoice> {
    let Some((id, label)) = named(value) else { return Vec::new() };
    match value.get("children").and_then(Value::as_array).filter(|children| !children.is_empty()) {
        None => vec![ValueChoice { value: id, label }],
        Some(children) => children
            .iter()
            .filter_map(named)
            .map(|(child, name)| ValueChoice {
                value: format!("{id}/{child}"),
                label: format!("{label} › {name}"),
            })
            .collect(),
    }
}

fn named(value: &Value) -> Option<(String, String)> {
    let id = value
        .get("id")
        .and_then(|id| id.as_str().map(str::to_owned).or_else(|| id.as_i64().map(|n| n.to_string())))?;
    let name = ["name", "value", "key"].iter().find_map(|key| value.get(*key).and_then(Value::as_str))?;
    Some((id, one_line(name)))
}

/// What is wrong with a value, in words. Nothing chosen is not wrong, only missing.
pub(crate) fn check(field: &WantedField, chosen: &[String]) -> Result<(), String> {
    let offered = |value: &String| field.choices.iter().any(|choice| choice.value == *value);
    let most = if field.kind == WantedKind::LongText { limits::SECTION } else { limits::LINE };
    if chosen.len() > limits::LINES || chosen.iter().any(|value| length(value) > most) {
        return Err(format!("{} can have at most {most} characters.", field.name));
    }
    match field.kind {
        WantedKind::One | WantedKind::Several if !chosen.iter().all(offered) => {
            Err(format!("Choose {} from the list; Jira no longer offers what was chosen.", field.name))
        }
        WantedKind::Number if !chosen.iter().all(|text| number(text).is_some()) => {
            Err(format!("{} is a number, such as 3 or 0.5.", field.name))
        }
        WantedKind::Date if !chosen.iter().all(|text| is_date(text)) => {
            Err(format!("{} is a day, such as 2026-11-25.", field.name))
        }
        WantedKind::Other if !chosen.is_empty() => Err(format!("{} cannot be filled in here.", field.name)),
        _ => Ok(()),
    }
}

fn number(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

fn is_date(text: &str) -> bool {
    let digits = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<u32>().ok());
    let form = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    form && digits(0..4).is_some()
        && digits(5..7).is_some_and(|month| (1..=12).contains(&month))
        && digits(8..10).is_some_and(|day| (1..=31).contains(&day))
}

/// The value as Jira takes it, on Cloud with account ids and with documents for long texts. Nothing for nothing chosen.
pub(crate) fn value(field: &CreateField, chosen: &[String], cloud: bool) -> Result<Option<Value>, String> {
    let as_wanted = wanted(field);
    check(&as_wanted, chosen)?;
    let Some(first) = chosen.first() else { return Ok(None) };
    Ok(Some(match as_wanted.kind {
        WantedKind::Number => json!(number(first)),
        WantedKind::Date if field.schema.kind == "datetime" => json!(format!("{first}T00:00:00.000+0000")),
        WantedKind::LongText if cloud => markup::to_adf(first),
        WantedKind::Text | WantedKind::LongText | WantedKind::Date => json!(first),
        WantedKind::One => chosen_id(first),
        WantedKind::Several => chosen.iter().map(|id| json!({ "id": id })).collect(),
        WantedKind::Person => person(first.trim(), cloud),
        WantedKind::People => names(first).map(|name| person(name, cloud)).collect(),
        WantedKind::Words => first.split_whitespace().map(|word| json!(word)).collect(),
        WantedKind::Other => return Ok(None),
    }))
}

/// Somebody as Jira is told who is meant.
pub(crate) fn person(name: &str, cloud: bool) -> Value {
    if cloud { json!({ "accountId": name }) } else { json!({ "name": name }) }
}

fn chosen_id(choice: &str) -> Value {
    match choice.split_once('/') {
        Some((parent, child)) => json!({ "id": parent, "child": { "id": child } }),
        None => json!({ "id": choice }),
    }
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty())
}

/// The value as people read it.
pub(crate) fn shown(field: &CreateField, chosen: &[String]) -> String {
    let choices = wanted(field).choices;
    let label = |value: &String| {
        let found = choices.iter().find(|choice| choice.value == *value);
        found.map_or_else(|| value.clone(), |choice| choice.label.clone())
    };
    chosen.iter().map(label).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use atlassian::jira::FieldSchema;

    fn field(kind: &str, items: Option<&str>, custom: &str, allowed: Value) -> CreateField {
        CreateField {
            id: "customfield_1".to_owned(),
            name: "Team".to_owned(),
            required: true,
            schema: FieldSchema {
                kind: kind.to_owned(),
                items: items.map(str::to_owned),
                custom: Some(format!("com.atlassian.jira.plugin.system.customfieldtypes:{custom}")),
                system: None,
            },
            allowed_values: allowed.as_array().cloned().unwrap_or_default(),
            has_default: false,
        }
    }

    fn given(field: &CreateField, chosen: &[&str]) -> Result<Option<Value>, String> {
        value(field, &chosen.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>(), false)
    }

    #[test]
    fn every_kind_of_field_takes_its_own_form() {
        let options = json!([{"id": "7", "value": "A"}, {"id": "8", "value": "B"}]);
        let versions = json!([{"id": "7", "name": "1.0"}, {"id": "8", "name": "2.0"}]);
        let none = Value::Null;
        for (field, chosen, expected) in [
            (field("option", None, "select", options.clone()), vec!["7"], json!({"id": "7"})),
            (
                field("array", Some("option"), "multicheckboxes", options),
                vec!["7", "8"],
                json!([{"id": "7"}, {"id": "8"}]),
            ),
            (field("version", None, "version", versions.clone()), vec!["8"], json!({"id": "8"})),
            (field("array", Some("version"), "multiversion", versions), vec!["8"], json!([{"id": "8"}])),
            (field("user", None, "userpicker", none.clone()), vec![" ada "], json!({"name": "ada"})),
            (
                field("array", Some("user"), "multiuserpicker", none.clone()),
                vec!["ada, grace"],
                json!([{"name": "ada"}, {"name": "grace"}]),
            ),
            (field("number", None, "float", none.clone()), vec!["2,5"], json!(2.5)),
            (field("date", None, "datepicker", none.clone()), vec!["2026-11-25"], json!("2026-11-25")),
            (
                field("datetime", None, "datetime", none.clone()),
                vec!["2026-11-25"],
                json!("2026-11-25T00:00:00.000+0000"),
            ),
            (field("string", None, "textfield", none.clone()), vec!["a b"], json!("a b")),
            (field("array", Some("string"), "labels", none.clone()), vec!["a b"], json!(["a", "b"])),
        ] {
            assert_eq!(given(&field, &chosen), Ok(Some(expected)), "{:?}", field.schema);
            assert_eq!(given(&field, &[]), Ok(None));
        }
    }

    #[test]
    fn cloud_takes_account_ids_and_documents() {
        let on_cloud = |field: &CreateField, chosen: &str| value(field, &[chosen.to_owned()], true);
        let person = field("user", None, "userpicker", Value::Null);
        assert_eq!(on_cloud(&person, "712020:ada"), Ok(Some(json!({"accountId": "712020:ada"}))));
        let people = field("array", Some("user"), "multiuserpicker", Value::Null);
        assert_eq!(
            on_cloud(&people, "712020:ada, 712020:bea").unwrap().unwrap()[1]["accountId"],
            "712020:bea"
        );
        let long = field("string", None, "textarea", Value::Null);
        assert_eq!(on_cloud(&long, "a\n\nb").unwrap().unwrap()["content"].as_array().unwrap().len(), 2);
        assert_eq!(on_cloud(&field("string", None, "textfield", Value::Null), "a b"), Ok(Some(json!("a b"))));
    }

    #[test]
    fn a_choice_in_two_steps_is_offered_as_pairs() {
        let cascading = json!([{"id": "1", "value": "Ward", "children": [{"id": "11", "value": "East"}, {"id": "12", "value": "West"}]},
            {"id": "2", "value": "Office"}]);
        let field = field("option-with-child", None, "cascadingselect", cascading);
        let labels: Vec<_> = wanted(&field).choices.into_iter().map(|choice| choice.label).collect();
        assert_eq!(labels, ["Ward › East", "Ward › West", "Office"]);
        assert_eq!(given(&field, &["1/12"]), Ok(Some(json!({"id": "1", "child": {"id": "12"}}))));
        assert_eq!(given(&field, &["2"]), Ok(Some(json!({"id": "2"}))));
        assert_eq!(shown(&field, &["1/12".to_owned()]), "Ward › West");
    }

    #[test]
    fn what_does_not_fit_is_refused_in_words() {
        let options = json!([{"id": "7", "value": "A"}]);
        assert!(given(&field("option", None, "select", options), &["9"]).unwrap_err().contains("Team"));
        for (kind, custom, wrong) in
            [("number", "float", "many"), ("date", "datepicker", "2026-13-01"), ("any", "x", "1")]
        {
            assert!(given(&field(kind, None, custom, Value::Null), &[wrong]).is_err(), "{kind}");
        }
        let long = "x".repeat(limits::LINE + 1);
        assert!(given(&field("string", None, "textfield", Value::Null), &[&long]).is_err());
    }
}
