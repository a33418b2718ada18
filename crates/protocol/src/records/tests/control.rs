//! Control records: keys and transaction markers.

use super::super::control::*;

#[test]
fn a_key_is_its_version_and_type() {
    for id in 0..=6 {
        let kind = ControlRecordType::from_id(id);
        assert_eq!(kind.key(), [0, 0, 0, id as u8]);
        assert_eq!(ControlRecordType::parse_key(Some(&kind.key())), Ok(kind));
    }
    assert_eq!(ControlRecordType::parse_key(Some(&[0, 0, 0, 7])), Ok(ControlRecordType::Unknown(7)));
    assert_eq!(
        ControlRecordType::parse_key(Some(&[0, 9, 0, 1, 5, 5])),
        Ok(ControlRecordType::Commit),
        "a later version"
    );
    for bad in [None, Some(&[][..]), Some(&[0, 0, 0]), Some(&[0xff, 0xff, 0, 1])] {
        assert!(ControlRecordType::parse_key(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn a_marker_has_the_coordinators_epoch() {
    let marker = EndTransactionMarker { coordinator_epoch: 11 };
    assert_eq!(marker.value(), [0, 0, 0, 0, 0, 11]);
    assert_eq!(EndTransactionMarker::parse_value(Some(&marker.value())), Ok(marker));
    assert_eq!(EndTransactionMarker::parse_value(Some(&[0, 3, 0, 0, 0, 11, 1])), Ok(marker), "a later version");
    for bad in [None, Some(&[0, 0, 0, 0, 0][..]), Some(&[0xff, 0xff, 0, 0, 0, 11])] {
        assert!(EndTransactionMarker::parse_value(bad).is_err(), "{bad:?}");
    }
}
