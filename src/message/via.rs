//! Via (RFC 3261 section 20.42, RFC 3581).

use super::message::{Limits, Problem};
use super::params::header_params;
use super::scan::{self, Cursor, bad};
use super::typed::Out;
use super::value::{Value, Via};

const PARAMS: &[&str] = &["branch", "rport", "received", "maddr", "ttl"];

/// One Via. The version is not looked at: a message of another version is answered by way of its Via (505).
#[inline(always)]
pub(super) fn via(cur: &mut Cursor, limits: &Limits, out: &mut Out) -> Result<(), Problem> {
    if cur.rest().starts_with(b"SIP/2.0/") {
        cur.go(cur.pos() + 8);
    } else {
        let protocol = cur.token().ok_or(bad("Via without protocol"))?;
        if !cur.slice(protocol).eq_ignore_ascii_case(b"SIP") {
            return Err(bad("Via of another protocol"));
        }
        if !cur.eat_spaced(b'/') || cur.token().is_none() || !cur.eat_spaced(b'/') {
            return Err(bad("bad protocol in Via"));
        }
    }
    cur.ws();
    let mut via = Via { transport: cur.token().ok_or(bad("Via without transport"))?, ..Via::default() };
    if !cur.peek().is_some_and(scan::is_ws) {
        return Err(bad("Via without host"));
    }
    cur.ws();
    (via.host, via.port) = cur.host_port(true)?;
    header_params(cur, PARAMS, limits.params, &mut out.others, |i, cur, p| {
        if i == 1 {
            via.use_rport = true;
            if p.value.is_some() {
                via.rport = match scan::number(cur.slice(p.value)) {
                    Some(n) if n <= 65_535 => n as i32,
                    _ => return Err(bad("bad rport in Via")),
                };
            }
            return Ok(());
        }
        if p.value.is_none() {
            return Err(bad("Via parameter without value"));
        }
        match i {
            0 => via.branch = p.value,
            2 => via.received = p.value,
            3 => via.maddr = p.value,
            _ => {
                via.ttl = match scan::number(cur.slice(p.value)) {
                    Some(n) if n <= 255 => n as i32,
                    _ => return Err(bad("bad ttl in Via")),
                }
            }
        }
        Ok(())
    })?;
    out.set(Value::Via(via));
    Ok(())
}
