use contract::events::{EventId, NumberedEvent};
use domain::ids::JobId;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
    time::Duration,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventSource, MessageEvent, VisibilityState};

/// Every name a job's event can have. `error` is also what the browser calls a broken connection; that one has
/// no data.
const NAMES: [&str; 11] = [
    "assistant_token",
    "rewind",
    "draft",
    "clarify",
    "tool",
    "validation",
    "progress",
    "error",
    "interrupted",
    "cancelled",
    "done",
];

/// The longest wait between two tries to connect.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// How the connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StreamState {
    /// Events arrive.
    Connected,
    /// Not right now; the number of failed tries in a row.
    Broken(u32),
}

type Handler = Closure<dyn FnMut(Event)>;

/// Follows one job. Closed while the tab is hidden, so that hidden tabs do not use up the browser's connections;
/// goes on after the last event it saw. Dropping it closes it.
pub(crate) struct JobStream(Rc<Inner>);

struct Inner {
    job: JobId,
    cursor: Cell<EventId>,
    source: RefCell<Option<EventSource>>,
    handler: RefCell<Option<Handler>>,
    visibility: RefCell<Option<Handler>>,
    timer: Cell<Option<TimeoutHandle>>,
    tries: Cell<u32>,
    ended: Cell<bool>,
    on_event: Box<dyn Fn(NumberedEvent)>,
    on_state: Box<dyn Fn(StreamState)>,
}

impl JobStream {
    /// Follows `job` after `cursor`. Only in the browser.
    pub(crate) fn open(
        job: JobId,
        cursor: EventId,
        on_event: impl Fn(NumberedEvent) + 'static,
        on_state: impl Fn(StreamState) + 'static,
    ) -> Self {
        let inner = Rc::new(Inner {
            job,
            cursor: Cell::new(cursor),
            source: RefCell::default(),
            handler: RefCell::default(),
            visibility: RefCell::default(),
            timer: Cell::new(None),
            tries: Cell::new(0),
            ended: Cell::new(false),
            on_event: Box::new(on_event),
            on_state: Box::new(on_state),
        });
        let weak = Rc::downgrade(&inner);
        *inner.handler.borrow_mut() = Some(handler(&weak, Inner::take));
        *inner.visibility.borrow_mut() = Some(handler(&weak, |inner, _| inner.follow_visibility()));
        if let Some(closure) = inner.visibility.borrow().as_ref() {
            let _ = document()
                .add_event_listener_with_callback("visibilitychange", closure.as_ref().unchecked_ref());
        }
        inner.follow_visibility();
        Self(inner)
    }
}

impl Drop for JobStream {
    fn drop(&mut self) {
        self.0.ended.set(true);
        self.0.close();
        if let Some(closure) = self.0.visibility.borrow().as_ref() {
            let _ = document()
                .remove_event_listener_with_callback("visibilitychange", closure.as_ref().unchecked_ref());
        }
    }
}

/// A handler that does not keep the stream alive.
fn handler(stream: &Weak<Inner>, then: fn(&Rc<Inner>, Event)) -> Handler {
    let stream = stream.clone();
    Closure::new(move |event| {
        if let Some(inner) = stream.upgrade() {
            then(&inner, event);
        }
    })
}

impl Inner {
    fn follow_visibility(self: &Rc<Self>) {
        if document().visibility_state() == VisibilityState::Hidden {
            self.close();
        } else if self.source.borrow().is_none() && !self.ended.get() {
            self.connect();
        }
    }

    fn connect(&self) {
        let address = format!("/api/v1/jobs/{}/events?after={}", self.job, self.cursor.get());
        // Fails only for addresses that are none.
        let Ok(source) = EventSource::new(&address) else { return };
        if let Some(handler) = self.handler.borrow().as_ref() {
            for name in NAMES {
                let _ = source.add_event_listener_with_callback(name, handler.as_ref().unchecked_ref());
            }
        }
        *self.source.borrow_mut() = Some(source);
    }

    fn close(&self) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
        if let Some(source) = self.source.borrow_mut().take() {
            source.close();
        }
    }

    fn take(self: &Rc<Self>, event: Event) {
        if self.ended.get() {
            return;
        }
        let Some(message) = event.dyn_ref::<MessageEvent>() else {
            self.retry();
            return;
        };
        let data = message.data().as_string().unwrap_or_default();
        let Ok(event) = serde_json::from_str::<NumberedEvent>(&data) else { return };
        if self.tries.replace(0) > 0 {
            (self.on_state)(StreamState::Connected);
        }
        if event.id <= self.cursor.get() {
            return;
        }
        self.cursor.set(event.id);
        if event.event.ends_stream() {
            self.ended.set(true);
            self.close();
        }
        (self.on_event)(event);
    }

    /// The browser would reconnect with the first address; we go on after the last event instead.
    fn retry(self: &Rc<Self>) {
        self.close();
        let tries = self.tries.get() + 1;
        self.tries.set(tries);
        (self.on_state)(StreamState::Broken(tries));
        let wait = Duration::from_millis(500 * (1 << tries.min(5))).min(LONGEST_WAIT);
        let weak = Rc::downgrade(self);
        let again = move || {
            if let Some(inner) = weak.upgrade() {
                inner.timer.set(None);
                inner.follow_visibility();
            }
        };
        self.timer.set(set_timeout_with_handle(again, wait).ok());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::events::JobEvent;

    #[test]
    fn every_event_is_listened_for() {
        let events = [
            JobEvent::Cancelled,
            JobEvent::Rewind { bytes: 0 },
            JobEvent::Done { issue: None },
            JobEvent::Interrupted { message: String::new() },
            JobEvent::AssistantToken { at: 0, text: String::new() },
            JobEvent::Draft { partial: true, field: None, content: None },
            JobEvent::Progress { message: String::new(), done: 0, total: 0 },
            JobEvent::Validation { checks: Vec::new() },
            JobEvent::Tool { name: String::new(), summary: String::new() },
            JobEvent::Error { failure: contract::Failure::internal() },
            JobEvent::Clarify {
                id: domain::ids::QuestionId::from_u128(1),
                question: String::new(),
                fields: Vec::new(),
            },
        ];
        assert_eq!(events.len(), NAMES.len());
        for event in events {
            assert!(NAMES.contains(&event.name()), "{}", event.name());
        }
    }
}
