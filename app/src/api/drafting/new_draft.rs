use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::context::{caller, principal, use_cases};
use contract::views::DraftFormView;
use domain::ids::DraftId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the form for a new draft shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewDraftView {
    /// Projects, rules, choices made last time.
    pub form: DraftFormView,
    /// Names this form, so that sending it twice starts one draft.
    pub form_id: String,
    /// The requirement of the draft it is like, or empty.
    pub requirement: String,
    /// The key of what that draft belongs to, or empty.
    pub parent: String,
    /// What that draft points to, an address a line.
    pub context: String,
    /// The key of the epic in Jira that it stands for, or empty.
    pub epic: String,
}

/// The form for a new draft, like another one when that is named.
#[server(prefix = "/api/fn", endpoint = "drafting/new_draft")]
pub async fn new_draft(
    /// The draft whose requirement and choices it starts from.
    #[server(default)]
    like: Option<DraftId>,
) -> Result<NewDraftView, ApiError> {
    let (drafting, caller, principal) = (use_cases()?.drafting, caller()?, principal()?);
    let mut form = drafting.form(&caller, &principal).await?;
    let (mut requirement, mut parent, mut context) = (String::new(), String::new(), String::new());
    let mut epic = String::new();
    if let Some(like) = like {
        let other = drafting.draft(&principal, like).await?;
        (form.kind, form.format, form.project) = (other.kind, other.format, Some(other.project));
        epic = other.issue.filter(|_| other.adopted).map(|issue| issue.key.to_string()).unwrap_or_default();
        form.template = other.template.unwrap_or(form.template);
        requirement = other.requirement;
        let addresses: Vec<String> = other.contexts.into_iter().map(|context| context.url).collect();
        context = addresses.join("\n");
        parent = other.parent.map(|key| key.to_string()).unwrap_or_default();
    }
    Ok(NewDraftView { form, form_id: form_id(&caller.request_id), requirement, parent, context, epic })
}

/// A fresh UUID. It only has to be new for this person; the standard library's hasher keys are random enough.
#[cfg(feature = "ssr")]
fn form_id(request_id: &str) -> String {
    use std::hash::{BuildHasher, RandomState};
    let half = || u128::from(RandomState::new().hash_one(request_id));
    let bits = (half() << 64) | half();
    let versioned = (bits & !(0xf_u128 << 76) & !(0x3_u128 << 62)) | (0x4_u128 << 76) | (0x2_u128 << 62);
    DraftId::from_u128(versioned).to_string()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::form_id;
    use domain::ids::DraftId;

    #[test]
    fn every_form_has_an_id_of_its_own() {
        let (one, other) = (form_id("r"), form_id("r"));
        assert_ne!(one, other);
        assert!(one.parse::<DraftId>().is_ok());
        assert_eq!(one.as_bytes()[14], b'4');
    }
}
