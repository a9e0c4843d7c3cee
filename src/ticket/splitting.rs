//! When articles of a ticket become a ticket of their own.

use super::{Article, ArticleKind, PersonId};

/// What becomes a ticket of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parted {
    /// The articles, by number.
    pub articles: Vec<Article>,
    /// In whose name it will run.
    pub customer: PersonId,
}

/// Why articles can't become a ticket of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitRefusal {
    /// There is no article of this number, or it is elsewhere by now.
    #[error("there is no article {0}")]
    NoSuchArticle(i32),
    /// It is an operator's word to the customer of this ticket.
    #[error("article {0} is an answer")]
    IsAnswer(i32),
    /// Its author has deleted it.
    #[error("article {0} was deleted")]
    Deleted(i32),
    /// Notes alone are nobody's request.
    #[error("nobody's request")]
    OnlyNotes,
    /// Nothing would be left of the ticket.
    #[error("nothing would be left")]
    NothingLeft,
}

/// The articles of `numbers`, of all those of a ticket that runs in `customer`'s name: what customers and
/// participants wrote, and notes with it. They go on in the customer's name, or in a participant's if all
/// of them are that participant's.
///
/// # Errors
/// The [`SplitRefusal`] says why not.
pub fn parted(all: &[Article], numbers: &[i32], customer: PersonId) -> Result<Parted, SplitRefusal> {
    let mut articles: Vec<Article> = Vec::with_capacity(numbers.len());
    for number in numbers {
        let article = all.iter().find(|a| a.number == *number && a.moved.is_none());
        let article = article.ok_or(SplitRefusal::NoSuchArticle(*number))?;
        if article.hidden {
            return Err(SplitRefusal::Deleted(*number));
        }
        if !article.kind.is_customers()
            && !matches!(article.kind, ArticleKind::Participant | ArticleKind::Note)
        {
            return Err(SplitRefusal::IsAnswer(*number));
        }
        if !articles.iter().any(|a| a.id == article.id) {
            articles.push(article.clone());
        }
    }
    articles.sort_by_key(|a| (a.at, a.number));
    let words: Vec<&Article> = articles.iter().filter(|a| a.kind != ArticleKind::Note).collect();
    let Some(first) = words.first() else { return Err(SplitRefusal::OnlyNotes) };
    let one_participants =
        words.iter().all(|a| a.kind == ArticleKind::Participant && a.author == first.author);
    let customer = first.author.filter(|_| one_participants).unwrap_or(customer);
    let stays =
        |a: &Article| a.kind.is_customers() && a.moved.is_none() && !articles.iter().any(|p| p.id == a.id);
    if !all.iter().any(stays) {
        return Err(SplitRefusal::NothingLeft);
    }
    Ok(Parted { articles, customer })
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;

    const MIA: PersonId = 1;
    const LEO: PersonId = 2;
    const ADA: PersonId = 3;

    fn article(number: i32, kind: ArticleKind, author: PersonId) -> Article {
        Article {
            id: i64::from(number) + 10,
            number,
            kind,
            author: Some(author),
            at: DateTime::<Utc>::UNIX_EPOCH + chrono::TimeDelta::minutes(i64::from(number)),
            ..Article::empty()
        }
    }

    fn all() -> Vec<Article> {
        vec![
            article(1, ArticleKind::Request, MIA),
            article(2, ArticleKind::Request, MIA),
            article(3, ArticleKind::Participant, LEO),
            article(4, ArticleKind::Note, ADA),
            article(5, ArticleKind::Reply, ADA),
        ]
    }

    fn split(numbers: &[i32]) -> Result<(Vec<i32>, PersonId), SplitRefusal> {
        let parted = parted(&all(), numbers, MIA)?;
        Ok((parted.articles.iter().map(|a| a.number).collect(), parted.customer))
    }

    #[test]
    fn the_customers_word_and_notes_on_it_go_on_in_the_customers_name() {
        assert_eq!(split(&[4, 2, 2]), Ok((vec![2, 4], MIA)));
        assert_eq!(split(&[2, 3]), Ok((vec![2, 3], MIA)));
    }

    #[test]
    fn a_participants_words_alone_go_on_in_theirs() {
        assert_eq!(split(&[3, 4]), Ok((vec![3, 4], LEO)));
    }

    #[test]
    fn what_has_no_sense_alone_stays() {
        assert_eq!(split(&[5]), Err(SplitRefusal::IsAnswer(5)));
        assert_eq!(split(&[4]), Err(SplitRefusal::OnlyNotes));
        assert_eq!(split(&[9]), Err(SplitRefusal::NoSuchArticle(9)));
        assert_eq!(split(&[1, 2]), Err(SplitRefusal::NothingLeft));
    }

    #[test]
    fn what_is_deleted_or_gone_is_not_split_off() {
        let mut articles = all();
        articles[1].hidden = true;
        assert_eq!(parted(&articles, &[2], MIA), Err(SplitRefusal::Deleted(2)));
        articles[2].moved = Some(super::super::Origin { ticket: "1003".into(), number: 1 });
        assert_eq!(parted(&articles, &[3], MIA), Err(SplitRefusal::NoSuchArticle(3)));
    }
}
