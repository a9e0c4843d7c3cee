//! Who works on a delivery.

use crate::desk::{Desk, Tenure};
use crate::store::Tx;
use crate::store::leases::Fenced;

/// The desk, and the tenure under which it serves the delivery's platform; none where nobody does.
#[derive(Clone, Copy)]
pub(super) struct Sender<'a> {
    pub(super) desk: &'a Desk,
    pub(super) tenure: Option<&'a Tenure>,
}

impl std::ops::Deref for Sender<'_> {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        self.desk
    }
}

impl Sender<'_> {
    /// The epoch that what is tried is marked with.
    pub(super) fn epoch(&self) -> i64 {
        self.tenure.map_or(0, Tenure::epoch)
    }

    /// A transaction in which nobody else can take the platform over.
    pub(super) async fn begin(&self) -> Result<Tx, Fenced> {
        match self.tenure {
            Some(tenure) => self.desk.begin_under(tenure).await,
            None => Ok(self.desk.store().begin().await?),
        }
    }
}
