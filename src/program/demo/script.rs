//! The morning as it is played: what people do, and what must come of it.

use std::time::Duration;

/// The desk's clock when the morning begins: nine o'clock in Rome.
pub const BEGINS: &str = "2026-11-23T08:00:00Z";

/// The words of the note; they may be read nowhere but among operators.
pub const NOTE: &str = "809: she still has last year's profile. The old gateway went off last night.";

/// One episode.
pub struct Scene {
    /// Half a sentence.
    pub title: &'static str,
    /// What to look at.
    pub look: &'static str,
    /// What happens, one thing after another.
    pub moments: Vec<Moment>,
}

/// What people do in one go, before they look at what came of it.
pub struct Moment {
    /// What they do, in order.
    pub acts: Vec<Act>,
    /// What must come of it.
    pub expected: Vec<Expect>,
}

/// Something that somebody does.
pub struct Act {
    /// How long after what was before.
    pub after: Duration,
    /// What.
    pub deed: Deed,
}

/// What is done.
pub enum Deed {
    /// Somebody says something.
    Say {
        /// The message's id.
        id: &'static str,
        /// Who.
        who: &'static str,
        /// Where.
        place: Place,
        /// What.
        text: &'static str,
    },
    /// Nobody does anything; the sentence says so.
    Wait(&'static str),
}

/// Where people speak.
#[derive(Clone, Copy)]
pub enum Place {
    /// On a channel's top level.
    Channel(&'static str),
    /// In a ticket's thread of a channel.
    Ticket(&'static str, &'static str),
    /// To the bot alone.
    Direct,
}

/// What must come of a moment; places are named as the transcript names them.
pub enum Expect {
    /// Something is seen there.
    Seen(&'static str),
    /// Nothing is seen in this channel. The transcript says so.
    Nothing(&'static str),
    /// The bot puts this emoji on a message.
    Emoji(&'static str),
    /// These two numbers are answered alike.
    Alike(&'static str, &'static str),
}

use Expect::{Alike, Emoji, Nothing, Seen};
use Place::{Channel, Direct, Ticket};

/// The whole morning.
pub fn morning() -> Vec<Scene> {
    vec![
        quick_messages(),
        race(),
        note(),
        undone_answer(),
        closed_and_thanked(),
        greeting(),
        reopened(),
        private_queue(),
        ends(),
    ]
}

fn scene(title: &'static str, look: &'static str, moments: Vec<Moment>) -> Scene {
    Scene { title, look, moments }
}

fn moment<const N: usize, const M: usize>(acts: [Act; N], expected: [Expect; M]) -> Moment {
    Moment { acts: acts.into(), expected: expected.into() }
}

fn say(after: u64, id: &'static str, who: &'static str, place: Place, text: &'static str) -> Act {
    Act { after: Duration::from_secs(after), deed: Deed::Say { id, who, place, text } }
}

fn wait(after: u64, sentence: &'static str) -> Act {
    Act { after: Duration::from_secs(after), deed: Deed::Wait(sentence) }
}

fn quick_messages() -> Scene {
    scene(
        "Three quick messages are one ticket",
        "mia gets one receipt and two 📝; operators get one ticket with all she wrote",
        vec![moment(
            [
                say(0, "m1", "mia", Channel("help"), "My VPN is down"),
                say(5, "m2", "mia", Channel("help"), "it says error 809"),
                say(5, "m3", "mia", Channel("help"), "and I have a call with a customer at ten!"),
            ],
            [
                Seen("help › #1001"),
                Emoji("📝"),
                Seen("ops"),
                Seen("ops › #1001"),
                Seen("mailbox of mia@example.org"),
            ],
        )],
    )
}

fn race() -> Scene {
    scene(
        "Two operators reach for it",
        "one has it, the other is told who; mia hears it here and by mail",
        vec![moment(
            [
                say(50, "a1", "ada", Channel("ops"), "!take 1001"),
                say(0, "o1", "otto", Channel("ops"), "!take 1001"),
            ],
            [Seen("help › #1001"), Seen("ops, only otto"), Seen("mailbox of mia@example.org")],
        )],
    )
}

fn note() -> Scene {
    scene(
        "A word among colleagues",
        "in the operators' thread plain words are an internal note: mia sees nothing",
        vec![moment(
            [say(45, "a2", "ada", Ticket("ops", "1001"), NOTE)],
            [Nothing("help"), Nothing("mailbox")],
        )],
    )
}

fn undone_answer() -> Scene {
    scene(
        "An answer, and one taken back in time",
        "mails wait three minutes for more: the answer that was wrong is never mailed",
        vec![
            moment(
                [say(30, "a3", "ada", Ticket("ops", "1001"), "!reply Please restart your computer.")],
                [Seen("help › #1001"), Nothing("mailbox")],
            ),
            moment([say(15, "a4", "ada", Ticket("ops", "1001"), "!undo")], [Seen("help › #1001")]),
            moment(
                [say(
                    20,
                    "a5",
                    "ada",
                    Ticket("ops", "1001"),
                    "!reply Good morning Mia, please connect with the profile “VPN 2026”: the old one was switched off last night.",
                )],
                [Seen("help › #1001")],
            ),
            moment([wait(240, "four minutes pass")], [Seen("mailbox of mia@example.org")]),
        ],
    )
}

fn closed_and_thanked() -> Scene {
    scene(
        "Closed, and thanked for",
        "a thank-you gets 👍 and reopens nothing",
        vec![
            moment(
                [say(60, "a6", "ada", Ticket("ops", "1001"), "!close")],
                [Seen("help › #1001"), Seen("mia's direct chat"), Seen("mailbox of mia@example.org")],
            ),
            moment(
                [say(40, "m4", "mia", Ticket("help", "1001"), "It works now, thanks a lot! 🙏")],
                [Emoji("👍"), Nothing("mailbox")],
            ),
        ],
    )
}

fn greeting() -> Scene {
    scene(
        "A lone greeting, in Italian",
        "giulia is asked what is wrong before anybody is bothered; otto answers where she wrote",
        vec![
            moment(
                [say(600, "g1", "giulia", Channel("help"), "Buongiorno")],
                [Seen("help › #1002"), Nothing("ops"), Nothing("mailbox")],
            ),
            moment(
                [say(
                    30,
                    "g2",
                    "giulia",
                    Channel("help"),
                    "La stampante del secondo piano non stampa più le fatture",
                )],
                [Emoji("📝"), Seen("ops"), Seen("ops › #1002"), Seen("mailbox of giulia@example.org")],
            ),
            moment(
                [say(60, "o2", "otto", Channel("ops"), "!next")],
                [Seen("help › #1002"), Seen("mailbox of giulia@example.org")],
            ),
            moment(
                [say(
                    60,
                    "o3",
                    "otto",
                    Ticket("help", "1002"),
                    "Buongiorno Giulia, ho riavviato la coda di stampa: ora escono tutte.",
                )],
                [Seen("ops › #1002")],
            ),
            moment([wait(240, "four minutes pass")], [Seen("mailbox of giulia@example.org")]),
        ],
    )
}

fn reopened() -> Scene {
    scene(
        "Closed is not forgotten",
        "a real complaint in a closed ticket reopens it, with the operator who had it",
        vec![
            moment(
                [say(
                    600,
                    "m5",
                    "mia",
                    Ticket("help", "1001"),
                    "It was fine for half an hour, now it drops every minute",
                )],
                [Seen("help › #1001"), Seen("ops › #1001"), Seen("ops")],
            ),
            moment(
                [wait(240, "ada is away from the chat: four minutes pass")],
                [Seen("mailbox of ada@example.org")],
            ),
        ],
    )
}

fn private_queue() -> Scene {
    scene(
        "A private matter",
        "asked in a direct chat, it is seen by those who serve its queue: to otto, of its second level, there is no such ticket",
        vec![
            moment(
                [say(120, "g3", "giulia", Direct, "Ho dimenticato la password del portale stipendi")],
                [Seen("giulia's direct chat"), Nothing("help"), Nothing("ops")],
            ),
            moment(
                [say(15, "g4", "giulia", Direct, "2")],
                [Seen("giulia's direct chat"), Seen("accounts-ops › #1003"), Nothing("help"), Nothing("ops")],
            ),
            moment(
                [
                    say(60, "o4", "otto", Channel("ops"), "!list"),
                    say(10, "o5", "otto", Channel("ops"), "!show 1003"),
                    say(10, "o6", "otto", Channel("ops"), "!show 9999"),
                ],
                [Seen("ops, only otto"), Alike("1003", "9999")],
            ),
            moment(
                [say(30, "a7", "ada", Channel("accounts-ops"), "!show 1003")],
                [Seen("accounts-ops, only ada")],
            ),
        ],
    )
}

fn ends() -> Scene {
    scene(
        "And so the morning ends",
        "who asked may close as well; the history remembers every step",
        vec![
            moment(
                [say(300, "g5", "giulia", Ticket("help", "1002"), "!close")],
                [Seen("help › #1002"), Seen("ops › #1002")],
            ),
            moment([say(30, "o7", "otto", Channel("ops"), "!history 1002")], [Seen("ops, only otto")]),
        ],
    )
}
