//! Changes of configurations.

use super::*;

const SET: i8 = 0;
const DELETE: i8 = 1;
const APPEND: i8 = 2;
const SUBTRACT: i8 = 3;

fn alter(
    cluster: &mut Cluster,
    resource_type: i8,
    resource: &str,
    changes: &[(i8, &str, Option<&str>)],
) -> (i16, String, Vec<String>) {
    let configs = changes
        .iter()
        .map(|(config_operation, name, value)| incremental_alter_configs_request::AlterableConfig {
            name: (*name).into(),
            config_operation: *config_operation,
            value: value.map(str::to_owned),
            ..Default::default()
        })
        .collect();
    let resources = vec![incremental_alter_configs_request::AlterConfigsResource {
        resource_type,
        resource_name: resource.into(),
        configs,
        ..Default::default()
    }];
    let before = cluster.log.len();
    let request = IncrementalAlterConfigsRequest { resources, ..Default::default() };
    let Response::IncrementalAlterConfigs(response) = cluster.ask(Request::IncrementalAlterConfigs(request)) else {
        panic!()
    };
    let written = cluster.log[before..]
        .iter()
        .map(|(record, _)| match record {
            MetadataRecord::Config(r) => format!("{}={}", r.name, r.value.as_deref().unwrap_or("null")),
            MetadataRecord::ClearElr(r) => format!("clear elr '{}'", r.topic_name),
            other => other.name().to_owned(),
        })
        .collect();
    let result = &response.responses[0];
    (result.error_code, result.error_message.clone().unwrap_or_default(), written)
}

#[test]
fn configurations_are_altered_as_kafka_alters_them() {
    let mut cluster = Cluster::with_brokers(1);
    cluster.create(topic("t", 1, 1));
    const T: i8 = ConfigResource::TOPIC;
    const B: i8 = ConfigResource::BROKER;
    let config = ErrorCode::InvalidConfig;
    let request = ErrorCode::InvalidRequest;
    type Row<'a> = (i8, &'a str, Vec<(i8, &'a str, Option<&'a str>)>, ErrorCode, &'a str, &'a [&'a str]);
    let table: Vec<Row<'_>> = vec![
        (T, "t", vec![(SET, "retention.ms", Some("5000"))], ErrorCode::None, "", &["retention.ms=5000"]),
        (
            T,
            "t",
            vec![(SET, "retention.ms", Some("x"))],
            config,
            "Invalid value x for configuration retention.ms: Not a number of type LONG",
            &[],
        ),
        (T, "t", vec![(SET, "nope", Some("x"))], config, "Unknown topic config name: nope", &[]),
        (T, "t", vec![(DELETE, "nope", Some(""))], ErrorCode::None, "", &[]),
        (T, "t", vec![(DELETE, "retention.ms", None)], ErrorCode::None, "", &["retention.ms=null"]),
        (T, "t", vec![(DELETE, "retention.ms", None)], ErrorCode::None, "", &[]),
        (
            T,
            "t",
            vec![(APPEND, "cleanup.policy", Some("compact"))],
            ErrorCode::None,
            "",
            &["cleanup.policy=delete,compact"],
        ),
        (T, "t", vec![(APPEND, "cleanup.policy", Some("compact"))], ErrorCode::None, "", &[]),
        (T, "t", vec![(SUBTRACT, "cleanup.policy", Some("delete"))], ErrorCode::None, "", &["cleanup.policy=compact"]),
        (T, "t", vec![(SUBTRACT, "cleanup.policy", Some("zzz"))], ErrorCode::None, "", &[]),
        (
            T,
            "t",
            vec![(APPEND, "retention.ms", Some("1"))],
            config,
            "Can't APPEND to key retention.ms because its type is not LIST.",
            &[],
        ),
        (T, "t", vec![(SUBTRACT, "cleanup.policy", Some("compact"))], ErrorCode::None, "", &["cleanup.policy="]),
        (T, "t", vec![(SET, "retention.ms", None)], request, "Null value not supported for : retention.ms", &[]),
        (
            T,
            "t",
            vec![(SET, "retention.ms", Some("1")), (SET, "retention.ms", Some("2"))],
            request,
            "Error due to duplicate config keys",
            &[],
        ),
        (
            T,
            "t",
            vec![(SET, "segment.bytes", Some("2000000")), (SET, "flush.ms", Some("10"))],
            ErrorCode::None,
            "",
            &["segment.bytes=2000000", "flush.ms=10"],
        ),
        (T, "t", vec![(SET, "segment.bytes", Some("2000000"))], ErrorCode::None, "", &[]),
        (
            T,
            "t",
            vec![(SET, "min.insync.replicas", Some("2"))],
            ErrorCode::None,
            "",
            &["min.insync.replicas=2", "clear elr 't'"],
        ),
        (
            T,
            "missing",
            vec![(SET, "retention.ms", Some("1"))],
            ErrorCode::UnknownTopicOrPartition,
            "The topic 'missing' does not exist.",
            &[],
        ),
        (T, "", vec![(SET, "retention.ms", Some("1"))], request, "Default topic resources are not allowed.", &[]),
        (B, "1", vec![(SET, "num.io.threads", Some("9"))], ErrorCode::None, "", &["num.io.threads=9"]),
        (B, "1", vec![(SET, "num.io.threads", Some("9"))], ErrorCode::None, "", &["num.io.threads=9"]),
        (B, "", vec![(SET, "log.retention.ms", Some("88888"))], ErrorCode::None, "", &["log.retention.ms=88888"]),
        (
            B,
            "9",
            vec![(SET, "log.cleaner.threads", Some("1"))],
            ErrorCode::BrokerIdNotRegistered,
            "No broker with id 9 found.",
            &[],
        ),
        (B, "", vec![(SET, "node.id", Some("4"))], request, "Cannot update these configs dynamically: [node.id]", &[]),
        (
            B,
            "1",
            vec![(SET, "broker.rack", Some("x"))],
            request,
            "Cannot update these configs dynamically: [broker.rack]",
            &[],
        ),
        (
            B,
            "",
            vec![(SET, "listeners", Some("PLAINTEXT://:1"))],
            request,
            "Cannot update these configs at default cluster level, broker id must be specified: [listeners]",
            &[],
        ),
        (
            B,
            "1",
            vec![(SET, "listeners", Some("PLAINTEXT://:1"))],
            request,
            "listeners cannot change while the broker runs: change its file and restart it",
            &[],
        ),
        (
            B,
            "",
            vec![(SET, "max.connections.per.ip.overrides", Some("h:x"))],
            request,
            "Invalid value h:x for configuration max.connections.per.ip.overrides: \"h:x\" is not host:number",
            &[],
        ),
        (
            B,
            "1",
            vec![(SET, "listener.name.a.max.connections", Some("-1"))],
            request,
            "Invalid value -1 for configuration listener.name.a.max.connections: Value must be at least 0",
            &[],
        ),
        (B, "1", vec![(SET, "nope", Some("1"))], ErrorCode::None, "", &["nope=1"]),
        (
            B,
            "",
            vec![(SET, "log.cleaner.threads", Some("x"))],
            request,
            "Invalid value x for configuration log.cleaner.threads: Not a number of type INT",
            &[],
        ),
        (
            B,
            "",
            vec![(SET, "log.cleaner.threads", Some("-1"))],
            request,
            "Invalid value -1 for configuration log.cleaner.threads: Value must be at least 0",
            &[],
        ),
        (
            B,
            "1",
            vec![(SET, "min.insync.replicas", Some("2"))],
            config,
            "Broker-level min.insync.replicas cannot be altered while ELR is enabled.",
            &[],
        ),
        (
            B,
            "",
            vec![(DELETE, "min.insync.replicas", None)],
            config,
            "Cluster-level min.insync.replicas cannot be removed while ELR is enabled.",
            &[],
        ),
        (
            B,
            "",
            vec![(SET, "min.insync.replicas", Some("2"))],
            ErrorCode::None,
            "",
            &["min.insync.replicas=2", "clear elr ''"],
        ),
        (16, "m", vec![(SET, "interval.ms", Some("1000"))], ErrorCode::None, "", &["interval.ms=1000"]),
        (16, "m", vec![(SET, "nope", Some("1000"))], request, "Unknown client metrics configuration: nope", &[]),
        (
            32,
            "g",
            vec![(SET, "consumer.session.timeout.ms", Some("50000"))],
            ErrorCode::None,
            "",
            &["consumer.session.timeout.ms=50000"],
        ),
        (
            32,
            "g",
            vec![(SET, "consumer.session.timeout.ms", Some("1"))],
            config,
            "consumer.session.timeout.ms must be greater than or equal to group.consumer.min.session.timeout.ms",
            &[],
        ),
        (32, "g", vec![(SET, "nope", Some("1"))], config, "Unknown group config name: nope", &[]),
    ];
    for (resource_type, resource, changes, code, message, written) in table {
        let (found_code, found_message, found) = alter(&mut cluster, resource_type, resource, &changes);
        let what = format!("{resource_type} {resource:?} {changes:?}");
        assert_eq!((found_code, found_message.as_str()), (i16::from(code), message), "{what}");
        assert_eq!(found, written, "{what}");
    }
}
