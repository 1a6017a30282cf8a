use crate::{api::appearance::ChooseTheme, session};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use ui::{Icon, icon};

/// Light, dark, or what the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// What the system says.
    #[default]
    System,
}

impl Theme {
    /// As stored in the cookie.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::System => "system",
        }
    }
    /// From a cookie or form.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Light, Self::Dark, Self::System].into_iter().find(|theme| theme.as_str() == text)
    }
    /// The document's `data-theme`; none means what the system says.
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Light => Some("paper"),
            Self::Dark => Some("ink"),
            Self::System => None,
        }
    }
}

/// The theme of this request's cookie, so that the first paint is right.
#[cfg(feature = "ssr")]
pub(super) fn of_request() -> Theme {
    use crate::api::{CookieName, Cookies};
    use_context::<std::sync::Arc<dyn Cookies>>()
        .and_then(|cookies| cookies.get(CookieName::Theme))
        .and_then(|value| Theme::parse(&value))
        .unwrap_or_default()
}

/// The theme of this page, the same on the server and when the browser takes over.
#[cfg(feature = "ssr")]
fn present() -> Theme {
    of_request()
}

/// The theme of this page, as the server wrote it into the document.
#[cfg(not(feature = "ssr"))]
fn present() -> Theme {
    let name = document().document_element().and_then(|root| root.get_attribute("data-theme"));
    let named = [Theme::Light, Theme::Dark].into_iter().find(|theme| theme.attribute() == name.as_deref());
    named.unwrap_or_default()
}

/// Chooses a theme; the page changes as soon as the server has remembered it.
pub(super) fn chooser() -> ServerAction<ChooseTheme> {
    let choose = session::action::<ChooseTheme>();
    Effect::new(move |_| {
        if let Some(Ok(theme)) = choose.value().get()
            && let Some(root) = document().document_element()
        {
            // Fails only for names that are no attribute names.
            let _ = match theme.attribute() {
                Some(name) => root.set_attribute("data-theme", name),
                None => root.remove_attribute("data-theme"),
            };
        }
    });
    choose
}

/// Three buttons.
#[component]
pub(super) fn ThemeChoice() -> impl IntoView {
    let choose = chooser();
    let present = RwSignal::new(present());
    Effect::new(move |_| {
        if let Some(Ok(theme)) = choose.value().get() {
            present.set(theme);
        }
    });
    let button = move |theme: Theme, drawing, label: &'static str| {
        view! {
            <button
                name="theme"
                value=theme.as_str()
                aria-pressed=move || if present.get() == theme { "true" } else { "false" }
                class="flex flex-1 cursor-pointer items-center justify-center gap-1.5 rounded-field px-2 py-1.5 text-xs hover:bg-base-300/50 aria-pressed:bg-base-300/70 aria-pressed:font-medium forced-colors:aria-pressed:outline-2"
            >
                <Icon drawing size=14/>
                {label}
            </button>
        }
    };
    view! {
        <ActionForm action=choose>
            <div role="group" aria-label="Theme" class="flex gap-0.5">
                {button(Theme::Light, icon::SUN, "Light")} {button(Theme::Dark, icon::MOON, "Dark")}
                {button(Theme::System, icon::MONITOR, "System")}
            </div>
        </ActionForm>
    }
}
