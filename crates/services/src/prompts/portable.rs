//! A person's prompts as a file, to be kept or given to somebody else.

use super::check::{Valid, check};
use crate::failures;
use contract::{Outcome, views::PromptKind};
use domain::{failure::Failure, limits};
use serde::{Deserialize, Serialize};
use store::prompts::Prompt;

/// What the file says that it is.
const FORMAT: &str = "jira-agent-prompts";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    version: u32,
    prompts: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kind: PromptKind,
    name: String,
    body: String,
}

/// All of them, readable.
pub(super) fn write(own: &[Prompt]) -> Outcome<String> {
    let prompts = own
        .iter()
        .map(|prompt| Entry { kind: prompt.kind, name: prompt.name.clone(), body: prompt.body.clone() })
        .collect();
    let file = File { format: FORMAT.to_owned(), version: 1, prompts };
    serde_json::to_string_pretty(&file).map_err(|error| failures::internal("an export of prompts", &error))
}

/// What such a file holds, checked as if it had been typed.
pub(super) fn read(bytes: &[u8]) -> Outcome<Vec<Valid>> {
    if bytes.len() > limits::PROMPTS_FILE {
        return Err(refused("The file is larger than 256 KiB, so it cannot be one of ours."));
    }
    let file: File = serde_json::from_slice(bytes)
        .map_err(|error| refused(format!("The file is not an export of prompts (line {}).", error.line())))?;
    if file.format != FORMAT || file.version != 1 {
        return Err(refused("The file is an export of something else, or of a newer version."));
    }
    if file.prompts.is_empty() || file.prompts.len() > limits::PROMPTS {
        return Err(refused(format!("A file holds 1 to {} prompts.", limits::PROMPTS)));
    }
    let entries = file.prompts.into_iter().enumerate();
    entries
        .map(|(index, entry)| {
            check(entry.kind.as_str(), &entry.name, &entry.body).map_err(|failure| {
                let words =
                    failure.fields.first().map_or_else(String::new, |problem| problem.message.clone());
                refused(format!("Prompt {} of the file cannot be used. {words}", index + 1))
            })
        })
        .collect()
}

fn refused(message: impl Into<String>) -> Failure {
    let message = message.into();
    Failure::field("prompt.file", "file", message)
        .with_next("Nothing was added. Choose a file that was exported here.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ids::PromptId, time::Timestamp};
    use serde_json::json;

    fn prompt(name: &str, body: &str) -> Prompt {
        Prompt {
            id: PromptId::from_u128(1),
            kind: PromptKind::Template,
            name: name.to_owned(),
            body: body.to_owned(),
            updated_at: Timestamp::default(),
        }
    }

    #[test]
    fn what_was_exported_can_be_imported() {
        let file =
            write(&[prompt("Short", "Be short in {project}."), prompt("<b>", "\"quoted\"\nlines")]).unwrap();
        let read = read(file.as_bytes()).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!((read[1].kind, read[1].body.as_str()), (PromptKind::Template, "\"quoted\"\nlines"));
    }

    #[test]
    fn files_that_are_something_else_are_refused_in_words() {
        let entry = json!({"kind": "prompt", "name": "n", "body": "{nothing}"});
        let many = vec![json!({"kind": "prompt", "name": "n", "body": "b"}); limits::PROMPTS + 1];
        let file = |prompts: serde_json::Value| json!({"format": FORMAT, "version": 1, "prompts": prompts});
        for (bytes, words) in [
            (b"<html>".to_vec(), "not an export"),
            (b"[]".to_vec(), "not an export"),
            (json!({"format": "x", "version": 1, "prompts": []}).to_string().into_bytes(), "something else"),
            (json!({"format": FORMAT, "version": 2, "prompts": []}).to_string().into_bytes(), "newer"),
            (file(json!([])).to_string().into_bytes(), "1 to"),
            (file(json!(many)).to_string().into_bytes(), "1 to"),
            (file(json!([entry])).to_string().into_bytes(), "Prompt 1 of the file"),
            (vec![b' '; limits::PROMPTS_FILE + 1], "256 KiB"),
            ("[".repeat(100_000).into_bytes(), "not an export"),
        ] {
            let failure = read(&bytes).unwrap_err();
            assert!(failure.message.contains(words), "{failure}");
        }
    }
}
