//! Words that cells are made of: flags, cardinalities, field types, widgets.
//!
//! Field types and widgets are the labels of Drupal core's interface and of the contributed modules that the
//! Drupal Spec Tool lists, with the machine names that exports use.

use crate::columns::normalised;

/// Yes, no, or neither.
pub fn flag(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "y" | "yes" | "true" | "1" | "x" | "required" | "translatable" | "✓" | "✔" => Some(true),
        "" | "n" | "no" | "false" | "0" | "-" | "–" | "—" | "not required" | "n/a" => Some(false),
        _ => None,
    }
}

/// Whether a flag is set.
pub fn is_yes(text: &str) -> bool {
    flag(text) == Some(true)
}

/// How many values a field may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cardinality {
    /// At most this many.
    Limited(u32),
    /// Any number.
    Unlimited,
}

impl std::fmt::Display for Cardinality {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Limited(1) => f.write_str("one value"),
            Self::Limited(number) => write!(f, "{number} values"),
            Self::Unlimited => f.write_str("unlimited values"),
        }
    }
}

/// `3`, `*`, `Unlimited values`, `One value`, `5 values`, `-1`.
pub fn cardinality(text: &str) -> Option<Cardinality> {
    let lower = text.trim().to_lowercase();
    let first = lower.split_whitespace().next()?;
    match first {
        "*" | "unlimited" | "-1" | "∞" | "n" | "many" => Some(Cardinality::Unlimited),
        "one" | "single" => Some(Cardinality::Limited(1)),
        number => number.parse().ok().filter(|number| *number > 0).map(Cardinality::Limited),
    }
}

/// A field type: its label, what else it is called (normalised), and whether it points at entities of this type.
pub struct FieldType {
    /// As Drupal shows it.
    pub label: &'static str,
    names: &'static [&'static str],
    /// Points at other entities, which have to be named.
    pub is_reference: bool,
}

const fn plain(label: &'static str, names: &'static [&'static str]) -> FieldType {
    FieldType { label, names, is_reference: false }
}
const fn reference(label: &'static str, names: &'static [&'static str]) -> FieldType {
    FieldType { label, names, is_reference: true }
}

const FIELD_TYPES: &[FieldType] = &[
    plain("Boolean", &["boolean"]),
    plain("Text (plain)", &["textplain", "string", "plaintext"]),
    plain("Text (plain, long)", &["textplainlong", "stringlong", "plaintextlong"]),
    plain("Text (formatted)", &["textformatted", "text"]),
    plain("Text (formatted, long)", &["textformattedlong", "textlong", "formattedtext"]),
    plain("Text (formatted, long, with summary)", &["textformattedlongwithsummary", "textwithsummary"]),
    plain("List (text)", &["listtext", "liststring"]),
    plain("List (integer)", &["listinteger"]),
    plain("List (float)", &["listfloat"]),
    plain("Number (integer)", &["numberinteger", "integer"]),
    plain("Number (decimal)", &["numberdecimal", "decimal"]),
    plain("Number (float)", &["numberfloat", "float"]),
    plain("Date", &["date", "datetime"]),
    plain("Date range", &["daterange"]),
    plain("Timestamp", &["timestamp", "created", "changed"]),
    plain("Smart date range", &["smartdaterange", "smartdate"]),
    plain("Date recur", &["daterecur", "daterecurring"]),
    plain("Time", &["time", "timefield"]),
    plain("Time range", &["timerange"]),
    plain("Email", &["email"]),
    plain("Link", &["link"]),
    plain("Telephone number", &["telephonenumber", "telephone", "phone"]),
    plain("File", &["file"]),
    plain("Image", &["image"]),
    plain("Video", &["video", "videoembed", "videoembedfield"]),
    plain("Comments", &["comments", "comment"]),
    plain("Address", &["address"]),
    plain("Country", &["country", "addresscountry"]),
    plain("Geofield", &["geofield"]),
    plain("Geolocation", &["geolocation"]),
    plain("Color", &["color", "colorfield", "colorfieldtype"]),
    plain("Name", &["name"]),
    plain("Meta tags", &["metatags", "metatag"]),
    plain("Path", &["path", "urlalias"]),
    plain("Layout section", &["layoutsection"]),
    plain("Viewfield", &["viewfield"]),
    plain("Views reference", &["viewsreference"]),
    plain("Block (plugin)", &["blockplugin", "blockfield"]),
    plain("Webform", &["webform"]),
    plain("Table field", &["tablefield", "table"]),
    plain("Office hours", &["officehours"]),
    plain("Key / value", &["keyvalue", "keyvaluelong"]),
    plain("Double field", &["doublefield"]),
    plain("Faq field", &["faqfield"]),
    plain("Weight", &["weight"]),
    plain("Price", &["price", "commerceprice"]),
    plain("Language", &["language"]),
    plain("Password", &["password"]),
    plain("UUID", &["uuid"]),
    plain("Moderation state", &["moderationstate"]),
    plain("Custom field", &["customfield", "custom"]),
    plain("oEmbed", &["oembed"]),
    plain("Shortcut", &["shortcut"]),
    reference("Entity reference", &["entityreference", "reference"]),
    reference("Entity reference (content)", &["entityreferencecontent", "content", "entityreferencenode"]),
    reference(
        "Entity reference (taxonomy term)",
        &["entityreferencetaxonomyterm", "taxonomyterm", "entityreferencetaxonomy", "entityreferenceterm"],
    ),
    reference("Entity reference (media)", &["entityreferencemedia", "media"]),
    reference("Entity reference (user)", &["entityreferenceuser", "user"]),
    reference(
        "Entity reference (block)",
        &["entityreferenceblock", "entityreferencecustomblock", "entityreferenceblockcontent"],
    ),
    reference("Entity reference (other)", &["entityreferenceother", "other"]),
    reference("Entity Reference Revisions", &["entityreferencerevisions"]),
    reference(
        "Entity Reference Revisions (paragraphs)",
        &[
            "entityreferencerevisionsparagraphs",
            "entityreferencerevisionsparagraph",
            "paragraphs",
            "paragraph",
        ],
    ),
    reference("Dynamic entity reference", &["dynamicentityreference"]),
];

/// The known field type that a cell means, whatever its case and punctuation.
pub fn field_type(text: &str) -> Option<&'static FieldType> {
    let key = normalised(text);
    FIELD_TYPES.iter().find(|known| known.names.contains(&key.as_str()))
}

/// What a cell with a field type means.
#[derive(Clone, Copy)]
pub enum Meant {
    /// A known type.
    Known(&'static FieldType),
    /// No type, and only one is nearly written like it.
    Nearly(&'static FieldType),
    /// Something else.
    Unknown,
}

impl Meant {
    /// The type, if it is a known one.
    pub const fn field_type(self) -> Option<&'static FieldType> {
        match self {
            Self::Known(known) | Self::Nearly(known) => Some(known),
            Self::Unknown => None,
        }
    }
}

/// The field type that a cell means, written correctly or nearly so.
pub fn meant_field_type(text: &str) -> Meant {
    if let Some(known) = field_type(text) {
        return Meant::Known(known);
    }
    // `entity_reference_hierarchy` is a module's own, and no slip.
    if text.is_empty() || is_reference(text) {
        return Meant::Unknown;
    }
    let key = text.to_lowercase();
    let mut near: Vec<(usize, &'static FieldType)> = FIELD_TYPES
        .iter()
        .map(|known| (strsim::osa_distance(&key, &known.label.to_lowercase()), known))
        .filter(|(distance, known)| *distance <= if known.label.len() < 8 { 1 } else { 2 })
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    match near.as_slice() {
        [(_, known)] => Meant::Nearly(known),
        [(closest, known), (second, _), ..] if closest < second => Meant::Nearly(known),
        _ => Meant::Unknown,
    }
}

/// Whether a field of this type points at other entities, known type or not.
pub fn is_reference(text: &str) -> bool {
    field_type(text).map_or_else(|| normalised(text).contains("entityreference"), |known| known.is_reference)
}

/// A reference to users needs no bundle.
pub fn points_at_users(text: &str) -> bool {
    normalised(text).contains("user")
}

/// Labels of all field types.
pub fn field_type_labels() -> impl Iterator<Item = &'static str> {
    FIELD_TYPES.iter().map(|known| known.label)
}

const WIDGETS: &[&str] = &[
    "-- Disabled --",
    "Address",
    "Advanced meta tags form",
    "Autocomplete",
    "Autocomplete (Tags style)",
    "Check boxes/radio buttons",
    "Chosen",
    "Color",
    "Color boxes",
    "Comment",
    "Country",
    "Date and time",
    "Date and time range",
    "Date only",
    "Datetime Timestamp",
    "Disabled",
    "Email",
    "Entity browser",
    "File",
    "Focal point",
    "Geofield",
    "Hidden",
    "IEF Complex",
    "IEF Simple",
    "Image",
    "Image (Focal Point)",
    "Inline entity form",
    "Inline entity form - Complex",
    "Inline entity form - Simple",
    "Language select",
    "Link",
    "Linkit",
    "Media library",
    "Moderation state",
    "Name",
    "Number field",
    "oEmbed URL",
    "Office hours",
    "Paragraphs",
    "Paragraphs (stable)",
    "Paragraphs Browser",
    "Paragraphs Browser Classic",
    "Paragraphs Browser EXPERIMENTAL",
    "Paragraphs Classic",
    "Paragraphs EXPERIMENTAL",
    "Paragraphs Legacy",
    "Select (or other) list",
    "Select list",
    "Select2",
    "Single on/off checkbox",
    "Smart date",
    "Smart date inline",
    "Table field",
    "Tagify",
    "Telephone number",
    "Text area",
    "Text area (multiple rows)",
    "Text area with a summary",
    "Text area (multiple rows) with counter",
    "Text area with a summary and counter",
    "Text field",
    "Text field with counter",
    "Textfield",
    "Textfield with counter",
    "Textarea",
    "Textarea (multiple rows)",
    "Textarea (multiple rows) with counter",
    "Time",
    "Tree select",
    "URL alias",
    "Video embed",
    "Video textfield",
    "Viewfield",
    "Views reference",
    "Webform",
    "Weight selector",
    "Layout Builder Widget",
    "Client-side hierarchical select",
    "Cshs",
    "Radio buttons",
    "Checkboxes",
    "Block",
    "Password",
    "Select menu",
];

/// What site analysers write instead of labels: the plugins of Drupal core and of the same modules.
const WIDGET_PLUGINS: &[&str] = &[
    "address_default",
    "block_field_default",
    "boolean_checkbox",
    "chosen_select",
    "color_field_widget_box",
    "color_field_widget_default",
    "color_field_widget_grid",
    "comment_default",
    "cshs",
    "daterange_datelist",
    "daterange_default",
    "datetime_datelist",
    "datetime_default",
    "datetime_timestamp",
    "email_default",
    "entity_browser_entity_reference",
    "entity_browser_file",
    "entity_reference_autocomplete",
    "entity_reference_autocomplete_tags",
    "entity_reference_paragraphs",
    "entity_reference_paragraphs_browser",
    "file_generic",
    "geofield_default",
    "geofield_latlon",
    "image_focal_point",
    "image_image",
    "inline_entity_form_complex",
    "inline_entity_form_simple",
    "language_select",
    "layout_builder_widget",
    "link_default",
    "linkit",
    "media_library_widget",
    "metatag_firehose",
    "moderation_state_default",
    "name_default",
    "number",
    "oembed_textfield",
    "office_hours_default",
    "options_buttons",
    "options_select",
    "paragraphs",
    "paragraphs_browser",
    "path",
    "select2",
    "select2_entity_reference",
    "smartdate_default",
    "smartdate_inline",
    "string_textarea",
    "string_textfield",
    "tablefield",
    "tagify_entity_reference_autocomplete_widget",
    "telephone_default",
    "text_textarea",
    "text_textarea_with_summary",
    "text_textfield",
    "time_widget",
    "uri",
    "video_embed_field_textfield",
    "viewfield_select",
    "viewsreference_autocomplete",
    "viewsreference_select",
    "webform_entity_reference_autocomplete",
    "webform_entity_reference_select",
];

/// Whether a cell names a known widget by its label, whatever its case and punctuation, or by its plugin.
pub fn is_widget(text: &str) -> bool {
    let key = normalised(text);
    key.is_empty()
        || WIDGETS.iter().any(|known| normalised(known) == key)
        || WIDGET_PLUGINS.contains(&text.trim())
}

/// Labels of all widgets.
pub fn widget_labels() -> impl Iterator<Item = &'static str> {
    WIDGETS.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cardinalities_are_understood_in_every_dialect() {
        use Cardinality::{Limited, Unlimited};
        for (text, expected) in [
            ("1", Some(Limited(1))),
            ("*", Some(Unlimited)),
            ("One value", Some(Limited(1))),
            ("3 values", Some(Limited(3))),
            ("Unlimited values", Some(Unlimited)),
            ("-1", Some(Unlimited)),
            ("0", None),
            ("a few", None),
        ] {
            assert_eq!(cardinality(text), expected, "{text}");
        }
    }

    #[test]
    fn field_types_are_known_by_label_and_by_machine_name() {
        assert_eq!(
            field_type("text (FORMATTED, long, with summary)").unwrap().label,
            "Text (formatted, long, with summary)"
        );
        assert_eq!(field_type("text_with_summary").unwrap().label, "Text (formatted, long, with summary)");
        assert!(is_reference("Entity Reference Revisions (paragraphs)"));
        assert!(is_reference("entity_reference_hierarchy"));
        assert!(!is_reference("Boolean"));
        assert!(field_type("Tekst").is_none());
    }
}
