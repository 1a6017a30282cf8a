use reqwest::StatusCode;
use serde_json::Value;

use crate::actors::house;

fn ids(page: &Value, key: &str) -> Vec<String> {
    let values = page["values"].as_array().map_or(&[] as &[Value], Vec::as_slice);
    values.iter().filter_map(|value| value[key].as_str()).map(str::to_owned).collect()
}

#[tokio::test]
async fn the_old_one_call_form_is_gone() {
    let house = house().await;
    let (status, _) = house.get("alovelace", "/issue/createmeta?projectKeys=CLINIC&expand=projects").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn issue_types_come_in_pages() {
    let house = house().await;
    let path = "/issue/createmeta/CLINIC/issuetypes";
    let (status, first) = house.get("alovelace", &format!("{path}?maxResults=3")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((first["isLast"].clone(), first["total"].clone()), (false.into(), 5.into()));
    let (_, second) = house.get("alovelace", &format!("{path}?startAt=3&maxResults=3")).await;
    assert_eq!(second["isLast"], true);
    assert_eq!(
        [ids(&first, "id"), ids(&second, "id")].concat(),
        ["10001", "10002", "10004", "10000", "10003"]
    );
}

#[tokio::test]
async fn fields_say_what_is_required_and_allowed() {
    let house = house().await;
    let (_, page) = house.get("alovelace", "/issue/createmeta/PORTAL/issuetypes/10101?maxResults=200").await;
    let find =
        |id: &str| page["values"].as_array().unwrap().iter().find(|field| field["fieldId"] == id).cloned();
    let team = find("customfield_10110").unwrap();
    assert_eq!((&team["required"], &team["name"]), (&true.into(), &"Team".into()));
    assert_eq!(team["allowedValues"][0]["value"], "Portal Core");
    assert_eq!(find("customfield_10112").unwrap()["name"], "Story Points");
    assert!(find("customfield_10006").is_none());
    let (_, fields) = house.get("alovelace", "/field").await;
    let same_name = fields.as_array().unwrap().iter().filter(|field| field["name"] == "Story Points").count();
    assert_eq!(same_name, 2);
}

#[tokio::test]
async fn a_project_without_labels_does_not_offer_them() {
    let house = house().await;
    let (_, page) = house.get("alovelace", "/issue/createmeta/NOLABEL/issuetypes/10002").await;
    assert!(!ids(&page, "fieldId").contains(&"labels".to_owned()));
    let (_, page) = house.get("alovelace", "/issue/createmeta/CLINIC/issuetypes/10002").await;
    assert!(ids(&page, "fieldId").contains(&"labels".to_owned()));
}

#[tokio::test]
async fn without_the_right_to_create_there_is_no_screen() {
    let house = house().await;
    let path = "/issue/createmeta/READONLY/issuetypes";
    assert_eq!(house.get("alovelace", path).await.0, StatusCode::FORBIDDEN);
    assert_eq!(house.get("mkeller", path).await.0, StatusCode::NOT_FOUND);
    assert_eq!(house.get("ghopper", path).await.0, StatusCode::OK);
}
