use crate::{api, pages::ago::Ago, shell::FailurePage};
use contract::views::{
    ConfigurationFile, ConfigurationProblem, ConfigurationView, PartHealth, ProviderHealth, SiteHealth,
    SiteKind,
};
use domain::time::Timestamp;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{
    Badge, BadgeTone, Button, Card, Dot, EmptyState, Notice, PageHeader, RelativeTime, Skeleton, StatusDot,
    Table, Tone, icon,
};

/// Which configuration is in use, and how the parts of the installation are.
#[component]
pub(crate) fn ConfigurationPage() -> impl IntoView {
    let configuration = Resource::new_blocking(|| (), |()| api::admin::configuration());
    view! {
        <Title text="Configuration"/>
        <div class="mx-auto max-w-5xl p-4 sm:p-5">
            <PageHeader title="Configuration" text="The files that are in use, and what they lead to.">
                <span class="needs-script">
                    <Button r#type="button" icon=icon::REFRESH_CW on:click=move |_| configuration.refetch()>
                        "Look again"
                    </Button>
                </span>
            </PageHeader>
            <Transition fallback=|| view! { <Skeleton lines=8/> }>
                {move || Suspend::new(async move {
                    match configuration.await {
                        Ok(view) => view! { <Health view/> }.into_any(),
                        Err(error) => view! { <FailurePage error/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
    .into_any()
}

#[component]
fn Health(view: ConfigurationView) -> impl IntoView {
    let now = view.now;
    view! {
        <div class="mt-4 space-y-4">
            {view
                .failing_since
                .map(|since| {
                    view! {
                        <Notice
                            tone=Tone::Error
                            title="The files as they are now are not in use"
                            next="The last good configuration stays in use until the mistakes below are corrected."
                            announce=false
                        >
                            <span class="text-xs text-base-content/80">
                                <Ago at=since/>
                            </span>
                        </Notice>
                    }
                })}
            <Problems problems=view.other_errors/>
            <Card title="Files" flush=true>
                <Table label="Configuration files" columns=vec!["File", "State", "In use since", "Fingerprint"]>
                    {view.files.into_iter().map(|file| view! { <File file now/> }).collect_view()}
                </Table>
            </Card>
            <Card title="Parts" flush=true>
                <ul>{view.parts.into_iter().map(|part| view! { <Part part/> }).collect_view()}</ul>
            </Card>
            <Card title="Sites" flush=true>
                <Table label="Sites" columns=vec!["Site", "Kind", "Jira", "Confluence", "People"]>
                    {view.sites.into_iter().map(|site| view! { <Site site/> }).collect_view()}
                </Table>
            </Card>
            <Card title="Model providers" flush=true>
                <Providers providers=view.providers/>
            </Card>
        </div>
    }
    .into_any()
}

/// Mistakes, each with its place.
#[component]
fn Problems(problems: Vec<ConfigurationProblem>) -> impl IntoView {
    problems
        .into_iter()
        .map(|problem| {
            let line = problem.line.map(|line| format!(", line {line}")).unwrap_or_default();
            let title = format!("{}{line}", problem.file);
            let next = if problem.path.is_empty() {
                problem.message
            } else {
                format!("{}: {}", problem.path, problem.message)
            };
            view! { <Notice tone=Tone::Error title next announce=false/> }
        })
        .collect_view()
}

#[component]
fn File(file: ConfigurationFile, now: Timestamp) -> impl IntoView {
    let good = file.errors.is_empty();
    let (dot, word) = if good { (Dot::Good, "In use") } else { (Dot::Bad, "Not as it is now") };
    view! {
        <tr class="border-t border-base-300">
            <td class="px-4 py-2 font-mono text-xs">{file.name}</td>
            <td class="px-4 py-2 text-xs">
                <StatusDot dot word=word/>
            </td>
            <td class="px-4 py-2 text-base-content/80">
                <RelativeTime at=file.loaded_at.as_millis() now=now.as_millis()/>
            </td>
            <td class="px-4 py-2 font-mono text-xs text-base-content/80 select-all">{file.fingerprint}</td>
        </tr>
        {(!good)
            .then(|| {
                view! {
                    <tr>
                        <td colspan="4" class="space-y-2 px-4 pb-3">
                            <Problems problems=file.errors/>
                        </td>
                    </tr>
                }
            })}
    }
    .into_any()
}

#[component]
fn Part(part: PartHealth) -> impl IntoView {
    let dot = if part.good { Dot::Good } else { Dot::Bad };
    view! {
        <li class="flex flex-wrap gap-x-4 gap-y-0.5 border-t border-base-300 px-4 py-2 text-sm first:border-t-0">
            <span class="w-28 shrink-0">
                <StatusDot dot word=part.name/>
            </span>
            <span class="min-w-0 break-words text-base-content/80">{part.words}</span>
        </li>
    }
}

#[component]
fn Site(site: SiteHealth) -> impl IntoView {
    let kind = match site.kind {
        SiteKind::DataCenter => "Data Center",
        SiteKind::Cloud => "Cloud",
    };
    view! {
        <tr class="border-t border-base-300 align-top">
            <td class="px-4 py-2">
                <p class="font-medium">{site.name}</p>
                <p class="font-mono text-xs text-base-content/75">{site.id}</p>
            </td>
            <td class="px-4 py-2 whitespace-nowrap">
                {kind} " "
                {(!site.verify_tls).then(|| view! { <Badge tone=BadgeTone::Warning>"Certificates not checked"</Badge> })}
            </td>
            <td class="px-4 py-2 font-mono text-xs break-all">{site.jira_url}</td>
            <td class="px-4 py-2 font-mono text-xs break-all">{site.confluence_url.unwrap_or_else(|| "none".to_owned())}</td>
            <td class="px-4 py-2 text-right tabular-nums">{site.users}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn Providers(providers: Vec<ProviderHealth>) -> impl IntoView {
    if providers.is_empty() {
        return view! {
            <EmptyState
                icon=icon::SPARKLES
                title="No provider"
                text="Nobody can let a model write before config.json names one under providers."
            />
        }
        .into_any();
    }
    view! {
        <Table label="Model providers" columns=vec!["Provider", "Model", "Address", "Answers"]>
            {providers
                .into_iter()
                .map(|provider| {
                    view! {
                        <tr class="border-t border-base-300 align-top">
                            <td class="px-4 py-2">
                                <p class="font-medium">{provider.label}</p>
                                <p class="font-mono text-xs text-base-content/75">{provider.id}</p>
                            </td>
                            <td class="px-4 py-2 font-mono text-xs leading-5">{provider.model}</td>
                            <td class="px-4 py-2 font-mono text-xs leading-5 break-all">{provider.address}</td>
                            <td class="px-4 py-2 whitespace-nowrap">
                                {if provider.streams { "Streamed" } else { "In one piece" }}
                            </td>
                        </tr>
                    }
                })
                .collect_view()}
        </Table>
    }
    .into_any()
}
