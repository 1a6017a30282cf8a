//! Files made of an export: what would be sent, and what came of it.

use super::{
    going::{self, still_to_go},
    must_have,
};
use crate::{Resources, failures};
use contract::{Outcome, views::MadeFile};
use domain::{failure::Failure, ids::SiteBuildId, principal::Principal};
use serde_json::{Value, json};
use site_spec::report::csv::harmless;
use store::site_tickets;

const CSV: &str = "text/csv; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

/// One file: `csv` and `json` say what came of the export, `calls` what would be sent.
pub(super) async fn make(
    resources: &Resources,
    principal: &Principal,
    id: SiteBuildId,
    form: &str,
) -> Outcome<MadeFile> {
    match form {
        "csv" | "json" => results(resources, principal, id, form == "csv").await,
        "calls" => calls(resources, principal, id).await,
        _ => Err(Failure::not_found("file")),
    }
}

/// The bodies of the calls in their order, fifty issues in each.
async fn calls(resources: &Resources, principal: &Principal, id: SiteBuildId) -> Outcome<MadeFile> {
    let bodies = resources
        .store
        .of(principal)
        .read(move |tx| -> Outcome<Vec<Value>> {
            must_have(tx, id)?;
            let (tickets, needs, states) =
                (site_tickets::list(tx, id)?, site_tickets::needs(tx, id)?, going::states(tx, id)?);
            let mut bodies = Vec::new();
            for ticket in still_to_go(&tickets, &needs, &states).order {
                if let Some(bytes) = site_tickets::payload(tx, ticket)? {
                    bodies.push(crate::exporting::payload::read(&bytes)?.rest);
                }
            }
            Ok(bodies)
        })
        .await?;
    let calls: Vec<Value> = bodies
        .chunks(crate::exporting::tickets::batches::BATCH)
        .map(|batch| json!({ "issueUpdates": batch }))
        .collect();
    let bytes =
        serde_json::to_vec_pretty(&calls).map_err(|error| failures::internal("a file of calls", &error))?;
    Ok(MadeFile { name: "calls.json".to_owned(), media: JSON, bytes })
}

async fn results(
    resources: &Resources,
    principal: &Principal,
    id: SiteBuildId,
    as_csv: bool,
) -> Outcome<MadeFile> {
    let view = going::view(resources, principal, id).await?;
    if !as_csv {
        let results = json!({ "progress": view.progress, "results": view.results, "by_hand": view.fixes });
        let bytes = serde_json::to_vec_pretty(&results)
            .map_err(|error| failures::internal("a file of results", &error))?;
        return Ok(MadeFile { name: "results.json".to_owned(), media: JSON, bytes });
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut done = writer.write_record(["Issue", "Link", "Title", "State", "What went wrong"]);
    for result in view.results {
        let (key, link) = result.issue.map(|(key, link)| (key.to_string(), link)).unwrap_or_default();
        let state = serde_json::to_value(result.state).ok();
        let state = state.as_ref().and_then(Value::as_str).unwrap_or_default().replace('_', " ");
        let failure = result.failure.map(|failure| failure.message).unwrap_or_default();
        let cells = [key, link, result.title, state, failure];
        done = done.and_then(|()| writer.write_record(cells.map(|cell| harmless(&cell))));
    }
    let bytes = done.ok().and_then(|()| writer.into_inner().ok()).ok_or_else(Failure::internal)?;
    Ok(MadeFile { name: "results.csv".to_owned(), media: CSV, bytes })
}
