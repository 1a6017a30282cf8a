//! Jobs as people read them.

use contract::views::JobState;
use ui::Dot;

/// What a job does. A kind without words of its own says what its name says.
pub(crate) fn kind(kind: &str) -> String {
    match kind {
        "draft" => "Writing a draft".to_owned(),
        "explain" => "Explaining what went wrong".to_owned(),
        "write_tickets" => "Writing tickets of a site build".to_owned(),
        "export_site_build" => "Creating issues of a site build in Jira".to_owned(),
        "take_back_export" => "Deleting issues of a site build in Jira".to_owned(),
        "update_issues" => "Bringing issues of a site build up to date".to_owned(),
        "link_parts" => "Linking issues in Jira".to_owned(),
        "create_issue" => "Creating an issue in Jira".to_owned(),
        other => {
            let spaced = other.replace(['_', '.'], " ");
            let mut letters = spaced.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
    }
}

/// Where it is.
pub(crate) const fn state(state: JobState, interrupted: bool) -> (Dot, &'static str) {
    match state {
        JobState::Pending => (Dot::Hollow, "Waiting its turn"),
        JobState::Running => (Dot::Live, "Running"),
        JobState::Waiting => (Dot::Attention, "Waits for an answer"),
        JobState::Completed => (Dot::Good, "Done"),
        JobState::Failed if interrupted => (Dot::Attention, "Interrupted"),
        JobState::Failed => (Dot::Bad, "Failed"),
        JobState::Cancelled => (Dot::Neutral, "Stopped"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_kind_without_words_says_its_name() {
        assert_eq!(super::kind("refresh_tools"), "Refresh tools");
        assert_eq!(super::kind("draft"), "Writing a draft");
    }
}
