//! Single behaviours of the raft node, by table where there is one.

use super::*;
use ringmain_protocol::uuid::Uuid;

fn replica(id: i32) -> ReplicaKey {
    ReplicaKey::new(id, Uuid::from_halves(9, id as u64))
}

fn endpoint(id: i32) -> Endpoint {
    Endpoint { name: "CONTROLLER".into(), host: format!("host{id}"), port: 9093 }
}

fn voter(key: ReplicaKey) -> Voter {
    Voter { key, endpoints: vec![endpoint(key.id)], min_kraft_version: 0, max_kraft_version: 1 }
}

fn static_voters(count: i32) -> VoterSet {
    VoterSet::new((1..=count).map(|id| voter(ReplicaKey::new(id, Uuid::ZERO))))
}

fn config(id: i32, voters: i32) -> RaftConfig {
    let mut config = RaftConfig::new(replica(id), "c", static_voters(voters), 1);
    config.local_endpoints = vec![endpoint(id)];
    config
}

fn start(id: i32, voters: i32, election: ElectionState, log: DurableLog) -> (RaftNode, Vec<Effect>) {
    RaftNode::new(config(id, voters), 0, election, log)
}

fn vote(candidate: i32, epoch: i32, last_epoch: i32, end_offset: i64, pre_vote: bool) -> VoteRequest {
    VoteRequest {
        cluster_id: Some("c".into()),
        voter: ReplicaKey::new(1, Uuid::ZERO),
        epoch,
        candidate: replica(candidate),
        last_epoch,
        last_epoch_end_offset: end_offset,
        pre_vote,
    }
}

fn answer(effects: &[Effect]) -> Response {
    effects
        .iter()
        .find_map(|e| match e {
            Effect::Respond { response, .. } => Some(response.clone()),
            _ => None,
        })
        .expect("an answer")
}

fn ask(node: &mut RaftNode, now_ms: u64, request: Request) -> Response {
    answer(&node.step(now_ms, Input::Request { token: 1, request }))
}

#[test]
fn a_sole_voter_leads_at_once_and_commits_what_is_durable() {
    let (mut node, effects) = start(1, 1, ElectionState::NONE, DurableLog::default());
    let local = replica(1);
    let leader_change = ControlRecord::LeaderChange {
        leader_id: 1,
        voters: vec![ReplicaKey::new(1, Uuid::ZERO)],
        granting_voters: vec![local],
    };
    let done: Vec<Effect> = effects.into_iter().filter(|e| !matches!(e, Effect::LeaderChanged { .. })).collect();
    assert_eq!(
        done,
        vec![
            Effect::PersistQuorumState(ElectionState { epoch: 1, leader_id: None, voted: Some(local) }),
            Effect::PersistQuorumState(ElectionState { epoch: 1, leader_id: Some(1), voted: Some(local) }),
            Effect::AppendControl { base_offset: 0, epoch: 1, records: vec![leader_change] },
            Effect::BecameLeader { epoch: 1, activate_at: 1 },
        ]
    );
    assert_eq!(node.step(5, Input::Flushed { end_offset: 1 }), vec![Effect::Committed { high_watermark: 1 }]);
    assert_eq!(
        node.step(6, Input::Propose { token: 7, epoch: 1, record_count: 3 }),
        vec![Effect::AppendProposal { token: 7, base_offset: 1, epoch: 1, record_count: 3 }]
    );
    assert_eq!(
        node.step(6, Input::Propose { token: 8, epoch: 0, record_count: 3 }),
        vec![Effect::ProposalRefused { token: 8 }]
    );
    assert_eq!(node.step(9, Input::Flushed { end_offset: 4 }), vec![Effect::Committed { high_watermark: 4 }]);
    assert_eq!(node.log().epochs(), &[(1, 0)]);
}

#[test]
fn a_sole_voter_starts_a_new_epoch_when_it_comes_back() {
    let election = ElectionState { epoch: 3, leader_id: Some(1), voted: None };
    let log = DurableLog { end_offset: 10, epochs: vec![(1, 0), (3, 5)], ..DurableLog::default() };
    let (node, effects) = start(1, 1, election, log);
    assert!(effects.contains(&Effect::BecameLeader { epoch: 4, activate_at: 11 }));
    assert_eq!((node.epoch(), node.log().last_epoch()), (4, 4));
}

#[test]
fn votes_by_table() {
    // Node 1 of three; its log ends at 10 in epoch 2.
    let log = DurableLog { end_offset: 10, epochs: vec![(2, 0)], ..DurableLog::default() };
    let none = ElectionState { epoch: 3, leader_id: None, voted: None };
    let voted_2 = ElectionState { voted: Some(replica(2)), ..none };
    let led_by_3 = ElectionState { leader_id: Some(3), ..none };
    let ok = |granted| (RaftError::None, granted);
    for (what, election, request, expected) in [
        ("as far", none, vote(2, 3, 2, 10, false), ok(true)),
        ("farther", none, vote(2, 4, 2, 11, false), ok(true)),
        ("later epoch, shorter", none, vote(2, 4, 3, 1, false), ok(true)),
        ("shorter", none, vote(2, 4, 2, 9, false), ok(false)),
        ("earlier epoch, longer", none, vote(2, 4, 1, 99, false), ok(false)),
        ("old epoch", none, vote(2, 2, 1, 99, false), (RaftError::FencedLeaderEpoch, false)),
        ("again the same", voted_2, vote(2, 3, 2, 10, false), ok(true)),
        ("another", voted_2, vote(3, 3, 2, 10, false), ok(false)),
        ("another, next epoch", voted_2, vote(3, 4, 2, 10, false), ok(true)),
        ("there is a leader", led_by_3, vote(2, 3, 2, 10, false), ok(false)),
        ("there was a leader", led_by_3, vote(2, 4, 2, 10, false), ok(true)),
        ("pre-vote before the first fetch", led_by_3, vote(2, 3, 2, 10, true), ok(true)),
        ("pre-vote, shorter", none, vote(2, 3, 2, 9, true), ok(false)),
        ("pre-vote though voted", voted_2, vote(3, 3, 2, 10, true), ok(true)),
        ("last epoch not below", none, vote(2, 4, 4, 10, false), (RaftError::InvalidRequest, false)),
        ("negative offset", none, vote(2, 4, 2, -1, false), (RaftError::InvalidRequest, false)),
        (
            "other directory",
            none,
            VoteRequest { voter: ReplicaKey::new(1, Uuid::ONE), ..vote(2, 4, 2, 10, false) },
            (RaftError::InvalidVoterKey, false),
        ),
        (
            "other cluster",
            none,
            VoteRequest { cluster_id: Some("d".into()), ..vote(2, 4, 2, 10, false) },
            (RaftError::InconsistentClusterId, false),
        ),
    ] {
        let (mut node, _) = start(1, 3, election, log.clone());
        let Response::Vote(response) = ask(&mut node, 1, Request::Vote(request)) else { panic!("{what}") };
        assert_eq!((response.error, response.granted), expected, "{what}");
    }
}

#[test]
fn a_vote_is_persisted_before_it_is_given() {
    let (mut node, _) = start(1, 3, ElectionState::NONE, DurableLog::default());
    let effects = node.step(1, Input::Request { token: 1, request: Request::Vote(vote(2, 5, 0, 0, false)) });
    let persisted = effects
        .iter()
        .position(|e| matches!(e, Effect::PersistQuorumState(s) if s.voted == Some(replica(2)) && s.epoch == 5));
    let answered = effects.iter().position(|e| matches!(e, Effect::Respond { .. }));
    assert!(persisted < answered && persisted.is_some());
}

fn fetch(replica: ReplicaKey, epoch: i32, fetch_offset: i64, last_fetched_epoch: i32) -> FetchRequest {
    FetchRequest {
        cluster_id: Some("c".into()),
        replica,
        epoch,
        fetch_offset,
        last_fetched_epoch,
        high_watermark: i64::MAX,
        max_wait_ms: 100,
        max_bytes: 1000,
    }
}

fn fetch_answer(effects: &[Effect]) -> Option<(FetchHead, Option<i64>)> {
    effects.iter().find_map(|e| match e {
        Effect::RespondFetch { head, read_from, .. } => Some((head.clone(), *read_from)),
        _ => None,
    })
}

fn sole_leader() -> RaftNode {
    let (mut node, _) = start(1, 1, ElectionState::NONE, DurableLog::default());
    node.step(1, Input::Flushed { end_offset: 1 });
    node
}

#[test]
fn fetches_by_table() {
    let observer = replica(5);
    for (what, request, expected) in [
        ("records", fetch(observer, 1, 0, 0), (RaftError::None, Some(0))),
        ("old epoch", fetch(observer, 0, 0, 0), (RaftError::FencedLeaderEpoch, None)),
        ("later epoch", fetch(observer, 2, 0, 0), (RaftError::UnknownLeaderEpoch, None)),
        ("negative", fetch(observer, 1, -1, 0), (RaftError::InvalidRequest, None)),
    ] {
        let mut node = sole_leader();
        let effects = node.step(2, Input::Request { token: 1, request: Request::Fetch(request) });
        let (head, read_from) = fetch_answer(&effects).expect(what);
        assert_eq!((head.error, read_from), expected, "{what}");
        assert_eq!((head.epoch, head.leader_id), (1, Some(1)), "{what}");
    }
    let mut node = sole_leader();
    let effects = node.step(2, Input::Request { token: 1, request: Request::Fetch(fetch(observer, 1, 9, 1)) });
    let (head, _) = fetch_answer(&effects).unwrap();
    assert_eq!(head.diverging, Some(OffsetAndEpoch { offset: 1, epoch: 1 }));
}

#[test]
fn a_fetch_at_the_end_waits_for_records_for_the_high_watermark_or_for_time() {
    let observer = replica(5);
    let hold = |node: &mut RaftNode, high_watermark| {
        let request = FetchRequest { high_watermark, ..fetch(observer, 1, 1, 1) };
        node.step(2, Input::Request { token: 9, request: Request::Fetch(request) })
    };
    let mut node = sole_leader();
    let effects = hold(&mut node, i64::MAX);
    assert_eq!(fetch_answer(&effects), None);
    assert!(effects.contains(&Effect::SetTimer { at_ms: 102 }));
    let effects = node.step(3, Input::Propose { token: 1, epoch: 1, record_count: 1 });
    assert_eq!(fetch_answer(&effects).unwrap().1, Some(1));

    let mut node = sole_leader();
    hold(&mut node, i64::MAX);
    assert_eq!(fetch_answer(&node.step(101, Input::Timer)), None);
    assert_eq!(fetch_answer(&node.step(102, Input::Timer)).unwrap().1, None);

    let mut node = sole_leader();
    assert_eq!(fetch_answer(&hold(&mut node, 0)).unwrap().0.high_watermark, 1, "newer than the follower's");
}

#[test]
fn static_quorums_do_not_change_voters() {
    let mut node = sole_leader();
    let add = AddVoterRequest { cluster_id: None, voter: voter(replica(2)) };
    let remove = RemoveVoterRequest { cluster_id: None, voter: replica(1) };
    let update = UpdateVoterRequest { cluster_id: None, epoch: 1, voter: voter(replica(1)) };
    for request in [Request::AddVoter(add), Request::RemoveVoter(remove), Request::UpdateVoter(update)] {
        match ask(&mut node, 3, request) {
            Response::AddVoter(r) | Response::RemoveVoter(r) | Response::UpdateVoter(r) => {
                assert_eq!(r.error, RaftError::UnsupportedVersion);
            }
            other => panic!("{other:?}"),
        }
    }
}

/// As `kafka-storage format --standalone` leaves it: kraft.version and voters in the bootstrap checkpoint.
fn standalone() -> RaftNode {
    let log = DurableLog {
        kraft_versions: vec![(-1, 1)],
        voters: vec![(-1, VoterSet::new([voter(replica(1))]))],
        ..DurableLog::default()
    };
    let mut config = config(1, 0);
    config.static_voters = VoterSet::default();
    let (mut node, effects) = RaftNode::new(config, 0, ElectionState::NONE, log);
    let written = effects.iter().find_map(|e| match e {
        Effect::AppendControl { records, .. } => Some(records.clone()),
        _ => None,
    });
    assert!(matches!(
        written.as_deref(),
        Some([ControlRecord::LeaderChange { .. }, ControlRecord::KRaftVersion(1), ControlRecord::Voters(_)])
    ));
    assert!(effects.contains(&Effect::BecameLeader { epoch: 1, activate_at: 3 }));
    node.step(1, Input::Flushed { end_offset: 3 });
    node
}

#[test]
fn a_dynamic_quorum_adds_and_removes_voters() {
    let mut node = standalone();
    let add = || Request::AddVoter(AddVoterRequest { cluster_id: None, voter: voter(replica(2)) });
    let Response::AddVoter(lagging) = ask(&mut node, 2, add()) else { panic!() };
    assert_eq!(lagging.error, RaftError::RequestTimedOut, "it has never fetched");
    node.step(3, Input::Request { token: 5, request: Request::Fetch(fetch(replica(2), 1, 3, 1)) });
    let effects = node.step(4, Input::Request { token: 6, request: add() });
    assert!(effects.iter().any(|e| matches!(e, Effect::AppendControl { base_offset: 3, .. })));
    assert!(!effects.iter().any(|e| matches!(e, Effect::Respond { token: 6, .. })), "not before it commits");
    // Two voters now: the leader's own copy is no majority.
    assert!(!node.step(5, Input::Flushed { end_offset: 4 }).contains(&Effect::Committed { high_watermark: 4 }));
    let effects = node.step(6, Input::Request { token: 7, request: Request::Fetch(fetch(replica(2), 1, 4, 1)) });
    assert!(effects.contains(&Effect::Committed { high_watermark: 4 }));
    assert!(effects.iter().any(
        |e| matches!(e, Effect::Respond { token: 6, response: Response::AddVoter(r) } if r.error == RaftError::None)
    ));
    let Response::AddVoter(twice) = ask(&mut node, 7, add()) else { panic!() };
    assert_eq!(twice.error, RaftError::DuplicateVoter);

    // The leader removes itself: it leads until that is committed.
    let remove = Request::RemoveVoter(RemoveVoterRequest { cluster_id: None, voter: replica(1) });
    node.step(8, Input::Request { token: 8, request: remove });
    node.step(9, Input::Flushed { end_offset: 5 });
    assert!(node.is_leader());
    let effects = node.step(10, Input::Request { token: 9, request: Request::Fetch(fetch(replica(2), 1, 5, 1)) });
    assert!(effects.contains(&Effect::LostLeadership { epoch: 1 }));
    assert!(!node.is_leader());
}

#[test]
fn kraft_version_can_be_raised() {
    let mut node = sole_leader();
    let effects = node.step(2, Input::UpgradeKRaftVersion { token: 3, level: 1 });
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::AppendControl { base_offset: 1, records, .. } if records.len() == 2))
    );
    assert_eq!(
        node.step(3, Input::Flushed { end_offset: 3 }),
        vec![
            Effect::Committed { high_watermark: 3 },
            Effect::KRaftVersionUpgraded { token: 3, error: RaftError::None }
        ]
    );
    assert!(node.log().voters().contains(&replica(1)) && node.log().kraft_version() == 1);
}

#[test]
fn a_log_that_ends_before_its_snapshot_begins_anew_after_it() {
    let id = OffsetAndEpoch { offset: 20, epoch: 2 };
    let log =
        DurableLog { end_offset: 10, epochs: vec![(2, 0)], latest_snapshot: Some((id, 100)), ..DurableLog::default() };
    let (node, effects) = start(1, 3, ElectionState { epoch: 2, leader_id: None, voted: None }, log);
    assert_eq!(effects[..2], [Effect::RestartLog { at: id }, Effect::Committed { high_watermark: 20 }]);
    assert_eq!((node.log().end_offset(), node.log().last_epoch()), (20, 2));
}

#[test]
fn a_leader_asking_to_cut_committed_records_stops_the_node() {
    let election = ElectionState { epoch: 3, leader_id: Some(2), voted: None };
    let log = DurableLog { end_offset: 10, epochs: vec![(2, 0)], ..DurableLog::default() };
    let (mut node, effects) = start(1, 3, election, log);
    let sent = |effects: &[Effect]| {
        effects.iter().find_map(|e| match e {
            Effect::Send { correlation, request: Request::Fetch(_), .. } => Some(*correlation),
            _ => None,
        })
    };
    let head = |high_watermark, diverging| FetchHead {
        error: RaftError::None,
        epoch: 3,
        leader_id: Some(2),
        leader_endpoints: vec![endpoint(2)],
        high_watermark,
        log_start_offset: 0,
        diverging,
        snapshot: None,
    };
    let response = |correlation, head| Input::Response { correlation, response: Response::Fetch(head, Vec::new()) };
    let effects = node.step(1, response(sent(&effects).unwrap(), head(8, None)));
    assert!(effects.contains(&Effect::Committed { high_watermark: 8 }));
    let cut = Some(OffsetAndEpoch { offset: 5, epoch: 2 });
    let effects = node.step(2, response(sent(&effects).unwrap(), head(8, cut)));
    assert!(effects.iter().any(|e| matches!(e, Effect::Halt { .. })));
    assert!(!effects.iter().any(|e| matches!(e, Effect::TruncateTo { .. })));
}

#[test]
fn a_leader_that_hears_of_no_majority_resigns() {
    let (mut node, _) = start(1, 3, ElectionState::NONE, DurableLog::default());
    let mut now_ms = 0;
    let mut correlations = Vec::new();
    while !node.is_leader() {
        now_ms += 1;
        let effects = node.step(now_ms, Input::Timer);
        correlations.extend(effects.iter().filter_map(|e| match e {
            Effect::Send { correlation, request: Request::Vote(v), .. } => Some((*correlation, v.epoch)),
            _ => None,
        }));
        if let Some((correlation, epoch)) = correlations.pop() {
            let granted = VoteResponse { error: RaftError::None, epoch, leader_id: None, granted: true };
            let effects = node.step(now_ms, Input::Response { correlation, response: Response::Vote(granted) });
            correlations.extend(effects.iter().filter_map(|e| match e {
                Effect::Send { correlation, request: Request::Vote(v), .. } => Some((*correlation, v.epoch)),
                _ => None,
            }));
        }
        assert!(now_ms < 10_000);
    }
    let led_ms = now_ms;
    node.step(led_ms + 2_999, Input::Timer);
    assert!(node.is_leader());
    let effects = node.step(led_ms + 3_000, Input::Timer);
    assert!(effects.contains(&Effect::LostLeadership { epoch: node.epoch() }));
    assert!(effects.iter().any(|e| matches!(e, Effect::Send { request: Request::EndQuorumEpoch(_), .. })));
}

#[test]
fn shutdown_hands_over_and_says_when_done() {
    let mut node = sole_leader();
    let effects = node.step(5, Input::Shutdown);
    assert!(effects.contains(&Effect::ShutdownComplete));
    assert!(effects.contains(&Effect::LostLeadership { epoch: 1 }));
}
