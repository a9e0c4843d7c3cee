//! The face for people: one is somebody somewhere, and says what one types.

use std::io;

use sportello_chat::{Audience, Host, ThreadRef};

use crate::adapter::Over;
use crate::event::Intake;
use crate::grammar::{self, Act, Attach, Where};
use crate::input::Input;
use crate::nearest::nearest;
use crate::printer::Printer;
use crate::prompt_command::{self, Command};
use crate::{clean, render_saying};

/// Who is at the prompt when nobody is known.
const SOMEBODY: &str = "guest";

/// One run of the face for people.
pub(crate) struct Prompt<'a> {
    intake: &'a Intake,
    printer: &'a Printer,
    run_tag: &'a str,
    people: &'a [String],
    over: Over<'a>,
    who: String,
    place: Where,
    said: u64,
    /// The ids of what was said last, by `who`.
    last: Option<(String, String)>,
}

/// Whether to go on after a line.
enum Next {
    GoOn,
    Leave,
}

impl<'a> Prompt<'a> {
    pub fn new(
        intake: &'a Intake,
        printer: &'a Printer,
        run_tag: &'a str,
        people: &'a [String],
        over: Over<'a>,
    ) -> Self {
        let who = people.first().map_or_else(|| SOMEBODY.to_owned(), Clone::clone);
        let channels = intake.channels();
        let open = channels.iter().find(|c| c.audience == Audience::Customer);
        let place = open
            .or(channels.first())
            .map_or(Where::Direct, |channel| Where::Channel { name: channel.name.clone(), thread: None });
        // Ids are typed by people: a few characters make them unlike those of other runs.
        let run_tag = run_tag.get(..4).unwrap_or(run_tag);
        Self { intake, printer, run_tag, people, over, who, place, said: 0, last: None }
    }

    /// Handles what is typed until the person leaves.
    ///
    /// # Errors
    /// When the input can't be read.
    pub async fn run(mut self, host: &dyn Host, mut input: Input) -> io::Result<()> {
        loop {
            let prompt = format!("{}@{}> ", clean(&self.who), clean(&self.place_name()));
            let Some(raw) = self.over.unless(input.next(&prompt)).await.transpose()?.flatten() else {
                return Ok(());
            };
            let done = match raw.text() {
                Ok(line) if line.trim().is_empty() => continue,
                Ok(line) => self.line(host, &line, input.shows_itself()).await,
                Err(sentence) => Err(sentence),
            };
            match done {
                Ok(Next::GoOn) => {}
                Ok(Next::Leave) => return Ok(()),
                Err(sentence) => self.note(&clean(&sentence)).await,
            }
        }
    }

    async fn line(&mut self, host: &dyn Host, line: &str, shown: bool) -> Result<Next, String> {
        let act = match prompt_command::parse(line)? {
            Command::Say(text) => self.say(text, None, Vec::new()),
            Command::Reply { to, text } => self.say(text, Some(self.meant(&to)?), Vec::new()),
            Command::Attach { path, text } => self.say(text, None, vec![Attach { name: None, path }]),
            Command::React { to, emoji } => Act::React { target: self.meant(&to)?, emoji },
            Command::Edit { message, text } => Act::Edit { target: self.meant(&message)?, text },
            Command::Delete { message } => Act::Delete { target: self.meant(&message)? },
            Command::Advance(by) => {
                self.over.unless(self.intake.steering.advance(by)).await.unwrap_or(Ok(()))?;
                return Ok(Next::GoOn);
            }
            Command::Help => {
                self.note(&prompt_command::help()).await;
                return Ok(Next::GoOn);
            }
            Command::Quit => return Ok(Next::Leave),
            going => {
                self.go(going).await?;
                return Ok(Next::GoOn);
            }
        };
        self.act(host, act, shown).await?;
        Ok(Next::GoOn)
    }

    fn say(&self, text: String, reply_to: Option<String>, attach: Vec<Attach>) -> Act {
        Act::Say { place: self.place.clone(), text, reply_to, attach }
    }

    /// Becomes somebody else, or goes somewhere else.
    async fn go(&mut self, command: Command) -> Result<(), String> {
        match command {
            Command::As(name) => {
                let name = clean(&name).replace(['\n', '\t'], " ");
                let known = self.people.iter().map(String::as_str);
                if !self.people.contains(&name)
                    && let Some(near) = nearest(&name, known)
                {
                    self.note(&format!("{name} is somebody new (`:as {near}` is somebody known)")).await;
                }
                self.who = name;
            }
            Command::In(place) => self.place = self.channel(&place)?,
            Command::Thread(thread) => match &mut self.place {
                Where::Channel { thread: current, .. } => *current = Some(grammar::thread_ref(&thread)?),
                Where::Direct => {
                    return Err("a direct chat has no threads; `:in CHANNEL` leaves it".to_owned());
                }
            },
            Command::Top => {
                if let Where::Channel { thread, .. } = &mut self.place {
                    *thread = None;
                }
            }
            _ => self.place = Where::Direct,
        }
        Ok(())
    }

    /// `ops`, `ops#1001` or `ops/m1`.
    fn channel(&self, spec: &str) -> Result<Where, String> {
        let (name, thread) = match spec.find(['#', '/']) {
            Some(at) if self.intake.channel(spec).is_err() => {
                (&spec[..at], Some(grammar::thread_ref(spec[at..].trim_start_matches('/'))?))
            }
            _ => (spec, None),
        };
        self.intake.channel(name)?;
        Ok(Where::Channel { name: name.to_owned(), thread })
    }

    /// The message that a typed id means: it, the last one said, or one of this run without its tag.
    fn meant(&self, typed: &str) -> Result<String, String> {
        if typed == "last" {
            return match &self.last {
                Some((who, id)) if *who == self.who => Ok(id.clone()),
                _ => Err(format!("{} has said nothing lately", self.who)),
            };
        }
        let tagged = format!("{typed}-{}", self.run_tag);
        let ours = !self.intake.knows(typed) && self.intake.knows(&tagged);
        Ok(if ours { tagged } else { typed.to_owned() })
    }

    async fn act(&mut self, host: &dyn Host, act: Act, shown: bool) -> Result<(), String> {
        self.said += 1;
        let id = format!("m{}-{}", self.said, self.run_tag);
        let echo = self.echo(&act, &id, shown);
        let is_message = matches!(act, Act::Say { .. });
        self.intake.take(host, &id, &self.who, act).await.map_err(|e| e.to_string())?;
        if is_message {
            self.last = Some((self.who.clone(), id));
        }
        if let Some(echo) = echo {
            self.note(&echo).await;
        }
        Ok(())
    }

    /// What shows that something was said, and under which id.
    fn echo(&self, act: &Act, id: &str, shown: bool) -> Option<String> {
        let style = self.printer.style();
        match act {
            Act::Say { .. } if shown => Some(style.dim(&format!("({id})"))),
            Act::Say { text, attach, .. } => {
                let files = attach.iter().map(|f| format!(" 📎 {}", f.path)).collect::<String>();
                let text = format!("{text}{files}");
                Some(render_saying(&self.place_name(), &self.who, &text, Some(id), style))
            }
            _ => None,
        }
    }

    /// The place as it is written: `help`, `ops#1001`, `help/m1` or `direct`.
    fn place_name(&self) -> String {
        match &self.place {
            Where::Direct => "direct".to_owned(),
            Where::Channel { name, thread: None } => name.clone(),
            Where::Channel { name, thread: Some(ThreadRef::Ticket(number)) } => format!("{name}#{number}"),
            Where::Channel { name, thread: Some(ThreadRef::Id(id)) } => format!("{name}/{id}"),
        }
    }

    async fn note(&self, text: &str) {
        if let Err(e) = self.printer.write(text.to_owned()).await {
            tracing::warn!(error = %e, "a line of the prompt was not written");
        }
    }
}
