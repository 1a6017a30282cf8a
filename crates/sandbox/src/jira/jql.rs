//! The part of JQL that tools use: comparisons joined by AND, OR and brackets, then ORDER BY.

use jiff::{SignedDuration, Timestamp};

/// A parsed query.
#[derive(Debug, PartialEq)]
pub(crate) struct Query {
    pub(crate) filter: Option<Expression>,
    pub(crate) order: Vec<(String, bool)>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    Clause { field: String, operator: Operator, values: Vec<String> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Is,
    IsNot,
    In,
    NotIn,
    Like,
    NotLike,
    Less,
    AtMost,
    More,
    AtLeast,
    Empty,
    NotEmpty,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Quoted(String),
    Sign(&'static str),
}

const SIGNS: &[&str] = &["!=", "!~", ">=", "<=", "=", "~", ">", "<", "(", ")", ","];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if first == '"' || first == '\'' {
            let mut value = String::new();
            let mut characters = rest.char_indices().skip(1);
            let end = loop {
                match characters.next() {
                    Some((_, '\\')) => value.extend(characters.next().map(|(_, escaped)| escaped)),
                    Some((at, character)) if character == first => break at + 1,
                    Some((_, character)) => value.push(character),
                    None => {
                        return Err(format!(
                            "Error in the JQL Query: The quoted string '{value}' has not been completed."
                        ));
                    }
                }
            };
            found.push(Token::Quoted(value));
            rest = rest.get(end..).unwrap_or("");
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            found.push(Token::Sign(sign));
            rest = rest.get(sign.len()..).unwrap_or("");
        } else {
            let end = rest
                .find(|character: char| character.is_whitespace() || "=~<>!(),\"'".contains(character))
                .unwrap_or(rest.len());
            if end == 0 {
                return Err(format!(
                    "Error in the JQL Query: The character '{first}' is a reserved JQL character."
                ));
            }
            found.push(Token::Word(rest.get(..end).unwrap_or("").to_owned()));
            rest = rest.get(end..).unwrap_or("");
        }
        rest = rest.trim_start();
    }
    Ok(found)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn word(&mut self, word: &str) -> bool {
        let hit = matches!(self.peek(), Some(Token::Word(found)) if found.eq_ignore_ascii_case(word));
        self.at += usize::from(hit);
        hit
    }

    fn sign(&mut self, sign: &str) -> bool {
        let hit = matches!(self.peek(), Some(Token::Sign(found)) if *found == sign);
        self.at += usize::from(hit);
        hit
    }

    fn expected(&self, what: &str) -> String {
        match self.peek() {
            Some(Token::Word(found) | Token::Quoted(found)) => {
                format!("Error in the JQL Query: Expecting {what} but got '{found}'.")
            }
            Some(Token::Sign(found)) => {
                format!("Error in the JQL Query: Expecting {what} but got '{found}'.")
            }
            None => format!("Error in the JQL Query: Expecting {what} before the end of the query."),
        }
    }

    fn any(&mut self) -> Result<Expression, String> {
        let mut list = vec![self.all()?];
        while self.word("or") {
            list.push(self.all()?);
        }
        Ok(if list.len() == 1 { list.remove(0) } else { Expression::Any(list) })
    }

    fn all(&mut self) -> Result<Expression, String> {
        let mut list = vec![self.one()?];
        while self.word("and") {
            list.push(self.one()?);
        }
        Ok(if list.len() == 1 { list.remove(0) } else { Expression::All(list) })
    }

    fn one(&mut self) -> Result<Expression, String> {
        if self.word("not") {
            return Ok(Expression::Not(Box::new(self.one()?)));
        }
        if self.sign("(") {
            let inner = self.any()?;
            return if self.sign(")") { Ok(inner) } else { Err(self.expected("')'")) };
        }
        let field = self.text("a field name")?;
        let operator = self.operator()?;
        let values = match operator {
            Operator::In | Operator::NotIn => self.list()?,
            Operator::Empty | Operator::NotEmpty => Vec::new(),
            _ => vec![self.value()?],
        };
        Ok(Expression::Clause { field, operator, values })
    }

    fn text(&mut self, what: &str) -> Result<String, String> {
        match self.peek() {
            Some(Token::Word(found) | Token::Quoted(found)) => {
                let found = found.clone();
                self.at += 1;
                Ok(found)
            }
            _ => Err(self.expected(what)),
        }
    }

    /// A value; functions come out as `name()`.
    fn value(&mut self) -> Result<String, String> {
        let mut value = self.text("either a value, list or function")?;
        if self.sign("(") {
            if !self.sign(")") {
                return Err(self.expected("')'"));
            }
            value.push_str("()");
        }
        Ok(value)
    }

    fn list(&mut self) -> Result<Vec<String>, String> {
        if !self.sign("(") {
            return Err(self.expected("'('"));
        }
        let mut values = Vec::new();
        if self.sign(")") {
            return Ok(values);
        }
        loop {
            values.push(self.value()?);
            if self.sign(")") {
                return Ok(values);
            }
            if !self.sign(",") {
                return Err(self.expected("',' or ')'"));
            }
        }
    }

    fn operator(&mut self) -> Result<Operator, String> {
        let signs = [
            ("=", Operator::Is),
            ("!=", Operator::IsNot),
            ("~", Operator::Like),
            ("!~", Operator::NotLike),
            (">=", Operator::AtLeast),
            ("<=", Operator::AtMost),
            (">", Operator::More),
            ("<", Operator::Less),
        ];
        for (sign, operator) in signs {
            if self.sign(sign) {
                return Ok(operator);
            }
        }
        if self.word("in") {
            return Ok(Operator::In);
        }
        if self.word("not") && self.word("in") {
            return Ok(Operator::NotIn);
        }
        if self.word("is") {
            let not = self.word("not");
            if self.word("empty") || self.word("null") {
                return Ok(if not { Operator::NotEmpty } else { Operator::Empty });
            }
        }
        Err(self.expected("operator"))
    }
}

/// Reads a query; the error is the message Jira would put into `errorMessages`.
pub(crate) fn parse(text: &str) -> Result<Query, String> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0 };
    let ordered = |parser: &Parser| {
        parser.peek().is_none()
            || matches!(parser.peek(), Some(Token::Word(word)) if word.eq_ignore_ascii_case("order"))
    };
    let filter = if ordered(&parser) { None } else { Some(parser.any()?) };
    let mut order = Vec::new();
    if parser.word("order") {
        if !parser.word("by") {
            return Err(parser.expected("'by'"));
        }
        loop {
            let field = parser.text("a field name")?.to_lowercase();
            let descending = parser.word("desc");
            if !descending {
                parser.word("asc");
            }
            order.push((field, descending));
            if !parser.sign(",") {
                break;
            }
        }
    }
    if parser.peek().is_some() {
        return Err(parser.expected("either 'OR' or 'AND'"));
    }
    Ok(Query { filter, order })
}

/// A moment: `-5m`, `-2h`, `-1d`, `-1w`, `now()`, `2026-11-21`, `2026-11-21 09:30`.
pub(crate) fn moment(text: &str, now: Timestamp) -> Option<Timestamp> {
    if text.eq_ignore_ascii_case("now()") {
        return Some(now);
    }
    if let Some(unit) = text.chars().last().filter(|unit| "mhdw".contains(*unit)) {
        let amount: i64 = text.strip_suffix(unit)?.parse().ok()?;
        let minutes = match unit {
            'm' => 1,
            'h' => 60,
            'd' => 24 * 60,
            _ => 7 * 24 * 60,
        };
        return now.checked_add(SignedDuration::from_mins(amount.checked_mul(minutes)?)).ok();
    }
    let text = text.replace('/', "-");
    let full = if text.len() <= 10 { format!("{text} 00:00") } else { text };
    let civil = jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M", &full).ok()?;
    civil.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(field: &str, operator: Operator, values: &[&str]) -> Expression {
        Expression::Clause {
            field: field.to_owned(),
            operator,
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        }
    }

    #[test]
    fn a_look_up_by_label_and_one_by_creator_are_understood() {
        assert_eq!(parse("labels = x-1").unwrap().filter, Some(clause("labels", Operator::Is, &["x-1"])));
        let query = parse("creator = currentUser() AND created >= -15m ORDER BY created DESC, key").unwrap();
        assert_eq!(
            query.filter,
            Some(Expression::All(vec![
                clause("creator", Operator::Is, &["currentUser()"]),
                clause("created", Operator::AtLeast, &["-15m"]),
            ]))
        );
        assert_eq!(query.order, [("created".to_owned(), true), ("key".to_owned(), false)]);
    }

    #[test]
    fn lists_brackets_and_quotes_are_understood() {
        let query = parse(r#"(key in (A-1, "B-2") or text ~ "say \"hi\"") and labels is not empty"#).unwrap();
        assert_eq!(
            query.filter,
            Some(Expression::All(vec![
                Expression::Any(vec![
                    clause("key", Operator::In, &["A-1", "B-2"]),
                    clause("text", Operator::Like, &["say \"hi\""]),
                ]),
                clause("labels", Operator::NotEmpty, &[]),
            ]))
        );
    }

    #[test]
    fn broken_queries_are_refused_with_a_reason() {
        for text in ["labels =", "labels x", "(labels = x", "labels = \"x", "labels = x y", "order created"] {
            let message = parse(text).unwrap_err();
            assert!(message.starts_with("Error in the JQL Query"), "{text}: {message}");
        }
    }

    #[test]
    fn relative_and_absolute_moments_are_read() {
        let now: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        assert_eq!(moment("-5m", now), "2026-11-21T09:55:00Z".parse().ok());
        assert_eq!(moment("-1d", now), "2026-11-20T10:00:00Z".parse().ok());
        assert_eq!(moment("2026-11-21", now), "2026-11-21T00:00:00Z".parse().ok());
        assert_eq!(moment("soon", now), None);
    }
}
