//! The other end of calls, which answers and asks as chance has it.

use super::*;

/// A dialog as its other end knows it: From and To of its requests.
#[derive(Clone)]
struct Known {
    call_id: String,
    theirs: String,
    ours: String,
    cseq: u32,
    rseq: u32,
}

pub struct Talker {
    dice: Dice,
    known: Vec<Known>,
    number: u32,
    /// Its last INVITE.
    invite: String,
}

const MORE: [&str; 6] = [
    "",
    "Supported: 100rel, timer\r\n",
    "Record-Route: <sip:192.0.2.2;lr>\r\n",
    "Record-Route: <sip:192.0.2.2>\r\n",
    "Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n",
    "Require: timer\r\nSession-Expires: 1800;refresher=uas\r\n",
];

impl Talker {
    pub fn new(seed: u64) -> Talker {
        Talker { dice: Dice::new(seed), known: Vec::new(), number: 0, invite: String::new() }
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.dice.below(of.len() as u64) as usize]
    }

    fn know(&mut self, text: &str, to: &str, from: &str, answered: bool) -> &mut Known {
        let (theirs, ours) = if answered { (from, to) } else { (to, from) };
        let call_id = header(text, "Call-ID").unwrap_or("").to_string();
        let same = |k: &Known| k.call_id == call_id && k.theirs == theirs && k.ours == ours;
        let at = self.known.iter().position(same).unwrap_or_else(|| {
            if self.known.len() == 8 {
                self.known.remove(0);
            }
            self.known.push(Known { call_id, theirs: theirs.into(), ours: ours.into(), cseq: 50, rseq: 0 });
            self.known.len() - 1
        });
        &mut self.known[at]
    }

    /// What arrives at it: true where it belongs to calls.
    pub fn hear(&mut self, n: &mut Net, me: SocketAddr, from: SocketAddr, bytes: &[u8]) -> bool {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let cseq = header(&text, "CSeq").unwrap_or("").to_string();
        if text.starts_with("SIP/2.0 ") {
            if cseq.ends_with(" INVITE") && !text.starts_with("SIP/2.0 100") && text.contains("\r\nContact") {
                self.answered(n, me, from, &text, &cseq);
            }
            return true;
        }
        if text.starts_with("ACK") {
            return true;
        }
        if !text.starts_with("INVITE") {
            let own = ["BYE", "INFO", "UPDATE", "PRACK", "REFER"].iter().any(|m| text.starts_with(m));
            if own && self.dice.percent(85) {
                let status =
                    self.pick(&["200 OK", "200 OK", "200 OK", "401 No", "404 No", "481 No", "422 No", "503 No", "100 Wait"]);
                let more = self.pick(&MORE);
                n.post(me, from, &response(bytes, status, more));
            }
            return own;
        }
        let to = header(&text, "To").unwrap_or("").to_string();
        let tag = self.pick(&["srv", "srv", "t1", "t2"]);
        let to = if to.contains(";tag=") { to } else { format!("{to};tag={tag}") };
        let steps: &[&str] = match self.dice.below(12) {
            0 => &["100 Trying"],
            1 => &["180 Ringing"],
            2 => &["183 Reliable", "183 Reliable", "200 OK"],
            3 => &["183 Reliable", "486 Busy"],
            4 => &["200 OK", "200 OK"],
            5 => &["302 Moved"],
            6 => &["401 Unauthorized"],
            7 => &["180 Ringing", "487 No", "422 No"],
            8 => &["503 No"],
            9 => &["180 Ringing", "491 No"],
            _ => &["180 Ringing", "200 OK"],
        };
        let from_header = header(&text, "From").unwrap_or("").to_string();
        for status in steps {
            let known = self.know(&text, &to, &from_header, false);
            let mut more = "Contact: <sip:bob@192.0.2.2>\r\n".to_string();
            if status.starts_with("183") {
                known.rseq += 1;
                more += &format!("Require: 100rel\r\nRSeq: {}\r\n", known.rseq);
            }
            if status.starts_with("401") {
                more += "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=MD5\r\n";
            }
            more += self.pick(&MORE);
            let answer = String::from_utf8(response(bytes, status, &more)).unwrap();
            n.post(me, from, answer.replace(";tag=srv", &format!(";tag={tag}")).as_bytes());
        }
        true
    }

    /// Its INVITE was answered.
    fn answered(&mut self, n: &mut Net, me: SocketAddr, at: SocketAddr, text: &str, cseq: &str) {
        let (to, from) = (header(text, "To").unwrap_or("").to_string(), header(text, "From").unwrap_or("").to_string());
        let number: u32 = cseq.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(1);
        let known = self.know(text, &to, &from, true);
        known.cseq = known.cseq.max(number);
        let known = known.clone();
        if text.starts_with("SIP/2.0 2") && self.dice.percent(85) {
            let ack = self.request(&known, "ACK", number, "");
            n.post(me, at, ack.as_bytes());
        } else if let Some(rseq) = header(text, "RSeq").filter(|_| self.dice.percent(70)) {
            let prack = self.request(&known, "PRACK", number + 1, &format!("RAck: {rseq} {cseq}\r\n"));
            self.know(text, &to, &from, true).cseq = number + 1;
            n.post(me, at, prack.as_bytes());
        }
    }

    fn request(&mut self, k: &Known, method: &str, cseq: u32, more: &str) -> String {
        self.number += 1;
        let number = self.number;
        format!(
            "{method} sip:alice@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bKt{number}\r\nMax-Forwards: 70\r\n\
             From: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {cseq} {method}\r\n{more}Content-Length: 0\r\n\r\n",
            k.theirs, k.ours, k.call_id
        )
    }

    /// It says something of its own: calls, asks inside of a dialog, cancels.
    pub fn speak(&mut self, n: &mut Net) {
        let (me, to) = (addr(REGISTRAR), addr(CLIENT));
        let at = self.dice.below(self.known.len() as u64) as usize;
        let kind = self.pick(&[MORE[1], MORE[1], MORE[0], MORE[2], MORE[3], MORE[4], MORE[5]]);
        let more = format!("Contact: <sip:bob@192.0.2.2>\r\n{kind}");
        let text = match (self.known.get(at).cloned(), self.dice.below(10)) {
            (None, _) | (_, 0..=2) => {
                let call_id = format!("talk{}", self.number);
                let (theirs, ours) = ("<sip:bob@example.com>;tag=bob".to_string(), "<sip:alice@example.com>".to_string());
                let new = Known { call_id, theirs, ours, cseq: 1, rseq: 0 };
                self.invite = self.request(&new, "INVITE", 1, &more);
                self.invite.clone()
            }
            (_, 3) => self.invite.replace("INVITE", if self.dice.percent(80) { "CANCEL" } else { "ACK" }),
            (Some(_), 4) => self.invite.clone(),
            (Some(k), _) => {
                let method = self.pick(&["BYE", "INVITE", "INVITE", "INVITE", "INFO", "UPDATE", "PRACK", "ACK"]);
                let cseq = if self.dice.percent(90) { k.cseq + 1 } else { k.cseq.saturating_sub(1) };
                self.known[at].cseq = cseq.max(k.cseq);
                let text = self.request(&k, method, cseq, &more);
                if method == "INVITE" {
                    self.invite = text.clone();
                }
                text
            }
        };
        n.post(me, to, text.as_bytes());
    }
}
