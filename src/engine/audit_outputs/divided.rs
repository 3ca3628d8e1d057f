//! Which reports go to standard output, and which to files.

use std::path::Path;

use crate::domain::failure::Failure;
use crate::report::{self, Format, STDOUT};

use super::OutputRequest;

pub(super) fn is_stdout(path: &Path) -> bool {
    path == Path::new(STDOUT)
}

/// A file that an option names, with its format.
pub(super) type NamedOutput<'a> = (&'static str, &'static Format, &'a Path);

/// What goes to standard output, and what to files. Standard output takes one report.
pub(super) fn divided(
    request: OutputRequest<'_>,
) -> Result<(Option<&'static Format>, Vec<NamedOutput<'_>>), Failure> {
    let file = request.output.filter(|path| !is_stdout(path));
    let by_name = file.and_then(|path| Format::of_file(&path.to_string_lossy()));
    let main = request.format.or(by_name).unwrap_or(&report::text::FORMAT);
    let further = request.reports.iter().map(|it| ("--report", it.format, &*it.path));
    let (to_stdout, mut files): (Vec<NamedOutput<'_>>, Vec<_>) =
        further.partition(|(_, _, path)| is_stdout(path));
    if let Some(path) = file {
        files.insert(0, ("--output", main, path));
    }
    let taken = file.is_none() && (request.format.is_some() || request.output.is_some());
    let stdout = match to_stdout[..] {
        [] => file.is_none().then_some(main),
        [(_, format, _)] if !taken => Some(format),
        [(_, first, _), ..] => {
            let other = if taken { main } else { to_stdout.last().map_or(main, |it| it.1) };
            return Err(crowded(first, other));
        }
    };
    if let Some(format) = stdout.filter(|it| !it.is_text && request.is_terminal) {
        let (name, ending) = (format.name, format.endings.join(""));
        return Err(Failure::new(
            (
                format!("{name} 是二进制文件，不能写到终端"),
                format!("{name} is no text that a terminal can show"),
            ),
            (
                format!("请写到文件：--report report.{ending}"),
                format!("write it to a file: --report report.{ending}"),
            ),
        ));
    }
    Ok((stdout, files))
}

/// The error of two reports on standard output.
fn crowded(first: &Format, other: &Format) -> Failure {
    let (first, other) = (first.name, other.name);
    Failure::new(
        (
            format!("{first} 和 {other} 都要写到标准输出"),
            format!("{first} and {other} are both meant for standard output"),
        ),
        (
            "标准输出只能写一份报告：其余的请写到文件，例如 --output result.txt",
            "standard output takes one report: write the others to files, e.g. --output result.txt",
        ),
    )
}
