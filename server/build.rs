//! Prepares the assets that releases carry: a copy of the built site with compressed forms beside the files.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Smaller files gain nothing.
const WORTH_COMPRESSING: usize = 512;

fn main() -> io::Result<()> {
    let variable = |name: &str| env::var_os(name).map(PathBuf::from).unwrap_or_default();
    let site = variable("CARGO_MANIFEST_DIR").join("../target/site");
    let copy = variable("OUT_DIR").join("site");
    println!("cargo::rerun-if-changed=build.rs");
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    fs::create_dir_all(&copy)?;
    if env::var_os("PROFILE").is_none_or(|profile| profile != "release") {
        return Ok(());
    }
    println!("cargo::rerun-if-changed={}", site.display());
    if !site.join("pkg").exists() {
        println!("cargo::warning=no built site in {}: this binary will have no assets", site.display());
        return Ok(());
    }
    copy_directory(&site, &copy)
}

fn copy_directory(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (entry, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        let target = to.join(&name);
        let name = name.to_string_lossy();
        if name.starts_with('.') || name.ends_with(".br") || name.ends_with(".gz") {
            continue;
        }
        if entry.is_dir() {
            copy_directory(&entry, &target)?;
        } else {
            copy_file(&entry, &target)?;
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let bytes = fs::read(from)?;
    fs::write(to, &bytes)?;
    let ending = from.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let packed_already = matches!(ending.as_deref(), Some("woff2" | "png" | "jpg" | "webp" | "avif"));
    if packed_already || bytes.len() < WORTH_COMPRESSING {
        return Ok(());
    }
    let beside = |ending: &str| {
        let mut name = to.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let mut brotli = brotli::CompressorWriter::new(fs::File::create(beside(".br"))?, 64 * 1024, 11, 22);
    brotli.write_all(&bytes)?;
    brotli.flush()?;
    let mut gzip =
        flate2::write::GzEncoder::new(fs::File::create(beside(".gz"))?, flate2::Compression::best());
    gzip.write_all(&bytes)?;
    gzip.finish().map(drop)
}
