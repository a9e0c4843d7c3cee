//! The seeded harness of Sportello's whole-system tests: the real desk, on a real database, between
//! model platforms that people use and faults can be planned for.
//!
//! A test acts as people do, lets the outbox run, reads what each person saw, and fails if anything is
//! left undelivered:
//!
//! ```ignore
//! sportello_tests::on_both_databases! {
//!     async fn a_message_opens_a_ticket(desk) {
//!         let request = desk.mia().says("My VPN is down").in_help().await;
//!         desk.settle().await;
//!         desk.mia().sees_in_thread(&request).must_have("#1001");
//!     }
//! }
//! ```

pub mod chat;
pub mod database;
pub mod faults;
mod fresh;
pub mod harness;
pub mod mailbox;
pub mod options;
pub mod person;
pub mod promises;
mod reading;
pub mod shown;
pub mod simulation;
pub mod wording;

pub use faults::Fault;
pub use harness::Harness;
pub use options::{Database, Options};
pub use person::Person;
pub use shown::{Shown, Spot, View};

/// Makes two tests of each function: one on SQLite, one on a real PostgreSQL. The second argument, if
/// any, changes the [`Options`] first. [`Harness::finish`] comes last by itself.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* async fn $name:ident($desk:ident $(, $options:expr)?) $body:block)*) => {
        $(
            $(#[$meta])*
            mod $name {
                #[allow(unused_imports, reason = "a test may need nothing from outside")]
                use super::*;

                async fn case(database: $crate::Database) {
                    #[allow(unused_mut, reason = "only some tests change them")]
                    let mut options = $crate::Options::new(database);
                    $({
                        let change: fn(&mut $crate::Options) = $options;
                        change(&mut options);
                    })?
                    #[allow(unused_mut, reason = "only some tests crash it")]
                    let mut harness = $crate::Harness::start(options).await;
                    {
                        #[allow(unused_variables, reason = "a test may only open it")]
                        let $desk = &mut harness;
                        $body
                    }
                    harness.finish().await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    case($crate::Database::Sqlite).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgres() {
                    case($crate::Database::Postgres).await;
                }
            }
        )*
    };
}
