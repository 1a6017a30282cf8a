//! The little Markdown that drafts use: headings, paragraphs, lists, bold, code. Typed nodes, never HTML.

use leptos::prelude::*;

#[derive(Debug, PartialEq, Eq)]
enum Block<'a> {
    Paragraph(String),
    List(Vec<&'a str>),
    /// The first number, and the entries.
    Numbered(u16, Vec<&'a str>),
    Heading(&'a str),
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut out = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() {
            out.push(Block::Paragraph(String::new()));
        } else if let Some(item) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
            match out.last_mut() {
                Some(Block::List(items)) => items.push(item),
                _ => out.push(Block::List(vec![item])),
            }
        } else if let Some((number, item)) = numbered(line) {
            match out.last_mut() {
                Some(Block::Numbered(_, items)) => items.push(item),
                _ => out.push(Block::Numbered(number, vec![item])),
            }
        } else if let Some(words) = heading(line) {
            out.push(Block::Heading(words));
        } else {
            match out.last_mut() {
                Some(Block::Paragraph(text)) if !text.is_empty() => {
                    text.push(' ');
                    text.push_str(line);
                }
                _ => out.push(Block::Paragraph(line.to_owned())),
            }
        }
    }
    out.retain(|block| !matches!(block, Block::Paragraph(text) if text.is_empty()));
    out
}

/// The number and the words of `1. words`.
fn numbered(line: &str) -> Option<(u16, &str)> {
    let (number, words) = line.split_once(". ")?;
    let counts = !number.is_empty() && number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    if counts { Some((number.parse().ok()?, words)) } else { None }
}

/// The words of `## words`, at most six of them deep.
fn heading(line: &str) -> Option<&str> {
    let words = line.trim_start_matches('#');
    let deep = line.len() - words.len();
    ((1..=6).contains(&deep) && words.starts_with(' ')).then(|| words.trim())
}

/// Pieces of a line, and whether each is bold. An unclosed `**` is plain text, unless the line is `open`: still
/// being written.
fn pieces(text: &str, open: bool) -> Vec<(String, bool)> {
    let parts: Vec<&str> = text.split("**").collect();
    let unclosed = parts.len().is_multiple_of(2);
    let mut out: Vec<(String, bool)> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        if unclosed && !open && at == parts.len() - 1 {
            out.push((format!("**{part}"), false));
        } else if !part.is_empty() {
            out.push(((*part).to_owned(), at % 2 == 1));
        }
    }
    out
}

/// Pieces of a text, and whether each is code. A backtick without another one is plain text, and what a backslash stands
/// before means nothing else.
fn coded(text: &str) -> Vec<(String, bool)> {
    let mut out: Vec<(String, bool)> = vec![(String::new(), false)];
    let mut rest = text;
    while let Some(at) = rest.find(['`', '\\']) {
        let (before, from) = rest.split_at(at);
        let mut push = |words: &str, code: bool| match out.last_mut() {
            Some((last, kind)) if *kind == code => last.push_str(words),
            _ => out.push((words.to_owned(), code)),
        };
        push(before, false);
        let after = &from[1..];
        if let Some(words) =
            after.strip_prefix(|c: char| c.is_ascii_punctuation()).filter(|_| from.starts_with('\\'))
        {
            push(&after[..after.len() - words.len()], false);
            rest = words;
        } else if let Some((code, words)) =
            after.split_once('`').filter(|(code, _)| from.starts_with('`') && !code.is_empty())
        {
            push(code, true);
            rest = words;
        } else {
            push(&from[..1], false);
            rest = after;
        }
    }
    match out.last_mut() {
        Some((last, false)) => last.push_str(rest),
        _ => out.push((rest.to_owned(), false)),
    }
    out.retain(|(words, _)| !words.is_empty());
    out
}

fn with_code(text: &str) -> impl IntoView + use<> {
    coded(text)
        .into_iter()
        .map(|(words, code)| {
            if code {
                view! { <code class="rounded bg-base-300/50 px-1 text-[0.9em] wrap-anywhere">{words}</code> }
                    .into_any()
            } else {
                words.into_any()
            }
        })
        .collect_view()
}

/// Where a model writes.
fn caret() -> impl IntoView {
    view! { <span class="ml-0.5 inline-block h-4 w-0.5 translate-y-0.5 bg-primary" aria-hidden="true"></span> }
}

/// One line of text with its bold parts. `open` while it is being written: a caret stands at its end.
pub(crate) fn line(text: &str, open: bool) -> impl IntoView + use<> {
    let pieces = pieces(text, open)
        .into_iter()
        .map(|(text, bold)| {
            let words = with_code(&text);
            if bold { view! { <strong>{words}</strong> }.into_any() } else { words.into_any() }
        })
        .collect_view();
    view! {
        {pieces}
        {open.then(caret)}
    }
}

/// A text of several paragraphs and lists; `open` while it is being written.
pub(crate) fn text(text: &str, open: bool) -> impl IntoView + use<> {
    let blocks = blocks(text);
    let last = blocks.len().saturating_sub(1);
    blocks
        .into_iter()
        .enumerate()
        .map(|(at, block)| {
            let open = open && at == last;
            match block {
                Block::Paragraph(text) => {
                    view! { <p class="mt-1.5 leading-7 break-words">{line(&text, open)}</p> }.into_any()
                }
                Block::Heading(words) => {
                    view! { <h3 class="mt-3 text-sm font-semibold break-words">{line(words, open)}</h3> }.into_any()
                }
                Block::List(items) => {
                    let items = entries(items, open);
                    view! {
                        <ul class="mt-1.5 list-disc space-y-1 pl-5 leading-7 break-words marker:text-base-content/60">
                            {items}
                        </ul>
                    }
                    .into_any()
                }
                Block::Numbered(first, items) => {
                    let items = entries(items, open);
                    view! {
                        <ol start=first.to_string() class="mt-1.5 list-decimal space-y-1 pl-5 leading-7 break-words marker:text-base-content/60">
                            {items}
                        </ol>
                    }
                    .into_any()
                }
            }
        })
        .collect_view()
}

fn entries(items: Vec<&str>, open: bool) -> impl IntoView + use<> {
    let last = items.len().saturating_sub(1);
    items
        .into_iter()
        .enumerate()
        .map(|(at, item)| view! { <li>{line(item, open && at == last)}</li> })
        .collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn html<V: IntoView>(view: impl FnOnce() -> V) -> String {
        Owner::new().with(|| view().into_view().to_html())
    }

    /// The names of the elements in a piece of a page.
    fn elements(html: &str) -> BTreeSet<&str> {
        html.split('<')
            .skip(1)
            .filter_map(|tag| tag.split(|c: char| c.is_whitespace() || c == '>').next())
            .filter(|name| !name.starts_with(['/', '!']))
            .collect()
    }

    #[test]
    fn nothing_in_a_text_becomes_a_link_a_picture_or_anything_else_that_a_page_loads() {
        let hostile = "![status](http://elsewhere.example/x.png) [here](javascript:alert(1)) <http://elsewhere.example>\n\
                       <img src=\"http://elsewhere.example/x.png\" onerror=\"alert(1)\"> **<iframe src=x></iframe>**\n\n\
                       - <a href=\"http://elsewhere.example\">Sign in</a>\n\
                       * <script>alert(1)</script> !http://elsewhere.example/x.png!";
        for open in [false, true] {
            let whole = html(|| text(hostile, open));
            let one_line = html(|| line(hostile, open));
            for page in [&whole, &one_line] {
                let made = elements(page);
                let ours = BTreeSet::from(["p", "ul", "li", "strong", "span"]);
                assert!(made.is_subset(&ours), "{made:?}: {page}");
                assert!(page.contains("elsewhere.example/x.png"), "it is there to be read: {page}");
            }
            assert!(elements(&whole).is_superset(&BTreeSet::from(["p", "ul", "li", "strong"])), "{whole}");
        }
    }

    #[test]
    fn paragraphs_and_lists_are_told_apart() {
        assert_eq!(
            blocks("As a patient\nI want\n\n- one\n- two\nEnd"),
            [
                Block::Paragraph("As a patient I want".into()),
                Block::List(vec!["one", "two"]),
                Block::Paragraph("End".into())
            ]
        );
    }

    #[test]
    fn headings_and_numbers_are_told_from_words() {
        assert_eq!(
            blocks("## Goal\nIt is 2. Or 3\n1. one\n2. two\n#tag\n####### seven\n\n12. May"),
            [
                Block::Heading("Goal"),
                Block::Paragraph("It is 2. Or 3".into()),
                Block::Numbered(1, vec!["one", "two"]),
                Block::Paragraph("#tag ####### seven".into()),
                Block::Numbered(12, vec!["May"]),
            ]
        );
    }

    #[test]
    fn bold_ends_where_it_is_closed() {
        assert_eq!(
            pieces("a **b** c", false),
            [("a ".into(), false), ("b".into(), true), (" c".into(), false)]
        );
        assert_eq!(pieces("a **b", false), [("a ".into(), false), ("**b".into(), false)]);
        assert_eq!(pieces("a **b", true), [("a ".into(), false), ("b".into(), true)]);
    }
}
