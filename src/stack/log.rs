//! The log of one stack: lines filtered by source and level, to the application or to SipLog.txt.

use crate::endpoint::{Level, Source};
use parking_lot::Mutex;
use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Where the default log goes, in the working directory.
const FILE: &str = "SipLog.txt";
const SOURCES: usize = 10;

/// Takes one finished line and the bit of its level.
pub type Sink = Box<dyn Fn(i32, &str) + Send + Sync>;

/// The bit of a level in a filter mask.
pub fn bit(level: Level) -> i32 {
    match level {
        Level::Debug => 0x01,
        Level::Info => 0x02,
        Level::Warn => 0x04,
        Level::Error => 0x08,
        Level::Excep => 0x10,
    }
}

fn place(source: Source) -> usize {
    match source {
        Source::Transaction => 0,
        Source::RegClient => 1,
        Source::Authenticator => 2,
        Source::Transport => 3,
        Source::Parser => 4,
        Source::Message => 5,
        Source::Stack => 6,
        Source::Transmitter => 7,
        Source::CallLeg => 8,
        Source::Subscription => 9,
    }
}

fn name(source: Source) -> &'static str {
    match source {
        Source::Transaction => "TRANSACTION",
        Source::RegClient => "REG_CLIENT",
        Source::Authenticator => "AUTHENTICATOR",
        Source::Transport => "TRANSPORT",
        Source::Parser => "PARSER",
        Source::Message => "MESSAGE",
        Source::Stack => "STACK",
        Source::Transmitter => "TRANSMITTER",
        Source::CallLeg => "CALL",
        Source::Subscription => "SUBSCRIPTION",
    }
}

/// A filter mask for each source.
#[derive(Default)]
pub struct Filters([AtomicI32; SOURCES]);

impl Filters {
    pub fn set(&self, source: Source, mask: i32) {
        if let Some(f) = self.0.get(place(source)) {
            f.store(mask, Ordering::Relaxed);
        }
    }
    pub fn set_all(&self, mask: i32) {
        self.0.iter().for_each(|f| f.store(mask, Ordering::Relaxed));
    }
    pub fn wants(&self, source: Source, level: Level) -> bool {
        self.0.get(place(source)).is_some_and(|f| f.load(Ordering::Relaxed) & bit(level) != 0)
    }
    /// Does any source want lines of everyday work?
    pub fn wants_detail(&self) -> bool {
        self.0.iter().any(|f| f.load(Ordering::Relaxed) & (bit(Level::Debug) | bit(Level::Info)) != 0)
    }
    /// Does any source want any lines?
    pub fn any(&self) -> bool {
        self.0.iter().any(|f| f.load(Ordering::Relaxed) != 0)
    }
}

pub struct Log {
    pub filters: Filters,
    sink: Option<Sink>,
    /// Opened with the first line; nothing inside once it failed.
    file: Mutex<Option<Option<File>>>,
}

impl Log {
    /// A sink of the application gets warnings and worse even where no filter was set: who gives one wants to hear.
    pub fn new(filters: Filters, sink: Option<Sink>) -> Log {
        if sink.is_some() && !filters.any() {
            filters.set_all(bit(Level::Warn) | bit(Level::Error) | bit(Level::Excep));
        }
        Log { filters, sink, file: Mutex::new(None) }
    }

    /// Writes a line if its source wants it. Called without any lock of the stack.
    pub fn write(&self, source: Source, level: Level, text: &str) {
        if !self.filters.wants(source, level) {
            return;
        }
        let line = line(SystemTime::now(), source, level, text);
        match &self.sink {
            Some(sink) => sink(bit(level), &line),
            None => {
                let mut file = self.file.lock();
                let opened = file.get_or_insert_with(|| File::options().create(true).append(true).open(FILE).ok());
                if let Some(f) = opened {
                    // A log that cannot be written must not stop anything.
                    let _ = writeln!(f, "{line}");
                }
            }
        }
    }
}

/// `MM/DD/YY HH:MM:SS LEVEL - SOURCE - text`, in UTC. Control characters of a peer do not reach the terminal.
fn line(at: SystemTime, source: Source, level: Level, text: &str) -> String {
    let seconds = at.duration_since(UNIX_EPOCH).map(|d| d.as_secs()).unwrap_or(0);
    let (year, month, day) = civil(seconds / 86_400);
    let (h, m, s) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let level = match level {
        Level::Debug => "DEBUG",
        Level::Info => "INFO ",
        Level::Warn => "WARN ",
        Level::Error => "ERROR",
        Level::Excep => "EXCEP",
    };
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("{month:02}/{day:02}/{:02} {h:02}:{m:02}:{s:02} {level} - {} - {clean}", year % 100, name(source))
}

/// Year, month and day of a day counted from 1970-01-01.
fn civil(days: u64) -> (u64, u64, u64) {
    // Years begin in March here, so that the odd day comes last.
    let z = days + 719_468;
    let era = z / 146_097;
    let doe = z % 146_097;
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + u64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::time::Duration;

    #[test]
    fn a_line_tells_time_level_source_and_text() {
        let at = UNIX_EPOCH + Duration::from_secs(1_058_271_529);
        assert_eq!(line(at, Source::RegClient, Level::Info, "a\r\nb"), "07/15/03 12:18:49 INFO  - REG_CLIENT - a  b");
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
    }

    #[test]
    fn only_wanted_lines_reach_the_sink() {
        let got = Arc::new(Mutex::new(Vec::new()));
        let seen = got.clone();
        let filters = Filters::default();
        filters.set(Source::Transport, bit(Level::Error));
        let log = Log::new(filters, Some(Box::new(move |bit, line| seen.lock().push((bit, line.to_string())))));
        log.write(Source::Transport, Level::Warn, "no");
        log.write(Source::Parser, Level::Error, "no");
        log.write(Source::Transport, Level::Error, "yes");
        let got = got.lock();
        assert_eq!(got.len(), 1);
        assert!(got[0].0 == 8 && got[0].1.ends_with("ERROR - TRANSPORT - yes"));
    }
}
