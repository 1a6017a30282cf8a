//! Markdown in, Jira wiki markup out.

use markup::to_wiki;

#[test]
fn headings_paragraphs_and_marks() {
    assert_eq!(
        to_wiki("## Story\n\nAs a **patient**, I *want* ~~no~~ `code`"),
        "h2. Story\n\nAs a *patient*, I _want_ -no- {{code}}"
    );
}

#[test]
fn nested_lists_repeat_their_markers() {
    assert_eq!(to_wiki("1. one\n   - a\n   - b\n2. two"), "# one\n#* a\n#* b\n# two");
}

#[test]
fn a_list_item_of_two_paragraphs_stays_one_item() {
    assert_eq!(to_wiki("1. one\n\n   more\n2. two"), "# one \\\\ more\n# two");
}

#[test]
fn tasks_show_their_state() {
    assert_eq!(to_wiki("- [x] done\n- [ ] open"), "* ☑ done\n* ☐ open");
}

#[test]
fn tables_have_header_bars_and_no_empty_cells() {
    assert_eq!(to_wiki("| a | b |\n|---|---|\n| 1 |  |"), "||a||b||\n|1| |");
}

#[test]
fn what_jira_would_read_as_markup_is_escaped() {
    assert_eq!(to_wiki("use {braces} and \\[link\\] and a|b"), "use \\{braces\\} and \\[link\\] and a\\|b");
    assert_eq!(to_wiki("snake_case stays, \\_edge\\_ does not"), "snake_case stays, \\_edge\\_ does not");
    assert_eq!(to_wiki("h1. is text here"), "h1\u{200b}. is text here");
}

#[test]
fn a_mark_inside_a_word_gets_braces() {
    assert_eq!(to_wiki("un**believ**able"), "un{*}believ{*}able");
}

#[test]
fn code_blocks_keep_their_text_and_known_languages() {
    assert_eq!(to_wiki("```rust\nlet a = *b;\n```"), "{code:rust}\nlet a = *b;\n{code}");
    assert_eq!(to_wiki("```mermaid\nx\n```"), "{noformat}\nx\n{noformat}");
}

#[test]
fn links_and_html_cannot_break_out() {
    assert_eq!(to_wiki("[text](https://example.com/a|b)"), "[text|https://example.com/ab]");
    assert_eq!(to_wiki("<script>alert(1)</script>"), "<script>alert(1)</script>");
}

#[test]
fn quotes_and_rules() {
    assert_eq!(to_wiki("> said\n\n---\n"), "{quote}\nsaid\n{quote}\n\n----");
}
