//! The generated files: formatted, then written or compared.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::schema::{Error, Result};

/// Files by their path below the repository's root.
#[derive(Default)]
pub struct Output {
    files: BTreeMap<PathBuf, String>,
    /// Files that rustfmt is told of; it finds their modules by itself.
    roots: Vec<PathBuf>,
    /// Folders in which nothing else may be.
    owned: Vec<PathBuf>,
}

fn io<T>(path: &Path, result: std::io::Result<T>) -> Result<T> {
    result.map_err(|e| Error::Io(path.to_owned(), e))
}

impl Output {
    /// A file that a root refers to as a module.
    pub fn add(&mut self, path: PathBuf, text: String) {
        self.files.insert(path, text);
    }

    /// A file that no other generated file refers to.
    pub fn add_root(&mut self, path: PathBuf, text: String) {
        self.roots.push(path.clone());
        self.add(path, text);
    }

    /// A folder in which everything is generated.
    pub fn own(&mut self, folder: &Path) {
        self.owned.push(folder.to_owned());
    }

    /// The files that differ from those in the repository, those that should not be there included.
    pub fn differences(mut self, root: &Path) -> Result<Vec<PathBuf>> {
        self.format(root)?;
        self.changed(root)
    }

    /// Brings the repository up to date and tells what changed.
    pub fn write(mut self, root: &Path) -> Result<Vec<PathBuf>> {
        self.format(root)?;
        let changed = self.changed(root)?;
        for path in &changed {
            let target = root.join(path);
            match self.files.get(path) {
                Some(text) => write(&target, text)?,
                None => io(&target, fs::remove_file(&target))?,
            }
        }
        Ok(changed)
    }

    fn changed(&self, root: &Path) -> Result<Vec<PathBuf>> {
        let mut changed = Vec::new();
        for (path, text) in &self.files {
            if fs::read_to_string(root.join(path)).ok().as_ref() != Some(text) {
                changed.push(path.clone());
            }
        }
        for folder in &self.owned {
            let mut present = Vec::new();
            list(&root.join(folder), &mut present)?;
            let stray = present.iter().filter_map(|path| path.strip_prefix(root).ok());
            changed.extend(stray.filter(|path| !self.files.contains_key(*path)).map(Path::to_owned));
        }
        Ok(changed)
    }

    /// Runs rustfmt over all files, in a folder of its own.
    fn format(&mut self, root: &Path) -> Result<()> {
        let place = std::env::temp_dir().join(format!("ringmain-codegen-{}", std::process::id()));
        let result = self.format_in(&place, root);
        io(&place, fs::remove_dir_all(&place))?;
        result
    }

    fn format_in(&mut self, place: &Path, root: &Path) -> Result<()> {
        for (path, text) in &self.files {
            write(&place.join(path), text)?;
        }
        let program = std::env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into());
        let mut command = Command::new(&program);
        command.arg("--edition=2024").arg("--config-path").arg(root.join("rustfmt.toml"));
        let status = io(Path::new(&program), command.args(self.roots.iter().map(|path| place.join(path))).status())?;
        if !status.success() {
            return Err(Error::Schema("rustfmt".into(), "failed".into()));
        }
        for (path, text) in &mut self.files {
            let path = place.join(path);
            *text = io(&path, fs::read_to_string(&path))?;
        }
        Ok(())
    }
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        io(folder, fs::create_dir_all(folder))?;
    }
    io(path, fs::write(path, text))
}

fn list(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in io(folder, fs::read_dir(folder))? {
        let path = io(folder, entry)?.path();
        if path.is_dir() { list(&path, found)? } else { found.push(path) }
    }
    Ok(())
}
