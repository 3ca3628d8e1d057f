//! Software of others, in Python, that tests hold ours against. A test that needs a package that is not there says that it
//! did not run.

use std::process::Command;

/// An interpreter that has a package: `python3`, or the one that `BEIAN_PYTHON` names.
#[expect(clippy::disallowed_methods, reason = "the switch of these tests, not of the program")]
#[expect(clippy::print_stderr, reason = "who runs the tests must see what did not run")]
pub(crate) fn python(package: &str) -> Option<String> {
    let python = std::env::var("BEIAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = Command::new(&python).args(["-c", &format!("import {package}")]).output();
    if has.is_ok_and(|has| has.status.success()) {
        return Some(python);
    }
    eprintln!("NOT RUN: python3 has no package {package}; pip install {package}");
    None
}
