//! rvsip beside its peers: one table with the figures the project must reach.
//!
//! Compiles the C programs of `benches/c` with the same flags for every stack, runs them interleaved against one minimal
//! registrar, and prints medians. An answer that is missing or wrong voids the whole run (exit code 1); a target that is
//! missed is printed as MISSED and does not.
//!
//! `cargo bench --bench peers [-- --quick | --peers-only | --only=GROUP,GROUP]`; the groups are those of [`GROUPS`].

#[path = "peers/failover.rs"]
mod failover;
#[path = "peers/run.rs"]
mod run;
#[path = "peers/servers.rs"]
mod servers;
#[path = "peers/setup.rs"]
mod setup;
#[path = "peers/table.rs"]
mod table;
#[path = "peers/tls.rs"]
mod tls;

use run::{Bench, Figures, Load, Stack};
use std::collections::BTreeMap;
use std::process::ExitCode;
use table::{Row, Table, Verdict, bytes, median, micros, nanos};

/// How often each figure is taken, and when a peer is told to stop.
pub struct Effort {
    rounds_small: usize,
    rounds_large: usize,
    rounds_growth: usize,
    rounds_parse: usize,
    /// Seconds of CPU after which a registering program starts no further client.
    limit: f64,
    large: u64,
    huge: u64,
    parse_scale: u64,
}

impl Effort {
    const FULL: Effort = Effort {
        rounds_small: 15,
        rounds_large: 5,
        rounds_growth: 5,
        rounds_parse: 15,
        limit: 15.0,
        large: 100_000,
        huge: 1_000_000,
        parse_scale: 1,
    };
    const QUICK: Effort = Effort {
        rounds_small: 3,
        rounds_large: 1,
        rounds_growth: 1,
        rounds_parse: 3,
        limit: 3.0,
        large: 100_000,
        huge: 200_000,
        parse_scale: 10,
    };
}

/// The parts of the table that `--only` chooses from.
const GROUPS: [&str; 7] = ["registrations", "growth", "calls", "messages", "tls", "failover", "million"];

fn main() -> ExitCode {
    let has = |name: &str| std::env::args().any(|a| a == name);
    // `cargo test --all-targets` starts benchmarks too; minutes of measuring are not what it asks for.
    if !has("--bench") {
        println!("skipped: measures only under cargo bench");
        return ExitCode::SUCCESS;
    }
    let effort = if has("--quick") { Effort::QUICK } else { Effort::FULL };
    let chosen = std::env::args().find_map(|a| a.strip_prefix("--only=").map(String::from));
    let only: Vec<&str> = chosen.as_deref().map_or(GROUPS.to_vec(), |c| c.split(',').collect());
    if let Some(unknown) = only.iter().find(|o| !GROUPS.contains(o)) {
        eprintln!("there is no group {unknown}; there are {}", GROUPS.join(", "));
        return ExitCode::FAILURE;
    }
    match compare(&effort, has("--peers-only"), &only) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("the run is void: {why}");
            ExitCode::FAILURE
        }
    }
}

fn compare(effort: &Effort, peers_only: bool, only: &[&str]) -> Result<(), String> {
    setup::packages()?;
    let places = setup::Places::find()?;
    let bench = Bench::new(setup::build(&places, peers_only)?);
    let mut table = Table::new();
    let wanted = |group: &str| only.contains(&group);
    let mut notes = Vec::new();

    if wanted("registrations") {
        notes = registrations(&bench, effort, peers_only, &mut table)?;
    }
    if wanted("growth") && !peers_only {
        growth(&bench, effort, &mut table)?;
    }
    if wanted("calls") {
        calls(&bench, effort, peers_only, &mut table)?;
    }
    if wanted("messages") {
        messages(&bench, effort, peers_only, &mut table)?;
    }
    if wanted("tls") && !peers_only {
        tls::rows(&bench, effort, &mut table)?;
    }
    if wanted("failover") && !peers_only {
        failover::rows(&bench, effort, &mut table)?;
    }
    if wanted("million") && !peers_only {
        million(&bench, effort, &mut table)?;
    }

    table.print();
    for line in setup::machine().into_iter().chain(notes).chain(bench.notes()) {
        println!("{line}");
    }
    Ok(())
}

fn cells(figures: &Figures, what: fn(&Figures, Stack) -> String) -> [String; 5] {
    Stack::ALL.map(|s| what(figures, s))
}

fn cpu(figures: &Figures, s: Stack) -> String {
    figures.median_text(s, |r| r.cpu_each_us, micros)
}

/// What one registration costs beside the peers; remarks for below the table.
fn registrations(bench: &Bench, effort: &Effort, peers_only: bool, table: &mut Table) -> Result<Vec<String>, String> {
    let all: Vec<Stack> = Stack::ALL.into_iter().filter(|s| !(peers_only && *s == Stack::Rvsip)).collect();
    let load = Load::new(1_000, 50, 60.0);
    let small = bench.register(&all, &load, effort.rounds_small, true, "1,000 clients, 50 in flight")?;
    table.push(Row::new("CPU of one registration, 1,000 clients, 50 in flight", cells(&small, cpu)).judged(
        small.times_less(Stack::Sofia),
        "sofia-sip",
        ">=",
        5.0,
    ));
    table.push(Row::new("  the same, against the bare exchange", cells(&small, cpu)).judged(
        small.times_more(Stack::Bare),
        "bare",
        "<=",
        4.5,
    ));

    let load = Load::new(20_000, 200, effort.limit);
    let medium = bench.register(&all, &load, effort.rounds_large, false, "20,000 clients, 200 in flight")?;
    table.push(Row::new("CPU of one registration, 20,000 clients, 200 in flight", cells(&medium, cpu)).judged(
        medium.times_less(Stack::Sofia),
        "sofia-sip",
        ">=",
        50.0,
    ));
    table.push(Row::new("  the same, against nua as nua_create sets it up", cells(&medium, cpu)).judged(
        medium.times_less(Stack::SofiaDefault),
        "nua defaults",
        ">=",
        50.0,
    ));
    Ok(vec![
        format!("medians; spread of rvsip's first row: {}", small.spread(Stack::Rvsip)),
        "sofia-sip: one thread, the application's own Contact; nua defaults: as nua_create sets it up, nua's Contact".into(),
        format!(">= before a figure: stopped after {} s of CPU, the cost of all clients is higher", effort.limit),
    ])
}

/// What one call costs beside the peers. No bound is set for these rows: the ratio tells how it stands.
fn calls(bench: &Bench, effort: &Effort, peers_only: bool, table: &mut Table) -> Result<(), String> {
    let all: Vec<Stack> = Stack::ALL.into_iter().filter(|s| !(peers_only && *s == Stack::Rvsip)).collect();
    let few = Load::calls(2_000, 50, effort.limit);
    let many = Load::calls(20_000, 200, effort.limit);
    // libre does not come to the end of so many: once is enough to tell its lower bound
    let quick: Vec<Stack> = all.iter().copied().filter(|s| *s != Stack::Re).collect();
    for (load, stacks, rounds) in [(few, &all, effort.rounds_small), (many, &quick, effort.rounds_large)] {
        let what = format!("{} calls, {} at a time", group(load.clients), load.window);
        let mut figures = bench.register(stacks, &load, rounds, true, &what)?;
        if !stacks.contains(&Stack::Re) {
            figures.add(Stack::Re, bench.one(Stack::Re, &load)?);
        }
        let ratio = figures.times_less(Stack::Sofia).map_or(String::new(), |r| format!("{r:.2}x"));
        let row = Row::new(&format!("CPU of one call, {what}"), cells(&figures, cpu));
        table.push(row.stated(ratio, "(no bound; against sofia-sip)", Verdict::None));
    }
    Ok(())
}

/// A crowd in one process.
fn million(bench: &Bench, effort: &Effort, table: &mut Table) -> Result<(), String> {
    let load = Load { settle: 7, ..Load::new(effort.huge, 200, 120.0) };
    let huge = bench.register(&[Stack::Rvsip], &load, 1, false, "1,000,000 clients")?;
    let run = huge.last(Stack::Rvsip).ok_or("no result for the largest run")?;
    let complete = run.done == effort.huge && run.failed == 0;
    let label =
        format!("{} clients in one process, {:.1} s wall, {} idle each", group(effort.huge), run.wall_s, bytes(run.idle_each));
    table.push(Row::new(&label, cells(&huge, cpu)).stated(
        format!("{} registered", group(run.done)),
        "all registered",
        if complete { Verdict::Ok } else { Verdict::Missed },
    ));
    Ok(())
}

/// Reading and writing messages.
fn messages(bench: &Bench, effort: &Effort, peers_only: bool, table: &mut Table) -> Result<(), String> {
    let (rounds, scale) = (effort.rounds_parse, effort.parse_scale);
    let ours_too = |s: Stack| !(peers_only && s == Stack::Rvsip);
    let cells =
        |figures: &BTreeMap<Stack, Vec<f64>>| Stack::ALL.map(|s| figures.get(&s).map_or("-".into(), |v| nanos(median(v))));
    let times = |figures: &BTreeMap<Stack, Vec<f64>>, one: Stack, other: Stack| {
        // what was measured in one round was measured on the same machine, quick or slow as it may be then
        let each = |(a, b): (&Vec<f64>, &Vec<f64>)| a.iter().zip(b).map(|(a, b)| a / b).collect::<Vec<_>>();
        figures.get(&one).zip(figures.get(&other)).map(each).map(|ratios| median(&ratios))
    };
    for (number, name) in ["REGISTER", "200 OK", "INVITE"].into_iter().enumerate() {
        eprintln!("messages: {name}");
        let (ours, theirs) =
            if number == 2 { ("parse_rvsip_invite", "parse_sofia_invite") } else { ("parse_rvsip", "parse_sofia") };
        let mut programs = vec![(Stack::Rvsip, ours, "", 200_000), (Stack::Sofia, theirs, "", 50_000)];
        if number == 0 {
            programs.extend([(Stack::Re, "parse_re", "", 15_000), (Stack::Osip, "parse_osip", "", 25_000)]);
        }
        programs.retain(|p| ours_too(p.0));
        let parse = bench.timed(number, &programs, rounds, scale)?;
        let label = format!("parse a {name} and read five values");
        table.push(
            Row::new(&label, cells(&parse)).with_osip(parse.get(&Stack::Osip).map_or("-".into(), |v| nanos(median(v)))).judged(
                times(&parse, Stack::Sofia, Stack::Rvsip),
                "sofia-sip",
                ">=",
                6.0,
            ),
        );
        let mut programs =
            vec![(Stack::Rvsip, "encode_rvsip", "encode", 100_000), (Stack::Sofia, "encode_sofia", "encode", 25_000)];
        programs.retain(|p| ours_too(p.0));
        let encode = bench.timed(number, &programs, rounds, scale)?;
        table.push(Row::new("  parse, another CSeq number, encode", cells(&encode)).judged(
            times(&encode, Stack::Sofia, Stack::Rvsip),
            "sofia-sip",
            ">=",
            6.0,
        ));
        if peers_only {
            continue;
        }
        for (label, what, less, against) in [
            ("  parse, another branch in the Via, encode", "forward", "parse", "the parse alone"),
            ("  the same, To, From, CSeq and Via judged first", "pass-on", "arrive", "parse and judge"),
        ] {
            // what there is to compare with takes the place of a peer, so that all are measured in turn
            let mut programs =
                vec![(Stack::Rvsip, "encode_rvsip", what, 100_000), (Stack::Bare, "encode_rvsip", less, 100_000)];
            // it judges everything while it parses
            programs.push((Stack::Sofia, "encode_sofia", "forward", 25_000));
            let mut forward = bench.timed(number, &programs, rounds, scale)?;
            let ratio = times(&forward, Stack::Rvsip, Stack::Bare);
            forward.remove(&Stack::Bare);
            table.push(Row::new(label, cells(&forward)).judged(ratio, against, "<=", 1.5));
        }
    }
    Ok(())
}

/// What a client costs in a crowd: CPU at 100,000 against 1,000 taken in the same rounds, and resident memory.
fn growth(bench: &Bench, effort: &Effort, table: &mut Table) -> Result<(), String> {
    let few = Load::new(1_000, 50, 60.0);
    let many = Load { settle: 7, ..Load::new(effort.large, 200, 60.0) };
    let (mut small, mut large) = (Figures::default(), Figures::default());
    for round in 0..effort.rounds_growth {
        eprintln!("growth from 1,000 to {} clients: round {} of {}", group(effort.large), round + 1, effort.rounds_growth);
        for _ in 0..3 {
            small.add(Stack::Rvsip, bench.one(Stack::Rvsip, &few)?);
        }
        large.add(Stack::Rvsip, bench.one(Stack::Rvsip, &many)?);
    }
    // The peer's memory does not depend on the crowd: one smaller run tells it.
    let peer = Load { settle: 7, ..Load::new(10_000, 200, effort.limit) };
    for s in [Stack::Sofia, Stack::SofiaDefault, Stack::Re] {
        large.add(s, bench.one(s, &peer)?);
    }
    let only_ours = |text: String| Stack::ALL.map(|s| if s == Stack::Rvsip { text.clone() } else { "-".into() });
    let cpu = |f: &Figures| f.median(Stack::Rvsip, |r| r.cpu_each_us).unwrap_or(f64::NAN);
    table.push(
        Row::new(
            &format!("CPU of one registration, {} clients, 200 in flight", group(effort.large)),
            only_ours(micros(cpu(&large))),
        )
        .judged(Some(cpu(&large) / cpu(&small)), "itself at 1,000", "<=", 1.2),
    );
    let memory = |f: fn(&run::Outcome) -> f64| {
        Stack::ALL.map(|s| if s == Stack::Bare { "-".into() } else { large.median_text(s, f, bytes) })
    };
    let idle = large.median(Stack::Rvsip, |r| r.idle_each).unwrap_or(f64::NAN);
    table.push(
        Row::new(
            &format!("resident memory of an idle registered client ({}; peers 10,000)", group(effort.large)),
            memory(|r| r.idle_each),
        )
        .limited(idle, 1024.0, "<= 1,024 B"),
    );
    table.push(Row::new("  the same at the last answer, its transaction still kept", memory(|r| r.mem_each)));
    Ok(())
}

/// `1234567` as `1,234,567`.
fn group(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}
