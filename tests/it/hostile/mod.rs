//! Input made to harm: damaged bytes, and sites that are hostile, broken or odd.

mod garbage;
mod sites;
