//! Acknowledgements, as Kafka's setting `acks` has them.

use clap::ValueEnum;

/// When a batch counts as written.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acks {
    /// Not asked for.
    #[value(name = "0")]
    None,
    /// The leader has written it.
    #[value(name = "1")]
    Leader,
    /// Every in-sync replica has it.
    #[value(name = "all", alias = "-1")]
    All,
}

impl Acks {
    /// As a produce request has it.
    pub fn code(self) -> i16 {
        match self {
            Acks::None => 0,
            Acks::Leader => 1,
            Acks::All => -1,
        }
    }
}
