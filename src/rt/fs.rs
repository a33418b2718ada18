//! Files and directories.
//!
//! A write is visible once it has completed and survives a loss of power only once a sync that began after it, or its own
//! [`Durability::Data`], has succeeded. A file's name is durable only after [`sync_dir`] of its directory. After a failed sync
//! nothing may be assumed of what it covered: it may be lost although a later sync succeeds.
//! Direct files (O_DIRECT) take offsets and lengths in multiples of [`DIRECT_ALIGN_BYTES`] only, or answer EINVAL.
//! Direct and buffered access to one file are not mixed, except at open, recovery and close.
//! An operation goes on when its future is dropped.

use std::io;
use std::path::{Path, PathBuf};

use super::buf::Chunk;
pub use super::buf::IoBuf;
use super::{Backend, backend, real, sim};

/// What offsets, lengths and memory of direct reads and writes are aligned to.
pub const DIRECT_ALIGN_BYTES: usize = super::buf::BLOCK_BYTES;

/// How to open a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OpenOptions {
    pub read: bool,
    pub write: bool,
    /// Create it if it is not there.
    pub create: bool,
    /// Create it; an error if it is there.
    pub create_new: bool,
    pub truncate: bool,
    /// Bypass the page cache. Where the file system refuses, the file is buffered and [`File::is_direct`] says so.
    pub direct: bool,
}

impl OpenOptions {
    /// For reading what exists.
    pub const READ: OpenOptions =
        OpenOptions { read: true, write: false, create: false, create_new: false, truncate: false, direct: false };
    /// For reading and writing, created if need be.
    pub const READ_WRITE: OpenOptions =
        OpenOptions { read: true, write: true, create: true, create_new: false, truncate: false, direct: false };

    /// The same, bypassing the page cache.
    pub const fn direct(self) -> OpenOptions {
        OpenOptions { direct: true, ..self }
    }
}

/// What a write's success promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Readers see it.
    None,
    /// It survives a loss of power, as after `fdatasync`.
    Data,
}

/// An open file. Clones are the same open file; the last one dropped closes it and gives up its lock.
#[derive(Clone)]
pub struct File {
    inner: FileIn,
}

#[derive(Clone)]
enum FileIn {
    Real(real::files::File),
    Sim(sim::fs::File),
}

impl File {
    pub async fn open(path: impl AsRef<Path>, options: OpenOptions) -> io::Result<File> {
        let path = path.as_ref();
        let inner = match backend() {
            Backend::Real(thread) => FileIn::Real(real::files::File::open(thread, path, options).await?),
            Backend::Sim(thread) => FileIn::Sim(sim::fs::File::open(thread, path, options).await?),
        };
        Ok(File { inner })
    }

    /// Whether it really bypasses the page cache.
    pub fn is_direct(&self) -> bool {
        match &self.inner {
            FileIn::Real(file) => file.is_direct(),
            FileIn::Sim(file) => file.is_direct(),
        }
    }

    /// Its length in bytes.
    #[allow(clippy::len_without_is_empty)] // It asks the disk.
    pub async fn len(&self) -> io::Result<u64> {
        match &self.inner {
            FileIn::Real(file) => file.len().await,
            FileIn::Sim(file) => file.len().await,
        }
    }

    /// Cuts it, or extends it with zeros.
    pub async fn set_len(&self, len: u64) -> io::Result<()> {
        match &self.inner {
            FileIn::Real(file) => file.set_len(len).await,
            FileIn::Sim(file) => file.set_len(len).await,
        }
    }

    /// Makes sure that `offset..offset + len` has space on the disk; the file becomes at least that long. New bytes are zero.
    pub async fn allocate(&self, offset: u64, len: u64) -> io::Result<()> {
        match &self.inner {
            FileIn::Real(file) => file.allocate(offset, len).await,
            FileIn::Sim(file) => file.allocate(offset, len).await,
        }
    }

    /// Writes all of `buf`. On an error any part of it may have been written.
    pub async fn write_at(&self, buf: impl Into<IoBuf>, offset: u64, durability: Durability) -> io::Result<()> {
        let buf = buf.into();
        if self.is_direct() {
            // A Vec may be aligned by chance; nobody shall rely on that.
            let is_aligned = !matches!(buf, IoBuf::Vec(_) | IoBuf::Bytes(_)) && buf.is_aligned();
            check_alignment(offset, buf.len(), is_aligned)?;
        }
        match &self.inner {
            FileIn::Real(file) => file.write_at(buf, offset, durability).await,
            FileIn::Sim(file) => file.write_at(buf, offset, durability).await,
        }
    }

    /// Reads `len` bytes; fewer only at the end of the file.
    pub async fn read_at(&self, offset: u64, len: usize) -> io::Result<Vec<u8>> {
        if self.is_direct() {
            check_alignment(offset, len, true)?;
        }
        match &self.inner {
            FileIn::Real(file) => file.read_at(offset, len).await,
            FileIn::Sim(file) => file.read_at(offset, len).await,
        }
    }

    /// Reads `len` bytes into an empty chunk; fewer only at the end of the file. The chunk's length says how many.
    pub async fn read_chunk_at(&self, chunk: Chunk, offset: u64, len: usize) -> io::Result<Chunk> {
        if self.is_direct() {
            check_alignment(offset, len, true)?;
        }
        if !chunk.is_empty() || chunk.capacity() < len {
            return Err(io::Error::from_raw_os_error(libc::EINVAL));
        }
        match &self.inner {
            FileIn::Real(file) => file.read_chunk_at(chunk, offset, len).await,
            FileIn::Sim(file) => file.read_chunk_at(chunk, offset, len).await,
        }
    }

    /// Makes the content durable, and what is needed to read it back (its length).
    pub async fn sync_data(&self) -> io::Result<()> {
        match &self.inner {
            FileIn::Real(file) => file.sync_data().await,
            FileIn::Sim(file) => file.sync().await,
        }
    }

    /// Makes content and attributes durable.
    pub async fn sync_all(&self) -> io::Result<()> {
        match &self.inner {
            FileIn::Real(file) => file.sync_all().await,
            FileIn::Sim(file) => file.sync().await,
        }
    }

    /// Takes the lock that only one open file can have, across processes too. False if another has it.
    pub fn try_lock_exclusive(&self) -> io::Result<bool> {
        match &self.inner {
            FileIn::Real(file) => file.try_lock_exclusive(),
            FileIn::Sim(file) => Ok(file.try_lock_exclusive()),
        }
    }
}

/// The kernel's answer to misaligned direct access, given before it is asked, so that both worlds agree.
fn check_alignment(offset: u64, len: usize, memory_is_aligned: bool) -> io::Result<()> {
    let align = DIRECT_ALIGN_BYTES;
    if memory_is_aligned && offset.is_multiple_of(align as u64) && len.is_multiple_of(align) {
        return Ok(());
    }
    Err(io::Error::from_raw_os_error(libc::EINVAL))
}

/// What a directory holds under a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DirEntry {
    /// Bytes that are not UTF-8 are replaced; no file of ours has any.
    pub name: String,
    pub is_dir: bool,
    /// Bytes of a file; 0 of a directory.
    pub len: u64,
    /// Of a file: it goes with this name, which is neither one of several nor a link.
    pub is_only_name: bool,
}

/// Creates a directory and those above it. Durable once each one's parent is synced.
pub async fn create_dir_all(path: impl AsRef<Path>) -> io::Result<()> {
    match backend() {
        Backend::Real(_) => real::files::create_dir_all(path.as_ref()).await,
        Backend::Sim(thread) => sim::fs::create_dir_all(thread, path.as_ref()).await,
    }
}

/// The entries of a directory, in no order.
pub async fn read_dir(path: impl AsRef<Path>) -> io::Result<Vec<DirEntry>> {
    match backend() {
        Backend::Real(_) => real::files::read_dir(path.as_ref()).await,
        Backend::Sim(thread) => sim::fs::read_dir(thread, path.as_ref()).await,
    }
}

/// Removes a file's name; open handles keep working.
pub async fn remove_file(path: impl AsRef<Path>) -> io::Result<()> {
    match backend() {
        Backend::Real(_) => real::files::remove_file(path.as_ref()).await,
        Backend::Sim(thread) => sim::fs::remove_file(thread, path.as_ref()).await,
    }
}

/// Removes a directory and all that is in it. A crash may leave part of it.
pub async fn remove_dir_all(path: impl AsRef<Path>) -> io::Result<()> {
    match backend() {
        Backend::Real(_) => real::files::remove_dir_all(path.as_ref()).await,
        Backend::Sim(thread) => sim::fs::remove_dir_all(thread, path.as_ref()).await,
    }
}

/// Renames within a file system, replacing a file that has the new name. Atomic; durable once both directories are synced.
pub async fn rename(from: impl AsRef<Path>, to: impl AsRef<Path>) -> io::Result<()> {
    match backend() {
        Backend::Real(_) => real::files::rename(from.as_ref(), to.as_ref()).await,
        Backend::Sim(thread) => sim::fs::rename(thread, from.as_ref(), to.as_ref()).await,
    }
}

/// Makes the names in a directory durable: creations, renames and removals so far.
pub async fn sync_dir(path: impl AsRef<Path>) -> io::Result<()> {
    match backend() {
        Backend::Real(_) => real::files::sync_dir(path.as_ref()).await,
        Backend::Sim(thread) => sim::fs::sync_dir(thread, path.as_ref()).await,
    }
}

/// Whether there is a file or directory of that name.
pub async fn exists(path: impl AsRef<Path>) -> io::Result<bool> {
    match backend() {
        Backend::Real(_) => real::files::exists(path.as_ref()).await,
        Backend::Sim(thread) => sim::fs::exists(thread, path.as_ref()).await,
    }
}

/// Free bytes of the file system that holds `path`.
pub async fn free_space(path: impl AsRef<Path>) -> io::Result<u64> {
    match backend() {
        Backend::Real(_) => real::files::free_space(path.as_ref()).await,
        Backend::Sim(thread) => sim::fs::free_space(thread, path.as_ref()).await,
    }
}

/// The whole content of a file.
pub async fn read(path: impl AsRef<Path>) -> io::Result<Vec<u8>> {
    let file = File::open(path, OpenOptions::READ).await?;
    let len = usize::try_from(file.len().await?).map_err(|_| io::Error::from_raw_os_error(libc::EFBIG))?;
    file.read_at(0, len).await
}

/// Replaces the content of `path` so that after a crash it is the old or the new one, and the new one once this succeeded.
/// Writes `path` + `.tmp` first, which a crash may leave.
pub async fn write_atomic(path: impl AsRef<Path>, bytes: impl Into<IoBuf>) -> io::Result<()> {
    let path = path.as_ref();
    let mut tmp_name = path.as_os_str().to_owned();
    tmp_name.push(".tmp");
    let tmp = PathBuf::from(tmp_name);
    let options = OpenOptions { write: true, create: true, truncate: true, ..OpenOptions::default() };
    let file = File::open(&tmp, options).await?;
    file.write_at(bytes, 0, Durability::None).await?;
    file.sync_all().await?;
    drop(file);
    rename(&tmp, path).await?;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    sync_dir(parent.unwrap_or_else(|| Path::new("."))).await
}
