use crate::local_path::percent_encoded;
use contract::commands::AuditFilter;
use domain::audit::Area;
use leptos::prelude::*;
use leptos_router::{components::Form, params::ParamsMap};
use ui::{Button, Choice, LinkButton, SelectField, TextField, icon};

/// What an address asks for.
pub(crate) fn filter_of(query: &ParamsMap) -> AuditFilter {
    let text = |name: &str| query.get(name).unwrap_or_default();
    AuditFilter {
        area: text("area"),
        outcome: text("outcome"),
        from: text("from"),
        until: text("until"),
        person: text("person"),
        page: text("page").parse().unwrap_or(0),
    }
}

/// The address of a filter: `path`, and what is looked for.
pub(super) fn address(path: &str, filter: &AuditFilter, page: u32) -> String {
    let pairs = [
        ("area", filter.area.clone()),
        ("outcome", filter.outcome.clone()),
        ("from", filter.from.clone()),
        ("until", filter.until.clone()),
        ("person", filter.person.clone()),
        ("page", if page == 0 { String::new() } else { page.to_string() }),
    ];
    let query: Vec<String> = pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", percent_encoded(&value)))
        .collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// Looking through a log: area, result, days, and for administrators whose it is.
#[component]
pub(crate) fn LogFilter(
    /// What is looked for now.
    filter: AuditFilter,
    /// The page.
    action: &'static str,
    /// The same as a file.
    file: &'static str,
    /// Everybody's log.
    #[prop(optional)]
    everybody: bool,
) -> impl IntoView {
    let mut areas = vec![Choice::new("", "Everything")];
    areas.extend(Area::ALL.map(|area| Choice::new(area.as_str(), area.label())));
    let outcomes = vec![
        Choice::new("", "Every result"),
        Choice::new("good", "Went well"),
        Choice::new("bad", "Did not go well"),
    ];
    let download = address(file, &filter, 0);
    let columns = if everybody {
        "mt-4 grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[minmax(0,1fr)_10rem_9rem_9rem_9rem_auto_auto]"
    } else {
        "mt-5 grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[minmax(0,1fr)_10rem_9rem_9rem_auto_auto]"
    };
    view! {
        <Form method="GET" action=action attr:role="search">
            <div class=columns>
                <SelectField name="area" label="What" choices=areas value=filter.area/>
                <SelectField name="outcome" label="Result" choices=outcomes value=filter.outcome/>
                {everybody
                    .then(|| {
                        view! {
                            <TextField name="person" label="Employee ID" value=filter.person placeholder="Everybody" limit=domain::limits::LOGIN optional=true/>
                        }
                    })}
                <TextField name="from" label="From (UTC)" r#type="date" value=filter.from optional=true/>
                <TextField name="until" label="Until" r#type="date" value=filter.until optional=true/>
                <Button icon=icon::SEARCH>"Search"</Button>
                <LinkButton href=download icon=icon::DOWNLOAD download=true>
                    "CSV"
                </LinkButton>
            </div>
        </Form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_only_what_is_looked_for() {
        let filter = AuditFilter { area: "drafts".into(), person: "a&b".into(), ..AuditFilter::default() };
        assert_eq!(address("/activity", &filter, 2), "/activity?area=drafts&person=a%26b&page=2");
        assert_eq!(address("/activity.csv", &AuditFilter::default(), 0), "/activity.csv");
    }
}
