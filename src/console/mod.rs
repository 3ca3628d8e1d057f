//! What a person sees of a run besides its result: in which language, colours and width a program speaks, its progress, its
//! log, what is wrong with a command line, and the questions that it asks. What the environment says and what streams are is
//! handed in.

mod dialogue;
mod dossier_questions;
mod log;
mod look;
mod pipe;
mod progress;
mod usage;

pub use dialogue::Dialogue;
pub use dossier_questions::DossierAnswers;
pub use log::{LOG_VARIABLE, log_filter, log_rooms, start_log};
pub use look::{Look, asked_language, has_colour, language, prose_width};
pub use pipe::ForgivingPipe;
pub use progress::RunProgress;
pub use usage::{UsageFault, ValueFault};
