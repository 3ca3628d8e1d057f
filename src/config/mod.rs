//! `beian.toml`: raw tables → configuration; unknown keys are refused, errors point at the line.
