//! The HTML of a Matrix message as CommonMark.

use std::rc::Rc;

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::options::{BulletListMarker, Options};
use htmd::{Element, HtmlToMarkdown, Node};

/// Elements inside elements that are still converted: the conversion is recursive, and people's
/// messages go seldom beyond ten.
const MAX_DEPTH: usize = 100;

/// `html` as CommonMark; none if it is empty, too deep, or can't be read (then the plain body holds).
pub(crate) fn to_markdown(html: &str) -> Option<String> {
    let html = without_reply(html);
    let converter = HtmlToMarkdown::builder()
        .options(Options {
            bullet_list_marker: BulletListMarker::Dash,
            ul_bullet_spacing: 1,
            ol_number_spacing: 1,
            ..Options::default()
        })
        .skip_tags(vec!["script", "style", "head", "title"])
        .add_handler(vec!["a"], link)
        .build();
    let tree = converter.html_to_tree(&html).ok()?;
    if is_deeper(&tree, MAX_DEPTH) {
        return None;
    }
    let markdown = converter.tree_to_markdown(&tree);
    let markdown = markdown.trim();
    (!markdown.is_empty()).then(|| markdown.to_owned())
}

/// A person's pill becomes the name it shows; other links stay links.
fn link(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let href = element.attrs.iter().find(|a| &*a.name.local == "href").map(|a| a.value.to_string());
    match href {
        Some(href)
            if href.starts_with("https://matrix.to/#/@") || href.starts_with("https://matrix.to/#/%40") =>
        {
            Some(handlers.walk_children(element.node))
        }
        _ => handlers.fallback(element),
    }
}

/// `html` without the quoted message that older clients put before a reply.
fn without_reply(html: &str) -> String {
    match (html.find("<mx-reply>"), html.find("</mx-reply>")) {
        (Some(start), Some(end)) if start < end => {
            format!("{}{}", &html[..start], &html[end + "</mx-reply>".len()..])
        }
        _ => html.to_owned(),
    }
}

/// Whether elements are nested deeper than `most`: in the tree itself, since what its text looks like says
/// little of that (end tags in comments, or of what was never open).
fn is_deeper(tree: &Rc<Node>, most: usize) -> bool {
    let mut level = vec![Rc::clone(tree)];
    for _ in 0..=most {
        level = level.iter().flat_map(|node| node.children.borrow().clone()).collect();
        if level.is_empty() {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::to_markdown;

    #[test]
    fn lines_and_emphasis_survive() {
        assert_eq!(to_markdown("one<br>two <strong>three</strong>").as_deref(), Some("one  \ntwo **three**"));
    }

    #[test]
    fn lists_survive() {
        let html = "<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol>";
        assert_eq!(to_markdown(html).as_deref(), Some("1. a\n2. b\n   - c"));
    }

    #[test]
    fn the_quoted_message_of_a_reply_is_left_out() {
        let html = "<mx-reply><blockquote>old</blockquote></mx-reply>new";
        assert_eq!(to_markdown(html).as_deref(), Some("new"));
    }

    #[test]
    fn a_pill_becomes_a_name_and_a_link_stays() {
        let html =
            "<a href=\"https://matrix.to/#/@ada:a.org\">Ada</a>: see <a href=\"https://a.org\">this</a>";
        assert_eq!(to_markdown(html).as_deref(), Some("Ada: see [this](https://a.org)"));
    }

    #[test]
    fn html_that_is_made_to_hurt_is_not_converted() {
        for nested in ["<b>", "<b><!--</b>-->", "<b></i>", "<div title='</div>'>", "<blockquote></p>"] {
            assert_eq!(to_markdown(&nested.repeat(5_000)), None, "{nested}");
        }
    }
}
