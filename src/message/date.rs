//! Date (RFC 3261 section 20.17): `Sat, 13 Nov 2010 23:29:00 GMT`, in no other zone.

use super::message::Problem;
use super::scan::{self, Cursor, bad};
use super::typed::Out;
use super::value::{Date, Value};

pub(super) const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
pub(super) const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

pub(super) fn date(cur: &mut Cursor, out: &mut Out) -> Result<(), Problem> {
    out.set(Value::Date(read(cur).ok_or(bad("bad Date"))?));
    Ok(())
}

fn read(cur: &mut Cursor) -> Option<Date> {
    let week_day = name(cur, &DAYS)?;
    if !cur.eat(b',') {
        return None;
    }
    cur.ws();
    let day = num(cur, 1..=2, 1, 31)?;
    cur.ws();
    let month = name(cur, &MONTHS)?;
    cur.ws();
    let year = num(cur, 4..=4, 0, 9999)?;
    cur.ws();
    let hour = num(cur, 2..=2, 0, 23)?;
    let minute = if cur.eat(b':') { num(cur, 2..=2, 0, 59)? } else { return None };
    let second = if cur.eat(b':') { num(cur, 2..=2, 0, 60)? } else { return None };
    cur.ws();
    if !cur.rest().eq_ignore_ascii_case(b"GMT") {
        return None;
    }
    Some(Date { week_day, day, month, year, hour, minute, second })
}

fn name(cur: &mut Cursor, names: &[&str]) -> Option<i8> {
    let word = cur.rest().get(..3)?;
    let at = names.iter().position(|n| n.as_bytes().eq_ignore_ascii_case(word))?;
    cur.go(cur.pos() + 3);
    Some(at as i8)
}

fn num(cur: &mut Cursor, digits: std::ops::RangeInclusive<usize>, min: u64, max: u64) -> Option<i32> {
    let span = cur.digits();
    let n = scan::number(cur.slice(span))?;
    (digits.contains(&span.len()) && (min..=max).contains(&n)).then_some(n as i32)
}
