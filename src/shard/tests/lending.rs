//! What readers hold of a shard's memory, and what that means for others.
use super::*;

/// Bytes and whether any of them lie outside of the shard's memory.
fn held(outcomes: &[FetchOutcome]) -> (usize, bool) {
    let mut segments = outcomes.iter().flat_map(|outcome| &outcome.records);
    let outside = segments.any(|segment| !matches!(segment, crate::rt::buf::Segment::Chunk(_)));
    (outcomes.iter().map(|outcome| outcome.size_bytes).sum(), outside)
}

#[test]
fn answers_that_nobody_reads_leave_memory_to_appends_and_to_others() {
    const POOL_BYTES: usize = 16 << 20;
    in_sim(21, async {
        let node = start_in(image(), POOL_BYTES, 4 << 20).await;
        let shard = &node.shard;
        settled(shard).await;
        let own: Vec<i32> = (0..PARTITIONS).filter(|p| shard.owner(topic_id(), *p) == shard.id()).collect();
        let large = "x".repeat(50_000);
        let batches = 200;
        let produced = async || {
            for _ in 0..batches {
                let all: Vec<(i32, &str)> = own.iter().map(|partition| (*partition, large.as_str())).collect();
                let outcomes = time::timeout(Duration::from_secs(60), shard.produce(produce_call(-1, &all))).await;
                let outcomes = outcomes.expect("appends find memory");
                assert!(outcomes.iter().all(|outcome| outcome.error == ErrorCode::None), "{outcomes:?}");
            }
        };
        produced().await;
        let context = shard.context();
        // Who reads what it gets makes nothing scarce, old data or new.
        for at in [0, batches / 2, batches - 20, batches - 1].repeat(3) {
            let mut call = fetch_call(&own.iter().map(|partition| (*partition, at)).collect::<Vec<_>>(), 1, 100);
            call.parts.iter_mut().for_each(|part| part.max_bytes = 8 << 20);
            assert!(held(&shard.fetch(call).await).0 > 0);
        }
        assert!(!context.shortage_is_within(Duration::from_secs(3600)));
        // Each as far into the logs as it has come, old data and new; nobody reads what it gets.
        let mut unread = Vec::new();
        let mut empty = 0;
        for reader in 0..400 {
            let at: Vec<_> = own.iter().map(|partition| (*partition, (reader * 37) % batches)).collect();
            let began = time::now();
            let outcomes = shard.fetch(fetch_call(&at, 1, 100)).await;
            assert!(outcomes.iter().all(|outcome| outcome.error == ErrorCode::None), "{outcomes:?}");
            let (bytes, outside) = held(&outcomes);
            assert!(!outside, "reader {reader}: all of it is memory of the shard");
            assert!(context.pool().lent_bytes() <= POOL_BYTES / 2, "{} bytes are lent", context.pool().lent_bytes());
            assert!(
                bytes > 0 || began.elapsed() >= Duration::from_millis(100),
                "reader {reader} was sent away at once"
            );
            // One wait for all partitions.
            assert!(began.elapsed() < Duration::from_millis(900), "reader {reader} waited for {:?}", began.elapsed());
            assert!(reader > 12 || bytes > 0, "reader {reader} of few got nothing");
            empty += usize::from(bytes == 0);
            unread.push(outcomes);
        }
        assert!(empty > 0, "the memory for readers is spent");
        assert!(context.shortage_is_within(Duration::from_secs(1)), "and everybody knows");
        produced().await;
        // One that makes way lets another on; when all are gone nothing is lent.
        let waiting = shard.clone();
        let parts: Vec<_> = own.iter().map(|partition| (*partition, 0)).collect();
        let fetch = task::spawn(async move { waiting.fetch(fetch_call(&parts, 1, 30_000)).await });
        time::sleep(Duration::from_secs(2)).await;
        assert!(!fetch.is_finished());
        drop(unread);
        let outcomes = time::timeout(Duration::from_secs(1), fetch).await.unwrap().unwrap();
        assert!(held(&outcomes).0 > 0);
        drop(outcomes);
        assert_eq!((context.pool().lent_bytes(), context.cold_bytes_held()), (0, 0));
        node.stop().await;
    });
}

#[test]
fn memory_is_called_short_before_anybody_finds_none() {
    const POOL_BYTES: usize = 16 << 20;
    const MOST_LENT: usize = POOL_BYTES / 2 - (2 << 20);
    in_sim(25, async {
        let node = start_in(image(), POOL_BYTES, 4 << 20).await;
        let shard = &node.shard;
        settled(shard).await;
        let own = (0..PARTITIONS).find(|p| shard.owner(topic_id(), *p) == shard.id()).unwrap();
        let large = "x".repeat(100_000);
        for _ in 0..60 {
            shard.produce(produce_call(-1, &[(own, large.as_str())])).await;
        }
        let context = shard.context();
        // New data for all of them; each holds a little that nobody else does.
        let mut unread = Vec::new();
        for at in (0..60).rev() {
            let is_short = context.pool().lent_bytes() > MOST_LENT - MOST_LENT / 4;
            let mut call = fetch_call(&[(own, at)], 1, 100);
            call.parts.iter_mut().for_each(|part| part.max_bytes = 1000);
            unread.push(shard.fetch(call).await);
            assert!(held(unread.last().unwrap()).0 > 0);
            assert_eq!(context.shortage_is_within(Duration::from_secs(1)), is_short, "{}", context.pool().lent_bytes());
            if is_short {
                assert!(context.pool().lent_bytes() < MOST_LENT - (100 << 10), "there is some left");
                return node.stop().await;
            }
        }
        panic!("it never was");
    });
}

#[test]
fn a_long_poll_that_has_some_data_holds_none_of_it() {
    in_sim(22, async {
        let node = start().await;
        let shard = node.shard.clone();
        settled(&shard).await;
        let own = (0..PARTITIONS).find(|p| shard.owner(topic_id(), *p) == shard.id()).unwrap();
        shard.produce(produce_call(-1, &[(own, "some")])).await;
        let waiting = shard.clone();
        let fetch = task::spawn(async move { waiting.fetch(fetch_call(&[(own, 0)], 10_000, 60_000)).await });
        time::sleep(Duration::from_secs(1)).await;
        assert!(!fetch.is_finished());
        assert_eq!(shard.context().pool().lent_bytes(), 0);
        assert_eq!(values(&fetch.await.unwrap()[0]), [(0, "some".to_owned())]);
        assert_eq!(shard.context().pool().lent_bytes(), 0);
        node.stop().await;
    });
}

#[test]
fn a_batch_larger_than_the_memory_for_files_is_read_all_the_same() {
    in_sim(23, async {
        let setting = ConfigRecord {
            resource_type: ConfigResource::TOPIC,
            resource_name: "orders".into(),
            name: "max.message.bytes".into(),
            value: Some("3000000".into()),
            ..Default::default()
        };
        let (base, next) = (image(), image().offset() + 1);
        let image = base.apply(&[MetadataRecord::Config(setting)], next, 1).unwrap();
        let node = start_in(image, 8 << 20, 1 << 20).await;
        let shard = &node.shard;
        settled(shard).await;
        let own = (0..PARTITIONS).find(|p| shard.owner(topic_id(), *p) == shard.id()).unwrap();
        let first = "a".repeat(2_500_000);
        // More than the memory for the ends of the logs.
        for _ in 0..6 {
            let outcomes = shard.produce(produce_call(-1, &[(own, &first)])).await;
            assert_eq!(outcomes[0].error, ErrorCode::None);
        }
        for round in 0..3 {
            let outcomes = shard.fetch(fetch_call(&[(own, 0)], 1, 1000)).await;
            assert_eq!(values(&outcomes[0]).first().map(|(_, value)| value.len()), Some(first.len()), "round {round}");
            assert!(!held(&outcomes).1);
        }
        node.stop().await;
    });
}

#[test]
fn what_consumers_may_not_see_yet_is_no_shortage() {
    in_sim(24, async {
        let node = start_in(image(), 16 << 20, 4 << 20).await;
        let shard = &node.shard;
        settled(shard).await;
        let own = (0..PARTITIONS).find(|p| shard.owner(topic_id(), *p) == shard.id()).unwrap();
        shard.produce(produce_call(-1, &[(own, "seen")])).await;
        let began = time::now();
        // Appended, and not yet on disk when the fetch begins. It asks for more than any one may have.
        let produced = task::spawn(shard.produce(produce_call(-1, &[(own, "not yet seen")])));
        let mut call = fetch_call(&[(own, 0)], 100_000, 60_000);
        call.max_bytes = 50 << 20;
        call.parts.iter_mut().for_each(|part| part.max_bytes = 50 << 20);
        let outcomes = shard.fetch(call).await;
        assert_eq!(values(&outcomes[0]).len(), 2);
        assert!(began.elapsed() >= Duration::from_secs(60), "answered after {:?}", began.elapsed());
        assert_eq!(produced.await.unwrap()[0].error, ErrorCode::None);
        node.stop().await;
    });
}
