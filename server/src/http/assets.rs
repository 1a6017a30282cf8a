//! Scripts, styles, icons: inside the binary in releases, from the build directory in development.

use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY},
    },
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use rust_embed::RustEmbed;
use std::{
    borrow::Cow,
    fmt::Write,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Component, Path, PathBuf},
};

/// The site as `build.rs` copied it, with a `.br` and a `.gz` beside each file worth compressing. Empty in debug builds.
#[derive(RustEmbed)]
#[folder = "$OUT_DIR/site"]
#[allow_missing = true]
struct Embedded;

/// Where assets come from.
#[derive(Debug, Clone)]
pub enum Assets {
    /// This binary.
    Embedded,
    /// A directory that may change at any time.
    Directory(PathBuf),
}

struct Asset {
    bytes: Bytes,
    tag: String,
    encoding: Option<&'static str>,
}

impl Assets {
    /// Releases carry their assets; other builds read `site_root`.
    pub fn of_this_build(site_root: &str) -> Self {
        if cfg!(debug_assertions) { Self::Directory(site_root.into()) } else { Self::Embedded }
    }

    /// The file at a request's path, if there is one.
    pub(super) async fn serve(&self, path: &str, headers: &HeaderMap) -> Option<Response> {
        let path = relative(path)?;
        let accepted = Accepted::of(headers);
        let asset = match self {
            Self::Embedded => embedded(&path, accepted)?,
            Self::Directory(root) => from_directory(root, &path).await?,
        };
        Some(respond(&path, asset, headers))
    }
}

/// Which compressed forms the client takes.
#[derive(Debug, Clone, Copy)]
struct Accepted {
    brotli: bool,
    gzip: bool,
}

impl Accepted {
    fn of(headers: &HeaderMap) -> Self {
        let takes = |coding: &str| {
            headers.get_all(ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok()).any(|line| {
                line.split(',').any(|entry| {
                    let (name, weight) = entry.split_once(';').unwrap_or((entry, ""));
                    name.trim().eq_ignore_ascii_case(coding) && !is_zero(weight)
                })
            })
        };
        Self { brotli: takes("br"), gzip: takes("gzip") }
    }
}

fn is_zero(weight: &str) -> bool {
    weight.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()).is_some_and(|q| q <= 0.0)
}

/// The path without its slash, when it consists of plain names only.
fn relative(path: &str) -> Option<String> {
    let path = path.strip_prefix('/')?;
    let plain = !path.is_empty()
        && !path.ends_with('/')
        && !path.contains(['%', '\\', '\0'])
        && Path::new(path).components().all(|part| match part {
            Component::Normal(name) => !name.to_string_lossy().starts_with('.'),
            _ => false,
        });
    plain.then(|| path.to_owned())
}

fn embedded(path: &str, accepted: Accepted) -> Option<Asset> {
    let forms =
        [(accepted.brotli, ".br", Some("br")), (accepted.gzip, ".gz", Some("gzip")), (true, "", None)];
    forms.into_iter().filter(|(takes, ..)| *takes).find_map(|(_, ending, encoding)| {
        let file = Embedded::get(&format!("{path}{ending}"))?;
        let hash = file.metadata.sha256_hash();
        let tag = hash[..12].iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        let bytes = match file.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => bytes.into(),
        };
        Some(Asset { bytes, tag, encoding })
    })
}

async fn from_directory(root: &Path, path: &str) -> Option<Asset> {
    let bytes = tokio::fs::read(root.join(path)).await.ok()?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    Some(Asset { tag: format!("{:016x}", hasher.finish()), bytes: bytes.into(), encoding: None })
}

fn respond(path: &str, asset: Asset, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", asset.tag);
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|seen| seen.to_str().ok())
        .is_some_and(|seen| seen.split(',').any(|seen| seen.trim().trim_start_matches("W/") == tag));
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(asset.bytes).into_response()
    };
    let answer = response.headers_mut();
    answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
    let cache = if has_hash(path) { "public, max-age=31536000, immutable" } else { "no-cache" };
    answer.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(ETAG, tag);
    }
    if known {
        return response;
    }
    if let Ok(kind) = HeaderValue::from_str(&media_type(path)) {
        answer.insert(CONTENT_TYPE, kind);
    }
    if let Some(encoding) = asset.encoding {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn media_type(path: &str) -> String {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let text = guess.type_() == "text" || matches!(guess.subtype().as_str(), "javascript" | "json");
    if text { format!("{guess}; charset=utf-8") } else { guess.to_string() }
}

/// Whether the name changes with the content: `chunk.8fJx2c0Q1z.wasm`, with eight characters and a digit at least.
fn has_hash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut parts = name.rsplit('.');
    let (Some(_ending), Some(hash), Some(_stem)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    hash.len() >= 8
        && hash.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        && hash.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_cannot_leave_the_site() {
        for path in
            ["/../Cargo.toml", "//etc/passwd", "/pkg/../../x", "/.env", "/pkg/", "/", "/a%2e%2e/b", "/a\\b"]
        {
            assert_eq!(relative(path), None, "{path}");
        }
        assert_eq!(relative("/pkg/jira-agent.js").as_deref(), Some("pkg/jira-agent.js"));
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(has_hash("pkg/chunk.8fJx2c0Q1z.wasm"));
        for path in
            ["pkg/jira-agent.js", "pkg/jira-agent.css", "a.bootstrap.js", "pkg/__wasm_split.________.js"]
        {
            assert!(!has_hash(path), "{path}");
        }
    }

    #[test]
    fn a_coding_with_weight_zero_is_not_accepted() {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip;q=0, br"));
        let accepted = Accepted::of(&headers);
        assert!(accepted.brotli && !accepted.gzip);
    }

    #[tokio::test]
    async fn an_unchanged_file_is_not_sent_again() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("site.css"), "a{}").unwrap();
        let assets = Assets::Directory(directory.path().to_owned());
        let first = assets.serve("/site.css", &HeaderMap::new()).await.unwrap();
        assert_eq!(first.headers()[CONTENT_TYPE], "text/css; charset=utf-8");
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, first.headers()[ETAG].clone());
        let second = assets.serve("/site.css", &headers).await.unwrap();
        assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
        assert!(assets.serve("/missing.css", &headers).await.is_none());
    }
}
