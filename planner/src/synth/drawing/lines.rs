//! Streets, pavements and rings collect the places where others join them, and are drawn when all have joined.

use geo::Coord;

use super::canvas::{Canvas, Dot, Stroke, Tag};
use super::ground::{Curve, Frame, apart_m, mix};

/// Two joints of one line that are nearer than this are one.
const SAME_JOINT_M: f64 = 4.0;

/// How busy a street is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::synth) enum Class {
    /// A lane between compounds.
    Residential,
    /// A minor arterial.
    Tertiary,
    /// An arterial.
    Secondary,
    /// A main arterial.
    Primary,
}

impl Class {
    /// The value of `highway`.
    pub(in crate::synth) const fn tag(self) -> &'static str {
        match self {
            Self::Residential => "residential",
            Self::Tertiary => "tertiary",
            Self::Secondary => "secondary",
            Self::Primary => "primary",
        }
    }

    /// How far the plots beside it begin from its middle.
    pub(in crate::synth) const fn half_width_m(self) -> f64 {
        match self {
            Self::Residential => 8.0,
            Self::Tertiary => 13.0,
            Self::Secondary => 19.0,
            Self::Primary => 25.0,
        }
    }

    /// The value of `lanes`.
    pub(in crate::synth) const fn lanes(self) -> &'static str {
        match self {
            Self::Residential | Self::Tertiary => "2",
            Self::Secondary => "4",
            Self::Primary => "6",
        }
    }
}

/// Which hand of a line, seen along it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::synth) enum Hand {
    /// The left hand.
    Left,
    /// The right hand.
    Right,
}

impl Hand {
    /// The sign of a distance to that hand, where left counts up.
    pub(in crate::synth) const fn sign(self) -> f64 {
        match self {
            Self::Left => 1.0,
            Self::Right => -1.0,
        }
    }
}

/// What a joint is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::synth) enum Joint {
    /// A bend, a gate or a drive.
    Plain,
    /// Another street, where people cross.
    Street,
}

/// A line that others join; its parameter runs from 0 to 1.
#[derive(Debug, Clone)]
pub(in crate::synth) struct Line {
    /// Its shape.
    pub(in crate::synth) curve: Curve,
    joints: Vec<(f64, Dot, Joint)>,
}

impl Line {
    /// A line whose shape points become nodes, its ends given.
    pub(in crate::synth) fn new(canvas: &mut Canvas, curve: Curve, ends: (Dot, Dot)) -> Self {
        let last = curve.0.len() - 1;
        let joints = (0..=last)
            .map(|i| {
                let dot = match i {
                    0 => ends.0,
                    _ if i == last => ends.1,
                    _ => canvas.dot(curve.0[i]),
                };
                (i as f64 / last as f64, dot, Joint::Plain)
            })
            .collect();
        Self { curve, joints }
    }

    /// The node at a parameter: one nearby, or a new one.
    pub(in crate::synth) fn join(&mut self, canvas: &mut Canvas, t: f64, joint: Joint) -> Dot {
        let at = self.curve.at(t);
        for (other, dot, kind) in &mut self.joints {
            if apart_m(self.curve.at(*other), at) < SAME_JOINT_M {
                *kind = (*kind).max(joint);
                return *dot;
            }
        }
        let dot = canvas.dot(at);
        self.joints.push((t, dot, joint));
        dot
    }

    /// Makes another line's node a node of this line too.
    pub(in crate::synth) fn share(&mut self, t: f64, dot: Dot) {
        self.joints.push((t, dot, Joint::Plain));
    }

    /// Draws the line with all its joints.
    pub(in crate::synth) fn draw(&self, canvas: &mut Canvas, tags: &[Tag<'_>]) -> Stroke {
        let mut joints = self.joints.clone();
        joints.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut dots: Vec<Dot> = joints.iter().map(|(_, dot, _)| *dot).collect();
        dots.dedup();
        canvas.stroke(&dots, tags)
    }

    /// Its nodes of one kind of joint, ends left out.
    pub(in crate::synth) fn joints(&self, wanted: Joint) -> Vec<Dot> {
        let inner = self.joints.iter().filter(|(t, ..)| *t > 0.0 && *t < 1.0);
        inner
            .filter(|(.., joint)| *joint == wanted)
            .map(|(_, dot, _)| *dot)
            .collect()
    }

    /// The nodes of its own shape, both ends included.
    pub(in crate::synth) fn shape(&self) -> Vec<Dot> {
        let own = &self.joints[..self.curve.0.len()];
        own.iter().map(|(_, dot, _)| *dot).collect()
    }
}

/// A ring of eight points (corners and middles of four sides, from the south-west against the clock).
#[derive(Debug, Clone)]
pub(in crate::synth) struct Ring {
    /// The points.
    pub(in crate::synth) points: Vec<Coord>,
    joints: Vec<(f64, Dot)>,
}

impl Ring {
    /// A ring through points.
    pub(in crate::synth) const fn new(points: Vec<Coord>) -> Self {
        Self {
            points,
            joints: Vec::new(),
        }
    }

    /// The place at a parameter, which counts points from the first.
    pub(in crate::synth) fn at(&self, position: f64) -> Coord {
        let i = position.floor() as usize % self.points.len();
        let next = (i + 1) % self.points.len();
        mix(
            self.points[i],
            self.points[next],
            position - position.floor(),
        )
    }

    /// The node at a parameter: one nearby, or a new one.
    pub(in crate::synth) fn join(&mut self, canvas: &mut Canvas, position: f64) -> Dot {
        let at = self.at(position);
        for &(other, dot) in &self.joints {
            if apart_m(self.at(other), at) < SAME_JOINT_M {
                return dot;
            }
        }
        let dot = canvas.dot(at);
        self.joints.push((position, dot));
        dot
    }

    /// All its nodes, corners and joints, the first again at the end.
    pub(in crate::synth) fn dots(&mut self, canvas: &mut Canvas) -> Vec<Dot> {
        for i in 0..self.points.len() {
            self.join(canvas, i as f64);
        }
        self.joints
            .sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut dots: Vec<Dot> = self.joints.iter().map(|(_, dot)| *dot).collect();
        dots.push(dots[0]);
        dots
    }

    /// Where the line `y = y_m` of a frame enters and leaves the ring: its lowest and highest `x` and positions.
    pub(in crate::synth) fn across(&self, frame: &Frame, y_m: f64) -> Option<[(f64, f64); 2]> {
        let n = self.points.len();
        let mut hits = Vec::new();
        for i in 0..n {
            let a = frame.measure(self.points[i]);
            let b = frame.measure(self.points[(i + 1) % n]);
            if (a.y > y_m) != (b.y > y_m) {
                let share = (y_m - a.y) / (b.y - a.y);
                hits.push((a.x + (b.x - a.x) * share, i as f64 + share));
            }
        }
        hits.sort_by(|a, b| a.0.total_cmp(&b.0));
        Some([*hits.first()?, *hits.last()?])
    }
}
