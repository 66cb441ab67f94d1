//! A scenario, computed: runs the stages and keeps their results for the command line and the viewer.
