//! Where in a JSON answer the text stands: `choices[0].message.content`, `data.answer`, …

use serde_json::Value;

/// A path of member names and positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerPath(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Member(String),
    Position(usize),
}

/// The path cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{path}\" is not a path such as choices[0].message.content")]
pub struct InvalidPath {
    path: String,
}

impl AnswerPath {
    /// Reads a path; dots separate members, `[0]` is a position in an array.
    pub fn parse(path: &str) -> Result<Self, InvalidPath> {
        let invalid = || InvalidPath { path: path.to_owned() };
        let mut parts = Vec::new();
        for piece in path.split('.') {
            let (member, positions) = piece.split_at(piece.find('[').unwrap_or(piece.len()));
            if member.is_empty() && positions.is_empty() {
                return Err(invalid());
            }
            if !member.is_empty() {
                parts.push(Part::Member(member.to_owned()));
            }
            let mut rest = positions;
            while !rest.is_empty() {
                let (position, after) =
                    rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).ok_or_else(invalid)?;
                parts.push(Part::Position(position.parse().map_err(|_| invalid())?));
                rest = after;
            }
        }
        Ok(Self(parts))
    }

    /// The value at this path.
    pub fn find<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        self.0.iter().try_fold(value, |value, part| match part {
            Part::Member(name) => value.get(name),
            Part::Position(position) => value.get(position),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_and_positions_are_followed() {
        let value = json!({"choices": [{"message": {"content": "hi"}}], "m": [[1, 2]]});
        let at = |path: &str| AnswerPath::parse(path).unwrap().find(&value).cloned();
        assert_eq!(at("choices[0].message.content"), Some(json!("hi")));
        assert_eq!(at("m[0][1]"), Some(json!(2)));
        assert_eq!(at("choices[1].message"), None);
        assert_eq!(at("choices.message"), None);
    }

    #[test]
    fn broken_paths_are_refused() {
        for path in ["", "a..b", "a[", "a[x]", "a[0", "a[0]b", "."] {
            assert!(AnswerPath::parse(path).is_err(), "{path}");
        }
        assert!(AnswerPath::parse("[0].text").is_ok());
    }
}
