use leptos::prelude::*;
use ui::Field;
use wasm_bindgen::{JsCast, closure::Closure};

/// A certificate from a file: its text goes into the box below, where it can be looked at before it is sent.
#[component]
pub(super) fn CertificateFile(
    /// The control's id.
    id: String,
    /// Where the file's text goes.
    text: RwSignal<String>,
) -> impl IntoView {
    let problem = RwSignal::new(None);
    let chosen = move |event: web_sys::Event| {
        let file = event_target::<web_sys::HtmlInputElement>(&event).files().and_then(|files| files.get(0));
        let Some(file) = file else { return };
        let too_large = file.size() > f64::from(u32::try_from(domain::limits::CA_PEM).unwrap_or(u32::MAX));
        problem.set(too_large.then(|| "A certificate file can have up to 64 KiB.".to_owned()));
        let (false, Ok(reader)) = (too_large, web_sys::FileReader::new()) else { return };
        let read = reader.clone();
        let done = Closure::once_into_js(move || {
            text.set(read.result().ok().and_then(|text| text.as_string()).unwrap_or_default());
        });
        reader.set_onload(Some(done.unchecked_ref()));
        let _ = reader.read_as_text(&file);
    };
    view! {
        <div class="needs-script">
            <Field id=id.clone() label="File" error=problem>
                <input
                    id=id.clone()
                    type="file"
                    accept=".pem,.crt,.cer,.txt,application/x-pem-file"
                    class="file-input file-input-sm w-full bg-base-100 text-sm"
                    aria-describedby=ui::note_id(&id)
                    on:change=chosen
                />
            </Field>
        </div>
    }
}
