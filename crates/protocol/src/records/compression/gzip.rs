//! gzip (RFC 1952): members with raw deflate inside. Header and trailer are read and written here, so that one inflater serves
//! every batch. Bytes after the last member are ignored, as Kafka ignores them.

use super::{DecodeError, ENDS_EARLY, take, take_array};
use crc_fast::CrcAlgorithm::Crc32IsoHdlc;
use flate2::{Compress, Decompress, FlushCompress, FlushDecompress, Status};

const MAGIC: [u8; 2] = [0x1f, 0x8b];
const DEFLATE: u8 = 8;
/// As Java writes it: no flags, no time, unknown operating system.
const HEADER: [u8; 10] = [0x1f, 0x8b, DEFLATE, 0, 0, 0, 0, 0, 0, 0xff];

const HAS_CHECKSUM: u8 = 2;
const HAS_EXTRA: u8 = 4;
const HAS_NAME: u8 = 8;
const HAS_COMMENT: u8 = 16;

#[derive(Default)]
pub struct Encoder {
    deflate: Option<(i32, Compress)>,
}

impl Encoder {
    pub fn encode(&mut self, level: i32, input: &[u8], out: &mut Vec<u8>) -> Result<(), &'static str> {
        if self.deflate.as_ref().is_none_or(|(of, _)| *of != level) {
            let wanted = u32::try_from(level).map_or(flate2::Compression::default(), flate2::Compression::new);
            self.deflate = Some((level, Compress::new(wanted, false)));
        }
        let Some((_, deflate)) = &mut self.deflate else { return Err("no deflater") };
        deflate.reset();
        out.extend_from_slice(&HEADER);
        loop {
            out.reserve((input.len() / 2).max(1024));
            let at = usize::try_from(deflate.total_in()).unwrap_or(usize::MAX);
            let rest = input.get(at..).unwrap_or_default();
            match deflate.compress_vec(rest, out, FlushCompress::Finish) {
                Ok(Status::StreamEnd) => break,
                Ok(_) => {}
                Err(_) => return Err("deflate refused"),
            }
        }
        out.extend_from_slice(&crc_fast::crc32_iso_hdlc(input).to_le_bytes());
        out.extend_from_slice(&(input.len() as u32).to_le_bytes());
        Ok(())
    }
}

enum At {
    Header,
    Body,
    End,
}

pub struct Decoder<'d, 'i> {
    inflate: &'d mut Decompress,
    input: &'i [u8],
    at: At,
    crc: crc_fast::Digest,
    size: u32,
}

impl<'d, 'i> Decoder<'d, 'i> {
    pub fn new(inflate: &'d mut Option<Decompress>, input: &'i [u8]) -> Self {
        Self {
            inflate: inflate.get_or_insert_with(|| Decompress::new(false)),
            input,
            at: At::Header,
            crc: crc_fast::Digest::new(Crc32IsoHdlc),
            size: 0,
        }
    }

    pub fn read(&mut self, out: &mut [u8]) -> Result<usize, DecodeError> {
        loop {
            match self.at {
                At::End => return Ok(0),
                At::Header => {
                    read_header(&mut self.input)?;
                    self.inflate.reset(false);
                    self.crc.reset();
                    self.size = 0;
                    self.at = At::Body;
                }
                At::Body => {
                    let (consumed_before, produced_before) = (self.inflate.total_in(), self.inflate.total_out());
                    let status = self
                        .inflate
                        .decompress(self.input, out, FlushDecompress::None)
                        .map_err(|_| DecodeError::Corrupt("the deflate stream is malformed"))?;
                    let consumed = (self.inflate.total_in() - consumed_before) as usize;
                    let produced = (self.inflate.total_out() - produced_before) as usize;
                    take(&mut self.input, consumed)?;
                    self.crc.update(out.get(..produced).unwrap_or_default());
                    self.size = self.size.wrapping_add(produced as u32);
                    if matches!(status, Status::StreamEnd) {
                        self.end_member()?;
                    } else if produced == 0 && (consumed == 0 || self.input.is_empty()) {
                        return Err(ENDS_EARLY.into());
                    }
                    if produced > 0 {
                        return Ok(produced);
                    }
                }
            }
        }
    }

    fn end_member(&mut self) -> Result<(), DecodeError> {
        let crc = u32::from_le_bytes(take_array(&mut self.input)?);
        let size = u32::from_le_bytes(take_array(&mut self.input)?);
        if u64::from(crc) != self.crc.finalize() {
            return Err("its checksum does not match".into());
        }
        if size != self.size {
            return Err("its size does not match".into());
        }
        self.at = if self.input.starts_with(&MAGIC) { At::Header } else { At::End };
        Ok(())
    }
}

fn read_header(input: &mut &[u8]) -> Result<(), DecodeError> {
    let [m0, m1, method, flags, ..] = take_array::<10>(input)?;
    if [m0, m1] != MAGIC {
        return Err("it does not begin as gzip".into());
    }
    if method != DEFLATE {
        return Err("its method is not deflate".into());
    }
    if flags & HAS_EXTRA != 0 {
        let size = u16::from_le_bytes(take_array(input)?);
        take(input, usize::from(size))?;
    }
    for string in [HAS_NAME, HAS_COMMENT] {
        if flags & string != 0 {
            let end = input.iter().position(|&b| b == 0).ok_or(DecodeError::Corrupt(ENDS_EARLY))?;
            take(input, end + 1)?;
        }
    }
    if flags & HAS_CHECKSUM != 0 {
        take(input, 2)?;
    }
    Ok(())
}
