//! What each kind of provider needs, and what has no meaning for it: a key that does nothing misleads whoever wrote it.

use crate::{
    ConfigError, IdentityMatch,
    document::Document,
    schema::providers::{HistoryMode, RawProvider, RawProviderKind},
};

/// Parameters that may be renamed or left out.
const PARAMETERS: [&str; 3] = ["temperature", "max_tokens", "stream_options"];

/// A company's own service: a test address is needed, and the payload file alone says what is sent.
pub(super) fn company(document: &Document, path: &str, raw: &RawProvider, errors: &mut Vec<ConfigError>) {
    if raw.test.is_none() {
        let expected = "the address where a person's cookie is tested";
        errors.push(document.error(&format!("{path}.test"), expected, "nothing"));
    }
    if !raw.compat.omit_parameters.is_empty() {
        let expected = "nothing here; leave the parameter out of the payload file instead";
        errors.push(document.error(&format!("{path}.compat.omit_parameters"), expected, "a list"));
    }
}

/// An interface that a key opens.
pub(super) fn hosted(document: &Document, path: &str, raw: &RawProvider, errors: &mut Vec<ConfigError>) {
    let compat = &raw.compat;
    let without_meaning = [
        ("test", raw.test.is_some()),
        ("header_file", raw.header_file.is_some()),
        ("payload_file", raw.payload_file.is_some()),
        ("response_path", raw.response_path.is_some()),
        ("stream_path", raw.stream_path.is_some()),
        ("compat.field_map", !compat.field_map.is_empty()),
        ("compat.history_mode", compat.history_mode != HistoryMode::default()),
        ("compat.parameters_key", compat.parameters_key.is_some()),
        ("compat.include_tools_in_payload", compat.include_tools_in_payload),
        ("compat.prune_empty_keys", compat.prune_empty_keys),
    ];
    for (key, _) in without_meaning.iter().filter(|(_, given)| *given) {
        let expected = "nothing here: this key is for providers of the kind company";
        errors.push(document.error(&format!("{path}.{key}"), expected, "a value"));
    }
    if raw.identity_match != IdentityMatch::None {
        let expected = "none: a key of this kind of provider names no person";
        errors.push(document.error(&format!("{path}.identity_match"), expected, "another word"));
    }
    let anthropic = raw.kind == RawProviderKind::Anthropic;
    if anthropic && raw.parameters.temperature > 1.0 {
        let found = raw.parameters.temperature.to_string();
        let at = format!("{path}.parameters.temperature");
        errors.push(document.error(&at, "a number from 0 to 1 for this kind of provider", found));
    }
    for (index, name) in compat.omit_parameters.iter().enumerate() {
        let at = format!("{path}.compat.omit_parameters[{index}]");
        if !PARAMETERS.contains(&name.as_str()) {
            errors.push(document.error(&at, one_of(), document.describe(&name.as_str().into())));
        } else if anthropic && name == "max_tokens" {
            errors.push(document.error(&at, "another parameter: this one is required here", name.as_str()));
        }
    }
    for name in compat.param_renames.keys().filter(|name| !PARAMETERS.contains(&name.as_str())) {
        let at = format!("{path}.compat.param_renames.{name}");
        errors.push(document.error(&at, one_of(), document.describe(&name.as_str().into())));
    }
}

fn one_of() -> String {
    format!("one of {}", PARAMETERS.join(", "))
}
