//! The morning on paper: who says what where, and what each place shows then.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sportello_console::clean;

use super::player::Mail;
use super::script::{Act, Deed, Expect, Place, Scene};
use super::sights::{Sight, Sights};
use super::wrap::wrap;

/// How wide it is, in characters: what a terminal of the usual size shows without breaking.
const WIDTH: usize = 92;
/// Where what is said begins.
const SAID: usize = 40;
/// Where what is seen begins.
const SEEN: usize = 8;

/// Writes the transcript.
pub struct Transcript<'a> {
    out: &'a mut (dyn Write + Send),
    colour: bool,
    zone: Tz,
    scenes: usize,
    mails: usize,
}

/// How a piece of text stands out on a terminal.
#[derive(Clone, Copy)]
enum Tone {
    Bold,
    Dim,
    Place,
}

impl<'a> Transcript<'a> {
    /// A transcript with times in `zone`.
    pub fn new(out: &'a mut (dyn Write + Send), colour: bool, zone: Tz) -> Self {
        Self { out, colour, zone, scenes: 0, mails: 0 }
    }

    /// Who and where.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn opening(&mut self) -> io::Result<()> {
        let title = self.tone("A morning at the help desk", Tone::Bold);
        writeln!(self.out, "{title}")?;
        for line in [
            "mia and giulia ask for help, ada and otto answer; giulia reads Italian.",
            "help is the channel where everybody writes; ops is the operators' own, and so is",
            "accounts-ops, for a private queue. Each mailbox shows what arrives by mail.",
            "This is the real engine with a throw-away database; only its clock is turned by hand.",
        ] {
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    /// The heading of a scene.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn scene(&mut self, scene: &Scene) -> io::Result<()> {
        self.scenes += 1;
        let title = format!("{} · {} ", self.scenes, scene.title);
        let rule = "─".repeat(WIDTH.saturating_sub(title.chars().count() + 3));
        let heading = self.tone(&format!("── {title}{rule}"), Tone::Bold);
        writeln!(self.out, "\n{heading}")?;
        for line in wrap(&format!("Look: {}.", scene.look), WIDTH - 3) {
            let line = self.tone(&line, Tone::Dim);
            writeln!(self.out, "   {line}")?;
        }
        Ok(())
    }

    /// A gap between what came of one thing and the next.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn gap(&mut self) -> io::Result<()> {
        writeln!(self.out)?;
        self.out.flush()
    }

    /// What somebody does.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn act(&mut self, act: &Act, at: DateTime<Utc>) -> io::Result<()> {
        let time = at.with_timezone(&self.zone).format("%H:%M:%S").to_string();
        let time = self.tone(&time, Tone::Dim);
        let (who, place, text) = match &act.deed {
            Deed::Wait(sentence) => {
                return writeln!(self.out, "{time}  {}", self.tone(&format!("({sentence})"), Tone::Dim));
            }
            Deed::Say { who, place, text, .. } => (who, named(*place), text),
        };
        let gap =
            " ".repeat(SAID.saturating_sub(10 + who.chars().count() + 4 + place.chars().count()).max(1));
        let head =
            format!("{time}  {} in {}{gap}", self.tone(who, Tone::Bold), self.tone(&place, Tone::Place));
        for (i, line) in wrap(text, WIDTH - SAID).into_iter().enumerate() {
            match i {
                0 => writeln!(self.out, "{head}{line}")?,
                _ => writeln!(self.out, "{}{line}", " ".repeat(SAID))?,
            }
        }
        Ok(())
    }

    /// What is seen of it, place by place.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn sights(&mut self, sights: &Sights, expected: &[Expect]) -> io::Result<()> {
        for (spot, seen) in &sights.by_spot {
            self.place(&spot.name)?;
            for sight in seen {
                self.sight(sight)?;
            }
        }
        for expect in expected {
            if let Expect::Nothing(channel) = expect {
                let nothing = self.tone("nothing", Tone::Dim);
                let place = match *channel {
                    "mailbox" => self.tone("mailboxes", Tone::Place),
                    channel => self.tone(channel, Tone::Place),
                };
                writeln!(self.out, "    {place}: {nothing}")?;
            }
        }
        self.out.flush()
    }

    /// What was seen in all, and where to go on.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn closing(&mut self, tickets: usize) -> io::Result<()> {
        let mails = match self.mails {
            0 => "no mails (they need the feature `mail`)".to_owned(),
            mails => format!("{mails} mails"),
        };
        let rule = self.tone(&"─".repeat(WIDTH), Tone::Bold);
        writeln!(self.out, "\n{rule}")?;
        writeln!(
            self.out,
            "That was: {tickets} tickets, {mails}, two languages, and a note no customer has read."
        )?;
        writeln!(
            self.out,
            "Next: README.md tells how to go live; `sportello` opens the desk of your bot.toml."
        )?;
        self.out.flush()
    }

    fn place(&mut self, name: &str) -> io::Result<()> {
        let name = self.tone(name, Tone::Place);
        writeln!(self.out, "    {name}")
    }

    fn sight(&mut self, sight: &Sight) -> io::Result<()> {
        match sight {
            Sight::Header(text) => self.labelled("header", &first_lines(text, 2)),
            Sight::Board(text) => self.labelled("board", text),
            Sight::Words(text) => self.lines(text, SEEN),
            Sight::Emoji(emoji, on) => self.lines(&format!("{emoji} on “{}”", short(on)), SEEN),
            Sight::Gone(words) => self.lines(&format!("🗑 removed: “{}”", short(words)), SEEN),
            Sight::Mail(mail) => self.mail(mail),
        }
    }

    /// The first mail whole, of the others what they say after the greeting and before the footer.
    fn mail(&mut self, mail: &Mail) -> io::Result<()> {
        self.mails += 1;
        self.lines(&format!("✉ **{}**", mail.subject), SEEN)?;
        let lines: Vec<&str> = mail.mail.lines().filter(|l| !l.trim().is_empty()).collect();
        match (self.mails, lines.as_slice()) {
            (1, _) => self.lines(&lines.join("\n"), SEEN + 2),
            (_, [_, said @ .., _]) => self.lines(&said.join("\n"), SEEN + 2),
            _ => Ok(()),
        }
    }

    fn labelled(&mut self, label: &str, text: &str) -> io::Result<()> {
        let indent = SEEN + 8;
        for (i, line) in self.wrapped(text, WIDTH - indent, 0).into_iter().enumerate() {
            let label = self.tone(&format!("{:8}", if i == 0 { label } else { "" }), Tone::Dim);
            writeln!(self.out, "{}{label}{line}", " ".repeat(SEEN))?;
        }
        Ok(())
    }

    fn lines(&mut self, text: &str, indent: usize) -> io::Result<()> {
        let hanging = if indent > SEEN { 0 } else { 3 };
        for line in self.wrapped(text, WIDTH - indent - hanging, hanging) {
            writeln!(self.out, "{}{line}", " ".repeat(indent))?;
        }
        Ok(())
    }

    /// The lines of a text, its Markdown shown as far as a terminal can. All but the first stand `hanging`
    /// further in; those of a list don't, but what goes on with its items does.
    fn wrapped(&self, text: &str, width: usize, hanging: usize) -> Vec<String> {
        let text = clean(text);
        let is_list = text.starts_with("- ");
        let mut bold = false;
        let mut lines = Vec::new();
        for line in text.lines() {
            let line = match line.strip_prefix("- ") {
                Some(item) => format!("• {item}"),
                None => line.strip_prefix('_').and_then(|l| l.strip_suffix('_')).unwrap_or(line).to_owned(),
            };
            for (i, piece) in wrap(&line, width).into_iter().enumerate() {
                let further_in = match (is_list, i, lines.is_empty()) {
                    (_, _, true) | (true, 0, _) => 0,
                    (true, ..) => 2,
                    (false, ..) => hanging,
                };
                lines.push(format!("{}{}", " ".repeat(further_in), self.emphasised(&piece, &mut bold)));
            }
        }
        lines
    }

    /// `**words**` in bold on a terminal, without their stars elsewhere.
    fn emphasised(&self, line: &str, bold: &mut bool) -> String {
        let mut out = String::new();
        for (i, piece) in line.split("**").enumerate() {
            *bold ^= i > 0;
            out.push_str(&if *bold && !piece.is_empty() {
                self.tone(piece, Tone::Bold)
            } else {
                piece.to_owned()
            });
        }
        out
    }

    fn tone(&self, text: &str, tone: Tone) -> String {
        let code = match tone {
            Tone::Bold => "1",
            Tone::Dim => "2",
            Tone::Place => "36",
        };
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

fn named(place: Place) -> String {
    match place {
        Place::Channel(channel) => channel.to_owned(),
        Place::Ticket(channel, number) => format!("{channel} › #{number}"),
        Place::Direct => "a direct chat".to_owned(),
    }
}

fn first_lines(text: &str, lines: usize) -> String {
    text.lines().take(lines).collect::<Vec<_>>().join("\n")
}

/// Enough of a text to know it again, on one line.
fn short(text: &str) -> String {
    let line = text.lines().next_back().unwrap_or_default();
    match line.char_indices().nth(50) {
        Some((at, _)) => format!("{} …", line[..at].trim_end()),
        None => line.to_owned(),
    }
}
