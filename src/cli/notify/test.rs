//! `beian notify test CHANNEL`.

use clap::Args;

use crate::config::{declared_channels, named_channel};
use crate::engine::{LedgerContext, Runtime};
use crate::notify::{Moment, send_test};
use crate::report::escape;

use super::super::{Error, Exit, World};

/// Send a test to a channel; nothing is recorded
#[derive(Args, Debug)]
pub(super) struct TestArgs {
    /// The channel's name
    channel: String,
}

impl TestArgs {
    pub(super) fn run(self, context: &LedgerContext, world: &mut World<'_>) -> Result<Exit, Error> {
        let keys = declared_channels(context.config.as_ref())?;
        let channel = named_channel(keys, &self.channel)?;
        let moment = Moment::new(world.now, context.today);
        let (runtime, lang) = (Runtime::new()?, world.look.lang);
        let sent = {
            let env = |name: &str| world.named_variable(name);
            runtime.handle().block_on(send_test(channel, lang, &moment, &env))
        };
        let (text, to, exit) = match sent {
            Ok(text) => (text, &mut *world.out, Exit::Clean),
            Err(text) => (text, &mut *world.err, Exit::Findings),
        };
        writeln!(to, "{}", escape::line(text.get(lang)))?;
        Ok(exit)
    }
}
