use super::{
    frame::{BuildFrame, Stage, build_of_address, no_such_build},
    parts::DownloadLink,
    values::Values,
    verdict::{Numbers, Verdict},
};
use crate::{
    api::{
        self,
        site_builds::{FixFindings, UseValue},
    },
    local_path::percent_encoded,
    pages::paging::Paging,
    session,
    shell::loaded,
};
use contract::{
    commands::FindingsFilter,
    views::{FindingView, FindingsView},
};
use domain::{failure::Severity, ids::SiteBuildId};
use leptos::prelude::*;
use leptos_router::{
    components::{A, Form},
    hooks::use_query_map,
};
use ui::{Badge, BadgeTone, Button, ButtonKind, Choice, EmptyState, Notice, SelectField, Tone, icon};

/// What is wrong with a build's sheets. What is looked for stands in the address.
#[component]
pub(crate) fn CheckPage() -> impl IntoView {
    let (build, query) = (build_of_address(), use_query_map());
    let filter = Memo::new(move |_| {
        query.with(|query| {
            let text = |name: &str| query.get(name).unwrap_or_default();
            FindingsFilter {
                severity: text("severity"),
                sheet: text("sheet"),
                page: text("page").parse().unwrap_or(0),
            }
        })
    });
    let (fix, choose) = (session::action::<FixFindings>(), session::action::<UseValue>());
    let findings = Resource::new_blocking(
        move || (build.get(), filter.get(), fix.version().get(), choose.version().get()),
        async |(build, filter, ..)| match build {
            Some(build) => api::site_builds::findings(build, filter).await,
            None => Err(no_such_build()),
        },
    );
    let fixed = move || {
        fix.value().get().and_then(Result::ok).map(|count| {
            let title =
                if count == 1 { "1 was put right.".to_owned() } else { format!("{count} were put right.") };
            view! { <Notice tone=Tone::Success title/> }
        })
    };
    let chosen = move || {
        let written = matches!(choose.value().get(), Some(Ok(())));
        written.then(|| view! { <Notice tone=Tone::Success title="The cell says what you chose."/> })
    };
    let failures = [session::whole_failure(fix), session::whole_failure(choose)];
    let failure = Signal::derive(move || failures.iter().find_map(Get::get));
    loaded(findings, move |view| {
        let build = view.build.clone();
        view! {
            <BuildFrame about=build.clone() stage=Stage::Check failure>
                <div class="space-y-4">
                    <Numbers about=build.clone()/>
                    {fixed}
                    {chosen}
                    <Verdict about=build/>
                    <Findings view filter=filter.get_untracked() fix choose/>
                </div>
            </BuildFrame>
        }
        .into_any()
    })
}

#[component]
fn Findings(
    view: FindingsView,
    filter: FindingsFilter,
    fix: ServerAction<FixFindings>,
    choose: ServerAction<UseValue>,
) -> impl IntoView {
    let FindingsView { build, findings, total, page, more, sheets } = view;
    let (id, version, counts) = (build.id, build.version, build.counts);
    if build.files.is_empty() {
        return ().into_any();
    }
    let badge = |number: u32, words: &str, tone: BadgeTone| {
        let words = format!("{number} {words}");
        (number > 0).then(|| view! { <Badge tone>{words}</Badge> })
    };
    let narrowed = !(filter.severity.is_empty() && filter.sheet.is_empty());
    let to = {
        let filter = filter.clone();
        move |page: u32| {
            format!(
                "/builds/{id}/check?severity={}&sheet={}&page={page}",
                percent_encoded(&filter.severity),
                percent_encoded(&filter.sheet)
            )
        }
    };
    let rows =
        findings.into_iter().map(|finding| view! { <Line id version finding fix choose/> }).collect_view();
    view! {
        <section class="card-flat min-w-0" aria-labelledby="findings">
            <div class="flex flex-wrap items-center gap-2 border-b border-base-300 px-4 py-2.5">
                <h2 id="findings" class="text-sm font-semibold">
                    "Findings"
                </h2>
                {badge(counts.errors, "block the tickets", BadgeTone::Error)}
                {badge(counts.warnings, "to look at", BadgeTone::Warning)}
                {badge(counts.notices, "worth knowing", BadgeTone::Plain)}
                <div class="ml-auto flex flex-wrap items-center gap-2">
                    {[("csv", "CSV"), ("json", "JSON"), ("txt", "Text")]
                        .map(|(form, label)| {
                            let name = format!("Download the findings as {label}");
                            view! { <DownloadLink href=format!("/builds/{id}/findings/{form}") label name/> }
                        })
                        .collect_view()}
                    {(counts.fixable > 0)
                        .then(|| {
                            let words = if counts.fixable == 1 {
                                "Fix the certain one".to_owned()
                            } else {
                                format!("Fix {} certain ones", counts.fixable)
                            };
                            view! {
                                <ActionForm action=fix>
                                    <input type="hidden" name="build" value=id.to_string()/>
                                    <input type="hidden" name="version" value=version.to_string()/>
                                    <Button kind=ButtonKind::Primary icon=icon::WAND busy=fix.pending()>
                                        {words}
                                    </Button>
                                </ActionForm>
                            }
                        })}
                </div>
            </div>
            <Filter id filter=filter.clone() sheets/>
            {if total == 0 {
                let (title, text) = if narrowed {
                    ("Nothing of this kind", "No finding fits what you look for.")
                } else {
                    ("Nothing is wrong", "Every rule was held against every row.")
                };
                view! { <EmptyState icon=icon::CIRCLE_CHECK title text/> }.into_any()
            } else {
                view! { <ul>{rows}</ul> }.into_any()
            }}
        </section>
        {(page > 0 || more)
            .then(|| {
                view! { <Paging of="the findings" page more to=to.clone() note=format!("{total} in all")/> }
            })}
    }
    .into_any()
}

#[component]
fn Filter(id: SiteBuildId, filter: FindingsFilter, sheets: Vec<String>) -> impl IntoView {
    let severities = [
        ("", "Everything"),
        ("error", "What blocks the tickets"),
        ("warning", "What to look at"),
        ("notice", "Worth knowing"),
        ("fixable", "What can be put right"),
    ]
    .map(|(value, label)| Choice::new(value, label))
    .to_vec();
    let mut names = vec![Choice::new("", "Every sheet")];
    names.extend(sheets.into_iter().map(|name| Choice::new(name.clone(), name)));
    view! {
        <Form method="GET" action=format!("/builds/{id}/check") attr:role="search">
            <div class="grid items-end gap-3 border-b border-base-300 px-4 py-3 sm:grid-cols-[14rem_minmax(0,16rem)_auto]">
                <SelectField name="severity" label="Show" choices=severities value=filter.severity/>
                <SelectField name="sheet" label="Of" choices=names value=filter.sheet/>
                <div>
                    <Button icon=icon::SEARCH>"Filter"</Button>
                </div>
            </div>
        </Form>
    }
    .into_any()
}

/// One finding: where, what the cell says, why it matters, what to do.
#[component]
fn Line(
    id: SiteBuildId,
    version: i32,
    finding: FindingView,
    fix: ServerAction<FixFindings>,
    choose: ServerAction<UseValue>,
) -> impl IntoView {
    let (word, tone) = match finding.severity {
        Severity::Blocking => ("Error", BadgeTone::Error),
        Severity::Warning => ("Warning", BadgeTone::Warning),
        Severity::Info => ("Note", BadgeTone::Plain),
    };
    let place = match (finding.row, &finding.column) {
        (Some(row), Some(column)) => format!("row {row} · {column}"),
        (Some(row), None) => format!("row {row}"),
        _ => String::new(),
    };
    let number = finding.number;
    let values = (!finding.values.is_empty()).then(|| {
        let of =
            format!("“{}” in row {} of {}", finding.value, finding.row.unwrap_or_default(), finding.file);
        view! { <Values id version number of values=finding.values.clone() choose/> }
    });
    let rows = finding.place.map(|place| {
        let href = format!("/builds/{id}/rows?file={}&table={}&row={}", place.file, place.table, place.row);
        let of = format!(" {} of {}", finding.row.unwrap_or_default(), finding.file);
        view! {
            <A href={href} {..} class="link inline-flex min-h-6 items-center text-sm whitespace-nowrap">
                "Show row" <span class="sr-only">{of}</span>
            </A>
        }
    });
    view! {
        <li class="grid gap-x-4 gap-y-1.5 border-t border-base-300 px-4 py-3 text-sm first:border-t-0 md:grid-cols-[5rem_13rem_minmax(0,1fr)_auto]">
            <div>
                <Badge tone>{word}</Badge>
            </div>
            <div class="min-w-0">
                <p class="font-mono text-[0.8125rem] wrap-anywhere">{finding.file}</p>
                <p class="text-xs leading-5 break-words text-base-content/75">{place}</p>
            </div>
            <div class="min-w-0">
                <p class="break-words">
                    {(!finding.value.is_empty())
                        .then(|| {
                            view! {
                                <code class="mr-1.5 rounded bg-base-300/50 px-1.5 py-0.5 text-xs break-all">{finding.value}</code>
                            }
                        })} {finding.message}
                </p>
                {(!finding.suggestion.is_empty())
                    .then(|| {
                        view! { <p class="mt-0.5 break-words text-base-content/75">{finding.suggestion}</p> }
                    })}
            </div>
            <div class="flex flex-wrap items-start gap-2 md:justify-end">
                {finding
                    .fix
                    .map(|title| {
                        view! {
                            <ActionForm action=fix>
                                <input type="hidden" name="build" value=id.to_string()/>
                                <input type="hidden" name="version" value=version.to_string()/>
                                <input type="hidden" name="number" value=number.to_string()/>
                                <Button icon=icon::WAND>{title}</Button>
                            </ActionForm>
                        }
                    })} {values} {rows}
            </div>
        </li>
    }
    .into_any()
}
