//! Starts the programs, reads their one line of result, and checks it.

use super::setup::Programs;
use super::table::median;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What is compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stack {
    Rvsip,
    Sofia,
    SofiaDefault,
    Re,
    Bare,
    /// Parsing only.
    Osip,
}

impl Stack {
    /// Those that register, in the order of the table's columns.
    pub const ALL: [Stack; 5] = [Stack::Rvsip, Stack::Sofia, Stack::SofiaDefault, Stack::Re, Stack::Bare];
}

/// What the programs do again and again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// A client registers.
    Register,
    /// INVITE, 200, ACK, BYE, 200.
    Call,
}

/// What is asked of one program that registers or calls.
#[derive(Clone)]
pub struct Load {
    pub task: Task,
    /// Clients, or calls.
    pub clients: u64,
    pub window: u64,
    /// Seconds of CPU after which no further client is started.
    pub limit: f64,
    /// Seconds of idling before memory is read again; longer than timer K, so that no transaction is left.
    pub settle: u64,
}

impl Load {
    pub fn new(clients: u64, window: u64, limit: f64) -> Load {
        Load { task: Task::Register, clients, window, limit, settle: 0 }
    }

    pub fn calls(calls: u64, window: u64, limit: f64) -> Load {
        Load { task: Task::Call, ..Load::new(calls, window, limit) }
    }
}

/// What one program that registers or calls reported.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub done: u64,
    pub failed: u64,
    pub stopped: bool,
    pub cpu_each_us: f64,
    pub wall_s: f64,
    pub mem_each: f64,
    pub idle_each: f64,
}

/// The results of several rounds.
#[derive(Default)]
pub struct Figures(BTreeMap<Stack, Vec<Outcome>>);

impl Figures {
    pub fn add(&mut self, s: Stack, r: Outcome) {
        self.0.entry(s).or_default().push(r);
    }

    pub fn last(&self, s: Stack) -> Option<&Outcome> {
        self.0.get(&s)?.last()
    }

    pub fn median(&self, s: Stack, f: impl Fn(&Outcome) -> f64) -> Option<f64> {
        let values: Vec<f64> = self.0.get(&s)?.iter().map(f).collect();
        Some(median(&values))
    }

    pub fn median_text(&self, s: Stack, f: impl Fn(&Outcome) -> f64, unit: fn(f64) -> String) -> String {
        match self.median(s, f) {
            Some(m) if self.stopped(s) => format!(">= {}", unit(m)),
            Some(m) => unit(m),
            None => "-".into(),
        }
    }

    /// How many times less CPU than `peer` rvsip takes.
    pub fn times_less(&self, peer: Stack) -> Option<f64> {
        Some(self.median(peer, |r| r.cpu_each_us)? / self.median(Stack::Rvsip, |r| r.cpu_each_us)?)
    }

    /// Whether the time limit ended a run of this stack, so that its figure is a lower bound.
    pub fn stopped(&self, s: Stack) -> bool {
        self.0.get(&s).is_some_and(|v| v.iter().any(|r| r.stopped))
    }

    /// How many times the CPU of `peer` rvsip takes.
    pub fn times_more(&self, peer: Stack) -> Option<f64> {
        self.times_less(peer).map(|r| 1.0 / r)
    }

    /// Least and most of the CPU figure.
    pub fn spread(&self, s: Stack) -> String {
        let Some(v) = self.0.get(&s) else { return "not measured".into() };
        let (low, high) = v.iter().fold((f64::MAX, 0.0_f64), |(l, h), r| (l.min(r.cpu_each_us), h.max(r.cpu_each_us)));
        format!("{low:.1} to {high:.1} us over {} runs", v.len())
    }
}

/// Ends a child that is still there when its owner goes.
struct Guard(Child);

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The programs and what was noticed while they ran.
pub struct Bench {
    programs: Programs,
    notes: RefCell<BTreeMap<String, u64>>,
}

impl Bench {
    pub fn new(programs: Programs) -> Bench {
        Bench { programs, notes: RefCell::default() }
    }

    /// Remarks for below the table.
    pub fn notes(&self) -> Vec<String> {
        self.notes.borrow().iter().map(|(what, n)| format!("{what}: {n} requests more than needed (retransmissions)")).collect()
    }

    /// Each stack once a round, in turn; with `warm` one more round before that does not count.
    pub fn register(&self, stacks: &[Stack], load: &Load, rounds: usize, warm: bool, title: &str) -> Result<Figures, String> {
        let mut figures = Figures::default();
        for round in 0..rounds + usize::from(warm) {
            let counted = round >= usize::from(warm);
            match counted {
                true => eprintln!("{title}: round {} of {rounds}", round + 1 - usize::from(warm)),
                false => eprintln!("{title}: warm-up"),
            }
            for s in stacks {
                let result = self.one(*s, load)?;
                if counted {
                    figures.add(*s, result);
                }
            }
        }
        Ok(figures)
    }

    /// One program against a responder of its own.
    pub fn one(&self, s: Stack, load: &Load) -> Result<Outcome, String> {
        // what they do, as it is called in the names of the programs and in remarks; what the answering side counts
        let (verb, unit, counts): (_, _, &[&str]) = match load.task {
            Task::Register => ("register", "clients", &["registered"]),
            Task::Call => ("call", "calls", &["invited", "acknowledged", "ended"]),
        };
        let capture = self.programs.dir.join(format!("{verb}.captured"));
        let (program, name, last) = match s {
            Stack::Rvsip => (format!("rvsip_{verb}"), "rvsip", ""),
            Stack::Sofia => (format!("sofia_{verb}"), "sofia-sip", ""),
            Stack::SofiaDefault => (format!("sofia_{verb}"), "nua defaults", "default"),
            Stack::Re => (format!("re_{verb}"), "libre", ""),
            Stack::Bare => ("bare".into(), "bare", ""),
            Stack::Osip => return Err("osip2 does not register or call".into()),
        };
        // The bare exchange sends what rvsip sent; without rvsip it makes do with what another stack sent.
        let keeps = s == Stack::Rvsip || (s == Stack::Sofia && !capture.is_file());
        let mut responder = Command::new(self.programs.dir.join("responder"));
        responder.arg("0").stdin(Stdio::piped()).stdout(Stdio::piped());
        if keeps {
            responder.arg(&capture);
        }
        let mut responder = Guard(responder.spawn().map_err(|e| format!("responder: {e}"))?);
        let mut said = BufReader::new(responder.0.stdout.take().ok_or("responder: no output")?);
        let mut line = String::new();
        said.read_line(&mut line).map_err(|e| format!("responder: {e}"))?;
        let port = field(&line, "port").ok_or("responder: no port")?;

        let mut client = Command::new(self.programs.dir.join(program));
        client.arg(format!("{port}")).arg(load.clients.to_string()).arg(load.window.to_string()).arg(load.limit.to_string());
        match s {
            Stack::Bare if load.task == Task::Call => {
                client.arg(&capture).args(["ack", "bye"].map(|part| capture.with_extension(format!("captured.{part}"))))
            }
            Stack::Bare => client.arg(&capture),
            _ => client.arg(load.settle.to_string()).arg(last),
        };
        let text = finish(client, name, Duration::from_secs_f64(load.limit * 4.0 + load.settle as f64 + 30.0))?;
        let get = |key| field(&text, key).ok_or_else(|| format!("{name}: no {key} in `{}`", text.trim()));
        let result = Outcome {
            done: get("done")? as u64,
            failed: get("failed")? as u64,
            stopped: get("stopped")? != 0.0,
            cpu_each_us: get("cpu_each_us")?,
            wall_s: get("wall_s")?,
            mem_each: get("mem_each")?,
            idle_each: get("idle_each")?,
        };
        if s == Stack::Rvsip && result.stopped {
            return Err(format!("{name}: {} of {} {unit} done in {} s of CPU", result.done, load.clients, load.limit));
        }

        drop(responder.0.stdin.take());
        line.clear();
        said.read_line(&mut line).map_err(|e| format!("responder: {e}"))?;
        // Those under way when a time limit struck were answered too.
        let expected = result.done + if result.stopped { load.window } else { 0 };
        for count in counts {
            let seen = field(&line, count).ok_or("responder: no count")? as u64;
            if seen < result.done {
                return Err(format!("{name}: reports {} {unit}, the other side {count} {seen}", result.done));
            }
            if seen > expected {
                *self.notes.borrow_mut().entry(format!("{name}, {} {unit}", load.clients)).or_default() += seen - expected;
            }
        }
        Ok(result)
    }

    /// Where the programs lie.
    pub fn dir(&self) -> &Path {
        &self.programs.dir
    }

    /// What a program prints.
    pub fn line(&self, program: &str, args: &[String], within: Duration) -> Result<String, String> {
        let mut command = Command::new(self.programs.dir.join(program));
        command.args(args);
        finish(command, program, within)
    }

    /// Nanoseconds of CPU a message, each program once a round: who it is, its name and what it is to do besides the message
    /// of that number, and how often.
    pub fn timed(
        &self,
        message: usize,
        programs: &[(Stack, &str, &str, u64)],
        rounds: usize,
        scale: u64,
    ) -> Result<BTreeMap<Stack, Vec<f64>>, String> {
        let message = self.programs.messages.get(message).ok_or("no such message")?;
        let mut out: BTreeMap<Stack, Vec<f64>> = BTreeMap::new();
        for _ in 0..rounds {
            for (s, program, what, loops) in programs {
                let mut c = Command::new(self.programs.dir.join(program));
                c.arg(message).arg((loops / scale).to_string()).args(Some(what).filter(|w| !w.is_empty()));
                let text = finish(c, program, Duration::from_secs(60))?;
                let ns = field(&text, "ns_each").ok_or_else(|| format!("{program}: no result"))?;
                out.entry(*s).or_default().push(ns);
            }
        }
        Ok(out)
    }
}

/// The number behind `key=` in a line of such pairs.
pub fn field(text: &str, key: &str) -> Option<f64> {
    text.split_whitespace().find_map(|w| w.strip_prefix(key)?.strip_prefix('=')?.parse().ok())
}

/// Runs a program to its end, within a time, and returns what it printed. It must end with exit code 0.
fn finish(mut command: Command, name: &str, within: Duration) -> Result<String, String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = Guard(command.spawn().map_err(|e| format!("{name}: {e}"))?);
    let until = Instant::now() + within;
    let status = loop {
        match child.0.try_wait().map_err(|e| format!("{name}: {e}"))? {
            Some(status) => break status,
            None if Instant::now() > until => return Err(format!("{name}: no end after {} s", within.as_secs())),
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    let (mut out, mut err) = (String::new(), String::new());
    if let Some(mut o) = child.0.stdout.take() {
        o.read_to_string(&mut out).map_err(|e| format!("{name}: {e}"))?;
    }
    if let Some(mut e) = child.0.stderr.take() {
        e.read_to_string(&mut err).map_err(|e| format!("{name}: {e}"))?;
    }
    if !status.success() {
        return Err(format!("{name}: {status}: {} {}", out.trim(), err.trim()));
    }
    Ok(out)
}
