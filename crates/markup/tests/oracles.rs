//! What we write, read by Atlassian's own code (npm `@atlaskit/adf-schema`, `@atlaskit/editor-wikimarkup-transformer`).

#![cfg(test)]

mod samples;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::{
    io::Write,
    process::{Command, Stdio},
};

#[derive(Debug, Deserialize)]
struct Complaint {
    markdown: String,
    what: String,
    detail: String,
}

/// Asks Atlassian's code about each sample's two forms.
fn complaints(samples: &[String]) -> Vec<Complaint> {
    let both: Vec<_> = samples
        .iter()
        .map(|markdown| {
            json!({ "markdown": markdown, "adf": markup::to_adf(markdown), "wiki": markup::to_wiki(markdown) })
        })
        .collect();
    asked("check.cjs", &both)
}

/// What a script says about some JSON.
fn asked<Q: Serialize, A: DeserializeOwned>(script: &str, question: &Q) -> A {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracles");
    let mut node = Command::new("node")
        .arg(format!("{folder}/{script}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node is there; ./test installs it");
    let mut input = node.stdin.take().unwrap();
    input.write_all(&serde_json::to_vec(question).unwrap()).unwrap();
    drop(input);
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success(), "the npm packages are there; ./test installs them");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn told(complaints: &[Complaint]) -> String {
    complaints.iter().fold(String::new(), |text, Complaint { markdown, what, detail }| {
        format!("{text}\n--- {what}\n{markdown}\n--- {detail}\n")
    })
}

#[test]
fn atlassian_reads_both_forms_as_they_are_meant() {
    let samples = samples::all();
    assert!(samples.len() >= 300, "{} samples", samples.len());
    let complaints = complaints(&samples);
    assert!(complaints.is_empty(), "{} complaints{}", complaints.len(), told(&complaints));
}

/// Small damages of a document: what the schema thinks of each is what our own check has to think.
fn damaged(document: &Value) -> Vec<Value> {
    let mut out = Vec::new();
    for (at, _) in nodes(document).iter().enumerate() {
        for damage in 0..6 {
            let mut copy = document.clone();
            let mut count = 0;
            apply(&mut copy, at, damage, &mut count);
            out.push(copy);
        }
    }
    out
}

fn nodes(value: &Value) -> Vec<&Value> {
    let children = value["content"].as_array().into_iter().flatten().flat_map(nodes);
    std::iter::once(value).chain(children).collect()
}

fn apply(value: &mut Value, at: usize, damage: usize, count: &mut usize) {
    if *count == at {
        match damage {
            0 => value["content"] = json!([]),
            1 => value["type"] = json!("heading"),
            2 => value["type"] = json!("table"),
            3 => value["extra"] = json!(1),
            4 => value["text"] = json!(""),
            _ => value["marks"] = json!([{ "type": "strong" }, { "type": "code" }]),
        }
    }
    *count += 1;
    if let Some(children) = value.get_mut("content").and_then(Value::as_array_mut) {
        for child in children {
            apply(child, at, damage, count);
        }
    }
}

#[test]
fn our_own_check_agrees_with_the_schema() {
    let good: Vec<Value> = samples::all().iter().map(|markdown| markup::to_adf(markdown)).collect();
    for document in &good {
        assert_eq!(markup::adf_check::problems(document), Vec::new(), "{document}");
    }
    let documents: Vec<Value> = good
        .iter()
        .step_by(7)
        .flat_map(|document| std::iter::once(document.clone()).chain(damaged(document)))
        .collect();
    let verdicts: Vec<bool> = asked("verdicts.cjs", &documents);
    assert_eq!(verdicts.len(), documents.len());
    assert!(verdicts.iter().any(|valid| *valid) && verdicts.iter().any(|valid| !valid));
    for (document, valid) in documents.iter().zip(verdicts) {
        let problems = markup::adf_check::problems(document);
        assert_eq!(problems.is_empty(), valid, "the schema says {valid}, we say {problems:?} of {document}");
    }
}
