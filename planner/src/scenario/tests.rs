//! Scenarios that are read, and scenarios that are refused.
