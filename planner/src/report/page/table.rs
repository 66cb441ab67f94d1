//! Tables with a caption, and headers that say what they are for.

use super::markup::{Markup, el, text_el};

/// A table in the making; the first cell of each row is its header.
#[derive(Debug)]
pub(super) struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Markup>>,
    class: &'static str,
}

/// One column.
#[derive(Debug, Clone)]
pub(super) struct Column {
    name: String,
    class: &'static str,
}

/// A column of text.
pub(super) fn words(name: impl Into<String>) -> Column {
    Column {
        name: name.into(),
        class: "w",
    }
}

/// A column of numbers.
pub(super) fn numbers(name: impl Into<String>) -> Column {
    Column {
        name: name.into(),
        class: "n",
    }
}

impl Table {
    /// A table without rows.
    pub(super) fn new(
        caption: impl Into<String>,
        columns: impl IntoIterator<Item = Column>,
    ) -> Self {
        Self {
            caption: caption.into(),
            columns: columns.into_iter().collect(),
            rows: Vec::new(),
            class: "plain",
        }
    }

    /// The same table in small print.
    #[must_use]
    pub(super) const fn small(mut self) -> Self {
        self.class = "plain small";
        self
    }

    /// Adds a row of texts.
    pub(super) fn row<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        let cells = cells.into_iter().map(|cell| Markup::text(cell.into()));
        self.rows.push(cells.collect());
    }

    /// Adds a row of finished cells.
    pub(super) fn row_of(&mut self, cells: Vec<Markup>) {
        self.rows.push(cells);
    }

    /// Whether it has no rows.
    pub(super) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The finished table; nothing for one without rows.
    pub(super) fn done(self) -> Markup {
        if self.is_empty() {
            return Markup::default();
        }
        let columns = self.columns;
        let head = columns.iter().map(|column| {
            el("th")
                .attr("scope", "col")
                .class(column.class)
                .text(&column.name)
        });
        let head = el("thead").put(el("tr").put_all(head));
        let rows = self.rows.into_iter().map(|cells| {
            let cells = cells.into_iter().zip(&columns).enumerate();
            el("tr").put_all(cells.map(|(number, (cell, column))| {
                let element = if number == 0 {
                    el("th").attr("scope", "row")
                } else {
                    el("td")
                };
                element.class(column.class).put(cell)
            }))
        });
        el("table")
            .class(self.class)
            .put(text_el("caption", self.caption))
            .put(head)
            .put(el("tbody").put_all(rows))
            .done()
    }
}
