//! Tables as files that spreadsheets open: RFC 4180, and no cell that a spreadsheet would take for a formula.

/// A table that grows by rows.
pub(super) struct Table(String);

impl Table {
    /// With these column names.
    pub(super) fn new(columns: &[&str]) -> Self {
        let mut table = Self(String::new());
        table.row(columns);
        table
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: &[&str]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            self.cell(cell);
        }
        self.0.push_str("\r\n");
    }

    fn cell(&mut self, cell: &str) {
        // OWASP, "CSV Injection": what begins so is run as a formula, quoted or not.
        let dangerous = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let quoted = cell.contains([',', '"', '\n', '\r']);
        if quoted {
            self.0.push('"');
        }
        if dangerous {
            self.0.push('\'');
        }
        self.0.push_str(&cell.replace('"', "\"\""));
        if quoted {
            self.0.push('"');
        }
    }

    /// The file.
    pub(super) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_have_to_be() {
        let mut table = Table::new(&["a", "b"]);
        table.row(&["plain", "with, comma"]);
        table.row(&["two\nlines", "a \"quote\""]);
        assert_eq!(table.finish(), "a,b\r\nplain,\"with, comma\"\r\n\"two\nlines\",\"a \"\"quote\"\"\"\r\n");
    }

    #[test]
    fn nothing_becomes_a_formula() {
        let mut table = Table::new(&[]);
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=HYPERLINK(\"x\",\"y\")"] {
            table.row(&[cell]);
        }
        for line in table.finish().split("\r\n").skip(1).filter(|line| !line.is_empty()) {
            assert!(line.starts_with('\'') || line.starts_with("\"'"), "{line:?}");
        }
    }
}
