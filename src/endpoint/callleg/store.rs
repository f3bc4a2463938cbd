//! A connected call as bytes, to be carried on by another process.

use super::{Direction, Reason, State};
use crate::endpoint::Endpoint;
use crate::endpoint::dialog::Dialog;
use crate::endpoint::output::{CallLegId, Error};

/// What a stored call begins with; the digit is the version of its form.
const MAGIC: &[u8] = b"rvsip call 1\n";

fn push(out: &mut Vec<u8>, part: &[u8]) {
    out.extend_from_slice(&(part.len() as u32).to_le_bytes());
    out.extend_from_slice(part);
}

struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    fn next(&mut self) -> Option<&'a [u8]> {
        let (len, rest) = self.0.split_first_chunk::<4>()?;
        let (part, rest) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        self.0 = rest;
        Some(part)
    }
    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.next()?.try_into().ok()?))
    }
    fn text(&mut self) -> Option<Vec<u8>> {
        self.next().map(<[u8]>::to_vec)
    }
}

/// FNV-1a: enough to tell a buffer that was cut or written over.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

impl Endpoint {
    /// A call in Connected as bytes. Its transactions, its session timer and its connection are not part of it.
    pub fn store_leg(&self, id: CallLegId) -> Result<Vec<u8>, Error> {
        let leg = self.leg(id)?;
        if leg.state != State::Connected || leg.hidden {
            return Err(Error::IllegalAction);
        }
        let d = &leg.dialog;
        let mut out = MAGIC.to_vec();
        // The whole length, for the buffer it comes back in may be larger.
        out.extend_from_slice(&[0; 4]);
        push(&mut out, &[u8::from(leg.direction == Direction::Incoming)]);
        for text in [&d.call_id, &d.local, &d.local_tag, &d.remote, &d.remote_tag, &d.target, &leg.contact] {
            push(&mut out, text);
        }
        push(&mut out, &d.local_seq.to_le_bytes());
        push(&mut out, &d.remote_seq.map_or(Vec::new(), |n| n.to_le_bytes().to_vec()));
        let (host, port) = leg.way.outbound.clone().unwrap_or_default();
        push(&mut out, host.as_bytes());
        push(&mut out, &u32::from(port).to_le_bytes());
        push(&mut out, &[u8::from(leg.way.force_outbound)]);
        d.route.iter().for_each(|hop| push(&mut out, hop));
        let whole = (out.len() + size_of::<u64>()) as u32;
        if let Some(length) = out.get_mut(MAGIC.len()..MAGIC.len() + 4) {
            length.copy_from_slice(&whole.to_le_bytes());
        }
        let sum = checksum(&out);
        out.extend_from_slice(&sum.to_le_bytes());
        Ok(out)
    }

    /// Makes a call-leg in Idle what was stored.
    pub fn restore_leg(&mut self, id: CallLegId, bytes: &[u8]) -> Result<(), Error> {
        let leg = self.leg(id)?;
        let empty = leg.transactions.is_empty() && leg.subscriptions.is_empty() && !leg.hidden;
        if leg.state != State::Idle || leg.direction == Direction::Incoming || !empty {
            return Err(Error::IllegalAction);
        }
        let (dialog, incoming, contact, outbound, force) = read(bytes).ok_or(Error::BadParam)?;
        if self.dialogs.contains_key(&dialog.key()) {
            return Err(Error::BadParam);
        }
        let leg = self.leg_mut(id)?;
        (leg.dialog, leg.contact) = (dialog, contact);
        leg.direction = if incoming { Direction::Incoming } else { Direction::Outgoing };
        (leg.way.outbound, leg.way.force_outbound) = (outbound, force);
        self.enroll(id);
        self.leg_enter(id, State::Connected, Reason::Undefined, None);
        Ok(())
    }
}

type Stored = (Dialog, bool, Vec<u8>, Option<(String, u16)>, bool);

fn read(bytes: &[u8]) -> Option<Stored> {
    let (length, _) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<4>()?;
    let whole = bytes.get(..u32::from_le_bytes(*length) as usize)?;
    let (body, _) = whole.split_last_chunk::<8>().filter(|(body, sum)| checksum(body) == u64::from_le_bytes(**sum))?;
    let mut parts = Parts(body.get(MAGIC.len() + 4..)?);
    let incoming = parts.next()? == [1];
    let mut dialog = Dialog::default();
    let mut contact = Vec::new();
    let d = &mut dialog;
    for text in [&mut d.call_id, &mut d.local, &mut d.local_tag, &mut d.remote, &mut d.remote_tag, &mut d.target, &mut contact]
    {
        *text = parts.text()?;
    }
    dialog.local_seq = parts.number()?;
    dialog.remote_seq = match parts.next()? {
        [] => None,
        number => Some(u32::from_le_bytes(number.try_into().ok()?)),
    };
    let host = String::from_utf8(parts.text()?).ok()?;
    let port = u16::try_from(parts.number()?).ok()?;
    let force = parts.next()? == [1];
    while !parts.0.is_empty() {
        dialog.route.push(parts.text()?);
    }
    let outbound = (!host.is_empty()).then_some((host, port));
    Some((dialog, incoming, contact, outbound, force))
}
