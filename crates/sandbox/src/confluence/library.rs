//! The pages of a small clinic.

use serde_json::{Value, json};

pub(crate) struct Page {
    pub(crate) id: &'static str,
    pub(crate) space: &'static str,
    pub(crate) title: &'static str,
    pub(crate) modified: &'static str,
    pub(crate) version: u32,
    /// Body in storage format.
    pub(crate) storage: &'static str,
}

pub(crate) const PAGES: &[Page] = &[
    Page {
        id: "98305",
        space: "CLIN",
        title: "How appointments work",
        modified: "2026-09-14T08:12:00.000+02:00",
        version: 7,
        storage: "<p>An appointment belongs to one patient, one doctor and one room. It lasts 15, 30 or 60 \
            minutes.</p><h2>Rules</h2><ul><li>A patient can have at most three open appointments.</li>\
            <li>Cancelling is free up to 24 hours before the start.</li><li>A late cancellation is noted in the \
            patient record.</li></ul>",
    },
    Page {
        id: "98306",
        space: "CLIN",
        title: "Opening hours and holidays",
        modified: "2026-08-30T16:40:00.000+02:00",
        version: 3,
        storage: "<table><tbody><tr><th>Day</th><th>Open</th></tr><tr><td>Monday to Friday</td><td>08:00–18:00\
            </td></tr><tr><td>Saturday</td><td>09:00–12:00</td></tr></tbody></table><p>Closed on public \
            holidays. The emergency line is always answered.</p>",
    },
    Page {
        id: "98307",
        space: "CLIN",
        title: "Reminders and notifications",
        modified: "2026-10-02T11:05:00.000+02:00",
        version: 12,
        storage: "<p>Patients choose e-mail or SMS. A reminder leaves 24 hours before the appointment and names \
            day, time and place, never the reason for the visit.</p><p>Bounced e-mails are shown to the reception \
            on the next morning.</p>",
    },
    Page {
        id: "98308",
        space: "CLIN",
        title: "Roles in the practice software",
        modified: "2026-07-21T09:00:00.000+02:00",
        version: 5,
        storage: "<p>Receptionists book for everybody. Nurses see the schedule of their ward. Doctors see their own \
            patients. Administrators manage rooms and people.</p>",
    },
    Page {
        id: "98309",
        space: "ENG",
        title: "Definition of done",
        modified: "2026-10-20T13:30:00.000+02:00",
        version: 9,
        storage: "<ol><li>Acceptance criteria are shown to the product owner.</li><li>Tests cover the limits.</li>\
            <li>Texts are reviewed in both languages.</li><li>Works with keyboard and screen reader.</li></ol>",
    },
    Page {
        id: "98310",
        space: "ENG",
        title: "Patient data: what may leave the clinic",
        modified: "2026-11-03T10:15:00.000+01:00",
        version: 2,
        storage: "<p>Names, dates of birth and diagnoses stay inside. Exports for statistics carry a random number \
            per patient. Ask the data protection officer before adding a new recipient.</p>",
    },
];

pub(crate) fn page(id: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.id == id)
}

impl Page {
    pub(crate) fn space_name(&self) -> &'static str {
        if self.space == "CLIN" { "Clinic" } else { "Engineering" }
    }

    /// The body without tags.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        let mut inside = false;
        for character in self.storage.chars() {
            match character {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    out.push(' ');
                }
                _ if inside => {}
                other => out.push(other),
            }
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn shown(&self, base: &str, expand: &[&str]) -> Value {
        let mut shown = json!({
            "id": self.id,
            "type": "page",
            "status": "current",
            "title": self.title,
            "_links": {
                "webui": format!("/pages/viewpage.action?pageId={}", self.id),
                "self": format!("{base}/rest/api/content/{}", self.id),
                "base": base,
                "context": "/confluence",
            },
        });
        let wants =
            |name: &str| expand.iter().any(|item| *item == name || item.starts_with(&format!("{name}.")));
        if wants("space") {
            shown["space"] = json!({"key": self.space, "name": self.space_name(), "type": "global"});
        }
        if wants("version") {
            shown["version"] = json!({"number": self.version, "when": self.modified, "minorEdit": false});
        }
        if wants("body") {
            shown["body"] = json!({});
            for form in ["storage", "view"] {
                if expand.contains(&format!("body.{form}").as_str()) {
                    shown["body"][form] = json!({"value": self.storage, "representation": form});
                }
            }
        }
        shown
    }
}
