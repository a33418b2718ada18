//! `DelegationTokenRecord`, api key 10, version 0, flexible.
// Written by ringmain-codegen from Apache Kafka's message schema. Do not edit.

use bytes::{BufMut, BytesMut};

use crate::message::Message;
use crate::primitives::{
    DecodeError, Decoder, EncodeError, UnknownTaggedFields, WireStruct, put_string, put_strings, string_size,
    strings_size,
};

#[derive(Clone, Debug, PartialEq, Default)]
pub struct DelegationTokenRecord {
    /// The delegation token owner.
    pub owner: String,
    /// The delegation token requester.
    pub requester: String,
    /// The principals which can renew this token.
    pub renewers: Vec<String>,
    /// The time at which this timestamp was issued.
    pub issue_timestamp: i64,
    /// The time at which this token cannot be renewed any more.
    pub max_timestamp: i64,
    /// The next time at which this token must be renewed.
    pub expiration_timestamp: i64,
    /// The token id.
    pub token_id: String,
    pub unknown_tagged_fields: UnknownTaggedFields,
}

impl WireStruct for DelegationTokenRecord {
    const MIN_BYTES: usize = 29;

    fn read(d: &mut Decoder, _version: i16) -> Result<Self, DecodeError> {
        Ok(Self {
            owner: d.string(true, "Owner")?,
            requester: d.string(true, "Requester")?,
            renewers: d.strings(true, "Renewers")?,
            issue_timestamp: d.i64("IssueTimestamp")?,
            max_timestamp: d.i64("MaxTimestamp")?,
            expiration_timestamp: d.i64("ExpirationTimestamp")?,
            token_id: d.string(true, "TokenId")?,
            unknown_tagged_fields: d.unknown_tags()?,
        })
    }

    fn write(&self, buf: &mut BytesMut, _version: i16) -> Result<(), EncodeError> {
        put_string(buf, true, &self.owner, "Owner")?;
        put_string(buf, true, &self.requester, "Requester")?;
        put_strings(buf, true, &self.renewers, "Renewers")?;
        buf.put_i64(self.issue_timestamp);
        buf.put_i64(self.max_timestamp);
        buf.put_i64(self.expiration_timestamp);
        put_string(buf, true, &self.token_id, "TokenId")?;
        self.unknown_tagged_fields.write(buf)?;
        Ok(())
    }

    fn size(&self, _version: i16) -> usize {
        let mut size = 24;
        size += string_size(true, &self.owner);
        size += string_size(true, &self.requester);
        size += strings_size(true, &self.renewers);
        size += string_size(true, &self.token_id);
        size += self.unknown_tagged_fields.section_size(0, 0);
        size
    }
}

impl Message for DelegationTokenRecord {
    const NAME: &'static str = "DelegationTokenRecord";
    const MIN_VERSION: i16 = 0;
    const MAX_VERSION: i16 = 0;
    const FIRST_FLEXIBLE_VERSION: Option<i16> = Some(0);
}
