use super::{app_name, failures::NotFoundPage, frame::Frame, undo::Restored};
use crate::{
    pages::{
        accounts, activity, admin, connections, create, dashboard, history, home, profile, projects, prompts,
        rules, site_builds, tools,
    },
    session::{Expired, Unreachable},
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};
use ui::{Toasts, ToastsView};

/// Every page. Rendered in one go on the server, so that status and redirects are known before the first byte.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let toasts = Toasts::default();
    provide_context(toasts);
    provide_context(Expired(RwSignal::new(false)));
    provide_context(Unreachable(RwSignal::new(false)));
    provide_context(Restored(RwSignal::new(0)));
    let name = app_name();
    view! {
        <Title formatter=move |page: String| {
            if page.is_empty() { name.clone() } else { format!("{page} · {name}") }
        }/>
        <Router>
            <Routes fallback=|| view! { <NotFoundPage/> }.into_any()>
                <Route path=path!("/") view=|| view! { <home::HomePage/> }.into_any() ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=|| view! { <accounts::SignInPage/> }.into_any() ssr=SsrMode::Async/>
                <Route path=path!("/register") view=|| view! { <accounts::RegisterPage/> }.into_any() ssr=SsrMode::Async/>
                <Route
                    path=path!("/register/confirm")
                    view=|| view! { <accounts::ConfirmPage/> }.into_any()
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/register/password")
                    view=|| view! { <accounts::PasswordPage/> }.into_any()
                    ssr=SsrMode::Async
                />
                <ParentRoute path=path!("") view=|| view! { <Frame/> }.into_any() ssr=SsrMode::Async>
                    <Route
                        path=path!("/dashboard")
                        view=|| view! { <dashboard::DashboardPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/connections")
                        view=|| view! { <connections::ConnectionsPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/history")
                        view=|| view! { <history::HistoryPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/activity")
                        view=|| view! { <activity::ActivityPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/profile")
                        view=|| view! { <profile::ProfilePage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/admin/people")
                        view=|| view! { <admin::PeoplePage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/admin/configuration")
                        view=|| view! { <admin::ConfigurationPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/admin/jobs")
                        view=|| view! { <admin::JobsPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/admin/audit")
                        view=|| view! { <admin::LogPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/profile/tokens")
                        view=|| view! { <profile::ApiTokensPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/create") view=|| view! { <create::CreatePage/> }.into_any() ssr=SsrMode::Async/>
                    <Route
                        path=path!("/create/:draft")
                        view=|| view! { <create::WorkspacePage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/create/:draft/versions/:version")
                        view=|| view! { <create::VersionPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/create/:draft/calls")
                        view=|| view! { <create::ModelCallsPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/builds")
                        view=|| view! { <site_builds::SiteBuildsPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/builds/new")
                        view=|| view! { <site_builds::NewSiteBuildPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/builds/:build")
                        view=|| view! { <site_builds::SheetsPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/builds/:build/check")
                        view=|| view! { <site_builds::CheckPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/builds/:build/rows")
                        view=|| view! { <site_builds::RowsPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/builds/:build/plan")
                        view=|| view! { <site_builds::PlanPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/builds/:build/review")
                        view=|| view! { <site_builds::ReviewPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/builds/:build/graph")
                        view=|| view! { <site_builds::GraphPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/builds/:build/changes")
                        view=|| view! { <site_builds::ChangesPage/> }.into_any()
                    />
                    <Route
                        path=path!("/builds/:build/take-back")
                        view=|| view! { <site_builds::TakeBackPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/builds/:build/export")
                        view=|| view! { <site_builds::ExportPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/tools") view=|| view! { <tools::ToolsPage/> }.into_any() ssr=SsrMode::Async/>
                    <Route
                        path=path!("/admin/tools")
                        view=|| view! { <tools::ToolReviewPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/projects")
                        view=|| view! { <projects::ProjectsPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/prompts") view=|| view! { <prompts::PromptsPage/> }.into_any() ssr=SsrMode::Async/>
                    <Route
                        path=path!("/prompts/new")
                        view=|| view! { <prompts::NewPromptPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/prompts/:prompt")
                        view=|| view! { <prompts::EditPromptPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/rules") view=|| view! { <rules::RulesPage/> }.into_any() ssr=SsrMode::Async/>
                    <Route
                        path=path!("/rules/new")
                        view=|| view! { <rules::NewRulesPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/rules/:rules")
                        view=|| view! { <rules::EditRulesPage/> }.into_any()
                        ssr=SsrMode::Async
                    />
                </ParentRoute>
            </Routes>
        </Router>
        <ToastsView toasts/>
    }
    .into_any()
}
