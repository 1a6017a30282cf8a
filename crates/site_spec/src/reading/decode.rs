//! Bytes to text, and back in the same encoding.

use super::{ReadError, TextEncoding};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

const ARCHIVES: [(&[u8], &str); 5] = [
    (b"PK\x03\x04", "a zip archive or an Excel workbook"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF file"),
    (b"\x1f\x8b", "a gzip archive"),
];

/// How much of a file is looked at to see UTF-16 without a mark.
const SAMPLE: usize = 4096;

pub(super) fn decode(bytes: &[u8]) -> Result<(String, TextEncoding), ReadError> {
    for (magic, what) in ARCHIVES {
        if bytes.starts_with(magic) {
            return Err(ReadError::NotText { what });
        }
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return strict(UTF_8, rest).map(|text| (text, TextEncoding::Utf8 { mark: true }));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return strict(UTF_16LE, rest).map(|text| (text, TextEncoding::Utf16Le { mark: true }));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return strict(UTF_16BE, rest).map(|text| (text, TextEncoding::Utf16Be { mark: true }));
    }
    match utf16_without_mark(bytes) {
        Some(encoding) if encoding == UTF_16LE => {
            return strict(encoding, bytes).map(|text| (text, TextEncoding::Utf16Le { mark: false }));
        }
        Some(encoding) => {
            return strict(encoding, bytes).map(|text| (text, TextEncoding::Utf16Be { mark: false }));
        }
        None => {}
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(ReadError::NulBytes { at });
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), TextEncoding::Utf8 { mark: false }));
    }
    let encoding = guess(bytes);
    strict(encoding, bytes).map(|text| (text, TextEncoding::Other(encoding.name().to_owned())))
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, ReadError> {
    let text = encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or_else(|| ReadError::Undecodable { encoding: encoding.name().to_owned() })?;
    match text.find('\0') {
        Some(at) => Err(ReadError::NulBytes { at }),
        None => Ok(text.into_owned()),
    }
}

/// Latin text in UTF-16 has a zero in nearly every second byte, and hardly one in the others.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    if sample.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    if odd * 10 > half * 7 && even * 10 < half {
        Some(UTF_16LE)
    } else if even * 10 > half * 7 && odd * 10 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Western spreadsheets write Windows-1252. Another encoding is believed only where that one is impossible or
/// the text is written in another script.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    let letters = |encoding: &'static Encoding| {
        let (text, broken) = encoding.decode_without_bom_handling(bytes);
        let foreign = text.chars().filter(|c| !c.is_ascii()).collect::<Vec<_>>();
        let western = foreign.iter().filter(|c| ('\u{a0}'..='\u{24f}').contains(*c)).count();
        (broken, western * 2 >= foreign.len())
    };
    match letters(guessed) {
        (true, _) | (false, true) => WINDOWS_1252,
        (false, false) => guessed,
    }
}

/// Text in the encoding its file had. What that encoding cannot express makes the whole file UTF-8 with a mark,
/// which every spreadsheet understands.
pub(super) fn encode(text: &str, encoding: &TextEncoding) -> Vec<u8> {
    let with_mark = |mark: bool, bytes: &[u8]| if mark { bytes.to_vec() } else { Vec::new() };
    match encoding {
        TextEncoding::Utf8 { mark } => [&with_mark(*mark, b"\xef\xbb\xbf"), text.as_bytes()].concat(),
        TextEncoding::Utf16Le { mark } => {
            let mut bytes = with_mark(*mark, b"\xff\xfe");
            bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            bytes
        }
        TextEncoding::Utf16Be { mark } => {
            let mut bytes = with_mark(*mark, b"\xfe\xff");
            bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
            bytes
        }
        TextEncoding::Other(name) => {
            let encoding = Encoding::for_label(name.as_bytes()).unwrap_or(UTF_8);
            let (bytes, _, lost) = encoding.encode(text);
            if lost { [b"\xef\xbb\xbf", text.as_bytes()].concat() } else { bytes.into_owned() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Name;Größe – “ü”\r\nCafé;é\r\n";

    #[test]
    fn every_encoding_is_recognised_and_written_back_byte_for_byte() {
        let utf16 = |le: bool| {
            TEXT.encode_utf16()
                .flat_map(|unit| if le { unit.to_le_bytes() } else { unit.to_be_bytes() })
                .collect::<Vec<_>>()
        };
        let cases: Vec<Vec<u8>> = vec![
            TEXT.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", TEXT.as_bytes()].concat(),
            [&b"\xff\xfe"[..], &utf16(true)].concat(),
            [&b"\xfe\xff"[..], &utf16(false)].concat(),
            utf16(true),
            utf16(false),
            WINDOWS_1252.encode(TEXT).0.into_owned(),
        ];
        for bytes in cases {
            let (text, encoding) = decode(&bytes).unwrap();
            assert_eq!(text, TEXT, "{encoding:?}");
            assert_eq!(encode(&text, &encoding), bytes, "{encoding:?}");
        }
    }

    #[test]
    fn another_script_is_not_forced_into_windows_1252() {
        let russian = "Название;Тип\r\nСтраница;Материал\r\nНовость;Материал\r\n";
        let bytes = encoding_rs::WINDOWS_1251.encode(russian).0.into_owned();
        assert_eq!(decode(&bytes).unwrap().0, russian);
    }

    #[test]
    fn archives_and_binary_data_are_named() {
        assert!(matches!(decode(b"PK\x03\x04abc"), Err(ReadError::NotText { .. })));
        assert_eq!(decode(b"a,b\n1,\0\n"), Err(ReadError::NulBytes { at: 6 }));
    }
}
