//! Elements of a page, written so that an XML parser and a browser read the same tree.
//!
//! Text and attributes are escaped where they come in; only [`Markup`] goes in unchanged, and only elements make it.

use std::fmt::{Display, Write as _};

/// Finished elements.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Markup(String);

/// An element in the making.
#[derive(Debug, Clone)]
pub struct Element {
    name: &'static str,
    attributes: String,
    content: String,
}

/// Elements that a browser closes by itself; all others are closed by an end tag, even when they are empty.
const VOID: [&str; 4] = ["br", "col", "hr", "meta"];

/// Starts an element.
pub fn el(name: &'static str) -> Element {
    Element {
        name,
        attributes: String::new(),
        content: String::new(),
    }
}

/// An element that holds text alone.
pub fn text_el(name: &'static str, text: impl Display) -> Markup {
    el(name).text(text).done()
}

impl Element {
    /// Sets an attribute.
    #[must_use]
    pub fn attr(mut self, name: &'static str, value: impl Display) -> Self {
        let value = escaped(&value.to_string());
        let _ = write!(self.attributes, " {name}=\"{value}\"");
        self
    }

    /// Sets the class.
    #[must_use]
    pub fn class(self, class: impl Display) -> Self {
        self.attr("class", class)
    }

    /// Adds text.
    #[must_use]
    pub fn text(mut self, text: impl Display) -> Self {
        self.content.push_str(&escaped(&text.to_string()));
        self
    }

    /// Adds finished elements.
    #[must_use]
    pub fn put(mut self, inner: impl Into<Markup>) -> Self {
        self.content.push_str(&inner.into().0);
        self
    }

    /// Adds many finished elements.
    #[must_use]
    pub fn put_all<M: Into<Markup>>(self, inner: impl IntoIterator<Item = M>) -> Self {
        inner.into_iter().fold(self, Self::put)
    }

    /// Closes the element.
    pub fn done(self) -> Markup {
        let Self {
            name,
            attributes,
            content,
        } = self;
        if content.is_empty() && VOID.contains(&name) {
            return Markup(format!("<{name}{attributes}/>"));
        }
        Markup(format!("<{name}{attributes}>{content}</{name}>"))
    }
}

impl From<Element> for Markup {
    fn from(element: Element) -> Self {
        element.done()
    }
}

impl Markup {
    /// Text without elements.
    pub fn text(text: impl Display) -> Self {
        Self(escaped(&text.to_string()))
    }

    /// A style sheet or script of the house, which must hold neither `<` nor `&`.
    pub fn inline(name: &'static str, content: &'static str) -> Self {
        debug_assert!(!content.contains(['<', '&']), "{name} would need escaping");
        Self(format!("<{name}>{content}</{name}>"))
    }

    /// Adds further elements.
    pub fn put(&mut self, more: impl Into<Self>) {
        self.0.push_str(&more.into().0);
    }

    /// Whether there is nothing.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many bytes it has.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<M: Into<Self>> FromIterator<M> for Markup {
    fn from_iter<I: IntoIterator<Item = M>>(all: I) -> Self {
        let mut markup = Self::default();
        for one in all {
            markup.put(one);
        }
        markup
    }
}

/// Text as it stands in elements and attributes; control characters, which no document may hold, become spaces.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(' '),
            letter if letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}') => {
                escaped.push(' ');
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_become_elements() {
        let evil = "<script>alert(1)</script>&\"'\u{0}";
        let markup = el("p").attr("title", evil).text(evil).done();
        let inside = markup
            .as_str()
            .trim_start_matches("<p title=\"")
            .trim_end_matches("</p>");
        assert!(
            !inside.contains('<') && inside.matches('"').count() == 1,
            "{markup:?}"
        );
        assert!(!markup.as_str().contains('\u{0}'));
    }

    #[test]
    fn elements_are_closed_as_both_parsers_read_them() {
        assert_eq!(el("br").done().as_str(), "<br/>");
        assert_eq!(el("td").done().as_str(), "<td></td>");
    }
}
