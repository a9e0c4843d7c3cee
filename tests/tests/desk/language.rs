//! In which language a person is spoken to; and the first sight after an absence.

use sportello_chat::Event;
use sportello_tests::on_both_databases;

on_both_databases! {
    async fn an_italian_sentence_is_answered_in_italian(desk) {
        let request = desk.leo().says("La stampante del secondo piano non funziona più").in_help().await;
        desk.settle().await;
        desk.leo().sees_in_thread(&request).must_tell_in_italian("customer-receipt");
    }

    async fn the_platforms_locale_comes_before_detection(desk) {
        let request = desk.leo().with_locale("it-IT").says("My VPN is down since this morning").in_help().await;
        desk.settle().await;
        desk.leo().sees_in_thread(&request).must_tell_in_italian("customer-receipt");
    }

    async fn a_short_text_says_nothing_and_the_desks_language_holds(desk) {
        let request = desk.leo().says("vpn?").in_help().await;
        desk.settle().await;
        desk.leo().sees_in_thread(&request).must_tell("customer-receipt");
    }

    async fn a_persons_own_choice_comes_first(desk) {
        desk.leo().with_locale("it").says("!language en").directly().await;
        desk.settle().await;
        desk.leo().sees_directly().must_have("English");
        let request = desk.leo().with_locale("it").says("La stampante non funziona più, aiuto").in_help().await;
        desk.settle().await;
        desk.leo().sees_in_thread(&request).must_tell("customer-receipt");
    }

    async fn what_was_detected_once_stays(desk) {
        desk.leo().says("La stampante del secondo piano non funziona più").in_help().await;
        desk.advance_seconds(301).await;
        let second = desk.leo().says("My VPN is down since this morning, too").in_help().await;
        desk.settle().await;
        desk.leo().sees_in_thread(&second).must_tell_in_italian("customer-receipt");
    }

    async fn each_reads_their_own_language(desk) {
        let request = desk.leo().with_locale("it").says("La stampante non funziona").in_help().await;
        desk.settle().await;
        let header = desk.header("1001").text;
        assert!(sportello_tests::wording::tells(&header, "en", "operator-header"), "{header}");
        desk.leo().sees_in_thread(&request).must_tell_in_italian("customer-receipt");
    }

    async fn a_room_is_told_once_what_was_read_late(desk) {
        let since = desk.now();
        desk.happens_to("help", Event::CaughtUp { messages: 3, since }).await;
        desk.happens_to("help", Event::CaughtUp { messages: 0, since }).await;
        desk.settle().await;
        let told = desk.mia().sees_in("help").from_bot().len();
        assert_eq!(told, 1);
        desk.mia().sees_in("help").must_tell("customer-caught-up");
    }
}
