use contract::events::JobEvent;
use domain::{
    draft::{self, DraftContent, Field},
    partial_json::PartialJson,
};

/// What an event did to the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Applied {
    /// There is more, or less, than before.
    Changed,
    /// It is about something else, or repeats what is known.
    Unchanged,
    /// Something in between is missing: the job has to be read again.
    Gap,
}

/// What a model has written so far, and the draft as far as it can be read from that.
#[derive(Debug, Clone, Default)]
pub(crate) struct LiveText {
    text: String,
    reading: PartialJson,
}

impl LiveText {
    /// Goes on from what a job's view contains.
    pub(crate) fn new(text: &str) -> Self {
        let mut live = Self::default();
        live.push(text);
        live
    }
    fn push(&mut self, piece: &str) {
        self.text.push_str(piece);
        self.reading.push(piece);
    }
    fn cut(&mut self, bytes: usize) {
        let mut end = bytes.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        *self = Self::new(&self.text[..end]);
    }
    /// Takes an event of the job.
    pub(crate) fn apply(&mut self, event: &JobEvent) -> Applied {
        match event {
            JobEvent::AssistantToken { at, text } => {
                let known = self.text.len();
                let at = usize::try_from(*at).unwrap_or(usize::MAX);
                match known.checked_sub(at) {
                    None => Applied::Gap,
                    Some(repeated) if repeated >= text.len() => Applied::Unchanged,
                    // What was seen before is cut off; a cut inside a character means different texts.
                    Some(repeated) => match text.get(repeated..) {
                        Some(new) => {
                            self.push(new);
                            Applied::Changed
                        }
                        None => Applied::Gap,
                    },
                }
            }
            JobEvent::Rewind { bytes } => {
                self.cut(usize::try_from(*bytes).unwrap_or(usize::MAX));
                Applied::Changed
            }
            _ => Applied::Unchanged,
        }
    }
    /// The draft as far as it is written.
    pub(crate) fn content(&self) -> DraftContent {
        self.reading.value().map(|value| draft::partial(&value)).unwrap_or_default()
    }
    /// The field that is being written.
    pub(crate) fn writing(&self) -> Option<Field> {
        let path = self.reading.writing()?;
        match path.split('.').next()? {
            "title" => Some(Field::Summary),
            "feature" | "description" | "user_story" => Some(Field::Story),
            key => Field::parse(key),
        }
    }
    /// The answer's object is closed.
    pub(crate) fn is_complete(&self) -> bool {
        self.reading.is_complete()
    }
    /// About how many tokens: four characters each, as English text has them.
    pub(crate) fn tokens(&self) -> usize {
        self.text.len().div_ceil(4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(at: u64, text: &str) -> JobEvent {
        JobEvent::AssistantToken { at, text: text.to_owned() }
    }

    #[test]
    fn tokens_build_a_draft_field_by_field() {
        let mut live = LiveText::new("{\"summary\": \"Let pat");
        assert_eq!(live.apply(&token(20, "ients move\", \"story\": \"As")), Applied::Changed);
        assert_eq!(live.content().summary, "Let patients move");
        assert_eq!(live.writing(), Some(Field::Story));
    }

    #[test]
    fn a_repeated_token_changes_nothing_and_an_overlapping_one_adds_its_new_part() {
        let mut live = LiveText::new("{\"summary\": \"é");
        let known = u64::try_from("{\"summary\": \"é".len()).unwrap();
        assert_eq!(live.apply(&token(known - 2, "é")), Applied::Unchanged);
        assert_eq!(live.apply(&token(known - 2, "éa")), Applied::Changed);
        assert_eq!(live.content().summary, "éa");
    }

    #[test]
    fn a_missing_token_is_noticed() {
        assert_eq!(LiveText::default().apply(&token(5, "x")), Applied::Gap);
    }

    #[test]
    fn a_rewind_forgets_what_no_longer_counts() {
        let mut live = LiveText::new("{\"summary\": \"Wrong");
        assert_eq!(live.apply(&JobEvent::Rewind { bytes: 0 }), Applied::Changed);
        assert_eq!(live.content(), DraftContent::default());
        assert_eq!(live.apply(&token(0, "{\"summary\": \"Right\"}")), Applied::Changed);
        assert!(live.is_complete());
        assert_eq!(live.content().summary, "Right");
    }
}
