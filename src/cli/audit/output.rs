//! Where the reports go, and that they destroy nothing that the audit reads.

use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::domain::date::Date;
use crate::engine::{AuditInputs, AuditOutputs, OutputRequest};
use crate::folder::NamedFile;
use crate::report::Style;

use super::super::{Error, World};
use super::args::{AuditArgs, ReportArgs};

impl ReportArgs {
    /// The reports that the options and `[report]` of the configuration ask for.
    pub(in crate::cli) fn outputs(
        &self,
        config: Option<&Config>,
        today: Date,
        world: &World<'_>,
    ) -> Result<AuditOutputs, Error> {
        let mut outputs = AuditOutputs::new(OutputRequest {
            format: self.format,
            output: self.output.as_deref(),
            reports: &self.reports,
            cwd: &world.cwd,
            today,
            style: Style {
                colour: world.look.out_colour,
                to_file: world.out_is_file,
                ..world.style()
            },
            is_terminal: world.out_is_terminal,
        })?;
        outputs.sign(self.audience, config.map(|config| &config.report))?;
        Ok(outputs)
    }
}

/// Refuses outputs that would destroy something. `targets` are the files and folders that are audited.
pub(super) fn check_apart(
    audit: &AuditArgs,
    outputs: &AuditOutputs,
    targets: &[PathBuf],
    config: Option<&Config>,
    world: &World<'_>,
) -> Result<(), Error> {
    let (subject, cwd) = (&audit.subject, &world.cwd);
    let named = |option, path: Option<&PathBuf>| {
        path.map(|path| NamedFile::new(option, cwd.join(path))).into_iter()
    };
    let (mut read, mut written) = (Vec::new(), Vec::new());
    let baseline = if audit.output.update_baseline { &mut written } else { &mut read };
    baseline.extend(named("--baseline", audit.output.baseline.as_ref()));
    let list = subject.targets_file.as_ref().filter(|path| path.as_os_str() != "-");
    read.extend(named("--targets", list));
    read.extend(config.iter().flat_map(|config| config.read_files()));
    read.extend(named("--key", audit.output.key.as_ref()));
    read.extend(named("--ca-cert", audit.connections.ca_cert.as_ref()));
    read.extend(audit.output.ledger.files(config, world));
    let snapshots = [&subject.save, &subject.saved].into_iter().flatten().map(PathBuf::as_path);
    let inputs = AuditInputs {
        cwd,
        resume: subject.resume.as_deref(),
        written,
        read,
        targets,
        snapshots: snapshots.collect::<Vec<&Path>>(),
    };
    Ok(outputs.check_apart(&inputs)?)
}
