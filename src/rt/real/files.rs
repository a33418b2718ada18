//! Files and directories of the real world.
//!
//! Promises: reads, writes and data syncs go through the thread's ring; short writes are completed and interrupted
//! calls repeated; an operation whose future is dropped goes on, and owns its buffer and descriptor to its end. Opening,
//! sizing and everything on directories happen on helper threads.
//! The caller aligns offsets and lengths of direct access to 4 KiB; memory that is not aligned is copied.
#![allow(unsafe_code)]

use super::blocking::blocking;
use super::ring::Payload;
use super::thread::{OnDrop, Thread};
use crate::rt::buf::{AlignedBuf, BLOCK_BYTES, Chunk, IoBuf, align_down, align_up};
use crate::rt::fs::{DirEntry, Durability, OpenOptions};
use io_uring::{opcode, squeue, types};
use std::ffi::CString;
use std::io;
use std::mem::ManuallyDrop;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The most bytes a single read or write asks for; the kernel takes a little less than 2 GiB.
const BYTES_PER_CALL: usize = 1 << 30;
/// Pieces of memory in one write; the kernel takes 1024 (IOV_MAX).
const PIECES_PER_CALL: usize = 1024;

/// An open file; clones are the same one. The last one dropped closes it, after its last operation.
#[derive(Clone)]
pub(crate) struct File {
    thread: Rc<Thread>,
    fd: Arc<OwnedFd>,
    direct: bool,
}

/// What a file operation in flight owns.
pub(super) struct FileOp {
    _fd: Arc<OwnedFd>,
    memory: Memory,
}

enum Memory {
    None,
    Write { buf: IoBuf, _pieces: Vec<libc::iovec> },
    Read(AlignedBuf),
    ReadChunk(Chunk),
}

impl File {
    pub(crate) async fn open(thread: Rc<Thread>, path: &Path, options: OpenOptions) -> io::Result<File> {
        let path = path.to_owned();
        let (file, direct) = blocking(move || open(&path, options)).await?;
        Ok(File { thread, fd: Arc::new(file.into()), direct })
    }

    pub(crate) fn is_direct(&self) -> bool {
        self.direct
    }

    /// Runs a call on the descriptor on a helper thread, which keeps it open.
    async fn call<T: Send + 'static>(
        &self,
        call: impl FnOnce(&std::fs::File) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let fd = self.fd.clone();
        blocking(move || {
            // SAFETY: an open descriptor, kept open by `fd`; the File is not dropped, so it does not close it.
            let file = ManuallyDrop::new(unsafe { std::fs::File::from_raw_fd(fd.as_raw_fd()) });
            call(&file)
        })
        .await
    }

    pub(crate) async fn len(&self) -> io::Result<u64> {
        self.call(|file| file.metadata().map(|metadata| metadata.len())).await
    }

    pub(crate) async fn set_len(&self, len: u64) -> io::Result<()> {
        self.call(move |file| file.set_len(len)).await
    }

    pub(crate) async fn allocate(&self, offset: u64, len: u64) -> io::Result<()> {
        let too_large = |_| io::Error::from_raw_os_error(libc::EFBIG);
        let (offset, len) = (i64::try_from(offset).map_err(too_large)?, i64::try_from(len).map_err(too_large)?);
        self.call(move |file| {
            if len == 0 {
                return Ok(());
            }
            // SAFETY: no pointers.
            retry(|| unsafe { libc::fallocate(file.as_raw_fd(), 0, offset, len) }).map(drop)
        })
        .await
    }

    pub(crate) async fn write_at(&self, buf: IoBuf, offset: u64, durability: Durability) -> io::Result<()> {
        let total = buf.len();
        let mut buf = if self.direct && !buf.is_aligned() { AlignedBuf::from(&*buf.to_vec()).into() } else { buf };
        let mut done = 0;
        if total == 0 {
            return if durability == Durability::Data { self.sync_data().await } else { Ok(()) };
        }
        let _under_way = (durability == Durability::Data).then(|| DurableWrite::begin(&self.thread));
        while done < total {
            let mut pieces: Vec<libc::iovec> = vec![];
            let (mut skip, mut bytes) = (done, 0);
            for (start, len) in buf.parts() {
                let skipped = skip.min(len);
                skip -= skipped;
                let take = (len - skipped).min(BYTES_PER_CALL - bytes);
                if take > 0 {
                    // SAFETY: skipped < len, so the pointer stays within the part.
                    let start = unsafe { start.add(skipped) };
                    pieces.push(libc::iovec { iov_base: start.cast_mut().cast(), iov_len: take });
                    bytes += take;
                }
                if pieces.len() == PIECES_PER_CALL || bytes == BYTES_PER_CALL {
                    break;
                }
            }
            let fd = types::Fd(self.fd.as_raw_fd());
            let at = offset.checked_add(done as u64).ok_or_else(|| io::Error::from_raw_os_error(libc::EFBIG))?;
            let flags = if durability == Durability::Data { libc::RWF_DSYNC } else { 0 };
            let entry = match &pieces[..] {
                [piece] => opcode::Write::new(fd, piece.iov_base.cast(), piece.iov_len as u32)
                    .offset(at)
                    .rw_flags(flags as _)
                    .build(),
                pieces => opcode::Writev::new(fd, pieces.as_ptr(), pieces.len() as u32)
                    .offset(at)
                    .rw_flags(flags as _)
                    .build(),
            };
            let (result, memory) = self.submit(entry, Memory::Write { buf, _pieces: pieces }).await;
            let Memory::Write { buf: back, .. } = memory else { return Err(lost_memory()) };
            buf = back;
            match usize::try_from(result) {
                Ok(written) => {
                    // Direct writes go on at a disk block.
                    let whole = if self.direct && done + written < total { align_down(written) } else { written };
                    if whole == 0 {
                        return Err(io::ErrorKind::WriteZero.into());
                    }
                    done += whole;
                }
                Err(_) => again_or_error(result).await?,
            }
        }
        Ok(())
    }

    pub(crate) async fn read_at(&self, offset: u64, len: usize) -> io::Result<Vec<u8>> {
        let mut out = vec![];
        // Grows with what there is, not with what is asked for.
        while out.len() < len {
            let want = (len - out.len()).min(BYTES_PER_CALL).min(4 << 20);
            let mut target = AlignedBuf::zeroed(align_up(want));
            let fd = types::Fd(self.fd.as_raw_fd());
            let at = offset.saturating_add(out.len() as u64);
            let ask = if self.direct { align_up(want) } else { want };
            let entry = opcode::Read::new(fd, target.as_mut_ptr(), ask as u32).offset(at).build();
            let (result, memory) = self.submit(entry, Memory::Read(target)).await;
            let Memory::Read(target) = memory else { return Err(lost_memory()) };
            match usize::try_from(result) {
                Ok(0) => break,
                Ok(read) => {
                    out.extend_from_slice(&target[..read.min(want)]);
                    // A direct read ends inside a block only at the end of the file, where going on is refused.
                    if self.direct && !read.is_multiple_of(BLOCK_BYTES) {
                        break;
                    }
                }
                Err(_) => again_or_error(result).await?,
            }
        }
        Ok(out)
    }

    /// Fills an empty chunk with up to `len` bytes (at most its capacity) from `offset`.
    pub(crate) async fn read_chunk_at(&self, chunk: Chunk, offset: u64, len: usize) -> io::Result<Chunk> {
        let mut chunk = chunk;
        let len = len.min(chunk.capacity());
        let mut done = 0;
        while done < len {
            let (target, room) = chunk.read_target();
            let ask = if self.direct { align_up(len).min(room) - done } else { len - done };
            // SAFETY: done < len <= room.
            let target = unsafe { target.add(done) };
            let fd = types::Fd(self.fd.as_raw_fd());
            let entry = opcode::Read::new(fd, target, ask as u32).offset(offset.saturating_add(done as u64)).build();
            let (result, memory) = self.submit(entry, Memory::ReadChunk(chunk)).await;
            let Memory::ReadChunk(back) = memory else { return Err(lost_memory()) };
            chunk = back;
            match usize::try_from(result) {
                Ok(0) => break,
                Ok(read) => {
                    done += read;
                    if self.direct && !read.is_multiple_of(BLOCK_BYTES) {
                        break;
                    }
                }
                Err(_) => again_or_error(result).await?,
            }
        }
        chunk.read_done(done.min(len));
        Ok(chunk)
    }

    pub(crate) async fn sync_data(&self) -> io::Result<()> {
        self.sync(types::FsyncFlags::DATASYNC).await
    }

    pub(crate) async fn sync_all(&self) -> io::Result<()> {
        self.sync(types::FsyncFlags::empty()).await
    }

    async fn sync(&self, flags: types::FsyncFlags) -> io::Result<()> {
        loop {
            let entry = opcode::Fsync::new(types::Fd(self.fd.as_raw_fd())).flags(flags).build();
            let (result, _) = self.submit(entry, Memory::None).await;
            if result >= 0 {
                return Ok(());
            }
            // Only an interruption is repeated: after a failed sync a second one proves nothing.
            if result != -libc::EINTR {
                return Err(io::Error::from_raw_os_error(-result));
            }
        }
    }

    /// Takes a lock that excludes other processes, those that lock as Java does (fcntl) included, and other open files
    /// of this one.
    pub(crate) fn try_lock_exclusive(&self) -> io::Result<bool> {
        // SAFETY: all zeros is a valid flock.
        let mut lock: libc::flock = unsafe { std::mem::zeroed() };
        lock.l_type = libc::F_WRLCK as _;
        lock.l_whence = libc::SEEK_SET as _;
        // SAFETY: a pointer to a flock of ours; all of the file, and not waiting.
        let result = retry(|| unsafe { libc::fcntl(self.fd.as_raw_fd(), libc::F_OFD_SETLK, &raw const lock) });
        match result {
            Ok(_) => Ok(true),
            Err(e) if matches!(e.raw_os_error(), Some(libc::EAGAIN | libc::EACCES)) => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// `entry` points only into `memory`, to its heap part.
    async fn submit(&self, entry: squeue::Entry, memory: Memory) -> (i32, Memory) {
        let payload = Payload::File(FileOp { _fd: self.fd.clone(), memory });
        match self.thread.start(entry, payload, OnDrop::GoOn).await {
            (result, Payload::File(op)) => (result, op.memory),
            (result, Payload::Connect { .. }) => (result, Memory::None),
        }
    }
}

/// A durable write that somebody waits for: its end is not held up for other events.
struct DurableWrite<'a>(&'a Thread);

impl<'a> DurableWrite<'a> {
    fn begin(thread: &'a Thread) -> Self {
        thread.moderation.borrow_mut().durable_write_begins();
        DurableWrite(thread)
    }
}

impl Drop for DurableWrite<'_> {
    fn drop(&mut self) {
        self.0.moderation.borrow_mut().durable_write_ends();
    }
}

fn lost_memory() -> io::Error {
    io::Error::other("an operation came back without its memory")
}

/// Waits a little if the call is to be repeated; else its error.
async fn again_or_error(result: i32) -> io::Result<()> {
    if !matches!(-result, libc::EINTR | libc::EAGAIN) {
        return Err(io::Error::from_raw_os_error(-result));
    }
    crate::rt::task::yield_now().await;
    Ok(())
}

fn retry(mut call: impl FnMut() -> i32) -> io::Result<i32> {
    loop {
        let result = call();
        if result >= 0 {
            return Ok(result);
        }
        let error = io::Error::last_os_error();
        if error.raw_os_error() != Some(libc::EINTR) {
            return Err(error);
        }
    }
}

fn open(path: &Path, options: OpenOptions) -> io::Result<(std::fs::File, bool)> {
    let mut open = std::fs::OpenOptions::new();
    open.read(options.read).write(options.write).create(options.create).create_new(options.create_new);
    open.truncate(options.truncate);
    if !options.direct {
        return Ok((open.open(path)?, false));
    }
    match open.clone().custom_flags(libc::O_DIRECT).open(path) {
        // tmpfs may accept the flag, and ignores it.
        Ok(file) if is_memory(&file) => {
            warn_not_direct(path);
            Ok((file, false))
        }
        Ok(file) => Ok((file, true)),
        Err(e) if e.raw_os_error() == Some(libc::EINVAL) => {
            // The file may have been created before the flag was refused.
            let file = open.create_new(false).create(options.create || options.create_new).open(path)?;
            warn_not_direct(path);
            Ok((file, false))
        }
        Err(e) => Err(e),
    }
}

fn is_memory(file: &std::fs::File) -> bool {
    // SAFETY: all zeros is a valid statfs.
    let mut stat: libc::statfs = unsafe { std::mem::zeroed() };
    // SAFETY: `stat` is ours to write.
    let result = unsafe { libc::fstatfs(file.as_raw_fd(), &mut stat) };
    result == 0 && stat.f_type == libc::TMPFS_MAGIC
}

fn warn_not_direct(path: &Path) {
    static WARNED: AtomicBool = AtomicBool::new(false);
    if !WARNED.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            "{} is on a file system without direct I/O (O_DIRECT), such as tmpfs; its files go through the page cache. \
             That is slower and fit for tests; put log.dirs on ext4 or XFS otherwise",
            path.display()
        );
    }
}

pub(crate) async fn create_dir_all(path: &Path) -> io::Result<()> {
    with_path(path, std::fs::create_dir_all).await
}

pub(crate) async fn read_dir(path: &Path) -> io::Result<Vec<DirEntry>> {
    with_path(path, |path| {
        let mut entries = vec![];
        for entry in std::fs::read_dir(path)? {
            let entry = entry?;
            let metadata = match std::fs::metadata(entry.path()) {
                Ok(metadata) => metadata,
                // Removed meanwhile, or a link to nothing.
                Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
                Err(e) => return Err(e),
            };
            let is_dir = metadata.is_dir();
            let len = if is_dir { 0 } else { metadata.len() };
            let is_only_name = !is_dir && metadata.nlink() == 1 && entry.file_type().is_ok_and(|of| of.is_file());
            entries.push(DirEntry {
                name: entry.file_name().to_string_lossy().into_owned(),
                is_dir,
                len,
                is_only_name,
            });
        }
        Ok(entries)
    })
    .await
}

pub(crate) async fn remove_file(path: &Path) -> io::Result<()> {
    with_path(path, std::fs::remove_file).await
}

pub(crate) async fn remove_dir_all(path: &Path) -> io::Result<()> {
    with_path(path, std::fs::remove_dir_all).await
}

pub(crate) async fn rename(from: &Path, to: &Path) -> io::Result<()> {
    let to = to.to_owned();
    with_path(from, move |from| std::fs::rename(from, to)).await
}

pub(crate) async fn sync_dir(path: &Path) -> io::Result<()> {
    with_path(path, |path| std::fs::File::open(path)?.sync_all()).await
}

pub(crate) async fn exists(path: &Path) -> io::Result<bool> {
    with_path(path, |path| path.try_exists()).await
}

pub(crate) async fn free_space(path: &Path) -> io::Result<u64> {
    with_path(path, |path| {
        let path = CString::new(path.as_os_str().as_bytes())?;
        // SAFETY: all zeros is a valid statvfs.
        let mut stat: libc::statvfs = unsafe { std::mem::zeroed() };
        // SAFETY: a string that ends with a zero byte, and a statvfs of ours.
        retry(|| unsafe { libc::statvfs(path.as_ptr(), &mut stat) })?;
        Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
    })
    .await
}

async fn with_path<T: Send + 'static>(
    path: &Path,
    call: impl FnOnce(PathBuf) -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let path = path.to_owned();
    blocking(move || call(path)).await
}
