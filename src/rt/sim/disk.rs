//! A node's disk as it is between two moments: what the operating system shows, and what would survive a loss of power.
//!
//! A file is its durable bytes and an ordered list of operations not yet synced; a directory likewise. Losing power resolves
//! each unsynced file operation by the seed (kept, lost, or a write torn at 512-byte sectors, each independently) and keeps a
//! prefix of each directory's operations. A file's entry in its directory is durable only once the directory was synced.
//! No time passes here and no fault happens here: that is `fs`'s part.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashSet};
use std::io;
use std::ops::Range;
use std::path::{Component, Path};
use std::rc::Rc;

use super::faults::Faults;
use super::rng::Rng;

/// The unit that a disk writes whole or not at all.
pub(crate) const SECTOR_BYTES: usize = 512;

pub(crate) struct Disk {
    pub(crate) root: Rc<Dir>,
    pub(crate) space: Rc<Space>,
    pub(crate) faults: Faults,
    /// Of reads into chunks under way, and the most there were of them.
    pub(crate) reading_bytes: Cell<usize>,
    pub(crate) most_reading_bytes: Cell<usize>,
    pub(crate) longest_write_bytes: Cell<usize>,
}

/// The disk's size and what is in use.
pub(crate) struct Space {
    used_bytes: Cell<u64>,
    pub(crate) capacity_bytes: Cell<u64>,
}

impl Space {
    pub(crate) fn free_bytes(&self) -> u64 {
        self.capacity_bytes.get().saturating_sub(self.used_bytes.get())
    }

    fn resize(&self, from_bytes: usize, to_bytes: usize) {
        self.used_bytes.set((self.used_bytes.get() + to_bytes as u64).saturating_sub(from_bytes as u64));
    }
}

#[derive(Clone)]
pub(crate) enum Entry {
    File(Rc<FileNode>),
    Dir(Rc<Dir>),
}

/// A directory.
#[derive(Default)]
pub(crate) struct Dir {
    pub(crate) current: RefCell<BTreeMap<String, Entry>>,
    durable: RefCell<BTreeMap<String, Entry>>,
    pending: RefCell<Vec<DirOp>>,
    /// How many operations are durable: the number of the first pending one.
    synced: Cell<usize>,
}

#[derive(Clone)]
enum DirOp {
    Link(String, Entry),
    Unlink(String),
    Rename(String, String),
    /// The two halves of a rename between directories; the flag says whether the first is durable, and the second never is
    /// without it.
    MoveIn(String, Entry, Rc<Cell<bool>>),
    MoveOut(String, Rc<Cell<bool>>, Rc<Dir>),
}

impl Dir {
    fn apply(entries: &mut BTreeMap<String, Entry>, op: &DirOp) {
        match op {
            DirOp::Link(name, entry) => drop(entries.insert(name.clone(), entry.clone())),
            DirOp::MoveIn(name, entry, arrived) => {
                entries.insert(name.clone(), entry.clone());
                arrived.set(true);
            }
            DirOp::Unlink(name) | DirOp::MoveOut(name, ..) => drop(entries.remove(name)),
            DirOp::Rename(from, to) => {
                if let Some(entry) = entries.remove(from) {
                    entries.insert(to.clone(), entry);
                }
            }
        }
    }

    fn change(&self, op: DirOp) {
        let pending = op.clone();
        match op {
            // `arrived` speaks of the durable state only.
            DirOp::MoveIn(name, entry, _) => drop(self.current.borrow_mut().insert(name, entry)),
            op => Dir::apply(&mut self.current.borrow_mut(), &op),
        }
        self.pending.borrow_mut().push(pending);
    }

    pub(crate) fn get(&self, name: &str) -> Option<Entry> {
        self.current.borrow().get(name).cloned()
    }

    pub(crate) fn link(&self, name: &str, entry: Entry) {
        self.change(DirOp::Link(name.to_owned(), entry));
    }

    pub(crate) fn unlink(&self, name: &str) {
        self.change(DirOp::Unlink(name.to_owned()));
    }

    /// A sync that starts now covers the operations up to this number.
    pub(crate) fn sync_covers(&self) -> usize {
        self.synced.get() + self.pending.borrow().len()
    }

    /// Makes the operations up to number `covers` durable.
    pub(crate) fn make_durable(&self, covers: usize) {
        while self.synced.get() < covers && !self.pending.borrow().is_empty() {
            let op = self.pending.borrow_mut().remove(0);
            self.synced.set(self.synced.get() + 1);
            if let DirOp::MoveOut(_, arrived, to) = &op
                && !arrived.get()
            {
                to.make_arrival_durable(arrived);
            }
            Dir::apply(&mut self.durable.borrow_mut(), &op);
        }
    }

    /// Both halves of a move are one transaction of the file system: one becomes durable with the other.
    fn make_arrival_durable(&self, arrived: &Rc<Cell<bool>>) {
        let is_it = |op: &DirOp| matches!(op, DirOp::MoveIn(_, _, flag) if Rc::ptr_eq(flag, arrived));
        let position = self.pending.borrow().iter().position(is_it);
        if let Some(at) = position {
            self.make_durable(self.synced.get() + at + 1);
        }
    }

    /// Keeps a prefix of what is unsynced.
    fn choose_survivors(&self, rng: &mut Rng) {
        let mut pending = self.pending.borrow_mut();
        let keep = match rng.below(3) {
            0 => 0,
            1 => pending.len(),
            _ => rng.below(pending.len() as u64 + 1) as usize,
        };
        pending.truncate(keep);
    }

    /// Gives up what follows a move to another directory that did not arrive there. False if there was none.
    fn undo_lost_moves(&self, arriving: &HashSet<*const Cell<bool>>) -> bool {
        let mut pending = self.pending.borrow_mut();
        let lost = |op: &DirOp| matches!(op, DirOp::MoveOut(_, arrived, _) if !arrived.get() && !arriving.contains(&Rc::as_ptr(arrived)));
        let lost_at = pending.iter().position(lost);
        if let Some(at) = lost_at {
            pending.truncate(at);
        }
        lost_at.is_some()
    }

    fn arriving(&self) -> Vec<*const Cell<bool>> {
        let pending = self.pending.borrow();
        let arriving = |op: &DirOp| match op {
            DirOp::MoveIn(_, _, arrived) => Some(Rc::as_ptr(arrived)),
            _ => None,
        };
        pending.iter().filter_map(arriving).collect()
    }

    fn settle_survivors(&self) {
        self.make_durable(usize::MAX);
        *self.current.borrow_mut() = self.durable.borrow().clone();
    }

    /// Everything below this directory that an operation or a state still names, this directory first.
    fn collect(self: &Rc<Dir>, seen: &mut HashSet<*const ()>, dirs: &mut Vec<Rc<Dir>>, files: &mut Vec<Rc<FileNode>>) {
        if !seen.insert(Rc::as_ptr(self).cast()) {
            return;
        }
        dirs.push(self.clone());
        let mut entries: Vec<Entry> = self.current.borrow().values().cloned().collect();
        entries.extend(self.durable.borrow().values().cloned());
        entries.extend(self.pending.borrow().iter().filter_map(|op| match op {
            DirOp::Link(_, entry) | DirOp::MoveIn(_, entry, _) => Some(entry.clone()),
            _ => None,
        }));
        for entry in entries {
            match entry {
                Entry::Dir(dir) => dir.collect(seen, dirs, files),
                Entry::File(file) if seen.insert(Rc::as_ptr(&file).cast()) => files.push(file),
                Entry::File(_) => {}
            }
        }
    }
}

/// A file's content; directories and open handles refer to it.
pub(crate) struct FileNode {
    current: RefCell<Vec<u8>>,
    durable: RefCell<Vec<u8>>,
    /// Done but not synced, oldest first.
    pending: RefCell<Vec<(u64, FileOp)>>,
    /// Handed to the disk, not yet done.
    in_flight: RefCell<BTreeMap<u64, FileOp>>,
    next_op: Cell<u64>,
    pub(crate) locked: Cell<bool>,
    space: Rc<Space>,
}

pub(crate) enum FileOp {
    Write { offset: usize, data: Vec<u8> },
    SetLen(usize),
}

impl FileOp {
    fn apply(&self, image: &mut Vec<u8>) {
        match self {
            FileOp::Write { offset, data } => write_into(image, *offset, data),
            FileOp::SetLen(len) => image.resize(*len, 0),
        }
    }

    /// What is left of it where a range of the file has been written anew.
    fn without(self, range: &Range<usize>) -> Vec<FileOp> {
        let FileOp::Write { offset, data } = self else { return vec![self] };
        let end = offset + data.len();
        let part = |from: usize, to: usize| {
            let data = data.get(from.saturating_sub(offset)..to.saturating_sub(offset)).unwrap_or_default().to_vec();
            (!data.is_empty()).then_some(FileOp::Write { offset: from, data })
        };
        let before = part(offset, end.min(range.start));
        let after = part(offset.max(range.end), end);
        before.into_iter().chain(after).collect()
    }

    /// Applies what the seed lets survive: all, nothing, or for a write some of its sectors.
    fn apply_survivors(&self, image: &mut Vec<u8>, rng: &mut Rng) {
        let fate = rng.below(4);
        match self {
            _ if fate == 0 => {}
            _ if fate == 1 => self.apply(image),
            FileOp::SetLen(_) => {
                if fate == 2 {
                    self.apply(image);
                }
            }
            FileOp::Write { offset, data } => {
                let mut from = 0;
                while from < data.len() {
                    let to = ((offset + from) / SECTOR_BYTES + 1) * SECTOR_BYTES - offset;
                    let to = to.min(data.len());
                    if rng.below(2) == 0 {
                        write_into(image, offset + from, &data[from..to]);
                    }
                    from = to;
                }
            }
        }
    }
}

fn write_into(image: &mut Vec<u8>, offset: usize, data: &[u8]) {
    let end = offset + data.len();
    if image.len() < end {
        image.resize(end, 0);
    }
    image[offset..end].copy_from_slice(data);
}

impl FileNode {
    pub(crate) fn new(space: &Rc<Space>) -> Rc<FileNode> {
        Rc::new(FileNode {
            current: RefCell::default(),
            durable: RefCell::default(),
            pending: RefCell::default(),
            in_flight: RefCell::default(),
            next_op: Cell::new(0),
            locked: Cell::new(false),
            space: space.clone(),
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.current.borrow().len()
    }

    /// The bytes from `offset`, at most `len`; fewer at the end of the file.
    pub(crate) fn read(&self, offset: usize, len: usize) -> Vec<u8> {
        let current = self.current.borrow();
        let from = offset.min(current.len());
        let to = offset.saturating_add(len).min(current.len());
        current[from..to].to_vec()
    }

    fn take_number(&self) -> u64 {
        let number = self.next_op.get();
        self.next_op.set(number + 1);
        number
    }

    /// Hands an operation to the disk: it may be done at any time from now on.
    pub(crate) fn submit(&self, op: FileOp) -> u64 {
        let number = self.take_number();
        self.in_flight.borrow_mut().insert(number, op);
        number
    }

    /// The bytes of a write under way, as the disk sees them now.
    pub(crate) fn replace_data(&self, submitted: u64, now: Vec<u8>) {
        if let Some(FileOp::Write { data, .. }) = self.in_flight.borrow_mut().get_mut(&submitted) {
            *data = now;
        }
    }

    /// The operation is done: readers see it. Its number orders it among what a sync covers.
    pub(crate) fn complete(&self, submitted: u64) -> Option<u64> {
        let op = self.in_flight.borrow_mut().remove(&submitted)?;
        Some(self.apply(op))
    }

    pub(crate) fn apply(&self, op: FileOp) -> u64 {
        let mut current = self.current.borrow_mut();
        let before = current.len();
        op.apply(&mut current);
        self.space.resize(before, current.len());
        let number = self.take_number();
        self.pending.borrow_mut().push((number, op));
        number
    }

    /// The submitted operation failed: none, some or all of it may have happened.
    pub(crate) fn fail(&self, submitted: u64, rng: &mut Rng) {
        let Some(op) = self.in_flight.borrow_mut().remove(&submitted) else { return };
        if let FileOp::Write { offset, mut data } = op {
            let whole_sectors = data.len() / SECTOR_BYTES;
            data.truncate(rng.below(whole_sectors as u64 + 1) as usize * SECTOR_BYTES);
            if offset + data.len() <= self.len() {
                self.apply(FileOp::Write { offset, data });
            }
        }
    }

    /// A sync that starts now covers the operations below this number.
    pub(crate) fn sync_covers(&self) -> u64 {
        self.next_op.get()
    }

    pub(crate) fn make_durable(&self, below: u64) {
        let mut pending = self.pending.borrow_mut();
        let mut durable = self.durable.borrow_mut();
        for (_, op) in pending.extract_if(.., |(number, _)| *number < below) {
            op.apply(&mut durable);
        }
    }

    /// Makes one write durable and leaves earlier operations as they are, but for what it overtakes: bytes that it has written
    /// anew never come back, and a change of the file's length below its end, with all before that, is durable with it.
    pub(crate) fn make_only_durable(&self, number: u64) {
        let mut pending = self.pending.borrow_mut();
        let Some(at) = pending.iter().position(|(other, _)| *other == number) else { return };
        let (_, op) = pending.remove(at);
        let FileOp::Write { offset, data } = &op else { return };
        let written = *offset..offset + data.len();
        let mut durable = self.durable.borrow_mut();
        let resized = |(_, op): &(u64, FileOp)| matches!(op, FileOp::SetLen(len) if *len < written.end);
        let needed = pending.get(..at).and_then(|earlier| earlier.iter().rposition(resized)).map_or(0, |last| last + 1);
        for (_, op) in pending.drain(..needed) {
            op.apply(&mut durable);
        }
        let later = pending.split_off(at - needed);
        for (number, op) in std::mem::take(&mut *pending) {
            pending.extend(op.without(&written).into_iter().map(|op| (number, op)));
        }
        pending.extend(later);
        op.apply(&mut durable);
    }

    /// A failed sync: readers still see everything, but some of it will never reach the disk, whatever is synced later.
    pub(crate) fn lose_unsynced(&self, below: u64, rng: &mut Rng) {
        self.pending.borrow_mut().retain(|(number, _)| *number >= below || rng.below(2) == 0);
    }

    fn lose_power(&self, rng: &mut Rng) {
        let mut image = std::mem::take(&mut *self.durable.borrow_mut());
        let pending = std::mem::take(&mut *self.pending.borrow_mut());
        let in_flight = std::mem::take(&mut *self.in_flight.borrow_mut());
        for op in pending.into_iter().map(|(_, op)| op).chain(in_flight.into_values()) {
            op.apply_survivors(&mut image, rng);
        }
        self.set_content(image);
        self.locked.set(false);
    }

    fn lose_process(&self, rng: &mut Rng) {
        let in_flight = std::mem::take(&mut *self.in_flight.borrow_mut());
        for op in in_flight.into_values() {
            if rng.below(2) == 0 {
                self.apply(op);
            }
        }
        self.locked.set(false);
    }

    /// Replaces the content, seen and durable. What is in flight stays so.
    pub(crate) fn set_content(&self, image: Vec<u8>) {
        self.space.resize(self.len(), image.len());
        self.pending.borrow_mut().clear();
        self.durable.replace(image.clone());
        self.current.replace(image);
    }

    /// What would be there if every unsynced operation were lost.
    pub(crate) fn durable_content(&self) -> Vec<u8> {
        self.durable.borrow().clone()
    }
}

impl Drop for FileNode {
    fn drop(&mut self) {
        self.space.resize(self.current.borrow().len(), 0);
    }
}

impl Disk {
    pub(crate) fn new() -> Disk {
        let space = Rc::new(Space { used_bytes: Cell::new(0), capacity_bytes: Cell::new(u64::MAX) });
        let (reading_bytes, most_reading_bytes, longest_write_bytes) = Default::default();
        let (root, faults) = (Rc::default(), Faults::default());
        Disk { root, space, faults, reading_bytes, most_reading_bytes, longest_write_bytes }
    }

    /// Finds a directory entry; `None` if there is none.
    pub(crate) fn find(&self, path: &Path) -> io::Result<Option<Entry>> {
        let mut at = Entry::Dir(self.root.clone());
        for name in components(path)? {
            let Entry::Dir(dir) = &at else { return Err(errno(libc::ENOTDIR)) };
            let Some(next) = dir.get(&name) else { return Ok(None) };
            at = next;
        }
        Ok(Some(at))
    }

    pub(crate) fn file(&self, path: &Path) -> io::Result<Rc<FileNode>> {
        match self.find(path)? {
            Some(Entry::File(file)) => Ok(file),
            Some(Entry::Dir(_)) => Err(errno(libc::EISDIR)),
            None => Err(errno(libc::ENOENT)),
        }
    }

    pub(crate) fn dir(&self, path: &Path) -> io::Result<Rc<Dir>> {
        match self.find(path)? {
            Some(Entry::Dir(dir)) => Ok(dir),
            Some(Entry::File(_)) => Err(errno(libc::ENOTDIR)),
            None => Err(errno(libc::ENOENT)),
        }
    }

    /// The directory that holds `path`, and the last name of `path`.
    pub(crate) fn parent(&self, path: &Path) -> io::Result<(Rc<Dir>, String)> {
        let mut names = components(path)?;
        let name = names.pop().ok_or_else(|| errno(libc::EINVAL))?;
        let mut dir = self.root.clone();
        for name in names {
            dir = match dir.get(&name) {
                Some(Entry::Dir(next)) => next,
                Some(Entry::File(_)) => return Err(errno(libc::ENOTDIR)),
                None => return Err(errno(libc::ENOENT)),
            };
        }
        Ok((dir, name))
    }

    pub(crate) fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        let mut dir = self.root.clone();
        for name in components(path)? {
            let next = match dir.get(&name) {
                Some(Entry::Dir(next)) => next,
                Some(Entry::File(_)) => return Err(errno(libc::EEXIST)),
                None => {
                    let next: Rc<Dir> = Rc::default();
                    dir.link(&name, Entry::Dir(next.clone()));
                    next
                }
            };
            dir = next;
        }
        Ok(())
    }

    pub(crate) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let (from_dir, from_name) = self.parent(from)?;
        let (to_dir, to_name) = self.parent(to)?;
        let moved = from_dir.get(&from_name).ok_or_else(|| errno(libc::ENOENT))?;
        match (&moved, to_dir.get(&to_name)) {
            (Entry::File(_), Some(Entry::Dir(_))) => return Err(errno(libc::EISDIR)),
            (Entry::Dir(_), Some(Entry::File(_))) => return Err(errno(libc::ENOTDIR)),
            (Entry::Dir(_), Some(Entry::Dir(dir))) if !dir.current.borrow().is_empty() => {
                return Err(errno(libc::ENOTEMPTY));
            }
            _ => {}
        }
        if Rc::ptr_eq(&from_dir, &to_dir) {
            if from_name != to_name {
                from_dir.change(DirOp::Rename(from_name, to_name));
            }
        } else {
            let arrived = Rc::new(Cell::new(false));
            to_dir.change(DirOp::MoveIn(to_name, moved, arrived.clone()));
            from_dir.change(DirOp::MoveOut(from_name, arrived, to_dir));
        }
        Ok(())
    }

    pub(crate) fn lose_power(&self, rng: &mut Rng) {
        let (dirs, files) = self.collect();
        for dir in &dirs {
            dir.choose_survivors(rng);
        }
        // Nothing may vanish from both ends of a move: journaling file systems never do that.
        loop {
            let arriving: HashSet<*const Cell<bool>> = dirs.iter().flat_map(|dir| dir.arriving()).collect();
            let undone = dirs.iter().filter(|dir| dir.undo_lost_moves(&arriving)).count();
            if undone == 0 {
                break;
            }
        }
        for dir in &dirs {
            dir.settle_survivors();
        }
        for file in &files {
            file.lose_power(rng);
        }
    }

    pub(crate) fn lose_process(&self, rng: &mut Rng) {
        for file in self.collect().1 {
            file.lose_process(rng);
        }
    }

    fn collect(&self) -> (Vec<Rc<Dir>>, Vec<Rc<FileNode>>) {
        let (mut seen, mut dirs, mut files) = (HashSet::new(), Vec::new(), Vec::new());
        self.root.collect(&mut seen, &mut dirs, &mut files);
        (dirs, files)
    }
}

/// The names on the way to `path`; absolute and relative paths start at the same root.
fn components(path: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for component in path.components() {
        match component {
            Component::RootDir | Component::CurDir => {}
            Component::ParentDir => drop(names.pop()),
            Component::Normal(name) if name.len() > 255 => return Err(errno(libc::ENAMETOOLONG)),
            Component::Normal(name) => names.push(name.to_str().ok_or_else(|| errno(libc::EILSEQ))?.to_owned()),
            Component::Prefix(_) => return Err(errno(libc::EINVAL)),
        }
    }
    Ok(names)
}

pub(crate) fn errno(code: i32) -> io::Error {
    io::Error::from_raw_os_error(code)
}
