//! Members that would do it again have no savepoints: whoever is undone undoes the group, and nobody is left in doubt.

use super::*;

/// The first has written its word and waits for the commit, when another of its group has written one and is dropped.
async fn with_one_undone(writer: &Writer, first: &str) -> Result<(), DbErr> {
    let before = begin(writer, Alone::Again).await;
    write(&before, first).await.unwrap();
    let (before, undone) = in_one_group_as(writer, before, Alone::Again).await;
    write(&undone, "undone").await.unwrap();
    drop(undone);
    before.await.unwrap()
}

#[tokio::test]
async fn who_would_do_it_again_is_told_when_another_is_undone() {
    let (folder, writer) = writer();
    with_table(&writer).await;
    let told = with_one_undone(&writer, "a").await;
    assert!(told.is_err_and(|error| error.to_string().contains(UNDONE_WITH_ANOTHER)));
    assert!(committed(&folder).is_empty());
    let again = begin(&writer, Alone::Yes).await;
    write(&again, "a").await.unwrap();
    again.commit().await.unwrap();
    assert_eq!(committed(&folder), ["a"]);
}

#[tokio::test]
async fn once_somebody_was_undone_the_next_take_no_other_along() {
    let (folder, writer) = writer();
    with_table(&writer).await;
    assert!(with_one_undone(&writer, "a").await.is_err());
    with_one_undone(&writer, "b").await.unwrap();
    assert_eq!(committed(&folder), ["b"]);
}

#[tokio::test]
async fn who_has_written_nothing_takes_no_other_along() {
    let (folder, writer) = writer();
    with_table(&writer).await;
    let first = begin(&writer, Alone::Again).await;
    write(&first, "a").await.unwrap();
    let (first, second) = in_one_group(&writer, first).await;
    assert_eq!(words(&second).await, ["a"]);
    drop(second);
    first.await.unwrap().unwrap();
    assert_eq!(committed(&folder), ["a"]);
}

#[tokio::test]
async fn who_would_not_do_it_again_is_not_taken_along() {
    let (folder, writer) = writer();
    with_table(&writer).await;
    let outcomes = in_one_line(&writer, &[("a", Alone::No), ("a", Alone::Again), ("b", Alone::Again)]).await;
    assert!(outcomes[0].is_ok() && outcomes[2].is_ok(), "{outcomes:?}");
    assert!(outcomes[1].as_ref().is_err_and(|e| e.to_string().contains("UNIQUE")), "{outcomes:?}");
    assert_eq!(committed(&folder), ["a", "b"]);
}
