//! The archive itself: written in one go, read with suspicion.

use super::{
    BackupError, CONFIG, POSTGRES, SQLITE, at,
    manifest::{Listed, Manifest},
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use secrets::token::Sha256Hex;
use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

const MANIFEST: &str = "manifest.json";
/// A manifest is small.
const LONGEST_MANIFEST: u64 = 1024 * 1024;

/// Writes `manifest` and the files, in the order given, into a new file that only its owner may read.
pub(super) fn write(
    to: &Path,
    mut manifest: Manifest,
    files: &[(String, PathBuf)],
    created: u64,
) -> Result<Manifest, BackupError> {
    manifest.files = files.iter().map(|(name, path)| listed(name, path)).collect::<Result<_, _>>()?;
    let text = serde_json::to_vec_pretty(&manifest)
        .map_err(|error| BackupError::File(to.to_owned(), error.into()))?;
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = match options.open(to) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(BackupError::Exists(to.to_owned()));
        }
        opened => at(to, opened)?,
    };
    let written = write_entries(&file, &text, files, created).and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a backup is worse than none.
        let _ = fs::remove_file(to);
    }
    at(to, written)?;
    Ok(manifest)
}

fn write_entries(file: &File, manifest: &[u8], files: &[(String, PathBuf)], created: u64) -> io::Result<()> {
    let packed = GzEncoder::new(BufWriter::new(file), Compression::default());
    let mut archive = tar::Builder::new(packed);
    let header = |bytes: u64| {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes);
        header.set_mode(0o600);
        header.set_mtime(created);
        header
    };
    archive.append_data(&mut header(manifest.len() as u64), MANIFEST, manifest)?;
    for (name, path) in files {
        let content = File::open(path)?;
        archive.append_data(&mut header(content.metadata()?.len()), name, BufReader::new(content))?;
    }
    archive.into_inner()?.finish()?.flush()
}

fn listed(name: &str, path: &Path) -> Result<Listed, BackupError> {
    let mut digest = Sha256Hex::default();
    let bytes = at(path, File::open(path).and_then(|file| io::copy(&mut BufReader::new(file), &mut digest)))?;
    Ok(Listed { name: name.to_owned(), bytes, sha256: digest.finish() })
}

/// Reads the manifest only.
pub(super) fn manifest(from: &Path) -> Result<Manifest, BackupError> {
    let mut archive = open(from)?;
    let first = entries(&mut archive)?.next().ok_or_else(|| damaged("it is empty"))?;
    read_manifest(first)
}

/// Unpacks everything into an empty folder; names, lengths and checksums have to be those of the manifest.
pub(super) fn unpack(from: &Path, into: &Path) -> Result<(), BackupError> {
    let mut archive = open(from)?;
    let mut entries = entries(&mut archive)?;
    let manifest = read_manifest(entries.next().ok_or_else(|| damaged("it is empty"))?)?;
    at(into, fs::create_dir_all(into.join(CONFIG)))?;
    for listed in &manifest.files {
        if !is_known(&listed.name) {
            return Err(damaged(&format!("it holds a file called {:?}", listed.name)));
        }
        let entry = entries.next().ok_or_else(|| damaged(&format!("{} is missing", listed.name)))?;
        let entry = entry.map_err(|_| damaged("it cannot be unpacked"))?;
        let name = entry.path().map_err(|_| damaged("a name cannot be read"))?.into_owned();
        if name != Path::new(&listed.name) {
            return Err(damaged("its files are not those of its manifest"));
        }
        unpack_one(entry, listed, &into.join(&listed.name))?;
    }
    Ok(())
}

fn unpack_one(entry: impl Read, listed: &Listed, to: &Path) -> Result<(), BackupError> {
    let changed = || damaged(&format!("{} has changed since it was made", listed.name));
    let mut file = at(to, File::create_new(to))?;
    let mut digest = Sha256Hex::default();
    let mut both = Both(&mut file, &mut digest);
    // One byte more than promised is enough to know.
    let copied = io::copy(&mut entry.take(listed.bytes + 1), &mut both).map_err(|_| changed())?;
    if copied != listed.bytes || digest.finish() != listed.sha256 {
        return Err(changed());
    }
    at(to, file.sync_all())
}

struct Both<'a>(&'a mut File, &'a mut Sha256Hex);

impl Write for Both<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.0.write(bytes)?;
        self.1.write_all(&bytes[..written])?;
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

type Packed = tar::Archive<GzDecoder<BufReader<File>>>;

fn open(from: &Path) -> Result<Packed, BackupError> {
    Ok(tar::Archive::new(GzDecoder::new(BufReader::new(at(from, File::open(from))?))))
}

fn entries(archive: &mut Packed) -> Result<tar::Entries<'_, GzDecoder<BufReader<File>>>, BackupError> {
    archive.entries().map_err(|_| damaged("it cannot be unpacked"))
}

fn read_manifest<R: Read>(first: io::Result<tar::Entry<'_, R>>) -> Result<Manifest, BackupError> {
    let first = first.map_err(|_| damaged("it cannot be unpacked"))?;
    if first.path().ok().as_deref() != Some(Path::new(MANIFEST)) {
        return Err(damaged("its first file is no manifest"));
    }
    let mut bytes = Vec::new();
    first
        .take(LONGEST_MANIFEST)
        .read_to_end(&mut bytes)
        .map_err(|_| damaged("its manifest cannot be read"))?;
    Manifest::read(&bytes)
}

/// The database, or a plain file name in the configuration's folder.
fn is_known(name: &str) -> bool {
    let plain = |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
    name == SQLITE
        || name == POSTGRES
        || name.strip_prefix(CONFIG).and_then(|rest| rest.strip_prefix('/')).is_some_and(plain)
}

fn damaged(what: &str) -> BackupError {
    BackupError::Damaged(what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::is_known;

    #[test]
    fn a_name_cannot_lead_out_of_the_folder() {
        assert!(is_known("database.sqlite") && is_known("config/header.json"));
        for name in
            ["", "../x", "config/../x", "config/", "config/.env", "/etc/passwd", "config/a/b", "other"]
        {
            assert!(!is_known(name), "{name}");
        }
    }
}
