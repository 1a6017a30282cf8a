//! Markdown of all kinds: what people and models write, and what is written to break things.

/// Running text.
const INLINE: &[&str] = &[
    "plain words",
    "**strong** and *emphasis*",
    "***both at once***",
    "**strong with *emphasis* inside**",
    "un**believ**able",
    "~~struck~~ out",
    "`a token` in a sentence",
    "`a*b_c{d}[e]|f`",
    "**`bold code`**",
    "[a link](https://example.com/path?x=1&y=2)",
    "[**strong** link](https://example.com)",
    "<https://example.com/auto>",
    "[mail](mailto:ada@example.com)",
    "[relative](/browse/CLINIC-1)",
    "[script](javascript:alert(1))",
    "![picture](https://example.com/a.png)",
    "snake_case_name and __init__",
    "field_program_degree (entity_reference)",
    "{braces} and {{double}} and {code}",
    "[brackets] and [link|https://example.com]",
    "a|b|c",
    "1 * 2 * 3 = 6",
    "a_b_c _edge_ -5 +3 ~x~ ^2^",
    "what?? really?? !wow!",
    "h1. not a heading",
    "bq. not a quotation",
    "# no heading \\# here",
    "back\\\\slash C:\\\\Users\\\\ada",
    "“quotes” – dashes — … and 'single'",
    "emoji 🎉 👩‍👩‍👧 and flags 🇨🇭",
    "مرحبا بالعالم",
    "שלום עולם",
    "日本語のテキスト",
    "e\u{301} combining and ﬁ ligature",
    "line one\\\nline two",
    "<b>HTML</b> stays text",
    "&amp; &lt; &copy; entities",
    "50% off, 5 > 3 & 2 < 4",
    "@ada #123 CLINIC-42",
    "a --- b -- c",
    "(/) (x) (!) (on) smileys :) ;)",
    "$HOME and ${variable} and %s",
    "path/to/file.rs:10",
    "**Given** a patient, **when** they move it, **then** it is moved",
    "https://example.com/plain_url_with_underscores",
    "* star at the start\u{a0}no-break",
    "trailing \\* star and \\_ under",
];

/// Blocks with one running text in them.
const BLOCKS: &[&str] = &[
    "{}",
    "## {}",
    "- {}",
    "1. {}\n2. second",
    "- outer\n  - {}\n  - again",
    "> {}",
    "| head | {} |\n|---|---|\n| 1 | {} |",
];

/// Whole documents.
const DOCUMENTS: &[&str] = &[
    "",
    "   \n\n  ",
    "a\n\nb\n\nc",
    "# One\n\n## Two\n\n### Three\n\n#### Four\n\n##### Five\n\n###### Six",
    "## Story\n\nAs a **patient** I want to move my appointment.\n\n## Acceptance criteria\n\n1. It moves.\n2. An e-mail is sent.\n   - to the patient\n   - to the desk\n\n## STLC notes\n\n- Unit: `move()`\n- Manual: calendar",
    "1. one\n   1. one one\n      1. one one one\n2. two",
    "- a\n  1. b\n     - c\n       1. d",
    "- [ ] open\n- [x] done\n- [ ] open with `code`",
    "- a\n\n  second paragraph\n\n- b",
    "- a\n\n  ```rust\n  let x = 1;\n  ```\n- b",
    "- # heading in an entry\n- > quoted in an entry",
    "- \n- x",
    "> ## heading in a quotation\n>\n> words\n>\n> - a\n> - b",
    "> outer\n>\n> > inner\n>\n> after",
    "> ```\n> code\n> ```",
    "```\nno language\n```",
    "```rust\nfn main() { println!(\"{code} {}\"); }\n```",
    "```mermaid\ngraph TD; A-->B;\n```",
    "```\n\n```",
    "    indented\n    code",
    "```json\n{\"a\": [1, 2, {\"b\": null}]}\n```",
    "| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n| 4 |  | 6 |",
    "| a |\n|---|",
    "| | |\n|---|---|\n| x | y |",
    "| `a|b` | **c** |\n|---|---|\n| [l](https://example.com) | ~~d~~ |",
    "| a |\n|---|\n| one<br>two |",
    "---",
    "before\n\n---\n\nafter",
    "Feature: Moving\n\nScenario: In time\nGiven an appointment\nWhen it is moved\nThen it is moved",
    "- a\n- b\n\n1. c\n2. d",
    "text\n- list right after",
    "<script>alert(1)</script>",
    "<details>\n<summary>More</summary>\n\nhidden\n\n</details>",
];

/// All of it.
pub(crate) fn all() -> Vec<String> {
    let filled = BLOCKS.iter().flat_map(|block| INLINE.iter().map(|text| fill(block, text)));
    DOCUMENTS.iter().map(|text| (*text).to_owned()).chain(filled).collect()
}

fn fill(block: &str, text: &str) -> String {
    // A cell ends at a bar, a heading and a cell at the line's end.
    let text = if block.starts_with('|') { text.replace('|', "\\|") } else { text.to_owned() };
    let text = if block.contains("## ") || block.starts_with('|') { text.replace("\\\n", " ") } else { text };
    block.replace("{}", &text)
}
