//! bot.toml read again while the desk is open, and queues that are renamed or taken out there.

use sportello::config::{Channel, NumberStyle, Operator};
use sportello_chat::Platform;
use sportello_tests::{Harness, Options, Spot, on_both_databases};

use crate::scenes::{closed_by_ada, in_ops, vpn_is_down};

/// What rita, the admin, is answered to a command in the operators' channel.
async fn rita_says(desk: &Harness, words: &str) -> String {
    let asked = desk.person("rita").says(words).in_ops().await;
    desk.settle().await;
    let seen = desk.person("rita").sees_in("ops");
    let answer = seen.0.iter().find(|m| m.reply_to.as_deref() == Some(asked.as_str()));
    answer.unwrap_or_else(|| panic!("{words} was not answered:\n{}", seen.transcript())).text.clone()
}

/// bot.toml changes and rita has it read; what she is told.
async fn reloaded(desk: &mut Harness, edit: impl FnOnce(&mut Options)) -> String {
    desk.edit_bot_toml(edit);
    rita_says(desk, "!reload").await
}

fn on_beta(options: &mut Options) {
    options.on_beta_too();
}

fn without(queue: &'static str) -> impl FnOnce(&mut Options) {
    move |options| options.config.queues.retain(|q| q.name != queue)
}

/// A queue of the first level that nobody knew of, with channels of its own.
fn library(options: &mut Options) {
    let mut library = options.queue("helpdesk").clone();
    library.name = "library".to_owned();
    library.title = "Library".to_owned();
    library.operators = vec!["zoe".to_owned()];
    library.responsible = None;
    for channel in library.channels.iter_mut().chain(&mut library.operator_channels) {
        channel.name = format!("library-{}", channel.name);
    }
    options.config.queues.push(library);
}

fn renamed(queue: &'static str, to: &'static str) -> impl FnOnce(&mut Options) {
    move |options| {
        let renamed = options.queue(queue);
        renamed.name = to.to_owned();
        renamed.title = to.to_uppercase();
        renamed.was = vec![queue.to_owned()];
    }
}

on_both_databases! {
    async fn a_new_queue_works_as_soon_as_bot_toml_is_read_again(desk) {
        desk.leo().says("Where is the library open?").in_room("library-help").await;
        desk.settle().await;
        assert!(desk.numbers().await.is_empty(), "a room of nobody");
        let told = reloaded(desk, library).await;
        assert!(told.contains("the queue **library**"), "{told}");
        desk.leo().says("Is the library open on Sunday?").in_room("library-help").await;
        desk.settle().await;
        assert_eq!(desk.numbers().await, ["1001"]);
        desk.zoe().sees_in("library-ops").must_have("Is the library open on Sunday?");
        let told = rita_says(desk, "!reload").await;
        assert!(told.contains("nothing has changed"), "{told}");
    }

    async fn a_new_operator_may_at_once_and_a_former_one_no_more(desk) {
        vpn_is_down(desk).await;
        let told = reloaded(desk, |options| {
            let mut paul: Operator = options.config.operators[0].clone();
            paul.name = "paul".to_owned();
            paul.mail = None;
            paul.accounts[0].id = "paul".to_owned();
            options.config.operators.retain(|o| o.name != "otto");
            options.config.operators.push(paul);
            let helpdesk = options.queue("helpdesk");
            helpdesk.operators = vec!["ada".to_owned(), "paul".to_owned()];
            options.queue("helpdesk::network").operators = vec!["paul".to_owned()];
        }).await;
        assert!(told.contains("the operator **paul**"), "{told}");
        assert!(told.contains("**otto** is no longer an operator"), "{told}");
        in_ops(desk, "otto", "1001", "!take").await;
        assert_eq!(desk.owner("1001").await, None);
        in_ops(desk, "paul", "1001", "!take").await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("paul"));
    }

    async fn a_bot_toml_with_mistakes_changes_nothing_and_names_them_all(desk) {
        desk.spoil_bot_toml("[desk]\nnmae = \"Desk\"\n[console]\nenabled = true\n[[queue]]\nname = \"a b\"\noperators = []\n");
        let told = rita_says(desk, "!reload").await;
        assert!(told.contains("bot.toml has mistakes"), "{told}");
        for mistake in ["nmae", "did you mean “name”", "a b", "operators", "nothing was changed"] {
            assert!(told.contains(mistake), "{mistake} in {told}");
        }
        vpn_is_down(desk).await;
        assert_eq!(desk.numbers().await, ["1001"], "the desk is as it was");
    }

    async fn what_needs_a_restart_is_named_key_by_key(desk, on_beta) {
        let data_dir = desk.desk().config().desk.data_dir.clone();
        let told = reloaded(desk, |options| {
            options.config.desk.ticket_number = NumberStyle::Date;
            options.config.desk.data_dir = "/elsewhere".into();
            options.config.desk.name = "Another desk".to_owned();
            library(options);
            let beta = Channel { platform: Platform::new("beta"), name: "library".to_owned() };
            options.queue("library").channels = vec![beta];
        }).await;
        for key in ["desk.ticket_number", "desk.data_dir", "desk.name", "beta library", "needs a restart"] {
            assert!(told.contains(key), "{key} in {told}");
        }
        assert!(!told.contains("desk.database"), "{told}");
        let told = reloaded(desk, |options| {
            options.config.desk.ticket_number = NumberStyle::Increment;
            options.config.desk.data_dir = data_dir;
            options.config.desk.name = "Service Desk".to_owned();
            options.queue("library").channels[0].platform = Platform::new("alpha");
            options.queue("library").operator_channels.retain(|c| c.platform.as_str() == "alpha");
        }).await;
        assert!(told.contains("the queue **library**"), "{told}");
    }

    async fn only_admins_reload(desk) {
        desk.edit_bot_toml(library);
        desk.ada().says("!reload").in_ops().await;
        desk.settle().await;
        desk.ada().sees_in("ops").must_tell("refusal-admins-only");
        desk.zoe().says("Are we open?").in_room("library-help").await;
        assert!(desk.numbers().await.is_empty());
    }

    async fn it_is_picked_like_any_command(desk, on_beta) {
        desk.edit_bot_toml(|options| options.queue("helpdesk").title = "Help".to_owned());
        let rita = desk.person("rita").on_beta();
        let asked = rita.picks(&Spot::room("ops"), "reload", &[]).await;
        desk.settle().await;
        assert!(rita.was_answered(&asked).text.contains("what holds in the queue **helpdesk**"));
    }

    async fn a_signal_reloads_without_anybody_to_answer(desk) {
        desk.edit_bot_toml(library);
        desk.desk().reload().await.unwrap();
        desk.leo().says("Is the library open on Sunday?").in_room("library-help").await;
        desk.settle().await;
        assert_eq!(desk.numbers().await, ["1001"]);
        desk.spoil_bot_toml("[desk]\nnmae = 1\n");
        desk.desk().reload().await.unwrap();
        desk.settle().await;
    }

    async fn a_queue_with_open_tickets_can_not_be_taken_out(desk) {
        vpn_is_down(desk).await;
        in_ops(desk, "otto", "1001", "!move network").await;
        let told = reloaded(desk, without("helpdesk::network")).await;
        for words in ["helpdesk::network", "1 open ticket", "#1001", "VPN is down since", "was ="] {
            assert!(told.contains(words), "{words} in {told}");
        }
        in_ops(desk, "otto", "1001", "!take").await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("otto"), "the desk is as it was");
        let said = desk.restart_is_refused().await;
        assert!(said.contains("helpdesk::network") && said.contains("#1001 My VPN is down"), "{said}");
        desk.edit_bot_toml(|options| {
            let network = Options::new(options.database).queue("helpdesk::network").clone();
            options.config.queues.push(network);
        });
        desk.crash_and_restart().await;
    }

    async fn of_many_open_tickets_the_first_ten_are_named(desk) {
        for i in 0..12 {
            desk.person(&format!("guest{i}")).says(&format!("Screen {i} flickers all day")).in_help().await;
        }
        desk.settle().await;
        let told = reloaded(desk, |options| options.config.queues.retain(|q| q.name == "accounts")).await;
        assert!(told.contains("12 open tickets"), "{told}");
        assert!(told.contains("#1010 Screen 9") && !told.contains("#1011"), "{told}");
        assert!(told.contains("and 2 more"), "{told}");
    }

    async fn closed_tickets_of_a_queue_that_is_gone_stay_readable(desk) {
        let request = vpn_is_down(desk).await;
        in_ops(desk, "otto", "1001", "!move network").await;
        in_ops(desk, "otto", "1001", "!close").await;
        let told = reloaded(desk, without("helpdesk::network")).await;
        assert!(told.contains("the queue **helpdesk::network** is gone"), "{told}");
        let shown = rita_says(desk, "!show 1001").await;
        assert!(shown.contains("Network") && shown.contains("My VPN is down"), "{shown}");
        assert!(rita_says(desk, "!history 1001").await.contains("helpdesk::network"));
        assert!(rita_says(desk, "!list closed").await.contains("1001"));
        desk.ada().says("!show 1001").in_ops().await;
        desk.settle().await;
        assert!(desk.ada().sees_in("ops").last_of_bot().text.contains("My VPN is down"));
        desk.zoe().says("!show 1001").in_room("accounts-ops").await;
        desk.settle().await;
        desk.zoe().sees_in("accounts-ops").must_tell("refusal-no-such-ticket");
        // It can't be opened again in a queue that nobody serves.
        rita_says(desk, "!reopen 1001").await;
        desk.person("rita").sees_in("ops").must_tell("refusal-queue-gone");
        desk.mia().says("It is down again, and has been since noon").in_thread(&request).await;
        desk.settle().await;
        assert!(desk.state("1001").await.starts_with("closed"));
        rita_says(desk, "!move 1001 helpdesk").await;
        rita_says(desk, "!reopen 1001").await;
        assert_eq!(desk.state("1001").await, "open");
    }

    async fn a_renamed_queue_keeps_its_tickets(desk) {
        vpn_is_down(desk).await;
        in_ops(desk, "otto", "1001", "!move network").await;
        let told = reloaded(desk, renamed("helpdesk::network", "helpdesk::vpn")).await;
        assert!(told.contains("which was helpdesk::network and keeps its tickets"), "{told}");
        assert!(rita_says(desk, "!show 1001").await.contains("HELPDESK::VPN"));
        in_ops(desk, "otto", "1001", "!take").await;
        assert_eq!(desk.owner("1001").await.as_deref(), Some("otto"));
        let told = rita_says(desk, "!reload").await;
        assert!(told.contains("nothing has changed"), "a name it had before does no harm: {told}");
        desk.crash_and_restart().await;
        assert!(rita_says(desk, "!show 1001").await.contains("HELPDESK::VPN"));
    }

    async fn a_rename_declared_late_brings_the_closed_tickets_back(desk) {
        closed_by_ada(desk).await;
        reloaded(desk, |options| {
            let mut support = options.queue("helpdesk").clone();
            support.name = "support".to_owned();
            options.config.queues.retain(|q| !q.name.starts_with("helpdesk"));
            options.config.queues.push(support);
        }).await;
        let old = desk.ticket("1001").await.queue_id;
        reloaded(desk, |options| options.queue("support").was = vec!["helpdesk".to_owned()]).await;
        assert_ne!(desk.ticket("1001").await.queue_id, old);
        assert!(desk.history("1001").await.contains(&"moved".to_owned()));
        rita_says(desk, "!reopen 1001").await;
        assert_eq!(desk.state("1001").await, "open");
    }
}
