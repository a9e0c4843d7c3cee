//! What works and what is missing, for `sportello check`.

use sportello_chat::Finding;

use crate::MatrixSettings;

/// Looks at the account and its rooms, and changes nothing.
pub(crate) async fn check(_settings: &MatrixSettings) -> Vec<Finding> {
    Vec::new()
}
