//! A small PNG per person: a symmetric pattern made from the login.

use std::collections::HashMap;

use axum::extract::Query;
use axum::response::{IntoResponse as _, Response};
use http::header;
use sha2::{Digest as _, Sha256};

pub(crate) async fn picture(Query(query): Query<HashMap<String, String>>) -> Response {
    let size = query.get("size").and_then(|text| text.parse().ok()).unwrap_or(48_usize).clamp(16, 96);
    let owner = query.get("ownerId").map_or("nobody", String::as_str);
    ([(header::CONTENT_TYPE, "image/png")], png(owner, size)).into_response()
}

/// A square of `size` pixels with a 5 by 5 pattern, mirrored left to right.
fn png(owner: &str, size: usize) -> Vec<u8> {
    let digest = Sha256::digest(owner.as_bytes());
    let byte = |at: usize| digest.get(at).copied().unwrap_or(0);
    let ink = [60 + byte(0) / 3, 60 + byte(1) / 3, 90 + byte(2) / 3];
    let paper = [240_u8, 242, 246];
    let mut pixels = Vec::with_capacity(size * (size * 3 + 1));
    for y in 0..size {
        pixels.push(0); // filter type: none
        for x in 0..size {
            let (row, column) = (y * 5 / size, x * 5 / size);
            let mirrored = column.min(4 - column);
            let dark = byte(3 + row * 3 + mirrored) & 1 == 1;
            pixels.extend_from_slice(if dark { &ink } else { &paper });
        }
    }
    let side = u32::try_from(size).unwrap_or(0).to_be_bytes();
    let mut header = Vec::new();
    header.extend_from_slice(&side);
    header.extend_from_slice(&side);
    header.extend_from_slice(&[8, 2, 0, 0, 0]); // 8 bits, RGB
    let mut image = vec![0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n'];
    chunk(&mut image, *b"IHDR", &header);
    chunk(&mut image, *b"IDAT", &stored(&pixels));
    chunk(&mut image, *b"IEND", &[]);
    image
}

fn chunk(image: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    image.extend_from_slice(&u32::try_from(data.len()).unwrap_or(0).to_be_bytes());
    let start = image.len();
    image.extend_from_slice(&kind);
    image.extend_from_slice(data);
    let checksum = crc32(image.get(start..).unwrap_or(&[]));
    image.extend_from_slice(&checksum.to_be_bytes());
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & 0_u32.wrapping_sub(crc & 1)))
    })
}

/// A zlib stream of uncompressed blocks.
fn stored(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = data.chunks(0xFFFF).peekable();
    while let Some(block) = blocks.next() {
        out.push(u8::from(blocks.peek().is_none()));
        let length = u16::try_from(block.len()).unwrap_or(0);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    let (a, b) = data.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    out.extend_from_slice(&((b << 16) | a).to_be_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_agree_with_published_values() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(stored(b"Wikipedia")[stored(b"Wikipedia").len() - 4..], 0x11E6_0398_u32.to_be_bytes());
    }

    #[test]
    fn people_have_different_pictures() {
        assert_ne!(png("alovelace", 48), png("ghopper", 48));
    }
}
