//! One aligned table, which is also valid Markdown.

/// The verdict on one row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Ok,
    Missed,
    /// The row has no target.
    None,
}

/// One line of the table.
pub struct Row {
    figure: String,
    /// rvsip, sofia-sip, nua defaults, libre, bare: in the order of `Stack::ALL`.
    cells: [String; 5],
    osip: String,
    ratio: String,
    must: String,
    verdict: Verdict,
}

impl Row {
    pub fn new(figure: &str, cells: [String; 5]) -> Row {
        Row {
            figure: figure.into(),
            cells,
            osip: "-".into(),
            ratio: String::new(),
            must: String::new(),
            verdict: Verdict::None,
        }
    }

    pub fn with_osip(mut self, text: String) -> Row {
        self.osip = text;
        self
    }

    /// Holds a ratio against a bound. Without a ratio (rvsip was not measured) the row stays without a verdict.
    pub fn judged(mut self, ratio: Option<f64>, against: &str, sense: &str, bound: f64) -> Row {
        self.must = format!("{sense} {bound}x {against}");
        if let Some(r) = ratio {
            let ok = if sense == ">=" { r >= bound } else { r <= bound };
            self.ratio = format!("{r:.2}x");
            self.verdict = if ok { Verdict::Ok } else { Verdict::Missed };
        }
        self
    }

    /// Holds an absolute value against an upper bound.
    pub fn limited(mut self, value: f64, bound: f64, must: &str) -> Row {
        self.must = must.into();
        self.verdict = if value <= bound { Verdict::Ok } else { Verdict::Missed };
        self
    }

    /// A verdict that no number of the row carries.
    pub fn stated(mut self, result: String, must: &str, verdict: Verdict) -> Row {
        self.ratio = result;
        self.must = must.into();
        self.verdict = verdict;
        self
    }
}

/// The whole result.
#[derive(Default)]
pub struct Table {
    rows: Vec<Row>,
}

impl Table {
    pub fn new() -> Table {
        Table::default()
    }

    pub fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    pub fn print(&self) {
        let head = ["figure", "rvsip", "sofia-sip", "nua defaults", "libre", "osip2", "bare", "ratio", "must be", ""];
        let mut lines: Vec<Vec<String>> = vec![head.map(String::from).to_vec()];
        for r in &self.rows {
            let [rvsip, sofia, defaults, re, bare] = r.cells.clone();
            let verdict = match r.verdict {
                Verdict::Ok => "ok",
                Verdict::Missed => "MISSED",
                Verdict::None => "",
            };
            let (ratio, must) = (r.ratio.clone(), r.must.clone());
            let line = vec![r.figure.clone(), rvsip, sofia, defaults, re, r.osip.clone(), bare, ratio, must, verdict.into()];
            lines.push(line);
        }
        let width: Vec<usize> =
            (0..head.len()).map(|c| lines.iter().map(|l| l[c].chars().count()).max().unwrap_or(0)).collect();
        println!();
        for (i, line) in lines.iter().enumerate() {
            let text: Vec<String> = line
                .iter()
                .zip(&width)
                .enumerate()
                .map(|(c, (cell, w))| if c == 0 || c >= 8 { format!("{cell:<w$}") } else { format!("{cell:>w$}") })
                .collect();
            println!("| {} |", text.join(" | "));
            if i == 0 {
                let rule: Vec<String> = width
                    .iter()
                    .enumerate()
                    .map(|(c, w)| if c == 0 || c >= 8 { "-".repeat(w + 2) } else { format!("{}:", "-".repeat(w + 1)) })
                    .collect();
                println!("|{}|", rule.join("|"));
            }
        }
        println!();
    }
}

/// The middle value; the mean of the two middle ones for an even count. NaN for nothing.
pub fn median(values: &[f64]) -> f64 {
    let mut v = values.to_vec();
    v.sort_by(f64::total_cmp);
    match v.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => v[n / 2],
        n => (v[n / 2 - 1] + v[n / 2]) / 2.0,
    }
}

pub fn micros(us: f64) -> String {
    if us < 100.0 { format!("{us:.1} us") } else { format!("{us:.0} us") }
}

pub fn nanos(ns: f64) -> String {
    format!("{ns:.0} ns")
}

pub fn bytes(b: f64) -> String {
    if b < 10_000.0 { format!("{b:.0} B") } else { format!("{:.1} kB", b / 1000.0) }
}
