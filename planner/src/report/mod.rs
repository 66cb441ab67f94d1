//! Answers become files: GeoJSON, CSV and the run record.
