//! What the components put into a page before any script runs.

use leptos::prelude::*;
use ui::{
    Button, Dialog, Menu, Notice, Palette, PaletteItem, Progress, SecretField, SuggestField, Suggestion,
    TextArea, TextField, Toasts, ToastsView, Tone, icon,
};

fn html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| view().into_view().to_html())
}

#[test]
fn a_field_is_named_by_its_label_and_described_by_its_note() {
    let field = html(|| view! { <TextField name="project" label="Project key" help="As in its issues."/> });
    assert!(field.contains("<label for=\"project\""), "{field}");
    assert!(
        field.contains("id=\"project\"") && field.contains("aria-describedby=\"project-note\""),
        "{field}"
    );
    assert!(field.contains("id=\"project-note\"") && field.contains("As in its issues."), "{field}");
    assert!(!field.contains("aria-invalid"), "{field}");
}

#[test]
fn an_error_stands_in_place_of_the_help_and_marks_the_control() {
    let field = html(|| {
        let error = Signal::derive(|| Some("There is no such project.".to_owned()));
        view! { <TextField name="project" label="Project key" help="As in its issues." error/> }
    });
    assert!(field.contains("There is no such project.") && !field.contains("As in its issues."), "{field}");
    assert!(field.contains("aria-invalid=\"true\""), "{field}");
}

#[test]
fn a_text_cannot_leave_its_box() {
    let hostile = "\n</textarea><form action=\"/x\">&lt;b>";
    let area = html(|| view! { <TextArea name="t" label="Text" text=RwSignal::new(hostile.to_owned())/> });
    assert!(area.contains(">\n\n&lt;/textarea>&lt;form action=\"/x\">&amp;lt;b></textarea>"), "{area}");
    assert_eq!(area.matches("</textarea>").count(), 1, "{area}");
}

#[test]
fn a_secret_never_has_a_value() {
    let typed = "what was typed";
    let field = html(|| {
        view! { <SecretField name="token" label="Token" typed=RwSignal::new(typed.to_owned())/> }
    });
    assert!(field.contains("type=\"password\"") && !field.contains(typed), "{field}");
}

#[test]
fn errors_interrupt_and_everything_else_waits() {
    let role = |tone| html(move || view! { <Notice tone title="It happened."/> });
    assert!(role(Tone::Error).contains("role=\"alert\""));
    assert!(role(Tone::Warning).contains("role=\"status\""));
    let old = html(|| view! { <Notice tone=Tone::Error title="It happened." announce=false/> });
    assert!(!old.contains("role="), "what was there before is not announced: {old}");
}

#[test]
fn messages_have_a_polite_and_an_assertive_region_from_the_beginning() {
    let page = html(|| view! { <ToastsView toasts=Toasts::default()/> });
    assert!(page.contains("aria-live=\"polite\"") && page.contains("aria-live=\"assertive\""), "{page}");
    assert!(page.contains("aria-label=\"Messages\""), "{page}");
}

#[test]
fn a_palette_is_a_combobox_that_names_its_list_and_its_choice() {
    let item = PaletteItem {
        command: 7,
        group: "Pages",
        label: "History".to_owned(),
        detail: String::new(),
        icon: icon::HISTORY,
    };
    let page = html(move || {
        let items = Signal::derive(move || vec![item.clone()]);
        view! {
            <Palette
                open=RwSignal::new(false)
                label="Find"
                placeholder="Find"
                query=RwSignal::new(String::new())
                items
                on_choose=Callback::new(|_: i32| ())
            />
        }
    });
    assert!(page.contains("role=\"combobox\"") && page.contains("aria-controls=\"palette-list\""), "{page}");
    assert!(page.contains("id=\"palette-list\"") && page.contains("role=\"listbox\""), "{page}");
    assert!(page.contains("aria-activedescendant=\"palette-option-0\""), "{page}");
    assert!(page.contains("id=\"palette-option-0\"") && page.contains("aria-selected=\"true\""), "{page}");
}

#[test]
fn a_field_with_suggestions_is_a_plain_one_until_scripts_run() {
    let field = html(|| {
        let text = RwSignal::new("ghopper".to_owned());
        let sought = RwSignal::new(String::new());
        let grace =
            Suggestion { value: "ghopper".to_owned(), label: "Grace".to_owned(), detail: String::new() };
        let found = Signal::derive(move || Some(vec![grace.clone()]));
        view! { <SuggestField name="who" label="Reviewer" text sought found nothing="Nobody found"/> }
    });
    assert!(field.contains("name=\"who\"") && field.contains("value=\"ghopper\""), "{field}");
    assert!(field.contains("<label for=\"who\"") && field.contains("role=\"status\""), "{field}");
    for scripted in ["combobox", "listbox", "aria-expanded", "Grace"] {
        assert!(!field.contains(scripted), "{scripted}: {field}");
    }
}

#[test]
fn dialogs_menus_buttons_and_progress_say_what_they_are() {
    let dialog = html(|| view! { <Dialog open=RwSignal::new(false) title="Keys" id="keys">"…"</Dialog> });
    assert!(
        dialog.contains("aria-labelledby=\"keys-title\"") && dialog.contains("id=\"keys-title\""),
        "{dialog}"
    );
    let menu = html(|| view! { <Menu label="Account" button=|| "A">"…"</Menu> });
    assert!(menu.contains("<summary") && menu.contains("aria-label=\"Account\""), "{menu}");
    let busy = html(|| view! { <Button busy=Signal::derive(|| true)>"Save"</Button> });
    assert!(busy.contains("disabled") && busy.contains("aria-busy=\"true\""), "{busy}");
    let unknown = html(|| view! { <Progress label="Writing" done=0_u32 total=0_u32/> });
    assert!(unknown.contains("aria-label=\"Writing\"") && !unknown.contains(" value="), "{unknown}");
}

#[test]
fn no_component_writes_a_style_attribute_or_an_inline_handler() {
    let everything = html(|| {
        view! {
            <Dialog open=RwSignal::new(true) title="T" id="d">
                <TextField name="a" label="A"/>
                <SecretField name="b" label="B"/>
                <Progress label="P" done=1_u32 total=2_u32/>
                <Button icon=icon::CHECK key="Esc">"Go"</Button>
            </Dialog>
            <ToastsView toasts=Toasts::default()/>
        }
    });
    for refused in [" style=", " onclick=", " onkeydown=", "<script"] {
        assert!(!everything.contains(refused), "{refused}: {everything}");
    }
}
