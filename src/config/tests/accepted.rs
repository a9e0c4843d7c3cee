//! Files that are right, and what they come to.

use std::path::Path;
use std::time::Duration;

use secrecy::ExposeSecret;

use super::mistakes::discord;
use super::{ADA, CONSOLE, QUEUE, SMALL, accept};
use crate::config::{
    Attachments, Database, FileKind, FollowUp, MailSwitches, NumberStyle, OnDelete, Transport, Trust, Worded,
};
use crate::text::Language;

#[test]
fn what_is_not_said_has_the_documented_default() {
    let config = accept(SMALL);
    assert_eq!(config.desk.name, "Service Desk");
    assert_eq!(config.desk.language, Language::En);
    assert_eq!(config.desk.time_zone, chrono_tz::Tz::UTC);
    assert_eq!(config.desk.ticket_number, NumberStyle::Increment);
    assert_eq!(config.desk.system_id, 10);
    assert_eq!(config.desk.command_prefix, "!");
    assert_eq!(config.desk.max_file_size, 20 * 1024 * 1024);
    assert_eq!(config.desk.on_delete, OnDelete::Hide);
    assert!(
        config.mail.is_none()
            && config.matrix.is_none()
            && config.discord.is_none()
            && config.console.is_some()
    );
    let queue = &config.queues[0];
    assert_eq!(queue.title, "helpdesk");
    assert_eq!(queue.follow_up, FollowUp::Reopen);
    assert_eq!(queue.reopen_within, Duration::from_secs(14 * 86400));
    assert_eq!(queue.gather, Duration::from_secs(300));
    assert_eq!(queue.settle, Duration::from_secs(20));
    assert_eq!(queue.mails, MailSwitches::default());
}

#[test]
fn what_is_not_said_is_not_limited() {
    let limits = accept(SMALL).limits;
    assert!(limits.open_tickets.is_none() && limits.messages_per_minute.is_none());
    assert!(limits.account_age.is_none() && limits.attachments == Attachments::default());
}

#[test]
fn limits_are_read_with_their_kinds_of_files() {
    let text = format!(
        "[limits]\nopen_tickets = 5\naccount_age = \"1d\"\n\
         attachments = {{ largest = \"1 MiB\", allowed = [\"image/*\", \"application/pdf\"], forbidden = [\".EXE\"] }}\n\
         {SMALL}limits = {{ open_tickets = 2, account_age = \"0s\" }}\n"
    );
    let config = accept(&text);
    assert_eq!(config.limits.open_tickets, Some(5));
    assert_eq!(config.limits.account_age, Some(Duration::from_secs(86400)));
    let files = config.limits.attachments;
    assert_eq!(files.largest, Some(1 << 20));
    assert_eq!(
        files.allowed,
        [FileKind::Class("image".to_owned()), FileKind::Mime("application/pdf".to_owned())]
    );
    assert_eq!(files.forbidden, [FileKind::Ending("exe".to_owned())]);
    let own = config.queues[0].limits;
    assert_eq!((own.open_tickets, own.account_age), (Some(2), Some(Duration::ZERO)));
}

#[test]
fn everything_is_kept_and_nothing_said_of_it_unless_the_file_says_so() {
    let config = accept(SMALL);
    assert!(config.closed_after.is_none() && config.queues[0].closed_after.is_none());
    assert!(config.queues[0].privacy_notice.is_none());
}

#[test]
fn a_queue_keeps_its_words_as_long_as_it_says_itself_else_as_its_parent_else_as_the_desk() {
    let text = format!(
        "[retention]\nclosed_after = \"365d\"\nprivacy_notice = {{ en = \"Kept a year.\", it = \"Per un anno.\" }}\n\
         {SMALL}closed_after = \"90d\"\n\
         [[queue]]\nname = \"helpdesk::network\"\noperators = [\"ada\"]\n\
         [[queue]]\nname = \"accounts\"\noperators = [\"ada\"]\nprivacy_notice = \"Ask rita.\"\n\
         [[queue]]\nname = \"archive\"\noperators = [\"ada\"]\nclosed_after = \"never\"\n"
    );
    let config = accept(&text);
    let days = |name: &str| {
        let queue = config.queues.iter().find(|q| q.name == name).expect("a queue");
        queue.closed_after.map(|after| after.as_secs() / 86_400)
    };
    let of = ["helpdesk", "helpdesk::network", "accounts", "archive"].map(days);
    assert_eq!(of, [Some(90), Some(90), Some(365), None]);
    assert_eq!(config.closed_after, Some(Duration::from_secs(365 * 86_400)));
    let said = |name: &str, language| {
        let queue = config.queues.iter().find(|q| q.name == name).expect("a queue");
        queue.privacy_notice.as_ref().expect("a notice").in_language(language).to_owned()
    };
    assert_eq!(said("helpdesk", Language::It), "Per un anno.");
    assert_eq!(said("helpdesk::network", Language::En), "Kept a year.");
    assert_eq!(said("accounts", Language::It), "Ask rita.");
}

#[test]
fn relative_paths_are_taken_from_the_files_folder() {
    let config = accept(&format!(
        "[desk]\ndatabase = \"sqlite://data/x.db\"\ndata_dir = \"state\"\n\
         [mail]\nfrom = \"a@b.c\"\ntransport = {{ folder = \"out\" }}\n{SMALL}"
    ));
    assert!(
        matches!(&config.desk.database, Database::Sqlite(p) if p == Path::new("/etc/sportello/data/x.db"))
    );
    assert_eq!(config.desk.data_dir, Path::new("/etc/sportello/state"));
    let mail = config.mail.expect("[mail] is there");
    assert!(matches!(&mail.transport, Transport::Folder(p) if p == Path::new("/etc/sportello/out")));
    assert_eq!(mail.group_answers, Duration::from_secs(180));
}

#[test]
fn an_absolute_database_has_three_slashes() {
    let config = accept(&format!("[desk]\ndatabase = \"sqlite:///var/lib/x.db\"\n{SMALL}"));
    assert!(matches!(&config.desk.database, Database::Sqlite(p) if p == Path::new("/var/lib/x.db")));
}

#[test]
fn the_databases_password_is_put_into_its_address() {
    let config = accept(&format!(
        "[desk]\ndatabase = \"postgres://desk@db.example.org/sportello\"\ndatabase_password = {{ env = \"GOOD\" }}\n{SMALL}"
    ));
    let Database::Postgres(url) = &config.desk.database else { panic!("a server was named") };
    assert_eq!(url.expose_secret(), "postgres://desk:xyzzy-from-env@db.example.org/sportello");
}

#[test]
fn a_password_comes_out_of_its_address_as_it_is() {
    let config = accept(&format!(
        "[desk]\ndatabase = \"postgres://desk@db.example.org/sportello\"\ndatabase_password = {{ env = \"ODD\" }}\n{SMALL}"
    ));
    let Database::Postgres(url) = &config.desk.database else { panic!("a server was named") };
    assert_eq!(url.expose_secret(), "postgres://desk:x%2541y%3A%2F%40%20%C3%A0@db.example.org/sportello");
}

#[test]
fn a_secret_in_a_file_loses_the_line_break_at_its_end() {
    let config = accept(&format!(
        "[matrix]\nhomeserver = \"https://m.example.org\"\nuser = \"@help:example.org\"\npassword = {{ file = \"secret\" }}\n{SMALL}"
    ));
    let matrix = config.matrix.expect("[matrix] is on");
    assert_eq!(matrix.password.expose_secret(), "xyzzy-from-file");
    assert_eq!(matrix.trust, Trust::Everyone);
    assert!(matrix.encryption);
}

#[test]
fn the_secrets_of_a_section_that_is_off_are_not_fetched() {
    let config = accept(&format!(
        "[matrix]\nenabled = false\npassword = {{ env = \"NOT_SET\" }}\nrecovery_key = {{ file = \"gone\" }}\n{SMALL}"
    ));
    assert!(config.matrix.is_none());
}

#[test]
fn a_mail_server_has_an_address_a_password_and_an_authority() {
    let config = accept(&format!(
        "[mail]\nfrom = \"Desk <a@b.c>\"\ntransport = {{ smtp = \"smtp://u@127.0.0.1:2525?tls=required\", \
         password = {{ env = \"GOOD\" }}, ca_file = \"ca.pem\" }}\n{SMALL}"
    ));
    let Transport::Smtp { url, password, ca_file } = config.mail.expect("[mail] is there").transport else {
        panic!("a server was named")
    };
    assert_eq!((url.username(), url.port()), ("u", Some(2525)));
    assert_eq!(password.expect("there is one").expose_secret(), "xyzzy-from-env");
    assert_eq!(ca_file.as_deref(), Some(Path::new("/etc/sportello/ca.pem")));
}

#[test]
fn a_template_is_for_the_people_of_one_server() {
    let config = accept(&format!(
        "[mail]\nfrom = \"a@b.c\"\ntransport = {{ sendmail = \"/usr/sbin/sendmail\" }}\n\
         mail_template = \"{{localpart}}@uni.example\"\nmail_template_server = \"uni.example\"\n{SMALL}"
    ));
    let template = config.mail.and_then(|m| m.template).expect("a template");
    assert_eq!(template.platform.as_str(), "matrix");
    assert_eq!(template.server.as_deref(), Some("uni.example"));
    assert_eq!(template.address, "{localpart}@uni.example");
}

#[test]
fn parents_come_before_their_children() {
    let config = accept(&format!(
        "{CONSOLE}{ADA}[[queue]]\nname = \"helpdesk::network\"\noperators = [\"ada\"]\n{QUEUE}"
    ));
    let names: Vec<&str> = config.queues.iter().map(|q| q.name.as_str()).collect();
    assert_eq!(names, ["helpdesk", "helpdesk::network"]);
}

#[test]
fn the_members_of_a_room_can_be_operators() {
    let config = accept(
        "[matrix]\nhomeserver = \"http://localhost:8008\"\nuser = \"@help:example.org\"\npassword = { env = \"GOOD\" }\n\
         [[queue]]\nname = \"helpdesk\"\noperators = [{ matrix_room = \"!abc:example.org\" }]\n\
         channels = [{ matrix = \"#help:example.org\" }]\n",
    );
    let group = &config.queues[0].operator_groups[0];
    assert_eq!((group.platform.as_str(), group.name.as_str()), ("matrix", "matrix_room:!abc:example.org"));
}

#[test]
fn a_desk_on_discord_has_a_token_servers_and_perhaps_another_address() {
    let config = accept(&discord(
        "guild = [100200300400500600, \"7\"]\nshare_guilds = true\nconnect_to = \"[::1]:8443\"\nca_file = \"ca.pem\"",
    ));
    assert!(config.share_realms());
    let discord = config.discord.expect("[discord] is on");
    assert_eq!(discord.token.expose_secret(), "xyzzy-from-env");
    assert_eq!(discord.guilds, [100_200_300_400_500_600, 7]);
    assert_eq!(discord.connect_to.as_deref(), Some("[::1]:8443"));
    assert_eq!(discord.ca_file.as_deref(), Some(Path::new("/etc/sportello/ca.pem")));
}

#[test]
fn the_servers_of_discord_are_strangers_to_each_other_unless_said() {
    let config = accept(&discord("guild = 9223372036854775807"));
    assert!(!config.share_realms());
    let discord = config.discord.expect("[discord] is on");
    assert_eq!(discord.guilds, [i64::MAX.unsigned_abs()]);
    assert!(discord.connect_to.is_none() && discord.ca_file.is_none());
}

#[test]
fn a_discord_that_is_off_needs_nothing_and_reads_no_file() {
    let config = accept(&format!(
        "[discord]\nenabled = false\ntoken = {{ env = \"NOT_SET\" }}\nca_file = \"gone\"\n{SMALL}"
    ));
    assert!(config.discord.is_none() && !config.share_realms());
}

#[test]
fn an_id_of_discords_is_the_same_as_number_and_as_text() {
    let config = accept(&discord("guild = 1").replace(
        "console = \"ada\"",
        "discord = [223344556677889900, \"0223344556677889901\", 223_344_556_677_889_902]",
    ));
    let ids: Vec<&str> = config.operators[0].accounts.iter().map(|a| a.id.as_str()).collect();
    assert_eq!(ids, ["223344556677889900", "223344556677889901", "223344556677889902"]);
    let config = accept(
        &discord("guild = 1").replace("{ console = \"help\" }", "{ discord = 3 }, { discord = \"4\" }"),
    );
    let names: Vec<&str> = config.queues[0].channels.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["3", "4"]);
    assert_eq!(config.queues[0].channels[0].platform.as_str(), "discord");
}

#[test]
fn the_members_of_a_role_can_be_operators() {
    let config = accept(&discord("guild = 1").replace("[\"ada\"]", "[\"ada\", { discord_role = \"445\" }]"));
    let group = &config.queues[0].operator_groups[0];
    assert_eq!((group.platform.as_str(), group.name.as_str()), ("discord", "discord_role:445"));
}

#[test]
fn a_queue_may_ask_what_is_needed() {
    let config = accept(&format!("{SMALL}questions = [\"Which computer?\", \" Since when? \"]\n"));
    assert_eq!(config.queues[0].questions, ["Which computer?", "Since when?"].map(Worded::from));
    let config = accept(&format!(
        "{SMALL}questions = [{{ en = \"Which computer?\", it = \"Quale computer?\" }}, \"VPN?\"]\n"
    ));
    let asked = |language| config.queues[0].questions.iter().map(move |q| q.in_language(language));
    assert_eq!(asked(Language::It).collect::<Vec<_>>(), ["Quale computer?", "VPN?"]);
    assert_eq!(asked(Language::En).collect::<Vec<_>>(), ["Which computer?", "VPN?"]);
    assert!(accept(SMALL).queues[0].questions.is_empty());
}

#[test]
fn a_person_may_have_several_accounts_on_a_platform() {
    let config = accept(&format!(
        "{CONSOLE}{QUEUE}[[operator]]\nname = \"ada\"\nmatrix = [\"@ada:a.org\", \"@ada:b.org\"]\nconsole = \"ada\"\n"
    ));
    assert_eq!(config.operators[0].accounts.len(), 3);
}

#[test]
fn operators_of_two_queues_may_share_a_channel() {
    accept(&format!(
        "{CONSOLE}{ADA}{QUEUE}operator_channels = [{{ console = \"ops\" }}]\n\
         [[queue]]\nname = \"other\"\noperators = [\"ada\"]\noperator_channels = [{{ console = \"ops\" }}]\nprivate = true\n"
    ));
}

#[test]
fn nothing_need_wait() {
    let config =
        accept(&format!("{SMALL}gather = \"0s\"\nsettle = \"0s\"\nmails = {{ received = false }}\n"));
    assert_eq!(config.queues[0].gather, Duration::ZERO);
    assert!(!config.queues[0].mails.received && config.queues[0].mails.closed);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_mistake() {
    accept(&format!("\u{feff}{}", SMALL.replace('\n', "\r\n")));
}
