//! The part of CQL that a search box needs: `siteSearch`, `text`, `title`, `space`, `type`, `id`
//! with `=` or `~`, joined by AND.

use crate::confluence::library::Page;

pub(crate) struct Cql {
    clauses: Vec<(String, String)>,
}

/// Reads a query; the error is Confluence's message.
pub(crate) fn parse(text: &str) -> Result<Cql, String> {
    let lower = text.to_lowercase();
    let end = lower.find(" order by ").filter(|_| lower.len() == text.len()).unwrap_or(text.len());
    let mut rest = text.get(..end).unwrap_or(text).trim();
    let mut clauses = Vec::new();
    let wrong = || format!("Could not parse cql : {text}");
    while !rest.is_empty() {
        let sign = rest.find(['=', '~']).ok_or_else(wrong)?;
        let field = rest.get(..sign).unwrap_or("").trim().to_lowercase();
        if !["sitesearch", "text", "title", "space", "type", "id"].contains(&field.as_str()) {
            return Err(format!("No field exists with name: {field}"));
        }
        rest = rest.get(sign + 1..).unwrap_or("").trim_start();
        let value = if let Some(quoted) = rest.strip_prefix('"') {
            let mut value = String::new();
            let mut characters = quoted.char_indices();
            let end = loop {
                match characters.next() {
                    Some((_, '\\')) => value.extend(characters.next().map(|(_, escaped)| escaped)),
                    Some((at, '"')) => break at + 1,
                    Some((_, character)) => value.push(character),
                    None => return Err(wrong()),
                }
            };
            rest = quoted.get(end..).unwrap_or("");
            value
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let value = rest.get(..end).unwrap_or("").to_owned();
            rest = rest.get(end..).unwrap_or("");
            value
        };
        if value.is_empty() && field != "sitesearch" {
            return Err(wrong());
        }
        clauses.push((field, value));
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let and = rest.get(..3).filter(|word| word.eq_ignore_ascii_case("and"));
        rest = and.and_then(|_| rest.get(3..)).ok_or_else(wrong)?.trim_start();
        if rest.is_empty() {
            return Err(wrong());
        }
    }
    if clauses.is_empty() { Err(wrong()) } else { Ok(Cql { clauses }) }
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

impl Cql {
    pub(crate) fn holds(&self, page: &Page) -> bool {
        self.clauses.iter().all(|(field, value)| match field.as_str() {
            "space" => page.space.eq_ignore_ascii_case(value),
            "type" => value.eq_ignore_ascii_case("page"),
            "id" => page.id == value,
            "title" => contains(page.title, value),
            _ => contains(&format!("{} {}", page.title, page.text()), value),
        })
    }

    fn terms(&self) -> Vec<String> {
        self.clauses
            .iter()
            .filter(|(field, _)| matches!(field.as_str(), "sitesearch" | "text" | "title"))
            .flat_map(|(_, value)| words(value))
            .collect()
    }

    /// Puts Confluence's markers around the words that were searched for.
    pub(crate) fn highlighted(&self, text: &str) -> String {
        let terms = self.terms();
        text.split(' ')
            .map(|word| {
                let bare = words(word).concat();
                if !bare.is_empty() && terms.iter().any(|term| bare.starts_with(term.as_str())) {
                    format!("@@@hl@@@{word}@@@endhl@@@")
                } else {
                    word.to_owned()
                }
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    pub(crate) fn excerpt(&self, text: &str, highlight: bool) -> String {
        let short: String = text.chars().take(300).collect();
        if highlight { self.highlighted(&short) } else { short }
    }
}

fn contains(text: &str, wanted: &str) -> bool {
    let present = words(text);
    words(wanted).iter().all(|word| present.iter().any(|held| held.starts_with(word.as_str())))
}
