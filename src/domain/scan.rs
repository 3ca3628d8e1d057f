//! Finds filings in a line of text.
//!
//! A line is what a reader sees between two block boundaries. Numbers are never found inside a longer run of
//! digits, and the neighbours of FACTS §1.5 (culture licences, algorithm filings, site codes …) are never taken for
//! filings.

use std::ops::Range;

use super::icp_number::IcpNumber;
use super::licence::Licence;
use super::police_number::PoliceNumber;

/// Something found in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Byte range in the line, from the province character (or the label it needs) to the suffix.
    pub range: Range<usize>,
    /// Byte range of the body digits: the part that decides which link counts.
    pub digits: Range<usize>,
    /// What it is.
    pub number: Number,
}

/// A number of one of the kinds that the audit knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Number {
    /// 京ICP备12345678号-1
    Icp(IcpNumber),
    /// 京公网安备11010502030143号
    Police(PoliceNumber),
    /// 京ICP证030173号, 浙B2-20080101
    Licence(Licence),
    /// A fan registry's number (萌ICP备20259514号) as written: never a filing.
    Joke(String),
}

/// All numbers of a line, in order, not overlapping.
pub fn scan(_line: &str) -> Vec<Found> {
    todo!("domain")
}
