//! The texts that the rules rest on: those of [`crate::domain::law`].

pub(super) use crate::domain::law::*;
