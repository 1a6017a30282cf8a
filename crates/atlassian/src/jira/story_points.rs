//! Which field holds story points. Several may share the name, so only the create screen decides.

use super::CreateField;

/// The field for story points of one project and issue type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoryPoints {
    /// This one, by id.
    Field(String),
    /// The screen has none.
    Absent,
    /// The screen has several, by id: a person decides.
    Several(Vec<String>),
}

/// Picks the field among those a create screen offers: a number field called "Story Points", or the one of
/// team-managed projects ("Story point estimate").
pub fn story_points_field(fields: &[CreateField]) -> StoryPoints {
    let mut found: Vec<String> =
        fields.iter().filter(|field| is_points(field)).map(|field| field.id.clone()).collect();
    match found.len() {
        0 => StoryPoints::Absent,
        1 => StoryPoints::Field(found.remove(0)),
        _ => StoryPoints::Several(found),
    }
}

fn is_points(field: &CreateField) -> bool {
    let custom = field.schema.custom.as_deref().unwrap_or_default();
    let name = field.name.trim().to_lowercase();
    let named = matches!(name.as_str(), "story points" | "story point estimate");
    custom == "com.pyxis.greenhopper.jira:jsw-story-points" || (named && custom.ends_with(":float"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jira::FieldSchema;

    fn field(id: &str, name: &str, custom: &str) -> CreateField {
        CreateField {
            id: id.to_owned(),
            name: name.to_owned(),
            required: false,
            schema: FieldSchema { custom: Some(custom.to_owned()), ..FieldSchema::default() },
            allowed_values: Vec::new(),
            has_default: false,
        }
    }

    const FLOAT: &str = "com.atlassian.jira.plugin.system.customfieldtypes:float";

    #[test]
    fn the_one_number_field_of_that_name_is_taken() {
        let text = "com.atlassian.jira.plugin.system.customfieldtypes:textfield";
        let fields = [
            field("c1", "Story Points", text),
            field("c2", "Story Points", FLOAT),
            field("c3", "Cost", FLOAT),
        ];
        assert_eq!(story_points_field(&fields), StoryPoints::Field("c2".to_owned()));
        let team = field("c4", "Schätzung", "com.pyxis.greenhopper.jira:jsw-story-points");
        assert_eq!(story_points_field(&[team]), StoryPoints::Field("c4".to_owned()));
    }

    #[test]
    fn none_and_several_are_told_apart() {
        assert_eq!(story_points_field(&[]), StoryPoints::Absent);
        let fields = [field("c1", "Story Points", FLOAT), field("c2", "story points", FLOAT)];
        assert_eq!(story_points_field(&fields), StoryPoints::Several(vec!["c1".to_owned(), "c2".to_owned()]));
    }
}
