//! Which transaction a message belongs to (RFC 3261 sections 17.1.3 and 17.2.3).

use crate::endpoint::output::TransactionId;
use crate::endpoint::random::{push_hex, read_hex};
use crate::endpoint::slab::Id;
use crate::message::{Message, Name, Via};

/// What every branch of RFC 3261 starts with (section 8.1.1.7).
pub const COOKIE: &[u8] = b"z9hG4bK";

/// Our branches: cookie, `r`, 7 digits slot, 5 digits generation, 12 digits nobody can guess.
const DIGITS: usize = 24;
const SECRET_MASK: u64 = (1 << 48) - 1;

/// Writes the branch of a transaction of ours.
pub(crate) fn branch_of(id: TransactionId, secret: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(COOKIE);
    out.push(b'r');
    push_hex(id.0.index as u64, 7, out);
    push_hex(id.0.generation as u64, 5, out);
    push_hex(secret & SECRET_MASK, 12, out);
}

/// The transaction and the secret a branch names, if it has the form of ours.
pub(crate) fn own_branch(branch: &[u8]) -> Option<(TransactionId, u64)> {
    let digits = branch.strip_prefix(COOKIE)?.strip_prefix(b"r")?;
    if digits.len() != DIGITS {
        return None;
    }
    let index = read_hex(digits.get(..7)?)? as u32;
    let generation = read_hex(digits.get(7..12)?)? as u32;
    let secret = read_hex(digits.get(12..)?)?;
    Some((TransactionId(Id { index, generation }), secret))
}

/// The part of a secret that a branch shows.
pub(crate) fn shown(secret: u64) -> u64 {
    secret & SECRET_MASK
}

/// Host and port of a sent-by as one number, for comparison.
pub(crate) fn sent_by_hash(host: &[u8], port: i32) -> u32 {
    let mut h: u32 = 0x811c_9dc5;
    for c in host {
        h = (h ^ c.to_ascii_lowercase() as u32).wrapping_mul(0x0100_0193);
    }
    let port = if port < 0 { 5060 } else { port as u32 };
    (h ^ port).wrapping_mul(0x0100_0193)
}

fn part(key: &mut Vec<u8>, text: &[u8], fold: bool) {
    if fold {
        key.extend(text.iter().map(u8::to_ascii_lowercase));
    } else {
        key.extend_from_slice(text);
    }
    key.push(0);
}

/// The method a request is matched by: ACK belongs to its INVITE.
fn matched_method(method: &[u8]) -> &[u8] {
    if method == b"ACK" { b"INVITE" } else { method }
}

/// The key of the server transaction a request belongs to: branch, sent-by and method, or by the rules of RFC 2543 where
/// the branch lacks the cookie or is nothing but the cookie.
pub(crate) fn server_key(msg: &mut Message, via: &Via) -> Box<[u8]> {
    let branch = msg.text(via.branch);
    let mut key = Vec::with_capacity(128);
    let method = matched_method(msg.method());
    if branch.len() > COOKIE.len() && branch.get(..COOKIE.len()).is_some_and(|c| c.eq_ignore_ascii_case(COOKIE)) {
        part(&mut key, b"3261", false);
        part(&mut key, branch, true);
        part(&mut key, msg.text(via.host), true);
        part(&mut key, &via.port.to_le_bytes(), false);
        part(&mut key, method, false);
        return key.into_boxed_slice();
    }
    let invite = method == b"INVITE";
    part(&mut key, b"2543", false);
    part(&mut key, method, false);
    part(&mut key, &msg.request_uri_text(), false);
    part(&mut key, msg.call_id().unwrap_or(&[]), false);
    part(&mut key, msg.raw_of(Name::Via).unwrap_or(&[]), false);
    if let Some(p) = msg.from() {
        part(&mut key, msg.text(p.tag), false);
    }
    // The ACK of an INVITE has the tag of our response there.
    if !invite && let Some(p) = msg.to() {
        part(&mut key, msg.text(p.tag), false);
    }
    if let Some(c) = msg.cseq() {
        part(&mut key, &c.step.to_le_bytes(), false);
    }
    key.into_boxed_slice()
}

/// The key of a server transaction without its method, which a CANCEL shares with the request it means (RFC 3261 section 9.2). By the
/// rules of RFC 2543 there is none.
pub(crate) fn key_but_method<'k>(key: &'k [u8], method: &[u8]) -> Option<&'k [u8]> {
    key.strip_suffix(b"\0")?.strip_suffix(method).filter(|stem| stem.starts_with(b"3261\0"))
}

/// From tag, Call-ID and CSeq of a request without To tag: two requests alike in these but of different transactions came
/// over different ways (section 8.2.2.2).
pub(crate) fn merge_key(msg: &mut Message) -> Option<Box<[u8]>> {
    if msg.to()?.tag.is_some() {
        return None;
    }
    let mut key = Vec::with_capacity(64);
    let from = msg.from()?;
    let cseq = msg.cseq()?;
    part(&mut key, msg.text(from.tag), false);
    part(&mut key, msg.call_id()?, false);
    part(&mut key, &cseq.step.to_le_bytes(), false);
    part(&mut key, msg.text(cseq.method), false);
    Some(key.into_boxed_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_of_ours_leads_back_to_its_transaction_and_others_lead_nowhere() {
        let id = TransactionId(Id { index: 0x123_4567, generation: 0xf_fedc });
        let mut b = Vec::new();
        branch_of(id, 0x1234_5678_9abc_def0, &mut b);
        assert_eq!(own_branch(&b), Some((id, 0x5678_9abc_def0)));
        assert_eq!(shown(0x1234_5678_9abc_def0), 0x5678_9abc_def0);
        assert_eq!(own_branch(b"z9hG4bKus19"), None);
        assert_eq!(own_branch(b"z9hG4bKr"), None);
        assert_eq!(own_branch(b"z9hG4bKr00000000000000000000000x"), None);
        assert_eq!(own_branch(b"Z9HG4BKr000000000000000000000000"), None);
    }
}
