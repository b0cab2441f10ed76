//! The bytes that go out: a form as `multipart/form-data`, with its files read as the socket takes them.

mod body;
mod buffer;
mod content;
mod encode;
mod flow;
mod random;
mod slices;
mod style;

pub(crate) use body::{Form, FormBody};
#[cfg(feature = "internals")]
pub(crate) use encode::{Segment, encode};
pub(crate) use flow::BodyFlow;
