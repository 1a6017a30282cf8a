use reqwest::StatusCode;
use serde_json::Value;

use crate::actors::{house, read};

const SEARCH: &str = "/user/assignable/search";

fn names(found: &Value) -> Vec<&str> {
    let found = found.as_array().map_or(&[] as &[Value], Vec::as_slice);
    found.iter().filter_map(|person| person["name"].as_str()).collect()
}

#[tokio::test]
async fn people_are_found_by_parts_of_login_name_and_address_in_any_case() {
    let house = house().await;
    for (text, expected) in [
        ("LOVELACE", vec!["alovelace", "alovelace2"]),
        ("ada.second@", vec!["alovelace2"]),
        ("hopp", vec!["ghopper"]),
        ("keller", vec!["mkeller"]),
        // They cannot be given anything any more.
        ("franklin", vec![]),
        ("noether", vec![]),
        ("nobody", vec![]),
    ] {
        let (status, found) = house.get("ghopper", &format!("{SEARCH}?project=LABS&username={text}")).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(names(&found), expected, "{text}");
    }
    let (_, found) = house.get("ghopper", &format!("{SEARCH}?project=labs&username=keller")).await;
    assert_eq!((&found[0]["displayName"], &found[0]["active"]), (&"Maja Keller".into(), &true.into()));
    assert!(found[0].get("emailAddress").is_none());
}

#[tokio::test]
async fn people_come_in_pages() {
    let house = house().await;
    let (_, all) = house.get("ghopper", &format!("{SEARCH}?project=LABS")).await;
    assert_eq!(names(&all).len(), 6);
    let (_, page) = house.get("ghopper", &format!("{SEARCH}?project=LABS&startAt=1&maxResults=2")).await;
    assert_eq!(names(&page), names(&all)[1..3]);
}

#[tokio::test]
async fn who_cannot_see_a_project_neither_finds_people_for_it_nor_is_found() {
    let house = house().await;
    let path = format!("{SEARCH}?project=READONLY&username=keller");
    let (status, body) = house.get("mkeller", &path).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(body["errorMessages"][0], "No project could be found with key 'READONLY'.");
    assert_eq!(names(&house.get("ghopper", &path).await.1), [""; 0]);
    assert_eq!(house.get("ghopper", &format!("{SEARCH}?project=NONE")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(house.get("ghopper", &format!("{SEARCH}?username=a")).await.0, StatusCode::BAD_REQUEST);
    let url = format!("{}/rest/api/2{path}", house.sandbox.addresses().jira);
    let (status, body) = read(house.http.get(&url).send().await.unwrap()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(body["errorMessages"][0].as_str().unwrap().contains("not authenticated"));
}
