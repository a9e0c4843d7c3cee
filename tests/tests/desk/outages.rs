//! What is out of order is said in every receipt.

use sportello_tests::{Options, Spot, on_both_databases};

use crate::scenes::vpn_is_down;

on_both_databases! {
    async fn every_receipt_says_it_once_until_it_is_lifted(desk) {
        desk.person("rita").says("!outage The mail server is down until *noon*").directly().await;
        desk.settle().await;
        desk.person("rita").sees_directly().must_have("The mail server is down");
        let request = vpn_is_down(desk).await;
        desk.mia().says("since eight").in_thread(&request).await;
        desk.settle().await;
        assert_eq!(desk.mia().sees_in_thread(&request).count("The mail server is down"), 1);
        let mails = desk.mail_texts_to("mia@example.org");
        assert_eq!(mails.iter().filter(|m| m.contains("The mail server is down")).count(), 1);
        desk.leo().says("!new queue:accounts I can't log in").directly().await;
        desk.settle().await;
        assert_eq!(desk.leo().sees_directly().count("The mail server is down"), 1);
        desk.person("rita").says("!queues").directly().await;
        desk.person("rita").says("!outage").directly().await;
        desk.settle().await;
        assert_eq!(desk.person("rita").sees_directly().count("by rita, since"), 2);
        desk.person("rita").says("!disservizio off").directly().await;
        desk.settle().await;
        let later = desk.person("nora").says("The printer is out of paper").in_help().await;
        desk.settle().await;
        desk.person("nora").sees_in_thread(&later).must_not_have("mail server");
    }

    async fn a_queues_own_is_said_in_its_receipts_only(desk) {
        desk.person("rita").says("!outage queue:accounts The directory is down").directly().await;
        desk.settle().await;
        let request = vpn_is_down(desk).await;
        desk.mia().sees_in_thread(&request).must_not_have("directory");
        desk.leo().says("!new queue:accounts I can't log in").directly().await;
        desk.settle().await;
        desk.leo().sees_directly().must_have("The directory is down");
        desk.person("rita").says("!outage off").directly().await;
        desk.person("rita").says("!outage queue:accounts It is up, but slow").directly().await;
        desk.settle().await;
        desk.person("rita").sees_directly().must_tell("admin-outage-none");
        desk.person("nora").says("!new queue:accounts Me neither").directly().await;
        desk.settle().await;
        let chat = desk.person("nora").sees_directly();
        chat.must_have("It is up, but slow");
        chat.must_not_have("The directory is down");
    }

    async fn a_call_and_a_follow_up_are_told_too(desk) {
        desk.person("rita").says("!outage The mail server is down").directly().await;
        desk.leo().says("!mine").directly().await;
        desk.settle().await;
        desk.ada().says("!new --for leo My screen flickers").in_ops().await;
        desk.settle().await;
        assert_eq!(desk.leo().sees_directly().count("The mail server is down"), 1);
    }

    async fn only_admins_say_so(desk) {
        desk.ada().says("!outage Everything is down").in_ops().await;
        desk.mia().says("!outage Everything is down").directly().await;
        desk.settle().await;
        desk.ada().sees_in("ops").must_tell("refusal-admins-only");
        desk.mia().sees_directly().must_tell("refusal-admins-only");
        desk.person("rita").says(&format!("!outage {}", "x".repeat(501))).directly().await;
        desk.settle().await;
        desk.person("rita").sees_directly().must_tell("refusal-too-long");
        let request = vpn_is_down(desk).await;
        desk.mia().sees_in_thread(&request).must_not_have("xxx");
    }
}

mod picked {
    use super::*;

    fn on_beta(options: &mut Options) {
        options.on_beta_too();
        let beta = sportello_chat::Platform::new("beta");
        if let Some(rita) = options.config.operators.iter_mut().find(|o| o.name == "rita") {
            rita.accounts.push(sportello::config::Account { platform: beta, id: "rita".to_owned() });
        }
    }

    on_both_databases! {
        async fn an_outage_is_picked_and_lifted(desk, on_beta) {
            let rita = desk.person("rita").on_beta();
            let spot = Spot::room("ops");
            let done = rita.picks(&spot, "outage", &[("queue", "helpdesk"), ("text", "The VPN is down")]).await;
            desk.settle().await;
            assert!(rita.was_answered(&done).text.contains("The VPN is down"));
            let request = desk.mia().on_beta().says("I can't connect").in_help().await;
            desk.settle().await;
            desk.mia().on_beta().sees_in_thread(&request).must_have("The VPN is down");
            let done = rita.picks(&spot, "outage", &[("queue", "helpdesk"), ("text", "off")]).await;
            desk.settle().await;
            assert!(rita.was_answered(&done).text.contains("no more"));
        }
    }
}
