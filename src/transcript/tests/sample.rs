//! A ticket as there are many.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use sportello_chat::{FileRef, Markup};

use crate::config::Signature;
use crate::text::{Language, Texts};
use crate::ticket::{Article, ArticleKind, CustomerArticle, State};
use crate::transcript::{
    CustomerTranscript, Facts, Happening, OperatorArticle, OperatorTranscript, Rating, Setting, Version,
};

/// So many minutes after the ticket was opened.
pub fn after(minutes: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 8, 2, 0).single().expect("a time") + TimeDelta::minutes(minutes)
}

pub fn setting(texts: &Texts, language: Language) -> Setting<'_> {
    Setting { texts, language, zone: chrono_tz::Europe::Rome, desk: "Service desk", made_at: after(2_000) }
}

pub fn article(number: i32, kind: ArticleKind, by: &str, minutes: i64, body: &str) -> Article {
    Article {
        question: None,
        id: i64::from(number) + 100,
        number,
        kind,
        author: Some(1),
        author_name: by.into(),
        body: body.into(),
        markup: Markup::Markdown,
        at: after(minutes),
        ..Article::empty()
    }
}

pub fn facts(title: &str) -> Facts {
    Facts {
        number: "1042".into(),
        title: title.into(),
        queue: "IT help desk".into(),
        state: State::ClosedSuccessful,
        customer: "mia".into(),
        owner: Some("ada".into()),
        opened_at: after(0),
        closed_at: Some(after(155)),
        rating: Some(Rating { stars: 4, comment: "Fast & friendly.\nOnly the mail was late.".into() }),
    }
}

/// All that was said, notes and deleted words too.
pub fn articles() -> Vec<Article> {
    let mut request = article(
        1,
        ArticleKind::Request,
        "mia",
        0,
        "Hi, since this morning I can't reach the VPN from home:\n  error 809\nI have *restarted* twice.",
    );
    request.markup = Markup::Plain;
    request.encrypted = true;
    let png = FileRef {
        name: "Screenshot of the error.png".into(),
        mime: "image/png".into(),
        size: 248_312,
        sha256: "0".repeat(64),
    };
    request.files = vec![png];
    request.missing_files = vec![("vpn-log.zip".into(), "larger than 25 MB".into())];
    let note = article(
        2,
        ArticleKind::Note,
        "otto",
        6,
        "Probably the **certificate** of gw-2: it ran out at midnight. See [the runbook](https://wiki.example.org/vpn).",
    );
    let reply = article(
        3,
        ArticleKind::Reply,
        "ada",
        14,
        "Good morning mia,\n\nthe gateway's certificate had run out. Please\n\n1. quit the VPN client,\n2. run\n   ```\n   sudo vpnctl refresh --gateway gw-1.example.org\n   ```\n3. and connect again.\n\nIf it still says `809`, [this page](https://help.example.org/vpn) shows what else to try.",
    );
    let mut wrong = article(4, ArticleKind::Participant, "luca", 21, "Same here, my password is hunter2");
    wrong.hidden = true;
    let participant = article(5, ArticleKind::Participant, "luca", 22, "Same here, and it works again.");
    let mut thanks =
        article(6, ArticleKind::Request, "mia", 31, "> and connect again\n\nIt works, thank you!");
    thanks.reply_to = Some(103);
    let mut locked = article(7, ArticleKind::Request, "mia", 150, "");
    (locked.undecryptable, locked.encrypted) = (true, true);
    vec![request, note, reply, wrong, participant, thanks, locked]
}

pub fn for_customer() -> CustomerTranscript {
    CustomerTranscript {
        facts: facts("VPN: error 809 since this morning"),
        signature: Signature::Name,
        articles: articles().into_iter().filter_map(CustomerArticle::from).collect(),
    }
}

pub fn for_operators() -> OperatorTranscript {
    let versions = |number| match number {
        3 => vec![Version {
            body: "Good morning mia, the gateway's certificate had run out.".into(),
            markup: Markup::Markdown,
            replaced_at: after(15),
        }],
        _ => vec![],
    };
    let happening = |minutes, who: Option<&str>, event: &str, what: &str| Happening {
        at: after(minutes),
        who: who.map(str::to_owned),
        platform: if who.is_some() { "matrix" } else { "desk" }.into(),
        event: event.into(),
        what: what.into(),
    };
    OperatorTranscript {
        facts: facts("VPN: error 809 since this morning"),
        responsible: Some("carla".into()),
        articles: articles()
            .into_iter()
            .map(|article| OperatorArticle { versions: versions(article.number), article })
            .collect(),
        history: vec![
            happening(0, Some("mia"), "opened", "ticket opened"),
            happening(0, Some("mia"), "article", "article 1: request"),
            happening(6, Some("otto"), "article", "article 2: internal note"),
            happening(9, Some("ada"), "owner", "owner: nobody → ada"),
            happening(14, Some("ada"), "first_response", "first answer to the customer"),
            happening(15, Some("ada"), "edited", "article 3 edited"),
            happening(16, None, "mailed", r"mail to mia\_r@example.org"),
            happening(21, Some("luca"), "deleted", "article 4 deleted"),
            happening(
                40,
                Some("otto"),
                "exposed",
                "`!note` typed where customers read: removed where allowed, not carried out",
            ),
            happening(155, Some("ada"), "state", "state: open → closed successfully"),
            happening(170, Some("mia"), "rated", "rated 4 of 5"),
        ],
    }
}
