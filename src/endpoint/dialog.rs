//! Dialogs (RFC 3261 section 12): what both ends remember of each other, and the requests made of it.

use super::hop::as_request_uri;
use super::random::{Random, push_decimal};
use crate::message::{Elem, Elements, Item, Message, Name, Scheme, Span, Value, encode_uri, encode_value, parse_uri};

/// Room for a URI, or a To or From: most find it enough.
const USUAL: usize = 64;

/// One end of a dialog. Before the other end has answered it is what the first request is made of.
#[derive(Clone, Default)]
pub(crate) struct Dialog {
    pub call_id: Vec<u8>,
    /// Our To or From without its tag.
    pub local: Vec<u8>,
    pub local_tag: Vec<u8>,
    /// That of the other end.
    pub remote: Vec<u8>,
    pub remote_tag: Vec<u8>,
    /// CSeq number of our last request; 0 before the first.
    pub local_seq: u32,
    /// That of the other end.
    pub remote_seq: Option<u32>,
    /// Where requests go: the URI of the other end's Contact.
    pub target: Vec<u8>,
    /// Values of Route, the next hop first.
    pub route: Vec<Vec<u8>>,
    /// A REFER has come in it: the next one is named in its NOTIFYs (RFC 3515 section 2.4.6).
    pub referred: bool,
}

/// What a dialog is found by: Call-ID, our tag, theirs.
pub(crate) fn key(call_id: &[u8], local_tag: &[u8], remote_tag: &[u8]) -> Box<[u8]> {
    [call_id, b"\0", local_tag, b"\0", remote_tag].concat().into_boxed_slice()
}

/// The key of the dialog a message of the other end belongs to; `None` where our end has no tag.
pub(crate) fn key_of(msg: &mut Message) -> Option<Box<[u8]>> {
    let (from, to) = (msg.from()?.tag, msg.to()?.tag);
    // A response has our tag in From, a request in To.
    let (local, remote) = if msg.is_response() { (from, to) } else { (to, from) };
    let remote = msg.els.text.opt(remote).unwrap_or(&[]);
    local.is_some().then(|| key(msg.call_id().unwrap_or(&[]), msg.text(local), remote))
}

/// The tag of To of a response.
pub(crate) fn to_tag(msg: &mut Message) -> Option<Vec<u8>> {
    let tag = msg.to()?.tag;
    tag.is_some().then(|| msg.text(tag).to_vec())
}

/// A To or From of a message: its text without the tag, and the tag.
pub(crate) fn end_of(msg: &mut Message, name: Name) -> Option<(Vec<u8>, Vec<u8>)> {
    let at = msg.find(name, 0)?;
    msg.legal(at)?;
    let text = msg.value_text(at);
    let mut els = Elements::default();
    let span = els.text.push(&text);
    let e = crate::message::parse_value(&mut els, name, span, msg.limits());
    split_tag(&mut els, e)
}

/// Takes the tag out of a To or From.
pub(crate) fn split_tag(els: &mut Elements, e: Elem) -> Option<(Vec<u8>, Vec<u8>)> {
    let Some(Item { value: Value::Party(p), bad: Span::NONE, .. }) = els.item_mut(e) else { return None };
    let tag = std::mem::replace(&mut p.tag, Span::NONE);
    let tag = els.text.opt(tag).unwrap_or(&[]).to_vec();
    els.touch(e);
    let mut text = Vec::with_capacity(USUAL);
    encode_value(els, e, &mut text);
    Some((text, tag))
}

/// The URI of the first Contact of a message, without what may not stand in a Request-URI (RFC 3261 section 19.1.1).
pub(crate) fn contact_of(msg: &mut Message) -> Option<Vec<u8>> {
    let contact = msg.contact(msg.find(Name::Contact, 0)?)?;
    if contact.star { None } else { as_target(&msg.els, contact.uri) }
}

/// A URI for a request line: without what may not stand there, or as it is where it is no SIP URI.
fn as_target(els: &Elements, uri: Elem) -> Option<Vec<u8>> {
    as_request_uri(els, uri).or_else(|| {
        let mut text = Vec::with_capacity(USUAL);
        encode_uri(els, uri, &mut text);
        let other = els.uri(uri).is_some_and(|u| !matches!(u.scheme, Scheme::Sip | Scheme::Sips));
        (other && !text.is_empty()).then_some(text)
    })
}

/// The first Contact of a redirection that a request may go to.
pub(crate) fn redirection_of(msg: &mut Message) -> Option<Vec<u8>> {
    let mut from = 0;
    while let Some(at) = msg.find(Name::Contact, from) {
        if let Some(contact) = msg.contact(at).filter(|c| !c.star)
            && let Some(uri) = as_request_uri(&msg.els, contact.uri)
        {
            return Some(uri);
        }
        from = at + 1;
    }
    None
}

/// The URI of a To or From.
pub(crate) fn uri_of(party: &[u8]) -> Option<Vec<u8>> {
    let mut els = Elements::default();
    let span = els.text.push(party);
    let e = crate::message::parse_value(&mut els, Name::To, span, &Default::default());
    let Value::Party(p) = els.item(e).filter(|i| !i.bad.is_some())?.value else { return None };
    as_target(&els, p.uri)
}

/// Values of Record-Route in their order.
pub(crate) fn record_route(msg: &Message) -> Vec<Vec<u8>> {
    values(msg, Name::RecordRoute)
}

fn values(msg: &Message, name: Name) -> Vec<Vec<u8>> {
    let all = (0..msg.headers.len()).filter(|at| msg.headers.get(*at).is_some_and(|h| h.name == name));
    all.map(|at| msg.raw(at).to_vec()).collect()
}

impl Dialog {
    /// The end of a dialog that a request outside of dialogs opens at whoever answers it with this To tag (section 12.1.1).
    pub fn of_request(msg: &mut Message, to_tag: &[u8]) -> Option<Dialog> {
        let (local, _) = end_of(msg, Name::To)?;
        let (remote, remote_tag) = end_of(msg, Name::From)?;
        Some(Dialog {
            call_id: msg.call_id()?.to_vec(),
            local,
            local_tag: to_tag.to_vec(),
            remote,
            remote_tag,
            local_seq: 0,
            remote_seq: msg.cseq().map(|c| c.step as u32),
            target: contact_of(msg).unwrap_or_default(),
            route: values(msg, Name::RecordRoute),
            referred: false,
        })
    }

    /// A response to the first request tells of the other end (section 12.1.2). A 2xx may correct what a provisional one said
    /// (section 13.2.2.4).
    pub fn learn(&mut self, msg: &mut Message) {
        if let Some(tag) = to_tag(msg)
            && tag != self.remote_tag
        {
            // Another server, which counts its requests by itself (section 12.1.2).
            (self.remote_tag, self.remote_seq) = (tag, None);
        }
        if let Some(target) = contact_of(msg) {
            self.target = target;
        }
        self.route = values(msg, Name::RecordRoute);
        self.route.reverse();
    }

    pub fn key(&self) -> Box<[u8]> {
        key(&self.call_id, &self.local_tag, &self.remote_tag)
    }

    /// Gives our end what it lacks: a tag and a Call-ID.
    pub fn complete(&mut self, random: &mut Random) {
        if self.local_tag.is_empty() {
            random.hex(16, &mut self.local_tag);
        }
        if self.call_id.is_empty() {
            self.call_id = random.token(32);
        }
    }

    /// Is the next hop a strict router, which stands in the Request-URI?
    pub fn is_strict(&self) -> bool {
        self.route.first().is_some_and(|first| !is_loose(first))
    }

    /// Our To or From with its tag.
    pub fn local_party(&self) -> Vec<u8> {
        with_tag(&self.local, &self.local_tag)
    }
    pub fn remote_party(&self) -> Vec<u8> {
        with_tag(&self.remote, &self.remote_tag)
    }

    /// A request of our end, without Contact (section 12.2.1.1). That of an ACK has the number of its INVITE.
    pub fn request(&self, msg: &mut Message, method: &[u8], number: u32) -> Option<()> {
        let strict = self.route.split_first().filter(|(first, _)| !is_loose(first));
        let uri = match strict {
            Some((first, _)) => route_uri(first)?,
            None => self.target.clone(),
        };
        msg.set_request(method, &uri).ok()?;
        for hop in strict.map_or(self.route.as_slice(), |(_, rest)| rest) {
            msg.push(Name::Route, hop);
        }
        if strict.is_some() {
            msg.push(Name::Route, &[b"<", self.target.as_slice(), b">"].concat());
        }
        msg.push(Name::MaxForwards, b"70");
        msg.push(Name::To, &self.remote_party());
        msg.push(Name::From, &self.local_party());
        msg.push(Name::CallId, &self.call_id);
        let mut cseq = Vec::with_capacity(24);
        push_decimal(number.into(), &mut cseq);
        cseq.push(b' ');
        cseq.extend_from_slice(method);
        msg.push(Name::CSeq, &cseq);
        Some(())
    }
}

fn with_tag(party: &[u8], tag: &[u8]) -> Vec<u8> {
    if tag.is_empty() { party.to_vec() } else { [party, b";tag=", tag].concat() }
}

/// The URI of a Route value and whether it has the parameter lr; none for one that does not parse.
fn hop_uri(route: &[u8]) -> Option<(Elements, Elem)> {
    let mut els = Elements::default();
    let span = els.text.push(route);
    let e = crate::message::parse_value(&mut els, Name::Route, span, &Default::default());
    let Value::RouteHop(hop) = els.item(e).filter(|i| !i.bad.is_some())?.value else { return None };
    Some((els, hop.uri))
}

fn is_loose(route: &[u8]) -> bool {
    hop_uri(route).is_none_or(|(els, uri)| els.uri(uri).is_none_or(|u| u.lr))
}

fn route_uri(route: &[u8]) -> Option<Vec<u8>> {
    let (els, uri) = hop_uri(route)?;
    as_request_uri(&els, uri)
}

/// A URI as it may stand in a request line.
pub(crate) fn checked_target(uri: &[u8]) -> Option<Vec<u8>> {
    let mut els = Elements::default();
    let span = els.text.push(uri);
    let e = parse_uri(&mut els, span, Elem::NONE).ok()?;
    as_request_uri(&els, e)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> Message {
        let mut msg = Message::new();
        msg.parse(text.replace('\n', "\r\n").as_bytes(), &Default::default()).unwrap();
        msg
    }

    fn invite() -> Message {
        message(
            "INVITE sip:bob@192.0.2.4 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\nMax-Forwards: 70\n\
             Record-Route: <sip:p2.example.com;lr>, <sip:p1.example.com;lr>\nTo: Bob <sip:bob@example.com>;x=1\n\
             From: \"A\" <sip:alice@example.com>;tag=at\nCall-ID: c1\nCSeq: 7 INVITE\nContact: <sip:alice@192.0.2.1>\n\n",
        )
    }

    fn encoded(dialog: &Dialog, method: &str, number: u32) -> String {
        let mut msg = Message::new();
        dialog.request(&mut msg, method.as_bytes(), number).unwrap();
        let mut out = Vec::new();
        msg.encode(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_end_that_was_called_takes_tags_target_and_route_from_the_invite_in_its_order() {
        let dialog = Dialog::of_request(&mut invite(), b"bt").unwrap();
        let text = encoded(&dialog, "BYE", 1);
        assert!(text.starts_with("BYE sip:alice@192.0.2.1 SIP/2.0\r\n"), "{text}");
        assert!(text.contains("Route: <sip:p2.example.com;lr>\r\nRoute: <sip:p1.example.com;lr>\r\n"), "{text}");
        assert!(text.contains("To: \"A\" <sip:alice@example.com>;tag=at\r\n"), "{text}");
        assert!(text.contains("From: Bob <sip:bob@example.com>;x=1;tag=bt\r\n"), "{text}");
        assert!(text.contains("CSeq: 1 BYE\r\n"), "{text}");
        assert_eq!(dialog.remote_seq, Some(7));
    }

    #[test]
    fn the_end_that_called_takes_tag_target_and_the_route_in_reverse_order_from_the_response() {
        let mut ok = message(
            "SIP/2.0 200 OK\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\nRecord-Route: <sip:p2.example.com;lr>\n\
             Record-Route: <sip:p1.example.com;lr>\nTo: <sip:bob@example.com>;tag=bt\nFrom: <sip:alice@example.com>;tag=at\n\
             Call-ID: c1\nCSeq: 7 INVITE\nContact: <sip:bob@192.0.2.4;transport=tcp>\n\n",
        );
        let mut dialog = Dialog { call_id: b"c1".to_vec(), local_tag: b"at".to_vec(), ..Dialog::default() };
        dialog.learn(&mut ok);
        assert_eq!(dialog.remote_tag, b"bt");
        assert_eq!(dialog.target, b"sip:bob@192.0.2.4;transport=tcp");
        assert_eq!(dialog.route, [b"<sip:p1.example.com;lr>", b"<sip:p2.example.com;lr>"]);
        assert_eq!(key_of(&mut ok).unwrap(), dialog.key());
    }

    #[test]
    fn a_strict_router_stands_in_the_request_uri_and_the_target_ends_the_route() {
        let mut dialog = Dialog::of_request(&mut invite(), b"bt").unwrap();
        dialog.route = vec![b"<sip:old.example.com;x=y?h=v>".to_vec(), b"<sip:p1.example.com;lr>".to_vec()];
        assert!(dialog.is_strict());
        let text = encoded(&dialog, "INFO", 2);
        assert!(text.starts_with("INFO sip:old.example.com;x=y SIP/2.0\r\n"), "{text}");
        assert!(text.contains("Route: <sip:p1.example.com;lr>\r\nRoute: <sip:alice@192.0.2.1>\r\n"), "{text}");
    }

    #[test]
    fn a_request_is_found_by_its_to_tag_and_a_response_by_its_from_tag() {
        let dialog = Dialog::of_request(&mut invite(), b"bt").unwrap();
        let mut bye = message(
            "BYE sip:bob@192.0.2.4 SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK2\nTo: <sip:bob@example.com>;tag=bt\n\
             From: <sip:alice@example.com>;tag=at\nCall-ID: c1\nCSeq: 8 BYE\n\n",
        );
        assert_eq!(key_of(&mut bye).unwrap(), dialog.key());
        assert_eq!(key_of(&mut invite()), None);
    }

    #[test]
    fn a_party_is_split_from_its_tag() {
        assert_eq!(end_of(&mut invite(), Name::From), Some((b"\"A\" <sip:alice@example.com>".to_vec(), b"at".to_vec())));
        assert_eq!(end_of(&mut invite(), Name::To), Some((b"Bob <sip:bob@example.com>;x=1".to_vec(), Vec::new())));
        assert_eq!(uri_of(b"Bob <sip:bob@example.com>;tag=1").unwrap(), b"sip:bob@example.com");
    }

    #[test]
    fn a_target_has_nothing_that_may_not_stand_in_a_request_line() {
        let mut moved = message("SIP/2.0 200 OK\nContact: <sip:bob@192.0.2.4;method=BYE;x=y?subject=z>\n\n");
        assert_eq!(contact_of(&mut moved).unwrap(), b"sip:bob@192.0.2.4;x=y");
        assert_eq!(uri_of(b"<sip:bob@example.com?a=b>").unwrap(), b"sip:bob@example.com");
        assert_eq!(uri_of(b"<tel:+1201>").unwrap(), b"tel:+1201");
    }
}
