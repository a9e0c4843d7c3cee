//! What scripts on the console may ask of the desk.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sportello_console::Steering;

use crate::clock::{Clock, SimulatedClock};
use crate::desk::Desk;

/// Steers a desk that is opened after the console was made.
pub struct Wheel {
    desk: OnceLock<Arc<Desk>>,
    clock: Arc<dyn Clock>,
    simulated: Option<Arc<SimulatedClock>>,
}

impl Wheel {
    /// Steers by this clock; `simulated` if it is one that can be turned.
    pub fn new(clock: Arc<dyn Clock>, simulated: Option<Arc<SimulatedClock>>) -> Arc<Self> {
        Arc::new(Self { desk: OnceLock::new(), clock, simulated })
    }

    /// The desk that is steered, once.
    pub fn take_desk(&self, desk: &Arc<Desk>) {
        if self.desk.set(Arc::clone(desk)).is_err() {
            tracing::warn!("the console steers a desk already");
        }
    }
}

#[async_trait]
impl Steering for Wheel {
    async fn settled(&self) {
        let Some(desk) = self.desk.get() else { return };
        if let Err(error) = desk.settled().await {
            desk.database_trouble(&error);
        }
    }

    async fn advance(&self, by: Duration) -> Result<(), String> {
        let Some(clock) = &self.simulated else {
            return Err("the clock is the real one; start with --simulated-clock to turn it".to_owned());
        };
        let Some(desk) = self.desk.get() else { return Err("the desk is not open yet".to_owned()) };
        desk.advance(clock, by).await.map_err(|error| format!("the database can't be used: {error}"))
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}
