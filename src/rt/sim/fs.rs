//! File operations of the simulated world: the disk model plus time and faults.
//!
//! An operation takes effect when it completes, not when it is asked for, and completions overtake each other. Like in the
//! kernel, an operation goes on when its future is dropped. On a node that has lost power nothing ever completes.

use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::task::{Poll, Waker};

use super::disk::{Entry, FileNode, FileOp, errno};
use super::faults::{CrashPoint, Fate, Kind};
use super::world::Thread;
use crate::rt::buf::{Chunk, IoBuf};
use crate::rt::fs::{DirEntry, Durability, OpenOptions};

/// Waits for an operation of `kind`. `effect` happens on completion; `failed` instead of it when the fault is an error.
async fn operate<T: 'static>(
    thread: &Rc<Thread>,
    kind: Kind,
    fate: Fate,
    effect: impl FnOnce() -> io::Result<T> + 'static,
    failed: impl FnOnce() + 'static,
) -> io::Result<T> {
    let world = &thread.world;
    let faults = &thread.node.disk.faults;
    world.trace("disk", &[u64::from(thread.node.id), kind as u64, faults.changes.get()]);
    if let Fate::Crash(point) = fate {
        if point == CrashPoint::After {
            drop(effect());
        }
        world.request_crash(&thread.node);
        return pending().await;
    }
    let slot: Rc<Slot<T>> = Rc::new(Slot { result: RefCell::new(None), waker: Cell::new(None) });
    let completion = {
        let (slot, thread) = (slot.clone(), thread.clone());
        move || {
            if !thread.alive() {
                return;
            }
            let result = match fate {
                Fate::Fail(code) => {
                    failed();
                    Err(errno(code))
                }
                _ => effect(),
            };
            slot.result.replace(Some(result));
            if let Some(waker) = slot.waker.take() {
                waker.wake();
            }
        }
    };
    world.call_after(faults.latency_ns(kind, world), completion);
    poll_fn(|cx| match slot.result.take() {
        Some(result) => Poll::Ready(result),
        None => {
            slot.waker.set(Some(cx.waker().clone()));
            Poll::Pending
        }
    })
    .await
}

struct Slot<T> {
    result: RefCell<Option<io::Result<T>>>,
    waker: Cell<Option<Waker>>,
}

/// Decides what becomes of an operation; never returns on a node without power.
async fn admit(thread: &Rc<Thread>, kind: Kind, path: &Path) -> Fate {
    if !thread.alive() {
        return pending().await;
    }
    thread.node.disk.faults.decide(kind, path, &thread.world)
}

/// An operation on the directory tree.
async fn change<T: 'static>(
    thread: &Rc<Thread>,
    path: &Path,
    effect: impl FnOnce() -> io::Result<T> + 'static,
) -> io::Result<T> {
    let fate = match admit(thread, Kind::Metadata, path).await {
        Fate::Crash(CrashPoint::During) if thread.world.below(2) == 0 => Fate::Crash(CrashPoint::After),
        fate => fate,
    };
    operate(thread, Kind::Metadata, fate, effect, || {}).await
}

/// An operation that changes nothing.
async fn inspect<T: 'static>(
    thread: &Rc<Thread>,
    path: &Path,
    effect: impl FnOnce() -> io::Result<T> + 'static,
) -> io::Result<T> {
    let fate = admit(thread, Kind::Read, path).await;
    operate(thread, Kind::Read, fate, effect, || {}).await
}

/// An open file. Clones are the same open file.
#[derive(Clone)]
pub(crate) struct File {
    open: Rc<Open>,
}

struct Open {
    thread: Rc<Thread>,
    node: Rc<FileNode>,
    /// As it was opened, for faults.
    path: PathBuf,
    direct: bool,
    readable: bool,
    writable: bool,
    holds_lock: Cell<bool>,
}

impl Drop for Open {
    fn drop(&mut self) {
        if self.holds_lock.get() {
            self.node.locked.set(false);
        }
    }
}

impl File {
    pub(crate) async fn open(thread: Rc<Thread>, path: &Path, options: OpenOptions) -> io::Result<File> {
        let disk = &thread.node.disk;
        let exists = disk.find(path)?.is_some();
        let kind_changes = (options.create || options.create_new) && !exists || options.truncate && exists;
        let effect = {
            let (thread, path) = (thread.clone(), path.to_owned());
            move || {
                let disk = &thread.node.disk;
                match disk.find(&path)? {
                    Some(_) if options.create_new => Err(errno(libc::EEXIST)),
                    Some(Entry::Dir(_)) => Err(errno(libc::EISDIR)),
                    Some(Entry::File(file)) => {
                        if options.truncate && options.write && file.len() > 0 {
                            file.apply(FileOp::SetLen(0));
                        }
                        Ok(file)
                    }
                    None if options.write && (options.create || options.create_new) => {
                        let (dir, name) = disk.parent(&path)?;
                        let file = FileNode::new(&disk.space);
                        dir.link(&name, Entry::File(file.clone()));
                        Ok(file)
                    }
                    None => Err(errno(libc::ENOENT)),
                }
            }
        };
        let node =
            if kind_changes { change(&thread, path, effect).await? } else { inspect(&thread, path, effect).await? };
        let direct = options.direct && !thread.node.disk.faults.refuses_direct.get();
        let (readable, writable) = (options.read, options.write);
        let (path, holds_lock) = (path.to_owned(), Cell::new(false));
        Ok(File { open: Rc::new(Open { thread, node, path, direct, readable, writable, holds_lock }) })
    }

    pub(crate) fn is_direct(&self) -> bool {
        self.open.direct
    }

    pub(crate) async fn len(&self) -> io::Result<u64> {
        let node = self.open.node.clone();
        inspect(&self.open.thread, &self.open.path, move || Ok(node.len() as u64)).await
    }

    fn writable(&self) -> io::Result<()> {
        if self.open.writable { Ok(()) } else { Err(errno(libc::EBADF)) }
    }

    pub(crate) async fn set_len(&self, len: u64) -> io::Result<()> {
        self.writable()?;
        let node = self.open.node.clone();
        let len = position(len)?;
        change(&self.open.thread, &self.open.path, move || {
            node.apply(FileOp::SetLen(len));
            Ok(())
        })
        .await
    }

    pub(crate) async fn allocate(&self, offset: u64, len: u64) -> io::Result<()> {
        self.writable()?;
        let end = position(offset.checked_add(len).ok_or_else(|| errno(libc::EFBIG))?)?;
        let open = self.open.clone();
        change(&self.open.thread, &self.open.path, move || {
            if end > open.node.len() {
                open.reserve(end)?;
                open.node.apply(FileOp::SetLen(end));
            }
            Ok(())
        })
        .await
    }

    pub(crate) async fn write_at(&self, buf: IoBuf, offset: u64, durability: Durability) -> io::Result<()> {
        self.writable()?;
        let offset = position(offset)?;
        let end = position((offset as u64).saturating_add(buf.len() as u64))?;
        let open = &self.open;
        open.thread.node.disk.longest_write_bytes.update(|longest| longest.max(buf.len()));
        let fate = admit(&open.thread, Kind::Write, &open.path).await;
        if matches!(fate, Fate::Crash(CrashPoint::Before)) {
            return operate(&open.thread, Kind::Write, fate, || Ok(()), || {}).await;
        }
        let submitted = open.node.submit(FileOp::Write { offset, data: buf.to_vec() });
        let covers = open.node.sync_covers();
        let (done, undone) = (open.clone(), open.clone());
        let effect = move || {
            if let Err(error) = done.reserve(end) {
                done.fail(submitted);
                return Err(error);
            }
            // The disk may fetch the padding of a chunk's window at any time while the write is under way.
            if done.thread.world.below(2) == 0 {
                done.node.replace_data(submitted, buf.to_vec());
            }
            let Some(number) = done.node.complete(submitted) else { return Ok(()) };
            if durability == Durability::Data {
                if !done.thread.node.disk.faults.narrow_dsync.get() {
                    done.node.make_durable(covers);
                }
                done.node.make_only_durable(number);
            }
            Ok(())
        };
        let kind = if durability == Durability::Data { Kind::Sync } else { Kind::Write };
        operate(&open.thread, kind, fate, effect, move || undone.fail(submitted)).await
    }

    pub(crate) async fn read_at(&self, offset: u64, len: usize) -> io::Result<Vec<u8>> {
        if !self.open.readable {
            return Err(errno(libc::EBADF));
        }
        let node = self.open.node.clone();
        let offset = position(offset)?;
        inspect(&self.open.thread, &self.open.path, move || Ok(node.read(offset, len))).await
    }

    pub(crate) async fn read_chunk_at(&self, mut chunk: Chunk, offset: u64, len: usize) -> io::Result<Chunk> {
        if !self.open.readable {
            return Err(errno(libc::EBADF));
        }
        let reading = Reading::begin(&self.open.thread, len);
        let node = self.open.node.clone();
        let offset = position(offset)?;
        let effect = move || {
            drop(reading);
            Ok(node.read(offset, len))
        };
        chunk.append(&inspect(&self.open.thread, &self.open.path, effect).await?);
        Ok(chunk)
    }

    pub(crate) async fn sync(&self) -> io::Result<()> {
        let open = &self.open;
        let fate = match admit(&open.thread, Kind::Sync, &open.path).await {
            Fate::Crash(CrashPoint::During) => Fate::Crash(CrashPoint::Before),
            fate => fate,
        };
        let covers = open.node.sync_covers();
        let (done, undone) = (open.clone(), open.clone());
        let effect = move || {
            done.node.make_durable(covers);
            Ok(())
        };
        let failed = move || undone.thread.world.with_rng(|rng| undone.node.lose_unsynced(covers, rng));
        operate(&open.thread, Kind::Sync, fate, effect, failed).await
    }

    pub(crate) fn try_lock_exclusive(&self) -> bool {
        let open = &self.open;
        open.holds_lock.get() || {
            let free = !open.node.locked.replace(true);
            open.holds_lock.set(free);
            free
        }
    }
}

/// A read that is with the disk, counted until it is done, even when nobody waits for it.
struct Reading {
    thread: Rc<Thread>,
    bytes: usize,
}

impl Reading {
    fn begin(thread: &Rc<Thread>, bytes: usize) -> Reading {
        let disk = &thread.node.disk;
        disk.reading_bytes.update(|reading| reading + bytes);
        disk.most_reading_bytes.update(|most| most.max(disk.reading_bytes.get()));
        Reading { thread: thread.clone(), bytes }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.thread.node.disk.reading_bytes.update(|reading| reading.saturating_sub(self.bytes));
    }
}

impl Open {
    /// Whether the file may grow to `end`.
    fn reserve(&self, end: usize) -> io::Result<()> {
        let growth = end.saturating_sub(self.node.len()) as u64;
        if growth > self.thread.node.disk.space.free_bytes() { Err(errno(libc::ENOSPC)) } else { Ok(()) }
    }

    fn fail(&self, submitted: u64) {
        self.thread.world.with_rng(|rng| self.node.fail(submitted, rng));
    }
}

fn position(at: u64) -> io::Result<usize> {
    // Far beyond what a simulated disk holds; refuses what would exhaust the memory of the test.
    if at > 1 << 36 { Err(errno(libc::EFBIG)) } else { Ok(at as usize) }
}

pub(crate) async fn create_dir_all(thread: Rc<Thread>, path: &Path) -> io::Result<()> {
    let (node, owned) = (thread.node.clone(), path.to_owned());
    change(&thread, path, move || node.disk.create_dir_all(&owned)).await
}

pub(crate) async fn read_dir(thread: Rc<Thread>, path: &Path) -> io::Result<Vec<DirEntry>> {
    let (node, owned) = (thread.node.clone(), path.to_owned());
    let mut entries = inspect(&thread, path, move || {
        let dir = node.disk.dir(&owned)?;
        let describe = |(name, entry): (&String, &Entry)| match entry {
            Entry::File(file) => {
                DirEntry { name: name.clone(), is_dir: false, len: file.len() as u64, is_only_name: true }
            }
            Entry::Dir(_) => DirEntry { name: name.clone(), is_dir: true, len: 0, is_only_name: false },
        };
        Ok(dir.current.borrow().iter().map(describe).collect::<Vec<_>>())
    })
    .await?;
    // A directory has no order.
    for at in (1..entries.len()).rev() {
        entries.swap(at, thread.world.below(at as u64 + 1) as usize);
    }
    Ok(entries)
}

pub(crate) async fn remove_file(thread: Rc<Thread>, path: &Path) -> io::Result<()> {
    let (node, owned) = (thread.node.clone(), path.to_owned());
    change(&thread, path, move || {
        node.disk.file(&owned)?;
        let (dir, name) = node.disk.parent(&owned)?;
        dir.unlink(&name);
        Ok(())
    })
    .await
}

/// Removes the entries one by one: a crash may leave some.
pub(crate) async fn remove_dir_all(thread: Rc<Thread>, path: &Path) -> io::Result<()> {
    for entry in read_dir(thread.clone(), path).await? {
        let path = path.join(&entry.name);
        if entry.is_dir {
            Box::pin(remove_dir_all(thread.clone(), &path)).await?;
        } else {
            remove_file(thread.clone(), &path).await?;
        }
    }
    let (node, owned) = (thread.node.clone(), path.to_owned());
    change(&thread, path, move || {
        if !node.disk.dir(&owned)?.current.borrow().is_empty() {
            return Err(errno(libc::ENOTEMPTY));
        }
        let (parent, name) = node.disk.parent(&owned)?;
        parent.unlink(&name);
        Ok(())
    })
    .await
}

pub(crate) async fn rename(thread: Rc<Thread>, from: &Path, to: &Path) -> io::Result<()> {
    let (node, source, target) = (thread.node.clone(), from.to_owned(), to.to_owned());
    change(&thread, from, move || node.disk.rename(&source, &target)).await
}

pub(crate) async fn sync_dir(thread: Rc<Thread>, path: &Path) -> io::Result<()> {
    let dir = thread.node.disk.dir(path)?;
    let fate = match admit(&thread, Kind::Sync, path).await {
        Fate::Crash(CrashPoint::During) => Fate::Crash(CrashPoint::Before),
        fate => fate,
    };
    let covers = dir.sync_covers();
    let effect = move || {
        dir.make_durable(covers);
        Ok(())
    };
    operate(&thread, Kind::Sync, fate, effect, || {}).await
}

pub(crate) async fn exists(thread: Rc<Thread>, path: &Path) -> io::Result<bool> {
    let (node, owned) = (thread.node.clone(), path.to_owned());
    inspect(&thread, path, move || Ok(node.disk.find(&owned)?.is_some())).await
}

pub(crate) async fn free_space(thread: Rc<Thread>, path: &Path) -> io::Result<u64> {
    let (node, owned) = (thread.node.clone(), path.to_owned());
    inspect(&thread, path, move || {
        node.disk.find(&owned)?.ok_or_else(|| errno(libc::ENOENT))?;
        Ok(node.disk.space.free_bytes())
    })
    .await
}
