//! `beian schema`.

use clap::Args;

use crate::report::json;

use super::{Error, Exit, World};

/// Print the JSON Schema of `beian audit --format json`
#[derive(Args, Debug)]
pub(super) struct Schema {}

impl Schema {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let Self {} = self;
        world.out.write_all(json::schema().as_bytes())?;
        Ok(Exit::Clean)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn the_schema_is_json_and_names_the_keys_of_the_contract() {
        let done = Bench::new().run(&["schema"]);
        assert_eq!(done.exit, Exit::Clean);
        let schema: serde_json::Value = serde_json::from_str(&done.out).unwrap();
        assert!(schema["properties"]["schema_version"].is_object());
        assert!(schema["properties"]["sites"].is_object());
    }
}
