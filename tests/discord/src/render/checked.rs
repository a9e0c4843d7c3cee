//! A second opinion on our JSON: twilight-model, which read Discord's documentation without us.

use serde::de::{DeserializeOwned, DeserializeSeed as _};
use serde_json::Value;
use twilight_model::gateway::event::GatewayEventDeserializer;

use crate::world::World;

impl World {
    /// Hands on `value` if it is what twilight takes for a `T`; else the test fails in its end.
    pub(crate) fn checked<T: DeserializeOwned>(&mut self, value: Value) -> Value {
        if let Err(error) = T::deserialize(&value) {
            let name = std::any::type_name::<T>();
            self.record.faults.push(format!("what was sent is no {name}: {error}: {value}"));
        }
        value
    }

    /// The same for a message of the gateway.
    pub(crate) fn check_gateway(&mut self, text: &str) {
        let Some(deserializer) = GatewayEventDeserializer::from_json(text) else {
            self.record.faults.push(format!("no gateway event: {text}"));
            return;
        };
        let mut json = serde_json::Deserializer::from_str(text);
        if let Err(error) = deserializer.deserialize(&mut json) {
            self.record.faults.push(format!("twilight doesn't take this from a gateway: {error}: {text}"));
        }
    }
}
