//! The `beian` program: hands the arguments to the library and returns its exit code.

fn main() -> std::process::ExitCode {
    beian::cli::main()
}
