//! What is said: the report's model (the JSON contract) and one file a format.

pub mod model;
