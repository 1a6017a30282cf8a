use super::{
    keys::KeysOpen,
    navigation::{Feature, pages},
    theme::{self, Theme},
};
use crate::{
    api::{self, accounts::SignOut, appearance::ChooseTheme},
    local_path::percent_encoded,
    pages::draft_status,
    session::{self, Session},
};
use contract::{commands::HistoryFilter, views::DraftRow};
use domain::{ids::DraftId, principal::Role};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use std::time::Duration;
use ui::{Palette, PaletteItem, icon};

/// A pause after which what was typed is looked for.
const PAUSE: Duration = Duration::from_millis(180);
/// Drafts shown at most.
const DRAFTS: usize = 20;
/// Drafts shown while nothing is typed.
const RECENT: usize = 6;

/// Whether the palette is open; Ctrl K and the field of the top bar open it.
#[derive(Clone, Copy)]
pub(super) struct PaletteOpen(pub(super) RwSignal<bool>);

/// What a line of the palette does.
#[derive(Debug, Clone, PartialEq)]
enum Command {
    Page(&'static str),
    Draft(DraftId),
    History(String),
    Theme(Theme),
    Keys,
    SignOut,
}

type Item = PaletteItem<Command>;

/// Whether every word that was typed occurs in the text.
fn fits(words: &str, text: &str) -> bool {
    let text = text.to_lowercase();
    words.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

fn page_item(page: Feature) -> Item {
    PaletteItem {
        command: Command::Page(page.href),
        group: "Pages",
        label: page.label.to_owned(),
        detail: String::new(),
        icon: page.icon,
    }
}

fn draft_item(row: &DraftRow) -> Item {
    PaletteItem {
        command: Command::Draft(row.id),
        group: "Drafts",
        label: row.title.clone(),
        detail: format!("{} · {}", row.status.label(), draft_status::place(row)),
        icon: icon::FILE_TEXT,
    }
}

fn actions() -> Vec<Item> {
    let action = |command, label: &str, icon| PaletteItem {
        command,
        group: "Actions",
        label: label.to_owned(),
        detail: String::new(),
        icon,
    };
    vec![
        action(Command::Page("/create"), "New draft", icon::PLUS),
        action(Command::Theme(Theme::Light), "Theme: light", icon::SUN),
        action(Command::Theme(Theme::Dark), "Theme: dark", icon::MOON),
        action(Command::Theme(Theme::System), "Theme: as the system", icon::MONITOR),
        action(Command::Keys, "Keys", icon::KEYBOARD),
        action(Command::SignOut, "Sign out", icon::LOG_OUT),
    ]
}

/// Everything that fits: pages, drafts, actions, and at the end the whole history.
fn items(words: &str, admin: bool, drafts: &[DraftRow]) -> Vec<Item> {
    let nothing_typed = words.trim().is_empty();
    let pages = pages(admin).into_iter().filter(|page| fits(words, &format!("{} {}", page.label, page.text)));
    let mut items: Vec<Item> = pages.map(page_item).collect();
    items.extend(actions().into_iter().filter(|action| fits(words, &action.label)));
    items.extend(drafts.iter().take(if nothing_typed { RECENT } else { DRAFTS }).map(draft_item));
    if !nothing_typed {
        items.push(PaletteItem {
            command: Command::History(words.trim().to_owned()),
            group: "History",
            label: format!("Look for “{}” in all drafts", words.trim()),
            detail: String::new(),
            icon: icon::HISTORY,
        });
    }
    items
}

/// Pages, drafts and actions behind one field.
#[component]
pub(super) fn CommandPalette() -> impl IntoView {
    let Some(PaletteOpen(open)) = use_context() else { return ().into_any() };
    let (keys, session) = (use_context::<KeysOpen>(), use_context::<Session>());
    let query = RwSignal::new(String::new());
    let drafts = RwSignal::new(Vec::<DraftRow>::new());
    look_for_drafts(open, query, drafts);
    let admin = RwSignal::new(false);
    Effect::new(move |_| {
        let known = session.and_then(|session| session.0.get()).and_then(Result::ok);
        admin.set(known.is_some_and(|session| session.role == Role::Admin));
    });
    // Nothing is put together for a palette that nobody sees.
    let shown = Signal::derive(move || {
        if open.get() { drafts.with(|drafts| items(&query.read(), admin.get(), drafts)) } else { Vec::new() }
    });
    let (theme, sign_out) = (theme::chooser(), session::action::<SignOut>());
    let navigate = use_navigate();
    let on_choose = Callback::new(move |command| match command {
        Command::Page(path) => navigate(path, leptos_router::NavigateOptions::default()),
        Command::Draft(id) => navigate(&format!("/create/{id}"), leptos_router::NavigateOptions::default()),
        Command::History(words) => {
            let path = format!("/history?query={}", percent_encoded(&words));
            navigate(&path, leptos_router::NavigateOptions::default());
        }
        Command::Theme(chosen) => {
            theme.dispatch(ChooseTheme { theme: chosen.as_str().to_owned() });
        }
        Command::Keys => {
            if let Some(KeysOpen(keys)) = keys {
                keys.set(true);
            }
        }
        Command::SignOut => {
            sign_out.dispatch(SignOut {});
        }
    });
    view! {
        <Palette
            open
            label="Find drafts, pages and actions"
            placeholder="Find drafts, pages, actions"
            query
            items=shown
            on_choose
        />
    }
    .into_any()
}

/// Reads the drafts that fit, a moment after the last key. Each time the palette opens it begins anew.
fn look_for_drafts(open: RwSignal<bool>, query: RwSignal<String>, drafts: RwSignal<Vec<DraftRow>>) {
    let (latest, watch) = (StoredValue::new(0_u32), session::watch());
    Effect::new(move |_| {
        if open.get() {
            query.set(String::new());
        }
    });
    Effect::new(move |_| {
        let (is_open, words) = (open.get(), query.get());
        if !is_open {
            return;
        }
        let number = latest.get_value().wrapping_add(1);
        latest.set_value(number);
        let ask = move || {
            leptos::task::spawn_local(async move {
                let filter = HistoryFilter { query: words, ..HistoryFilter::default() };
                let answer = api::drafting::history(filter).await;
                // Somebody may have typed on, or left the page.
                if latest.try_get_value() != Some(number) {
                    return;
                }
                match answer {
                    Ok(history) => drafts.set(history.drafts),
                    Err(error) => watch.notice(&error),
                }
            });
        };
        if let Ok(timer) = set_timeout_with_handle(ask, PAUSE) {
            on_cleanup(move || timer.clear());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_to_occur_somewhere() {
        assert!(fits("", "History"));
        assert!(fits("his every", "History Every draft"));
        assert!(!fits("his jira", "History"));
    }

    #[test]
    fn an_empty_palette_offers_pages_and_actions_and_a_typed_word_the_history() {
        let all = items("", false, &[]);
        assert!(all.iter().any(|item| item.command == Command::Page("/connections")));
        assert!(all.iter().any(|item| item.command == Command::SignOut));
        let found = items(" dark ", false, &[]);
        let commands: Vec<_> = found.into_iter().map(|item| item.command).collect();
        assert_eq!(commands, [Command::Theme(Theme::Dark), Command::History("dark".to_owned())]);
    }
}
