//! Where a sealed value belongs.

/// The place of a sealed value. A value opens only at the place it was sealed for, so rows, columns and owners cannot be
/// swapped in the database.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Aad {
    /// The table's name.
    pub table: &'static str,
    /// The column's name.
    pub column: &'static str,
    /// The row's id.
    pub row: String,
    /// The owner's id; `None` only for rows that have no owner yet.
    pub user: Option<String>,
}

impl Aad {
    /// The place of a value in a row that belongs to a user.
    pub fn new(table: &'static str, column: &'static str, row: impl ToString, user: impl ToString) -> Self {
        Self { table, column, row: row.to_string(), user: Some(user.to_string()) }
    }

    /// The place of a value in a row that has no owner yet.
    pub fn without_user(table: &'static str, column: &'static str, row: impl ToString) -> Self {
        Self { table, column, row: row.to_string(), user: None }
    }

    /// Each part with its length before it, so that no two places have the same bytes.
    pub(crate) fn encode(&self, key_id: &str) -> Vec<u8> {
        let user = self.user.as_deref();
        let mut bytes = Vec::with_capacity(128);
        for part in ["sealed-v1", key_id, self.table, self.column, &self.row, user.unwrap_or_default()] {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes.push(u8::from(user.is_some()));
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifting_text_between_the_parts_changes_the_bytes() {
        let one = Aad::new("t", "c", "ab", "c").encode("k");
        assert_ne!(one, Aad::new("t", "c", "a", "bc").encode("k"));
        assert_ne!(one, Aad::new("t", "c", "ab", "c").encode("k2"));
    }

    #[test]
    fn no_user_differs_from_an_empty_user() {
        assert_ne!(Aad::new("t", "c", 1, "").encode("k"), Aad::without_user("t", "c", 1).encode("k"));
    }
}
