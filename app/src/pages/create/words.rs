//! What is happening, in words.

use contract::views::{DraftStatus, DraftView, JobState};
use domain::{
    draft::{DraftContent, Field},
    text::grouped,
};

/// What a model does right now.
pub(crate) fn writing(field: Option<Field>, complete: bool, written: bool, progress: Option<&str>) -> String {
    match (field, progress) {
        (Some(field), _) if !complete => format!("Writing {}", field.noun()),
        (_, Some(progress)) if !progress.is_empty() => progress.to_owned(),
        _ if complete => "Checking the draft".to_owned(),
        _ if written => "Writing the draft".to_owned(),
        _ => "Asking the model".to_owned(),
    }
}

/// Where a draft is that nobody works on.
pub(crate) fn resting(draft: &DraftView) -> &'static str {
    match draft.status {
        DraftStatus::Writing => "Writing the draft",
        DraftStatus::Question => "Waiting for your answer",
        DraftStatus::Unfinished => match &draft.job {
            Some(job) if job.interrupted => "Interrupted",
            Some(job) if job.state == JobState::Cancelled => "Stopped",
            _ => "Not finished",
        },
        DraftStatus::Ready => "Draft",
        DraftStatus::Approved => "Approved",
        DraftStatus::Creating => "Creating the issue in Jira",
        DraftStatus::Uncertain => "Checking whether Jira created it",
        DraftStatus::Created if draft.adopted => "Broken down",
        DraftStatus::Created => "Created",
        DraftStatus::Split => "Split into parts",
    }
}

/// `4.2 s`, `1 min 05 s`.
pub(crate) fn elapsed(millis: u64) -> String {
    let seconds = millis / 1_000;
    if seconds < 60 {
        format!("{seconds}.{} s", millis % 1_000 / 100)
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

/// `12,340 tokens`; with `about` where they are an estimate.
pub(crate) fn tokens_words(tokens: u64, estimated: bool) -> String {
    let about = if estimated { "about " } else { "" };
    let noun = if tokens == 1 { "token" } else { "tokens" };
    format!("{about}{} {noun}", grouped(tokens))
}

/// What a call of a model was for.
pub(crate) fn step_words(step: &str) -> &'static str {
    match step {
        "draft" => "Writing the draft",
        "revise" => "Revising the draft",
        "section" => "Writing one part anew",
        "fix" => "Mending what breaks the rules",
        "split" => "Splitting the draft",
        "explain" => "Explaining what went wrong",
        _ => "Asking the model",
    }
}

/// Where the last finished sentence or line of a text that is being written ends, in bytes.
pub(crate) fn finished(text: &str) -> usize {
    let mut end = 0;
    let mut after_stop = false;
    for (at, c) in text.char_indices() {
        if c == '\n' || (after_stop && c.is_whitespace()) {
            end = at;
        }
        after_stop = matches!(c, '.' | '!' | '?' | ':');
    }
    end
}

/// A field as it is read aloud.
pub(crate) fn spoken(content: &DraftContent, field: Field) -> String {
    super::field_text::to_text(content, field).replace("**", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_that_is_written_is_named() {
        assert_eq!(
            writing(Some(Field::AcceptanceCriteria), false, true, None),
            "Writing acceptance criteria"
        );
        assert_eq!(writing(Some(Field::StlcNotes), false, true, Some("x")), "Writing STLC notes");
        assert_eq!(writing(None, false, false, Some("Repairing the answer")), "Repairing the answer");
        assert_eq!(writing(None, true, true, None), "Checking the draft");
        assert_eq!(writing(None, false, false, None), "Asking the model");
    }

    #[test]
    fn time_reads_like_on_a_watch() {
        assert_eq!(elapsed(4_230), "4.2 s");
        assert_eq!(elapsed(65_000), "1 min 05 s");
    }

    #[test]
    fn estimates_say_that_they_are() {
        assert_eq!(tokens_words(12_340, false), "12,340 tokens");
        assert_eq!(tokens_words(1, true), "about 1 token");
    }

    #[test]
    fn only_whole_sentences_are_said() {
        assert_eq!(finished("One. Tw"), 4);
        assert_eq!(finished("at 24.5 hours"), 0);
        assert_eq!(finished("line\nnext"), 4);
    }
}
