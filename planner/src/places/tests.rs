//! Tables, encodings and what is wrong with them, on crafted files.
