//! Docs, READMEs and samples say what the program does. `UPDATE=1 cargo test --test it docs::` rewrites what is generated.

mod agency_guide;
mod committed;
mod deadlines_guide;
mod filings;
mod generated;
mod inject_guide;
mod pipeline_guide;
mod readme;
mod samples;
mod schemas;
