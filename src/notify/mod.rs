//! What people are told, and how it reaches them: items (what is due, new, gone, mended) minus what a channel was told
//! already are a digest; a digest is recorded in the ledger, then sent in the channel's own form until it is taken.
//!
//! Plain data and pure functions of it are `item`, `due_state`, `choose`, `plan`, `words`, `digest`, `message`, `channel`,
//! `answer`, `log`, `night` and `result`. `secrets` and `attachments` read files; `address`, `send`, `mail` and `ping` use the
//! network; `gather`, `preview`, `run`, `courier` and `drop_messages` use the ledger, and `lock` a file beside it. Today and the
//! environment are handed in; of the clock only the time that has passed since is read (`options`).

mod address;
mod answer;
mod attachments;
mod channel;
mod choose;
mod courier;
mod digest;
mod drop_messages;
mod due_state;
mod error;
mod gather;
mod item;
mod lock;
mod log;
mod mail;
mod message;
mod night;
mod options;
mod ping;
mod plan;
mod preview;
mod result;
mod run;
mod secrets;
mod send;
mod test_message;
mod words;

pub use drop_messages::{DropChoice, DropError, drop_messages};
pub use error::Error;
pub use gather::{GatherInputs, gather};
pub use item::Items;
pub use lock::{Task, TaskLock};
pub use log::{log_lines, write_result};
pub use night::{Night, NightAudit, NightEnd, NightPlan, NightStep};
pub use options::{Moment, RunOptions};
pub use ping::ping;
pub use plan::Hold;
pub use preview::preview_all;
pub use result::{ChannelResult, NotifyResult};
pub use run::run;
pub use secrets::Environment;
pub use test_message::send_test;
