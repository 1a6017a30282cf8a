use leptos::prelude::*;
use leptos_router::components::A;
use ui::{Icon, icon, icon::Drawing};

/// One page as the navigation, the dashboard's cards and the palette name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Feature {
    /// Where it is.
    pub(crate) href: &'static str,
    /// Its name.
    pub(crate) label: &'static str,
    /// Its drawing.
    pub(crate) icon: Drawing,
    /// What it is for, in one sentence.
    pub(crate) text: &'static str,
}

const fn feature(href: &'static str, label: &'static str, icon: Drawing, text: &'static str) -> Feature {
    Feature { href, label, icon, text }
}

/// Where the day begins.
const HOME: Feature = feature(
    "/dashboard",
    "Dashboard",
    icon::LAYOUT_DASHBOARD,
    "What runs, what waits for you, and where to go.",
);

/// What people do every day, in the order of the dashboard.
const WORK: &[Feature] = &[
    feature("/create", "Create issues", icon::SPARKLES, "From a sentence to a checked story in Jira."),
    feature(
        "/builds",
        "Site builds",
        icon::LAYERS,
        "A Drupal specification, checked and planned as tickets.",
    ),
    feature("/history", "History", icon::HISTORY, "Every draft, and the issue it became."),
    feature("/activity", "Activity", icon::ACTIVITY, "What works for you now, and everything you did."),
];

/// What they set up once.
const SETUP: &[Feature] = &[
    feature("/projects", "Projects", icon::FOLDER, "Where you may create issues, with your favourites."),
    feature("/prompts", "Prompts", icon::MESSAGE_SQUARE_TEXT, "What drafts are written by, in your words."),
    feature("/rules", "Rules", icon::LIST_CHECKS, "What a draft has to keep, for every project or one."),
    feature("/tools", "Tools", icon::WRENCH, "What the MCP server offers for your connections."),
    feature("/connections", "Connections", icon::PLUG, "Jira, Confluence and your company LLM."),
    feature(
        "/profile/tokens",
        "API tokens",
        icon::KEY_ROUND,
        "For programs that write and follow drafts for you.",
    ),
];

/// What only administrators see; for everybody else it does not exist.
const ADMIN: &[Feature] = &[
    feature("/admin/people", "People", icon::USERS, "Everybody with an account here."),
    feature("/admin/jobs", "Jobs", icon::LIST_CHECKS, "What runs, what waits, and what failed."),
    feature(
        "/admin/configuration",
        "Configuration",
        icon::SETTINGS_2,
        "The files in use, and how the parts are.",
    ),
    feature(
        "/admin/tools",
        "Changed tools",
        icon::SHIELD_CHECK,
        "Tools that describe themselves in another way than before.",
    ),
    feature("/admin/audit", "Audit log", icon::SCROLL_TEXT, "What everybody did."),
];

/// A heading and the pages under it.
type Group = (&'static str, Vec<Feature>);

/// The groups of a person's navigation, in order; empty ones are left out.
fn groups(admin: bool) -> Vec<Group> {
    let work = std::iter::once(HOME).chain(WORK.iter().copied()).collect();
    let mut groups = vec![("", work), ("Set up", SETUP.to_vec())];
    if admin {
        groups.push(("Administration", ADMIN.to_vec()));
    }
    groups.retain(|(_, features)| !features.is_empty());
    groups
}

/// Every page of a person, in the order of the navigation.
pub(super) fn pages(admin: bool) -> Vec<Feature> {
    groups(admin).into_iter().flat_map(|(_, features)| features).collect()
}

/// What the dashboard has cards for: every feature except the dashboard itself and what only administrators need.
pub(crate) fn cards() -> impl Iterator<Item = Feature> {
    WORK.iter().chain(SETUP).copied()
}

/// Links to every page; the present one is marked.
#[component]
pub(super) fn Links(
    /// Whether administrators' pages are among them.
    admin: bool,
) -> impl IntoView {
    groups(admin)
        .into_iter()
        .map(|(heading, features)| {
            let links = features.into_iter().map(|feature| view! { <Link feature/> }).collect_view();
            view! {
                {(!heading.is_empty())
                    .then(|| view! { <p class="nav-heading section-label"><span data-word="">{heading}</span></p> })}
                <ul class="flex flex-col gap-0.5" aria-label=(!heading.is_empty()).then_some(heading)>
                    {links}
                </ul>
            }
        })
        .collect_view()
}

#[component]
fn Link(feature: Feature) -> impl IntoView {
    view! {
        <li>
            <A
                href=feature.href
                {..}
                title=feature.label
                class="flex min-h-8 items-center gap-2.5 rounded-field px-2.5 py-1.5 text-sm whitespace-nowrap text-base-content/80 hover:bg-base-300/40 aria-[current=page]:bg-base-300/70 aria-[current=page]:font-medium aria-[current=page]:text-base-content forced-colors:aria-[current=page]:outline-2"
            >
                <Icon drawing=feature.icon/>
                <span data-word="" class="truncate">
                    {feature.label}
                </span>
            </A>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_page_stands_in_the_navigation_once() {
        let pages = pages(true);
        let addresses: BTreeSet<_> = pages.iter().map(|page| page.href).collect();
        assert_eq!(addresses.len(), pages.len());
        assert!(cards().all(|card| pages.contains(&card)));
    }

    #[test]
    fn administrators_pages_are_for_them_alone() {
        let everybodys = pages(false);
        assert!(ADMIN.iter().all(|page| !everybodys.contains(page)));
        assert!(cards().all(|card| everybodys.contains(&card)));
    }
}
