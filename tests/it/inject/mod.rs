//! `beian inject`: the command, and the files that it writes.

mod command;
mod files;
