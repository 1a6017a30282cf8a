use super::create::words;
use crate::streams::{Applied, LiveText};
use contract::{events::JobEvent, views::JobView};
use domain::draft::{DraftContent, Field};
use leptos::prelude::*;
use std::time::Duration;

/// How often the elapsed time is written.
const TICK: Duration = Duration::from_millis(200);

/// A job's text as signals. Tokens are read as they come and shown once per frame.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    text: StoredValue<LiveText>,
    drawing: StoredValue<bool>,
    spoken: StoredValue<(Option<Field>, usize)>,
    /// The draft as far as it is written.
    pub(crate) content: RwSignal<DraftContent>,
    /// The field that is being written.
    pub(crate) writing: RwSignal<Option<Field>>,
    /// About how many tokens there are.
    pub(crate) tokens: RwSignal<usize>,
    /// The answer is complete.
    pub(crate) complete: RwSignal<bool>,
    /// What the job says it does: words, steps done, steps in all.
    pub(crate) progress: RwSignal<Option<(String, u32, u32)>>,
    /// How long the job has run, in milliseconds.
    pub(crate) elapsed: RwSignal<u64>,
}

impl Live {
    pub(crate) fn new(job: Option<&JobView>) -> Self {
        let text = text_of(job);
        let live = Self {
            content: RwSignal::new(text.content()),
            writing: RwSignal::new(text.writing()),
            tokens: RwSignal::new(text.tokens()),
            complete: RwSignal::new(text.is_complete()),
            progress: RwSignal::new(None),
            elapsed: RwSignal::new(0),
            text: StoredValue::new(text),
            drawing: StoredValue::new(false),
            spoken: StoredValue::new((None, 0)),
        };
        live.read_state(job);
        live
    }

    fn read_state(self, job: Option<&JobView>) {
        self.progress.set(job.and_then(|job| job.progress.clone()).map(|words| (words, 0, 0)));
        self.elapsed.set(job.map_or(0, |job| job.elapsed_ms));
    }

    /// Goes on from what the server knows.
    pub(crate) fn restart(self, job: Option<&JobView>) {
        self.text.set_value(text_of(job));
        self.read_state(job);
        self.draw();
    }

    /// Takes a token or a rewind.
    pub(crate) fn apply(self, event: &JobEvent, announced: RwSignal<String>) -> Applied {
        let applied = self.text.try_update_value(|text| text.apply(event)).unwrap_or(Applied::Unchanged);
        if applied == Applied::Changed && !self.drawing.get_value() {
            self.drawing.set_value(true);
            request_animation_frame(move || {
                if self.writing.is_disposed() {
                    return;
                }
                self.drawing.try_update_value(|drawing| *drawing = false);
                self.draw();
                self.say(announced);
            });
        }
        applied
    }

    fn draw(self) {
        self.text.try_with_value(|text| {
            self.content.set(text.content());
            self.writing.set(text.writing());
            self.tokens.set(text.tokens());
            self.complete.set(text.is_complete());
        });
    }

    /// Finished sentences, not tokens: a screen reader could follow nothing else.
    fn say(self, announced: RwSignal<String>) {
        let Some(field) = self.writing.get_untracked() else { return };
        let text = self.content.with_untracked(|content| words::spoken(content, field));
        let end = words::finished(&text);
        self.spoken.update_value(|(of, said)| {
            if *of != Some(field) {
                (*of, *said) = (Some(field), 0);
                announced.set(field.label().to_owned());
            } else if let Some(new) = text.get(*said..end).filter(|new| !new.trim().is_empty()) {
                announced.set(new.trim().to_owned());
                *said = end;
            }
        });
    }

    /// In the browser: lets the elapsed time run while `runs`.
    pub(crate) fn tick(self, runs: Signal<bool>) {
        Effect::new(move |_| {
            if !runs.get() {
                return;
            }
            let (base, began) = (self.elapsed.get_untracked(), now());
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a positive difference"
            )]
            let tick = move || self.elapsed.set(base + (now() - began).max(0.0) as u64);
            if let Ok(timer) = set_interval_with_handle(tick, TICK) {
                on_cleanup(move || timer.clear());
            }
        });
    }
}

/// The page's clock, in milliseconds.
fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// Reading again from a job's view.
fn text_of(job: Option<&JobView>) -> LiveText {
    LiveText::new(job.map_or("", |job| &job.text))
}
