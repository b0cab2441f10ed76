//! `run`: runs a program and counts what it costs, by the kernel's count. Every client of the benchmark is started
//! by it, whatever it is written in, so that all are measured by one measure.

use std::ffi::OsString;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, ExitCode, ExitStatus};
use std::time::Instant;

use lexopt::Arg::{Long, Value};
use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;
use serde::Serialize;

/// What is written at the end. Times are in milliseconds.
#[derive(Debug, Serialize)]
struct Report {
    wall: f64,
    /// User and system time.
    cpu: f64,
    user: f64,
    system: f64,
    /// The most memory that it had resident, in bytes. No process has less than the one it was forked from, which
    /// is why this launcher is a small one.
    peak: i64,
    code: i32,
}

pub(crate) fn command(mut arguments: lexopt::Parser) -> Result<ExitCode, crate::Error> {
    let mut path = None;
    let program = loop {
        match arguments.next()? {
            Some(Long("report")) => path = Some(arguments.value()?),
            Some(Value(program)) => break program,
            Some(argument) => return Err(argument.unexpected().into()),
            None => return Err("no program to run".into()),
        }
    };
    let path = path.ok_or("--report is missing")?;
    let report = run(program, arguments.raw_args()?.collect())?;
    fs::write(path, serde_json::to_vec(&report)?)?;
    Ok(u8::try_from(report.code).map_or(ExitCode::FAILURE, ExitCode::from))
}

fn run(program: OsString, arguments: Vec<OsString>) -> Result<Report, crate::Error> {
    let start = Instant::now();
    let status = Command::new(&program)
        .args(arguments)
        .status()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let wall = start.elapsed().as_secs_f64() * 1000.0;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let (user, system) = times(&usage);
    Ok(Report { wall, cpu: user + system, user, system, peak: peak(&usage), code: code(status) })
}

fn times(usage: &Usage) -> (f64, f64) {
    let milliseconds = |microseconds: i64| microseconds as f64 / 1000.0;
    (milliseconds(usage.user_time().num_microseconds()), milliseconds(usage.system_time().num_microseconds()))
}

/// Kernels other than Apple's count in KiB.
fn peak(usage: &Usage) -> i64 {
    usage.max_rss() * if cfg!(target_vendor = "apple") { 1 } else { 1024 }
}

/// The exit code; for a program that a signal ended, what shells make of it.
fn code(status: ExitStatus) -> i32 {
    status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(-1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run_shell(script: &str) -> Report {
        run("sh".into(), ["-c", script].map(OsString::from).into()).unwrap()
    }

    #[test]
    fn reports_what_a_program_cost() {
        let report = run_shell("i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done; exit 3");
        assert_eq!(report.code, 3);
        assert!(report.cpu > 0.0 && report.cpu == report.user + report.system, "{report:?}");
        assert!(report.wall > 0.0, "{report:?}");
        // A shell takes more than 500 KB and less than 1 GB: the unit is right.
        assert!((500_000..1_000_000_000).contains(&report.peak), "{report:?}");
    }

    #[test]
    fn the_code_of_a_killed_program_names_the_signal() {
        assert_eq!(run_shell("kill -9 $$").code, 137);
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error() {
        let error = run("no-such-program".into(), vec![]).unwrap_err();
        assert!(error.to_string().starts_with("no-such-program: "), "{error}");
    }
}
