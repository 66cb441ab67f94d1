//! Coordinates as files have them (GCJ-02, BD-09, CGCS2000 Gauss–Krüger) become WGS 84.
