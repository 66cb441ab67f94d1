//! The tables against the domain sheet.
