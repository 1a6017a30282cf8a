use crate::{
    api::{self, ApiError},
    session,
};
use contract::views::PersonSuggestion;
use domain::{
    ids::{DraftId, SiteBuildId},
    limits,
};
use leptos::prelude::*;
use std::time::Duration;
use ui::{SuggestField, Suggestion};

/// A pause after which what was typed is looked for.
const PAUSE: Duration = Duration::from_millis(180);
/// Names that stood in the field before somebody came, and are asked for.
const RECOGNISED: usize = 5;

/// People whose user names were seen on this page, so that a name in a field can say who it is.
pub(crate) type KnownPeople = RwSignal<Vec<PersonSuggestion>>;

/// In whose project people are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PeopleOf {
    /// A draft's.
    Draft(DraftId),
    /// The one that a build's tickets go to.
    Build(SiteBuildId),
}

impl PeopleOf {
    async fn find(self, words: String) -> Result<Vec<PersonSuggestion>, ApiError> {
        match self {
            Self::Draft(draft) => api::drafting::find_people(draft, words).await,
            Self::Build(build) => api::site_tickets::find_assignable(build, words).await,
        }
    }
}

/// One or several user names of Jira. With scripts people are found by parts of their names; what is sent are user names.
#[component]
pub(crate) fn PersonField(
    /// In whose project people are looked for.
    of: PeopleOf,
    /// The field's name in the form.
    name: String,
    /// Its id.
    id: String,
    /// What is asked for.
    label: String,
    /// What was answered.
    value: String,
    /// Takes several names.
    several: bool,
    /// Everybody seen so far.
    known: KnownPeople,
    /// What is wrong.
    error: Signal<Option<String>>,
) -> impl IntoView {
    recognise(of, &value, several, known);
    let text = RwSignal::new(value);
    let sought = RwSignal::new(String::new());
    let search = Search::default();
    search.follow(of, sought, known);
    let scripted = RwSignal::new(false);
    Effect::new(move |_| scripted.set(true));
    let help = Signal::derive(move || {
        let who = text.with(|text| known.with(|known| who(text, several, known)));
        if !who.is_empty() {
            return who;
        }
        match search.trouble.get() {
            Some(trouble) => format!("{trouble} A user name can be written in full all the same."),
            None => how(several, scripted.get()).to_owned(),
        }
    });
    let found = Signal::derive(move || {
        search
            .found
            .with(|found| found.as_ref().map(|found| found.iter().map(suggestion).collect::<Vec<_>>()))
    });
    view! {
        <SuggestField
            name
            id
            label
            help
            error
            text
            several
            sought
            found
            nothing="Nobody found"
            limit=limits::LINE
            optional=true
        />
    }
    .into_any()
}

const fn how(several: bool, scripted: bool) -> &'static str {
    match (several, scripted) {
        (false, false) => "The user name in Jira; on Jira Cloud the account id.",
        (true, false) => "User names in Jira, on Jira Cloud account ids, with commas between them.",
        (false, true) => "Type a part of a name, or of an e-mail address.",
        (true, true) => "Type a part of a name, or of an e-mail address; commas between several.",
    }
}

/// The user names that stand in a text.
fn names(text: &str, several: bool) -> impl Iterator<Item = &str> {
    text.split(move |c: char| several && c == ',').map(str::trim).filter(|name| !name.is_empty())
}

/// Who is meant, in words: those of the names that are known. Jira does not tell names apart by their case.
fn who(text: &str, several: bool, known: &[PersonSuggestion]) -> String {
    let person = |name: &str| known.iter().find(|person| person.name.eq_ignore_ascii_case(name));
    let told = |person: &PersonSuggestion| match &person.email {
        Some(email) => format!("{} · {email}", person.label),
        None => person.label.clone(),
    };
    names(text, several).filter_map(person).map(told).collect::<Vec<_>>().join("; ")
}

fn suggestion(person: &PersonSuggestion) -> Suggestion {
    let detail = match &person.email {
        Some(email) => format!("{} · {email}", person.name),
        None => person.name.clone(),
    };
    Suggestion { value: person.name.clone(), label: person.label.clone(), detail }
}

/// Whether somebody can be looked for by this.
fn is_findable(words: &str) -> bool {
    (limits::PERSON_LEAST..=limits::SEARCH).contains(&words.chars().count())
}

/// Remembers who was found.
fn learn(known: KnownPeople, people: &[PersonSuggestion]) {
    known.update(|known| {
        for person in people {
            if !known.contains(person) {
                known.push(person.clone());
            }
        }
    });
}

/// Asks who the names are that stand in the field already. Without an answer they stay names.
fn recognise(of: PeopleOf, text: &str, several: bool, known: KnownPeople) {
    let names: Vec<String> =
        names(text, several).filter(|name| is_findable(name)).take(RECOGNISED).map(str::to_owned).collect();
    Effect::new(move |_| {
        for words in names.clone() {
            if known.with_untracked(|known| !who(&words, false, known).is_empty()) {
                continue;
            }
            leptos::task::spawn_local(async move {
                let answer = of.find(words).await;
                // Somebody may have left the page.
                if let Ok(people) = answer
                    && !known.is_disposed()
                {
                    learn(known, &people);
                }
            });
        }
    });
}

/// What came of looking for people.
#[derive(Clone, Copy, Default)]
struct Search {
    found: RwSignal<Option<Vec<PersonSuggestion>>>,
    /// Why nobody can be suggested.
    trouble: RwSignal<Option<String>>,
}

impl Search {
    /// Looks for what is sought, a moment after the last key. What was found before stays until there is an answer.
    fn follow(self, of: PeopleOf, sought: RwSignal<String>, known: KnownPeople) {
        let (latest, watch) = (StoredValue::new(0_u32), session::watch());
        Effect::new(move |_| {
            let words = sought.get();
            let number = latest.get_value().wrapping_add(1);
            latest.set_value(number);
            if !is_findable(&words) {
                self.found.set(None);
                self.trouble.set(None);
                return;
            }
            let ask = move || {
                leptos::task::spawn_local(async move {
                    let answer = of.find(words).await;
                    // Somebody may have typed on, or left the page.
                    if latest.try_get_value() != Some(number) {
                        return;
                    }
                    match answer {
                        Ok(people) => {
                            learn(known, &people);
                            self.trouble.set(None);
                            self.found.set(Some(people));
                        }
                        Err(error) => {
                            watch.notice(&error);
                            let said_elsewhere = error.is_unauthenticated() || error.is_unreachable();
                            self.trouble.set((!said_elsewhere).then_some(error.0.message));
                            self.found.set(None);
                        }
                    }
                });
            };
            if let Ok(timer) = set_timeout_with_handle(ask, PAUSE) {
                on_cleanup(move || timer.clear());
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, label: &str, email: Option<&str>) -> PersonSuggestion {
        let email = email.map(str::to_owned);
        PersonSuggestion { name: name.to_owned(), label: label.to_owned(), email }
    }

    #[test]
    fn a_name_says_who_it_is_when_somebody_was_found_by_it() {
        let known = [
            person("ghopper", "Grace Hopper", Some("grace@example.org")),
            person("mkeller", "Maja Keller", None),
        ];
        assert_eq!(who(" GHopper ", false, &known), "Grace Hopper · grace@example.org");
        assert_eq!(who("ghop", false, &known), "");
        assert_eq!(
            who("mkeller,, ghopper, x", true, &known),
            "Maja Keller; Grace Hopper · grace@example.org"
        );
        assert_eq!(who("mkeller, ghopper", false, &known), "", "one field, one name");
    }

    #[test]
    fn a_suggestion_shows_what_tells_two_of_one_name_apart() {
        let shown = suggestion(&person("alovelace2", "Ada Lovelace", Some("ada.second@example.org")));
        assert_eq!((shown.value.as_str(), shown.label.as_str()), ("alovelace2", "Ada Lovelace"));
        assert_eq!(shown.detail, "alovelace2 · ada.second@example.org");
    }
}
