//! Parameters: those of headers, and those of any list that have no field of their own.

use super::message::Problem;
use super::scan::{Cursor, TOKEN, VALUE, bad, escape_at, quoted_end, run_end, trim_span};
use super::text::{Span, Text};

/// One parameter: name, value with its quotes, and the whole of it.
#[derive(Clone, Copy)]
pub(super) struct Param {
    pub name: Span,
    pub value: Span,
    pub whole: Span,
}

/// Parameters without a field of their own: one span when they stand together in the text, otherwise the region from
/// which they have to be gathered.
#[derive(Clone, Copy, Default)]
pub(super) struct Others {
    span: Span,
    region: Span,
    known: &'static [&'static str],
    pub sep: u8,
    scattered: bool,
    /// Names may be written with escapes (URI parameters).
    escapes: bool,
}

impl Others {
    /// The whole of `span` as it stands.
    pub fn of(span: Span) -> Others {
        Others { span, ..Others::default() }
    }
    pub fn any(&self) -> bool {
        self.span.is_some()
    }
    pub fn add(&mut self, text: &[u8], p: Param) {
        let tight = p.whole.len() == p.name.len() + if p.value.is_some() { 1 + p.value.len() } else { 0 };
        if self.span.is_none() {
            self.span = p.whole;
            self.scattered |= !tight;
        } else {
            let gap = text.get(self.span.end()..p.whole.start());
            self.scattered |= !tight || gap != Some(&[self.sep]);
            self.span = Span::new(self.span.start(), p.whole.end());
        }
    }
    /// Tells from where to gather them, should they stand apart: parameters from `from` to `to`, split at `sep`, less those
    /// in `known`; `escapes` for names that may be written with escapes.
    pub fn within(&mut self, from: usize, to: usize, sep: u8, known: &'static [&'static str], escapes: bool) {
        self.region = Span::new(from, to);
        (self.sep, self.known, self.escapes) = (sep, known, escapes);
    }
    /// The parameters as one text, gathered at the end of `text` if they stand apart.
    pub fn join(&self, text: &mut Text) -> Span {
        if !self.scattered {
            return self.span;
        }
        let out = text.tail();
        let from = out.len();
        let mut at = self.region.start();
        while at < self.region.end() {
            let end = piece_end(out, at, self.region.end(), self.sep);
            let piece = trim_span(out, Span::new(at, end));
            at = end + 1;
            let Some(bytes) = out.get(piece.start()..piece.end()) else { continue };
            let equals = memchr::memchr(b'=', bytes).unwrap_or(bytes.len());
            let name = trim_span(out, Span::new(piece.start(), piece.start() + equals));
            let is_known = out.get(name.start()..name.end()).is_some_and(|n| index_of(n, self.known, self.escapes).is_some());
            if name.is_empty() || is_known {
                continue;
            }
            if out.len() > from {
                out.push(self.sep);
            }
            out.extend_from_within(name.start()..name.end());
            if equals < piece.len() {
                let value = trim_span(out, Span::new(piece.start() + equals + 1, piece.end()));
                out.push(b'=');
                out.extend_from_within(value.start()..value.end());
            }
        }
        Span::new(from, out.len())
    }
}

/// Which parameters of a value have come so far.
#[derive(Default)]
pub(super) struct Taken {
    seen: u32,
    count: usize,
}

impl Taken {
    /// Hands a parameter to `take`, by its place among the known ones, or to the others. More than `max`, and a known one that
    /// comes twice, are bad (RFC 3261 section 7.3.1).
    #[inline(always)]
    pub fn next(
        &mut self,
        (cur, p): (&Cursor, Param),
        place: Option<usize>,
        max: usize,
        others: &mut Others,
        take: &mut impl FnMut(usize, &Cursor, Param) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        self.count += 1;
        if self.count > max {
            return Err(bad("too many parameters"));
        }
        let Some(i) = place else {
            others.add(cur.text(), p);
            return Ok(());
        };
        if self.seen & (1 << i) != 0 {
            return Err(bad("parameter given twice"));
        }
        self.seen |= 1 << i;
        take(i, cur, p)
    }
}

/// Where the piece that starts at `at` ends: at the next separator outside quotes, or at `end`.
fn piece_end(text: &[u8], at: usize, end: usize, sep: u8) -> usize {
    let Some(text) = text.get(..end) else { return end };
    let mut i = at;
    while let Some(p) = text.get(i..).and_then(|r| memchr::memchr2(sep, b'"', r)) {
        i += p;
        if text.get(i) == Some(&sep) {
            return i;
        }
        match quoted_end(text, i) {
            Some(e) => i = e,
            None => return end,
        }
    }
    end
}

/// Place of a name in a list, letters of either case, escapes undone on demand.
pub(super) fn index_of(name: &[u8], known: &[&str], escapes: bool) -> Option<usize> {
    if escapes && memchr::memchr(b'%', name).is_some() {
        let mut plain = [0u8; 16];
        let mut len = 0;
        let mut i = 0;
        while let Some(&b) = name.get(i) {
            let (c, step) = escape_at(name, i).map_or((b, 1), |c| (c, 3));
            *plain.get_mut(len)? = c;
            len += 1;
            i += step;
        }
        let plain = plain.get(..len)?;
        return known.iter().position(|k| k.as_bytes().eq_ignore_ascii_case(plain));
    }
    known.iter().position(|k| k.as_bytes().eq_ignore_ascii_case(name))
}

/// `*( ; name [= value] )` of a header to the end of the value. `take` is given each known parameter by its place in
/// `known`.
#[inline(always)]
pub(super) fn header_params(
    cur: &mut Cursor,
    known: &'static [&'static str],
    max: usize,
    others: &mut Others,
    mut take: impl FnMut(usize, &Cursor, Param) -> Result<(), Problem>,
) -> Result<(), Problem> {
    cur.ws();
    let from = cur.pos() + 1;
    let mut taken = Taken::default();
    others.sep = b';';
    while let Some(b) = cur.peek() {
        if b != b';' {
            return Err(bad("text after the value"));
        }
        cur.go(cur.pos() + 1);
        let p = header_param(cur)?;
        let name = cur.slice(p.name);
        // the list is the compiler's, which makes a few comparisons of whole words of it
        let place = known.iter().position(|k| k.as_bytes() == name).or_else(|| index_of(name, known, false));
        taken.next((cur, p), place, max, others, &mut take)?;
    }
    if others.scattered {
        others.within(from, cur.end(), b';', known, false);
    }
    Ok(())
}

/// `name [= value]`, the cursor then on a `;` or at the end or on what has to be refused.
#[inline(always)]
fn header_param(cur: &mut Cursor) -> Result<Param, Problem> {
    let from = cur.pos();
    let name = cur.run_end(TOKEN);
    if name > from {
        let named = Span::new(from, name);
        match cur.at(name) {
            None | Some(b';') => {
                cur.go(name);
                return Ok(Param { name: named, value: Span::NONE, whole: named });
            }
            Some(b'=') => {
                let end = run_end(cur.text(), name + 1, cur.end(), VALUE);
                if end > name + 1 && matches!(cur.at(end), None | Some(b';')) {
                    cur.go(end);
                    return Ok(Param { name: named, value: Span::new(name + 1, end), whole: Span::new(from, end) });
                }
            }
            _ => {}
        }
    }
    spaced_param(cur)
}

/// The same with white space round each part, or a quoted value.
fn spaced_param(cur: &mut Cursor) -> Result<Param, Problem> {
    cur.ws();
    let name = cur.token().ok_or(bad("empty parameter"))?;
    let mut end = name.end();
    let mut value = Span::NONE;
    if cur.eat_spaced(b'=') {
        value = if cur.peek() == Some(b'"') { cur.quoted().ok_or(bad("quoted string without end"))? } else { cur.run(VALUE) };
        if value.is_empty() {
            return Err(bad("parameter without value"));
        }
        end = value.end();
    }
    cur.ws();
    Ok(Param { name, value, whole: Span::new(name.start(), end) })
}
