//! How much of a limit is used, beside a control's label.

use crate::note_id;
use leptos::{html, prelude::*};

/// Grouped thousands: `20,000`.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The id of the count of a control, for its `aria-describedby`.
pub(crate) fn count_id(id: &str) -> String {
    format!("{id}-count")
}

/// What describes a control: the text under it, and its count where there is a limit.
pub(crate) fn described_by(id: &str, limit: usize) -> String {
    let note = note_id(id);
    if limit == 0 { note } else { format!("{note} {}", count_id(id)) }
}

/// `71 / 150`; nothing without a limit.
pub(crate) fn count(id: &str, length: Signal<usize>, limit: usize) -> Option<AnyView> {
    let id = count_id(id);
    (limit > 0).then(|| {
        view! { <span id=id class="needs-script">{move || grouped(length.get())} " / " {grouped(limit)}</span> }.into_any()
    })
}

/// The count of a control that keeps its own text. A short text's limit is seldom of interest: it is shown while it is
/// written, and when it is nearly reached. Without scripts nothing could be counted.
pub(crate) struct QuietCount {
    length: RwSignal<usize>,
    limit: usize,
}

impl QuietCount {
    /// Of a control that begins with `value`; what the browser or a person put there since counts as soon as scripts run.
    pub(crate) fn new(value: &str, limit: usize, node: NodeRef<html::Input>) -> Self {
        let length = RwSignal::new(value.chars().count());
        Effect::new(move |_| {
            if let Some(input) = node.get() {
                length.set(input.value().chars().count());
            }
        });
        Self { length, limit }
    }

    /// Counts what stands there now.
    pub(crate) const fn follow(&self) -> impl Fn(&str) + Copy + Send + Sync + 'static + use<> {
        let length = self.length;
        move |text| length.set(text.chars().count())
    }

    /// For [`Field`](crate::Field)'s `aside`.
    pub(crate) fn view(
        &self,
        id: &str,
    ) -> impl Fn() -> Option<AnyView> + Clone + Send + Sync + 'static + use<> {
        let (length, limit, id) = (self.length, self.limit, id.to_owned());
        let near = move || limit > 0 && length.get() * 5 >= limit * 4;
        move || {
            count(&id, length.into(), limit).map(|count| {
                view! {
                    <span class="invisible group-focus-within/field:visible" class=("visible!", near)>
                        {count}
                    </span>
                }
                .into_any()
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(20_000), "20,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
