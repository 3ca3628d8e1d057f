//! What can happen to a site in the filing process.

/// An event that starts or ends a clock. The names are a contract (command line and ledger).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    /// The ICP filing was approved.
    IcpApproved,
    /// The site opened to the public.
    Opened,
    /// The police filing was handed in.
    PoliceSubmitted,
    /// The police filing was approved.
    PoliceApproved,
}

impl Event {
    /// The name used on the command line, in JSON and in the ledger.
    pub const fn name(self) -> &'static str {
        match self {
            Self::IcpApproved => "icp-approved",
            Self::Opened => "opened",
            Self::PoliceSubmitted => "police-submitted",
            Self::PoliceApproved => "police-approved",
        }
    }
}
