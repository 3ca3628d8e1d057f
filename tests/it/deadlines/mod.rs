//! `beian deadlines`: the ledger, and the calendar made from it.

mod calendar;
mod ledger;
