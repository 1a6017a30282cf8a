//! Columns of sheets mapped, and values chosen, without scripts and with them.

use super::{call, form, page};
use axum::http::StatusCode;

const BUILD: &str = "00000000-0000-0000-0000-000000000001";

#[tokio::test]
async fn the_columns_of_the_table_in_the_address_are_open_and_the_others_are_folded_away() {
    let closed = page(&format!("/builds/{BUILD}")).await.text;
    assert!(closed.contains("Columns mapped by you"));
    assert!(
        closed.contains("href=\"/builds/00000000-0000-0000-0000-000000000001?file="),
        "a link to open them"
    );
    assert!(!closed.contains("name=\"meanings[0]\""));
    let open = page(&format!("/builds/{BUILD}?file={BUILD}&table=0")).await.text;
    assert_eq!(open.matches("id=\"columns\"").count(), 1);
    for part in [
        "name=\"meanings[1]\"",
        "name=\"references[1]\"",
        "Cells of “Ref” name",
        "“article” · said by you",
        "type=\"hidden\" name=\"meanings[2]\"",
        "No column means “Bundle” or “entity:bundle”.",
        "Go by the headers again",
    ] {
        assert!(open.contains(part), "{part}");
    }
}

#[tokio::test]
async fn a_finding_without_a_certain_fix_offers_the_values_that_exist() {
    let check = page(&format!("/builds/{BUILD}/check")).await.text;
    assert!(check.contains("Instead of “Landing page” in row 88 of Fields.csv"), "{check}");
    assert!(check.contains("<option value=\"Landing Page\">"), "{check}");
    assert_eq!(check.matches("name=\"value\"").count(), 1, "what is certain has its own button");
}

#[tokio::test]
async fn every_column_of_a_wide_sheet_arrives_in_its_order() {
    let meanings: Vec<String> = (0..40).map(|at| format!("&meanings%5B{at}%5D=m{at}")).collect();
    let expected: Vec<String> = (0..40).map(|at| format!("m{at}")).collect();
    let body = format!(
        "build={BUILD}&version=3&file={BUILD}&table=0{}&references%5B0%5D=&references%5B1%5D=bundles",
        meanings.join("")
    );
    let told = call("/api/fn/site_builds/map_columns", &body, false).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    let failure: contract::Failure = serde_json::from_str(&told.text).unwrap();
    assert_eq!(failure.message, format!("{}; ,bundles; false", expected.join(",")));

    // Without scripts the refusal stands at the form, which stays open.
    let open = format!("/builds/{BUILD}?file={BUILD}&table=0");
    let body = format!("build={BUILD}&version=3&file={BUILD}&table=0&as_recognised=true");
    let refused = form("/api/fn/site_builds/map_columns", &open, &body).await;
    assert_eq!(refused.status, StatusCode::FOUND);
    let back = page(refused.location.trim_start_matches("http://127.0.0.1:4020")).await.text;
    assert!(back.contains("; ; true") && back.contains("name=\"meanings[0]\""), "{back}");
}
