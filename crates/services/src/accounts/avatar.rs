//! The picture of a person, fetched once from their site and kept with the account, so that no page ever asks
//! another host for it.

use crate::{
    Resources,
    upstream::{self, Credentials},
};
use domain::accounts::Identity;
use serde::{Deserialize, Serialize};
use settings::Site;

/// Larger pictures are not worth keeping; Jira's 48-pixel ones have about 5 KiB.
const MAX_BYTES: usize = 64 * 1024;

/// A picture as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Avatar {
    pub(super) media_type: String,
    pub(super) bytes: Vec<u8>,
}

/// Fetches the picture with the person's token. A person without one, or with one that lies elsewhere, is fine.
pub(super) async fn fetch(
    resources: &Resources,
    site: &Site,
    identity: &Identity,
    credentials: &Credentials,
    request_id: &str,
) -> Option<Avatar> {
    let url = identity.avatar_url.as_deref()?;
    let answer = upstream::fetch_from_site(resources, site, url, credentials, MAX_BYTES, request_id).await?;
    let media_type = raster_type(&answer)?;
    Some(Avatar { media_type: media_type.to_owned(), bytes: answer })
}

/// Only pictures that cannot carry scripts, recognised by their first bytes and not by what a server says.
fn raster_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_in_pictures_are_not_kept() {
        assert_eq!(raster_type(b"<svg onload=alert(1)>"), None);
        assert_eq!(raster_type(b"\x89PNG\r\n\x1a\n"), Some("image/png"));
    }
}
