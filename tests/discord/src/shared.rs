//! The world behind a lock, with a bell that rings at every change.

use std::cell::RefCell;

use parking_lot::ReentrantMutex;
use tokio::sync::Notify;

use crate::world::World;

/// What the server's tasks and the test's people share.
pub struct Shared {
    /// Who looks at the world may ask a person or a channel meanwhile, who look too.
    world: ReentrantMutex<RefCell<World>>,
    changed: Notify,
    token: String,
    gateway_port: u16,
}

impl Shared {
    pub(crate) fn new(world: World, token: String, gateway_port: u16) -> Self {
        Self { world: ReentrantMutex::new(RefCell::new(world)), changed: Notify::new(), token, gateway_port }
    }

    /// Changes the world, all at once for everybody else.
    pub(crate) fn with<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let world = self.world.lock();
        let mut world = world.try_borrow_mut().expect("nobody acts while the world is being looked at");
        let result = change(&mut world);
        drop(world);
        self.changed.notify_waiters();
        result
    }

    /// Looks at the world.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        let world = self.world.lock();
        let world = world.try_borrow().expect("nobody looks while the world is being changed");
        look(&world)
    }

    /// Waits until `look` finds something.
    pub(crate) async fn until<T>(&self, mut look: impl FnMut(&World) -> Option<T>) -> T {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            // From here on no change is missed.
            changed.as_mut().enable();
            if let Some(found) = self.read(&mut look) {
                return found;
            }
            changed.await;
        }
    }

    /// Whether this is the bot's token.
    pub(crate) fn knows(&self, token: &str) -> bool {
        token == self.token || token.strip_prefix("Bot ") == Some(self.token.as_str())
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    pub(crate) fn gateway_url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.gateway_port)
    }
}
