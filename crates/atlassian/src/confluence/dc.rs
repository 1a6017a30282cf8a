//! Confluence Data Center (7.9 and later).

use super::{ConfluenceError, ConfluenceUser, user};
use crate::jira::{JiraAuth, Wire, decode};
use outbound::{Client, Target, Tls};
use secrecy::SecretString;
use serde::Deserialize;

/// One person's access to one Confluence Data Center.
#[derive(Debug, Clone)]
pub struct ConfluenceDc {
    wire: Wire,
}

/// A search result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Numeric, as text.
    pub id: String,
    /// The page's title.
    pub title: String,
    /// Text around the match, with Confluence's highlight marks taken out. Not HTML, and not to be used as such.
    pub excerpt: String,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Numeric, as text.
    pub id: String,
    /// The page's title.
    pub title: String,
    /// Key of the space it is in.
    pub space: String,
    /// Counts changes from 1.
    pub version: u64,
    /// Confluence's storage format: XHTML with macros, untrusted.
    pub storage: String,
}

#[derive(Deserialize)]
struct SearchDto {
    results: Vec<ResultDto>,
}

#[derive(Deserialize)]
struct ResultDto {
    /// Absent for results that are no content (people, spaces).
    #[serde(default)]
    content: Option<ContentDto>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    excerpt: String,
}

#[derive(Deserialize)]
struct ContentDto {
    id: String,
}

#[derive(Deserialize)]
struct PageDto {
    id: String,
    title: String,
    #[serde(default)]
    space: SpaceDto,
    #[serde(default)]
    version: VersionDto,
    #[serde(default)]
    body: BodyDto,
}

#[derive(Deserialize, Default)]
struct SpaceDto {
    key: String,
}

#[derive(Deserialize, Default)]
struct VersionDto {
    number: u64,
}

#[derive(Deserialize, Default)]
struct BodyDto {
    storage: StorageDto,
}

#[derive(Deserialize, Default)]
struct StorageDto {
    value: String,
}

impl ConfluenceDc {
    /// Access with the system's certificates. `base` includes the context path (`/confluence`).
    pub fn new(client: Client, base: Target, token: SecretString) -> Self {
        let mut wire = Wire::new(client, base, JiraAuth::Pat(token));
        wire.service = "confluence";
        Self { wire }
    }

    /// Trusts other certificates.
    #[must_use]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.wire.tls = tls;
        self
    }

    /// Names the request this one serves in Confluence's logs.
    #[must_use]
    pub fn request_id(mut self, id: &str) -> Self {
        self.wire.request_id = Some(id.to_owned());
        self
    }

    /// Whose token this is. Confluence answers a bad token with 200 and `type: anonymous`.
    pub async fn current_user(&self) -> Result<ConfluenceUser, ConfluenceError> {
        user::current(&self.wire).await
    }

    /// Content matching the words people typed, best first.
    pub async fn search(&self, words: &str, max: u32) -> Result<Vec<Found>, ConfluenceError> {
        let literal = words.replace('\\', "\\\\").replace('"', "\\\"");
        let pairs = [
            ("cql", format!("siteSearch ~ \"{literal}\" AND type = page")),
            ("excerpt", "highlight".to_owned()),
            ("limit", max.to_string()),
            ("start", "0".to_owned()),
        ];
        let dto: SearchDto = decode(&self.wire.get(self.wire.at("rest/api/search")?.query(pairs)).await?)?;
        let plain = |text: String| text.replace("@@@hl@@@", "").replace("@@@endhl@@@", "");
        let found = dto.results.into_iter().filter_map(|result| {
            let id = result.content?.id;
            Some(Found { id, title: plain(result.title), excerpt: plain(result.excerpt) })
        });
        Ok(found.collect())
    }

    /// One page with its body.
    pub async fn page(&self, id: &str) -> Result<Page, ConfluenceError> {
        let target = self.wire.at("rest/api/content")?.segment(id).map_err(crate::jira::JiraError::from)?;
        let dto: PageDto =
            decode(&self.wire.get(target.query([("expand", "body.storage,version,space")])).await?)?;
        Ok(Page {
            id: dto.id,
            title: dto.title,
            space: dto.space.key,
            version: dto.version.number,
            storage: dto.body.storage.value,
        })
    }
}
