use super::PartialJson;
use proptest::prelude::*;
use serde_json::{Map, Value};

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9f64).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[a-z{}\\[\\]\":,\\\\ ]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((".{0,6}", inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_object() -> impl Strategy<Value = Value> {
    prop::collection::vec((".{0,8}", any_value()), 0..6)
        .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>()))
}

/// Whether `later` is `earlier` with more of it known.
fn grew(earlier: &Value, later: &Value) -> bool {
    match (earlier, later) {
        (Value::String(earlier), Value::String(later)) => later.starts_with(earlier.as_str()),
        (Value::Array(earlier), Value::Array(later)) => {
            earlier.len() <= later.len()
                && earlier.iter().zip(later).all(|(earlier, later)| grew(earlier, later))
        }
        (Value::Object(earlier), Value::Object(later)) => {
            earlier.iter().all(|(key, earlier)| later.get(key).is_some_and(|later| grew(earlier, later)))
        }
        (earlier, later) => earlier == later,
    }
}

proptest! {
    #[test]
    fn prefixes_only_grow_and_the_whole_equals_serde_json(object in any_object(), pretty: bool, escaped: bool) {
        let mut text = if pretty { serde_json::to_string_pretty(&object) } else { serde_json::to_string(&object) }.unwrap();
        if escaped {
            text = text.chars().map(|c| if c.is_ascii() { c.to_string() } else { in_escapes(c) }).collect();
        }
        let mut reading = PartialJson::default();
        let mut before: Option<Value> = None;
        for character in text.chars() {
            reading.push(character.encode_utf8(&mut [0; 4]));
            let now = reading.value();
            if let Some(before) = &before {
                prop_assert!(grew(before, now.as_ref().unwrap()), "{before} became {now:?}");
            }
            before = now;
            let _ = reading.writing();
        }
        prop_assert!(reading.is_complete());
        prop_assert_eq!(reading.value(), Some(serde_json::from_str::<Value>(&text).unwrap()));
    }

    #[test]
    fn any_bytes_in_any_chunks_give_one_result(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(br#"{}[]",:\ud8 1tnfe-"#.to_vec())], 0..200),
        cuts in prop::collection::vec(1..9usize, 1..40),
    ) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut whole = PartialJson::default();
        whole.push(&text);
        let mut pieces = PartialJson::default();
        let characters: Vec<char> = text.chars().collect();
        let mut rest = characters.as_slice();
        let mut cuts = cuts.iter().cycle();
        while !rest.is_empty() {
            let (piece, left) = rest.split_at((*cuts.next().unwrap()).min(rest.len()));
            pieces.push(&piece.iter().collect::<String>());
            rest = left;
        }
        prop_assert_eq!(whole.value(), pieces.value());
        prop_assert_eq!(whole.writing(), pieces.writing());
        prop_assert_eq!(whole.is_complete(), pieces.is_complete());
    }
}

fn in_escapes(character: char) -> String {
    let units: Vec<String> =
        character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect();
    units.concat()
}
