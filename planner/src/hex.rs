//! Hexagons: group, mask and draw; never the origin of a route and never what is scored.
