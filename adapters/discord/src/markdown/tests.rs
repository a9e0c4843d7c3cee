//! Both directions, and there and back.

use sportello_chat::{Body, Markup, Mention};

use super::inbound::{Names, common_mark};
use super::outbound::{length, render};

struct Known;

impl Names for Known {
    fn user(&self, id: u64) -> Option<String> {
        (id == 7).then(|| "mia_b".into())
    }
    fn role(&self, id: u64) -> Option<String> {
        (id == 8).then(|| "staff".into())
    }
    fn channel(&self, id: u64) -> Option<String> {
        (id == 9).then(|| "help".into())
    }
}

fn heard(text: &str) -> String {
    common_mark(text, &Known)
}

fn said(text: &str) -> String {
    render(&Body::markdown(text), &[])
}

fn plain(text: &str) -> String {
    render(&Body::plain(text), &[])
}

#[test]
fn mentions_emoji_and_times_become_words() {
    assert_eq!(heard("hi <@7> <@!7> <@&8> in <#9>"), r"hi @mia\_b @mia\_b @staff in #help");
    assert_eq!(heard("<:party_cat:123> <a:wave:5>"), r":party\_cat: :wave:");
    assert_eq!(heard("at <t:1700000000:F>"), "at 2023-11-14 22:13 UTC");
    assert_eq!(heard("</ticket new:55>"), "/ticket new");
    assert_eq!(heard("<@12>"), "@12");
}

#[test]
fn what_only_discord_has_stays_readable() {
    assert_eq!(heard("__under__ ~~gone~~ ||secret||"), "*under* ~~gone~~ secret");
    assert_eq!(heard("a __ b"), "a __ b");
    assert_eq!(heard("-# small print"), "small print");
    assert_eq!(heard(">>> one\ntwo"), "> one\n> two");
}

#[test]
fn lines_stay_lines_and_quotes_end() {
    assert_eq!(heard("one\ntwo"), "one\ntwo");
    assert_eq!(heard("> said\nanswer"), "> said\n\nanswer");
    assert_eq!(heard("- a\n- b\nend"), "- a\n- b\n\nend");
}

#[test]
fn what_only_common_mark_has_is_escaped() {
    assert_eq!(heard("title\n---"), "title\n\\---");
    assert_eq!(heard("    indented"), "indented");
    assert_eq!(heard("<b>bold</b>"), r"\<b>bold\</b>");
    assert_eq!(heard("a &amp; b & c"), r"a \&amp; b & c");
    assert_eq!(heard("[x]: https://a.org/y_z_"), r"\[x]: https://a.org/y_z_");
    assert_eq!(heard("1) one"), r"1\) one");
    assert_eq!(heard("+ plus"), r"\+ plus");
    assert_eq!(heard("end\\"), r"end\\");
}

#[test]
fn code_is_untouched() {
    assert_eq!(heard("see `__x__ <@7>`"), "see `__x__ <@7>`");
    assert_eq!(heard("look:```rs\nlet a = __b__;```done"), "look:\n```rs\nlet a = __b__;\n```\ndone");
    assert_eq!(heard("```one line```"), "```\none line\n```");
}

#[test]
fn plain_words_are_shown_as_they_are() {
    assert_eq!(plain("a *b* _c_ <@1> ||d||"), r"a \*b\* \_c\_ \<@1> \|\|d\|\|");
    assert_eq!(plain("# no\n> no\n- no\n1. no"), "\\# no\n\\> no\n\\- no\n1\\. no");
    assert_eq!(plain("#1001 -5 >x 1.5"), "#1001 -5 >x 1.5");
    assert_eq!(plain("-# no\n### no"), "\\-# no\n\\### no");
    assert_eq!(plain("see https://a.org/b_c_d*e"), "see https://a.org/b_c_d*e");
    assert_eq!(plain("[x](https://a.org)"), r"\[x\](https://a.org)");
}

#[test]
fn escapes_of_common_mark_stay_escaped() {
    assert_eq!(said(r"**\*not\* \#1**"), r"**\*not\* #1**");
    assert_eq!(said("<script>x</script>"), r"\<script>x\</script>");
}

#[test]
fn blocks_become_what_discord_has() {
    assert_eq!(said("# a\n\n#### b\n\nc  \nd"), "# a\n\n**b**\n\nc\nd");
    assert_eq!(said("- a\n- b\n  1. c"), "- a\n- b\n  1. c");
    assert_eq!(said("> q\n> r\n\nafter"), "> q\n> r\n\nafter");
    assert_eq!(said("```sh\nls *\n```"), "```sh\nls *\n```");
    assert_eq!(said("| a | b |\n|---|---|\n| 1 | long |"), "```\na  b\n-  ----\n1  long\n```");
    assert_eq!(said("![pic](https://a.org/p.png)"), "[pic](<https://a.org/p.png>)");
    assert_eq!(said("[x](javascript:y)"), "x");
    assert_eq!(said("<https://a.org/b_c>"), "https://a.org/b_c");
}

#[test]
fn brackets_and_fences_inside_break_nothing() {
    assert_eq!(said(r"[a \[b\] c](https://a.org)"), r"[a \[b\] c](<https://a.org>)");
    assert_eq!(said("> [x](https://a.org/(b))"), "> x (<https://a.org/(b)>)");
    assert_eq!(said("~~~\n```\n~~~"), "```\n`\u{200b}``\n```");
    assert_eq!(said("- a\n\n  ```\n  b\n  ```\n- c"), "- a\n  ```\n  b\n  ```\n- c");
}

#[test]
fn blocks_stand_below_each_other() {
    let body = Body::markdown("**#1001**").then("*x*\ny", Markup::Plain);
    assert_eq!(render(&body, &[]), "**#1001**\n\\*x\\*\ny");
}

#[test]
fn who_is_notified_stands_first() {
    let mia = Mention { id: "7".into(), name: "mia".into() };
    assert_eq!(render(&Body::plain("done"), std::slice::from_ref(&mia)), "<@7> done");
    assert_eq!(render(&Body::markdown("> q"), &[mia]), "<@7>\n> q");
}

#[test]
fn nothing_is_longer_than_discord_takes() {
    let long = Body::plain("*".repeat(1900));
    assert_eq!(length(&long, &[]), 3800);
    assert_eq!(render(&long, &[]).chars().count(), 2000);
}

/// What was heard and is said again reads the same: Discord → CommonMark → Discord.
#[test]
fn there_and_back() {
    for text in [
        "**bold** and *slanted*",
        "one\ntwo\n\nthree",
        "- a\n- b",
        "1. a\n2. b",
        "> quoted\n> more",
        "```rs\nfn a() {}\n```",
        "`code`",
        "# head\nbelow",
        "~~gone~~",
        "https://a.org/b_c_d",
        r"\*literal\*",
    ] {
        let back = said(&heard(text));
        // A heading is followed by an empty line in CommonMark's reading.
        assert_eq!(back.replace("\n\n", "\n"), text.replace("\n\n", "\n"), "{text}");
    }
}
