//! Reads a requirement by simple rules: who, what, why, numbers and topics.

/// What the rules found.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    /// Singular, for example `patient`.
    pub(crate) actor: String,
    /// What the actor wants to do, beginning with a verb; the first statement itself when no wish was found.
    pub(crate) want: String,
    /// `want` is a wish and can follow "can" or "I want to".
    pub(crate) clear: bool,
    pub(crate) benefit: String,
    /// The statements of the requirement, each ending with a full stop.
    pub(crate) statements: Vec<String>,
    /// Numbers with the word after them, for example `24 hours`.
    pub(crate) numbers: Vec<String>,
    /// The most frequent content words, in lower case.
    pub(crate) topics: Vec<String>,
    pub(crate) priority: &'static str,
}

const ACTORS: &[&str] = &[
    "patient",
    "nurse",
    "doctor",
    "physician",
    "receptionist",
    "pharmacist",
    "administrator",
    "admin",
    "editor",
    "author",
    "visitor",
    "customer",
    "manager",
    "developer",
    "tester",
    "agent",
    "student",
    "teacher",
    "clerk",
    "member",
    "employee",
    "owner",
    "analyst",
    "operator",
    "guest",
    "reviewer",
    "clinician",
    "supplier",
    "parent",
];

const STOP_WORDS: &[&str] = &[
    "daily", "days", "entries", "hours", "minutes", "monthly", "months", "morning", "result", "results",
    "rows", "seconds", "starts", "weekly", "weeks", "years", "about", "after", "again", "allow", "also",
    "another", "because", "been", "before", "being", "between", "cannot", "could", "does", "each", "every",
    "from", "have", "into", "least", "like", "make", "more", "most", "must", "need", "needs", "online",
    "only", "other", "over", "should", "show", "shows", "since", "some", "such", "than", "that", "their",
    "them", "then", "there", "these", "they", "this", "those", "through", "under", "until", "user", "users",
    "want", "wants", "when", "where", "which", "while", "with", "without", "would", "your", "able", "system",
];

/// Openings after which the wish itself follows.
const WISHES: &[&str] = &[
    "we need ",
    "i need ",
    "i want to ",
    "i would like to ",
    "we want to ",
    "want to ",
    "wants to ",
    "should be able to ",
    "must be able to ",
    "shall be able to ",
    "need to be able to ",
    "is able to ",
    "are able to ",
    "needs to ",
    "need to ",
    "can ",
    "must ",
    "should ",
    "shall ",
    "will ",
];

const VERBS: &[&str] = &[
    "add",
    "allow",
    "book",
    "build",
    "cancel",
    "change",
    "check",
    "configure",
    "create",
    "delete",
    "display",
    "download",
    "edit",
    "enable",
    "export",
    "filter",
    "find",
    "fix",
    "implement",
    "import",
    "improve",
    "let",
    "list",
    "make",
    "manage",
    "migrate",
    "move",
    "notify",
    "print",
    "provide",
    "record",
    "remind",
    "remove",
    "replace",
    "report",
    "save",
    "search",
    "send",
    "show",
    "sort",
    "store",
    "support",
    "sync",
    "track",
    "translate",
    "update",
    "upload",
    "validate",
    "view",
];

const BENEFITS: &[(&str, &str)] = &[
    ("remind", "nothing is forgotten"),
    ("notif", "nobody learns about a change too late"),
    ("appointment", "nobody has to call the clinic"),
    ("book", "nobody has to call"),
    ("cancel", "the time can be given to somebody else"),
    ("export", "the data can be used elsewhere"),
    ("import", "nobody types the same data twice"),
    ("search", "the right entry is found quickly"),
    ("filter", "the right entry is found quickly"),
    ("report", "decisions rest on figures"),
    ("password", "access stays safe"),
    ("sign", "access stays safe"),
    ("upload", "documents are where they are needed"),
    ("pay", "open amounts are settled sooner"),
];

pub(crate) fn read(requirement: &str) -> Reading {
    let statements = statements(requirement);
    let whole = requirement.to_lowercase();
    let actor = actor(&whole);
    let (want, clear, given_benefit) = wish(&statements);
    let benefit = given_benefit.unwrap_or_else(|| {
        BENEFITS
            .iter()
            .find(|(sign, _)| whole.contains(sign))
            .map_or_else(|| "the work takes fewer steps".to_owned(), |(_, benefit)| (*benefit).to_owned())
    });
    let priority = if ["urgent", "immediately", "critical", "as soon as possible", "asap", "security"]
        .iter()
        .any(|sign| whole.contains(sign))
    {
        "High"
    } else if ["nice to have", "some day", "low priority", "optional"].iter().any(|sign| whole.contains(sign))
    {
        "Low"
    } else {
        "Medium"
    };
    Reading {
        actor,
        want,
        clear,
        benefit,
        numbers: numbers(requirement),
        topics: topics(&whole),
        statements,
        priority,
    }
}

fn statements(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_start_matches(['-', '*', '•', '#', '>', ' ']);
        for piece in line.split_inclusive(['.', '!', '?', ';']) {
            // The point in "24.5 hours" ends no sentence, as no space follows.
            match found.last_mut() {
                Some(last) if last.ends_with('.') && !piece.starts_with(char::is_whitespace) => {
                    last.push_str(piece);
                }
                _ => found.push(piece.to_owned()),
            }
        }
        if let Some(last) = found.last_mut() {
            last.push('\n');
        }
    }
    found
        .iter()
        .map(|piece| piece.trim().trim_end_matches(['.', '!', '?', ';', ':', ',']).trim())
        .filter(|piece| piece.chars().filter(|character| character.is_alphanumeric()).count() >= 3)
        .map(|piece| capitalised(&shortened(piece, 240)) + ".")
        .collect()
}

fn actor(whole: &str) -> String {
    let words = whole.split(|character: char| !character.is_alphanumeric());
    for word in words {
        let singular = word.strip_suffix('s').unwrap_or(word);
        if let Some(actor) = ACTORS.iter().find(|actor| **actor == word || **actor == singular) {
            return (*actor).to_owned();
        }
    }
    "user".to_owned()
}

/// The wish of the first statement that has one, whether it is one, and its reason when it gives one.
fn wish(statements: &[String]) -> (String, bool, Option<String>) {
    for statement in statements {
        let plain = statement.trim_end_matches('.');
        let lower = plain.to_lowercase();
        // Positions are only usable when lower-casing kept the length.
        if lower.len() != plain.len()
            || ["it ", "this ", "that "].iter().any(|about| lower.starts_with(about))
        {
            continue;
        }
        // The earliest opening, and of those that begin together the longest.
        let after = WISHES
            .iter()
            .filter_map(|sign| find_word(&lower, sign).map(|at| (at, std::cmp::Reverse(at + sign.len()))))
            .min()
            .map(|(_, end)| end.0);
        let first = lower.split(' ').next().unwrap_or("");
        let imperative = VERBS.contains(&first).then_some(0);
        let Some(start) = allowed(&lower).or(imperative).or(after) else { continue };
        let (want, why) = reason(plain.get(start..).unwrap_or(""));
        if want.split_whitespace().count() < 2 {
            continue;
        }
        // "We need a list" is a wish for a thing.
        let thing = ["a ", "an ", "the ", "some ", "one "].iter().any(|article| want.starts_with(article));
        let want = lower_first(want.trim());
        return (if thing { format!("have {want}") } else { want }, true, why);
    }
    let first = statements.first().map_or("Do this", |statement| statement.trim_end_matches('.'));
    if first.split_whitespace().count() <= 5 && first.is_ascii() {
        return (format!("use {}", lower_first(first)), true, None);
    }
    (shortened(first, 120), false, None)
}

fn find_word(text: &str, sign: &str) -> Option<usize> {
    text.match_indices(sign)
        .map(|(at, _)| at)
        .find(|at| text.get(..*at).is_none_or(|before| before.is_empty() || before.ends_with(' ')))
}

/// `allow patients to cancel` and `let patients cancel`: where the verb begins.
fn allowed(lower: &str) -> Option<usize> {
    let at = find_word(lower, "allow ").map(|at| at + "allow ".len())?;
    lower.get(at..)?.find(" to ").map(|to| at + to + " to ".len())
}

fn reason(clause: &str) -> (&str, Option<String>) {
    for sign in [", so that ", " so that ", ", because ", " because ", " in order to "] {
        if let Some((want, why)) = clause.split_once(sign) {
            let why = if sign.contains("in order") { format!("they can {why}") } else { why.to_owned() };
            return (want, Some(why));
        }
    }
    (clause, None)
}

fn numbers(text: &str) -> Vec<String> {
    let words: Vec<&str> =
        text.lines().filter(|line| !line.contains("[[")).flat_map(str::split_whitespace).collect();
    let mut found: Vec<String> = Vec::new();
    for pair in words.windows(2) {
        if let [number, unit] = pair
            && number.starts_with(|first: char| first.is_ascii_digit())
            && number.chars().all(|character| character.is_ascii_digit() || ".,%".contains(character))
        {
            let unit = unit.trim_matches(|character: char| !character.is_alphanumeric());
            let phrase = format!("{} {unit}", number.trim_end_matches(['.', ','])).trim().to_owned();
            if !found.contains(&phrase) && !unit.is_empty() {
                found.push(phrase);
            }
        }
    }
    found.truncate(3);
    found
}

fn topics(whole: &str) -> Vec<String> {
    let mut counted: Vec<(String, usize)> = Vec::new();
    for word in whole.split(|character: char| !character.is_alphanumeric()) {
        let usable = word.chars().count() >= 5
            && !STOP_WORDS.contains(&word)
            && !VERBS.contains(&word)
            && !ACTORS.contains(&word)
            && !word.strip_suffix('s').is_some_and(|singular| ACTORS.contains(&singular))
            && word.chars().all(char::is_alphabetic)
            && word != "sandbox";
        if !usable {
            continue;
        }
        match counted.iter_mut().find(|(known, _)| known == word) {
            Some((_, times)) => *times += 1,
            None => counted.push((word.to_owned(), 1)),
        }
    }
    // Stable: equal counts stay in the order of the text.
    counted.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    counted.into_iter().map(|(word, _)| word).take(4).collect()
}

pub(crate) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + characters.as_str())
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    let Some(first) = characters.next() else { return String::new() };
    // "PDF export" keeps its capitals.
    if characters.clone().next().is_some_and(char::is_uppercase) {
        return text.to_owned();
    }
    first.to_lowercase().collect::<String>() + characters.as_str()
}

/// At most `limit` characters, cut between words.
pub(crate) fn shortened(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let cut: String = text.chars().take(limit).collect();
    cut.rsplit_once(' ').map_or(cut.clone(), |(kept, _)| kept.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_what_why_and_numbers_are_found() {
        let reading = read(
            "Patients should be able to cancel an appointment up to 24 hours before it starts, so that the slot \
             is free again. The clinic gets an e-mail.",
        );
        assert_eq!(reading.actor, "patient");
        assert_eq!(reading.want, "cancel an appointment up to 24 hours before it starts");
        assert_eq!(reading.benefit, "the slot is free again");
        assert_eq!(reading.numbers, ["24 hours"]);
        assert_eq!(reading.statements.len(), 2);
    }

    #[test]
    fn any_text_can_be_read() {
        for text in ["", "x", "ÄÖÜ ß İstanbul", "1 2 3", "....", "日本語の要件です。", "Login"]
        {
            let reading = read(text);
            assert!(!reading.want.is_empty() && !reading.actor.is_empty(), "{text}");
        }
    }
}
