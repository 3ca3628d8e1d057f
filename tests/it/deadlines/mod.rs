//! `beian deadlines`: the ledger, and the calendar made from it.

mod calendar;
mod commands;
mod full_disk;
mod ledger;
mod table;
