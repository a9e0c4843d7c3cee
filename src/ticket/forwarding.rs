//! Which articles may be sent to somebody who is no part of the ticket.

use super::{Article, CustomerArticle};

/// Why an article is not forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForwardRefusal {
    /// There is no article of this number, or it is elsewhere by now.
    #[error("there is no article {0}")]
    NoSuchArticle(i32),
    /// It is among operators.
    #[error("article {0} is internal")]
    Internal(i32),
    /// Its author has deleted it.
    #[error("article {0} was deleted")]
    Deleted(i32),
    /// Its key has not come.
    #[error("article {0} can't be read")]
    Unreadable(i32),
    /// It was written where words are encrypted, and such words are not mailed.
    #[error("article {0} was encrypted")]
    Encrypted(i32),
}

/// The articles of `numbers`, of all those of a ticket, in the order in which they were written. An internal
/// one is never among them, whoever names it: what of it may be told is written in other words.
/// `mail_encrypted` says that bot.toml lets encrypted words be mailed.
///
/// # Errors
/// The [`ForwardRefusal`] of the first that can't be.
pub fn forwarded(
    all: &[Article],
    numbers: &[i32],
    mail_encrypted: bool,
) -> Result<Vec<CustomerArticle>, ForwardRefusal> {
    for number in numbers {
        let article = all.iter().find(|a| a.number == *number && a.moved.is_none());
        let article = article.ok_or(ForwardRefusal::NoSuchArticle(*number))?;
        if !article.kind.is_for_customers() {
            return Err(ForwardRefusal::Internal(*number));
        }
        if article.hidden {
            return Err(ForwardRefusal::Deleted(*number));
        }
        if article.undecryptable {
            return Err(ForwardRefusal::Unreadable(*number));
        }
        if article.encrypted && !mail_encrypted {
            return Err(ForwardRefusal::Encrypted(*number));
        }
    }
    let chosen = all.iter().filter(|a| numbers.contains(&a.number));
    Ok(chosen.cloned().filter_map(CustomerArticle::from).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{ArticleKind, Origin};
    use super::*;

    fn article(number: i32, kind: ArticleKind) -> Article {
        Article { id: number.into(), number, kind, ..Article::empty() }
    }

    fn numbers(all: &[Article], numbers: &[i32]) -> Result<Vec<i32>, ForwardRefusal> {
        Ok(forwarded(all, numbers, false)?.iter().map(|a| a.get().number).collect())
    }

    #[test]
    fn they_go_in_the_order_in_which_they_were_written_and_once() {
        let all = [article(1, ArticleKind::Request), article(2, ArticleKind::Reply)];
        assert_eq!(numbers(&all, &[2, 1, 2]), Ok(vec![1, 2]));
    }

    #[test]
    fn nothing_internal_goes_whoever_names_it() {
        let all = [
            article(1, ArticleKind::Request),
            article(2, ArticleKind::Note),
            article(3, ArticleKind::Forward),
        ];
        assert_eq!(numbers(&all, &[1, 2]), Err(ForwardRefusal::Internal(2)));
        assert_eq!(numbers(&all, &[3]), Err(ForwardRefusal::Internal(3)));
    }

    #[test]
    fn nor_does_what_is_gone_or_can_not_be_read() {
        let request = |number| article(number, ArticleKind::Request);
        let moved = Some(Origin { ticket: "1003".into(), number: 1 });
        let all = [
            Article { hidden: true, ..request(1) },
            Article { undecryptable: true, ..request(2) },
            Article { moved, ..request(3) },
        ];
        assert_eq!(numbers(&all, &[1]), Err(ForwardRefusal::Deleted(1)));
        assert_eq!(numbers(&all, &[2]), Err(ForwardRefusal::Unreadable(2)));
        assert_eq!(numbers(&all, &[3]), Err(ForwardRefusal::NoSuchArticle(3)));
        assert_eq!(numbers(&all, &[4]), Err(ForwardRefusal::NoSuchArticle(4)));
    }

    #[test]
    fn encrypted_words_are_mailed_only_where_bot_toml_says_so() {
        let all = [Article { encrypted: true, ..article(1, ArticleKind::Request) }];
        assert_eq!(numbers(&all, &[1]), Err(ForwardRefusal::Encrypted(1)));
        assert_eq!(forwarded(&all, &[1], true).map(|a| a.len()), Ok(1));
    }
}
