//! Estimating tokens where a provider does not count them.

use crate::chat::ChatRequest;

/// Tokens a text probably takes: one per four ASCII characters, one per two others (a common rule of thumb; real
/// tokenizers stay within about 30 % of it for English and code).
pub fn estimate(text: &str) -> u64 {
    let mut counter = Counter::default();
    counter.add(text);
    counter.tokens()
}

/// The same for a text that comes in pieces.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counter {
    ascii: u64,
    other: u64,
}

impl Counter {
    /// Counts a piece.
    pub fn add(&mut self, piece: &str) {
        for character in piece.chars() {
            if character.is_ascii() {
                self.ascii += 1;
            } else {
                self.other += 1;
            }
        }
    }

    /// Tokens of all pieces together.
    pub fn tokens(self) -> u64 {
        self.ascii.div_ceil(4) + self.other.div_ceil(2)
    }
}

/// Tokens a request probably takes, with about four more for the frame of each message.
pub fn estimate_request(request: &ChatRequest) -> u64 {
    let messages: u64 = request.messages.iter().map(|message| estimate(&message.content) + 4).sum();
    estimate(&request.system) + messages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::Message;

    #[test]
    fn estimates_grow_with_the_text() {
        assert_eq!(estimate(""), 0);
        assert_eq!(estimate("four"), 1);
        assert_eq!(estimate("日本"), 1);
        let request = ChatRequest {
            system: "x".repeat(40),
            messages: vec![Message::user("abcd")],
            ..Default::default()
        };
        assert_eq!(estimate_request(&request), 15);
    }
}
