//! What has to be right in a message before anything else looks at it.

use super::message::{Message, Problem, StartLine};
use super::name::{Method, Name};
use super::scan::bad;
use super::value::Value;

/// Headers whose syntax is judged on arrival, as far as they are there, with the text for the refusal.
const JUDGED: [(Name, &str); 7] = [
    (Name::Via, "bad Via"),
    (Name::To, "bad To"),
    (Name::From, "bad From"),
    (Name::CallId, "bad Call-ID"),
    (Name::CSeq, "bad CSeq"),
    (Name::MaxForwards, "bad Max-Forwards"),
    (Name::ContentLength, "bad Content-Length"),
];

impl Message {
    /// What the parser itself rejects (RFC 4475 section 3.1.2): the start line, and the syntax of top Via, To, From,
    /// Call-ID, CSeq, Max-Forwards and Content-Length as far as they are there; a method other than that of CSeq; more
    /// Content-Length than octets. A request gets the code of the problem, a response is dropped. The first problem wins.
    pub fn check(&mut self) -> Result<(), Problem> {
        match self.start {
            StartLine::Empty => return Err(bad("no start line")),
            StartLine::Bad { problem, .. } => return Err(Problem { code: self.found.start_code.max(400), text: problem }),
            StartLine::Request { .. } if self.request_uri().is_some_and(|u| u.headers.is_some()) => {
                return Err(bad("headers in the Request-URI"));
            }
            _ => {}
        }
        if self.found.bad_line {
            return Err(bad("line that is no header"));
        }
        if self.found.unended {
            return Err(bad("headers without end"));
        }
        for (name, text) in JUDGED {
            if let Some(index) = self.find(name, 0)
                && self.legal_ref(index).is_none()
            {
                return Err(bad(text));
            }
        }
        if self.found.short {
            return Err(bad("Content-Length beyond the message"));
        }
        if let Some(cseq) = self.cseq()
            && self.is_request()
            && self.text(cseq.method) != self.method()
        {
            return Err(bad("method differs from that of CSeq"));
        }
        Ok(())
    }

    /// What a transaction needs besides (RFC 3261 sections 8.1.1 and 8.2, RFC 4475 section 3.3): Via, To, From, Call-ID and
    /// CSeq are there, no header is there twice that may be there once, and every Contact of a REGISTER is legal.
    pub fn check_transaction(&mut self) -> Result<(), Problem> {
        let mandatory = [
            (Name::Via, "no Via"),
            (Name::To, "no To"),
            (Name::From, "no From"),
            (Name::CallId, "no Call-ID"),
            (Name::CSeq, "no CSeq"),
        ];
        for (name, text) in mandatory {
            if self.find(name, 0).is_none() {
                return Err(bad(text));
            }
        }
        let mut seen = 0u64;
        for h in self.headers.iter().filter(|h| h.name.is_single()) {
            let bit = 1u64.checked_shl(h.name as u32).unwrap_or(0);
            if seen & bit != 0 {
                return Err(bad("header that may be there once is there twice"));
            }
            seen |= bit;
        }
        if self.method_kind() == Method::Register {
            let mut from = 0;
            while let Some(index) = self.find(Name::Contact, from) {
                if !matches!(self.legal_ref(index), Some(Value::Contact(_))) {
                    return Err(bad("bad Contact"));
                }
                from = index + 1;
            }
        }
        Ok(())
    }
}
