//! Discord's Markdown and CommonMark, which look alike and differ in every corner.

mod escape;
pub(crate) mod inbound;
mod lines;
pub(crate) mod outbound;
mod render;

#[cfg(test)]
mod tests;
