use leptos::prelude::*;
use ui::{Button, Icon, icon};

/// Adds what a file holds. A form as browsers have always sent files, so that it works without scripts.
#[component]
pub(super) fn Import() -> impl IntoView {
    view! {
        <details>
            <summary class="link inline-flex min-h-6 items-center gap-1.5">
                <Icon drawing=icon::UPLOAD/>
                "Import from a file"
            </summary>
            <form
                method="post"
                action="/prompts/import"
                enctype="multipart/form-data"
                class="card-flat mt-2 flex flex-wrap items-end gap-3 p-3"
            >
                <div class="w-full min-w-0 sm:w-auto">
                    <label for="prompts-file" class="label-sm">
                        "File"
                    </label>
                    <input
                        id="prompts-file"
                        name="file"
                        type="file"
                        accept=".json,application/json"
                        required
                        aria-describedby="prompts-file-note"
                        class="mt-1 block w-full min-w-0 text-sm"
                    />
                    <p id="prompts-file-note" class="mt-1 text-xs leading-5 text-base-content/75">
                        "A JSON file exported here, up to 250 KiB. All of it is added, or nothing."
                    </p>
                </div>
                <Button icon=icon::UPLOAD>"Import"</Button>
            </form>
        </details>
    }
}
