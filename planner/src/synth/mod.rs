//! Invented districts and invented seniors, from a seed: same seed, same bytes.
