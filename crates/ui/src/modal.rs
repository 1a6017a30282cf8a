use leptos::{html, prelude::*};

/// Opens and closes a native modal dialog with a signal. The browser keeps the focus in it and gives it back.
pub(crate) fn follows(node: NodeRef<html::Dialog>, open: RwSignal<bool>) {
    Effect::new(move |_| {
        let wanted = open.get();
        if let Some(dialog) = node.get() {
            if wanted && !dialog.open() {
                // Fails only when the element has left the page.
                let _ = dialog.show_modal();
            } else if !wanted && dialog.open() {
                dialog.close();
            }
        }
    });
}
