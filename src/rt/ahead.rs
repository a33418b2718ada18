//! Asks the processor for memory some steps before it is needed.
//!
//! Who goes through a thousand things that are each touched once waits for memory at every cache line of each of them, unless
//! somebody asks early: then the waits overlap. `prefetch` changes nothing but time, and does nothing where it is not known how.
#![allow(unsafe_code)]

/// Steps from one stage to the next: what one asked for has come when the next one looks at it.
const STEPS: usize = 4;

/// As many lines as anything here has that is worth asking for; what is longer is fetched by reading on.
#[cfg(target_arch = "x86_64")]
const MOST_BYTES: usize = 1 << 10;

/// Asks for `value`, not for what it points to.
pub fn prefetch<T: ?Sized>(value: &T) {
    prefetch_at(std::ptr::from_ref(value).cast(), size_of_val(value));
}

/// Asks for the memory from `start` on, which nobody need be allowed to read.
pub(super) fn prefetch_at(start: *const u8, bytes: usize) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        const LINE_BYTES: usize = 64;
        let before = start.addr() % LINE_BYTES;
        let line = start.cast::<i8>().wrapping_sub(before);
        for at in (0..before + bytes.min(MOST_BYTES)).step_by(LINE_BYTES) {
            // SAFETY: a hint may name any address at all: it neither reads nor faults.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(line.wrapping_add(at)) };
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (start, bytes);
}

/// Before each item of a walk is dealt with: `rest` is what follows it. The first stage looks furthest ahead, each later one at
/// what those before it have asked for.
pub fn look_ahead<T, const N: usize>(rest: &[T], stages: [&dyn Fn(&T); N]) {
    for (at, stage) in stages.iter().enumerate() {
        if let Some(item) = rest.get((N - at) * STEPS - 1) {
            stage(item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[test]
    fn each_stage_sees_each_item_after_the_stages_before_it() {
        let items: Vec<usize> = (0..30).collect();
        let seen = &RefCell::new(Vec::new());
        let mut rest = items.into_iter();
        while let Some(item) = rest.next() {
            let see = |stage: usize| move |at: &usize| seen.borrow_mut().push((stage, *at));
            look_ahead(rest.as_slice(), [&see(1), &see(2)]);
            seen.borrow_mut().push((3, item));
        }
        let seen = seen.take();
        for at in 8..30 {
            let of_it: Vec<_> = seen.iter().filter(|(_, item)| *item == at).map(|(stage, _)| *stage).collect();
            assert_eq!(of_it, [1, 2, 3]);
        }
    }

    #[test]
    fn anything_may_be_asked_for() {
        prefetch(&());
        prefetch::<[u8]>(&[]);
        prefetch(vec![1u8; 100_000].as_slice());
        prefetch("abc");
    }
}
