//! Aligned text: a table with heads, or a list of names and values.

use std::io::{self, Write};

use super::inert::inert;
use super::tone::Tone;

/// Spaces between columns.
const GAP: usize = 2;

/// One text in a table. It is made inert when it is made.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    text: String,
    tone: Tone,
}

/// Rows of cells; columns are as wide as their widest cell, and the last one is never padded.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    rows: Vec<Vec<Cell>>,
}

impl Cell {
    pub(crate) fn toned(tone: Tone, text: impl AsRef<str>) -> Self {
        Self { text: inert(text.as_ref()).into_owned(), tone }
    }
}

impl<T: AsRef<str>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::toned(Tone::Plain, text)
    }
}

impl Table {
    /// A table with a line of heads.
    pub(crate) fn headed<const N: usize>(heads: [&str; N]) -> Self {
        Self { rows: vec![heads.into_iter().map(|head| Cell::toned(Tone::Quiet, head)).collect()] }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [Cell; N]) {
        self.rows.push(cells.into());
    }

    /// A name and its value.
    pub(crate) fn fact(&mut self, name: &str, value: impl Into<Cell>) {
        self.rows.push(vec![Cell::toned(Tone::Quiet, name), value.into()]);
    }

    /// A name and its value, where there is one.
    pub(crate) fn fact_if(&mut self, name: &str, value: Option<impl Into<Cell>>) {
        if let Some(value) = value {
            self.fact(name, value);
        }
    }

    /// Whether it has no row.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn write(&self, writer: &mut dyn Write, colours: bool) -> io::Result<()> {
        let widths = self.widths();
        for row in &self.rows {
            let mut missing = 0;
            for (cell, width) in row.iter().zip(&widths) {
                write!(writer, "{:missing$}{}", "", cell.tone.paint(&cell.text, colours))?;
                missing = width - columns(&cell.text) + GAP;
            }
            writeln!(writer)?;
        }
        Ok(())
    }

    fn widths(&self) -> Vec<usize> {
        let count = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| columns(&cell.text))
                .max()
                .unwrap_or(0)
        };
        (0..count).map(width).collect()
    }
}

/// Columns that a text takes on a terminal.
fn columns(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(table: &Table) -> String {
        let mut bytes = Vec::new();
        table.write(&mut bytes, false).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn columns_are_aligned_by_what_a_terminal_shows() {
        let mut table = Table::headed(["ACCOUNT", "STATE"]);
        table.row(["艾达".into(), "Signed in".into()]);
        table.row(["acme-admin".into(), Cell::toned(Tone::Bad, "Sign in again")]);
        assert_eq!(printed(&table), "ACCOUNT     STATE\n艾达        Signed in\nacme-admin  Sign in again\n");
    }

    #[test]
    fn a_hostile_name_stays_in_its_cell() {
        let mut table = Table::default();
        table.fact("name", "x\n\u{1b}[2Jy");
        table.fact_if("none", None::<&str>);
        assert_eq!(printed(&table), "name  x\\u{a}\\u{1b}[2Jy\n");
    }
}
