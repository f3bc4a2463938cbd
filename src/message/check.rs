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

    /// Does a header, or a line that is to be one, break the grammar? Looks into every value.
    pub fn has_bad_header(&mut self) -> bool {
        self.found.bad_line || (0..self.headers.len()).any(|index| self.legal_ref(index).is_none())
    }

    /// What is wrong first, for the reason phrase of a 400.
    pub fn first_problem(&mut self) -> Option<String> {
        if let Err(problem) = self.check() {
            return Some(problem.text.to_string());
        }
        let at = (0..self.headers.len()).find(|index| self.legal_ref(*index).is_none())?;
        let name = self.headers.get(at)?.name;
        Some(if name == Name::Other { "bad header".to_string() } else { format!("bad {}", name.as_str()) })
    }

    /// What a transaction cannot do without, for a message that the application lets pass with errors: To, From, Call-ID, CSeq
    /// and the top Via are there and legal.
    pub fn check_needed(&mut self) -> Result<(), Problem> {
        if !self.is_request() && !self.is_response() {
            return Err(bad("no start line"));
        }
        for (name, text) in JUDGED.into_iter().take(5) {
            match self.find(name, 0) {
                Some(index) if self.legal_ref(index).is_some() => {}
                _ => return Err(bad(text)),
            }
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
