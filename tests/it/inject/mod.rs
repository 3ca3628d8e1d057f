//! `beian inject` and `beian snippet`: the commands, and the files that are written.

mod command;
mod files;
mod frames;
mod snippet;
