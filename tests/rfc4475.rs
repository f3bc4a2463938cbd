//! The 49 torture messages of RFC 4475 against the verdicts that belong to the parser. They lie outside the project; where
//! they are not at hand each test prints one line and passes (tests/message_torture.rs has messages of our own).

use rvsip::message::*;
use std::path::PathBuf;

fn folder() -> PathBuf {
    let shared = std::env::var_os("RVSIP_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    shared.join("data/rfc4475")
}

fn bytes(name: &str) -> Option<Vec<u8>> {
    match std::fs::read(folder().join(format!("{name}.dat"))) {
        Ok(bytes) => Some(bytes),
        Err(_) => {
            println!("skipped: {name}.dat is not at hand");
            None
        }
    }
}

fn parsed(bytes: &[u8]) -> Message {
    let mut m = Message::new();
    m.parse(bytes, &Limits::default()).expect("is a message");
    m
}

/// Parses, is accepted, and comes out of the encoder as it went in, value for value.
fn accepted(bytes: &[u8]) -> Message {
    let mut m = parsed(bytes);
    assert_eq!(m.check(), Ok(()));
    let mut text = Vec::new();
    m.encode(&mut text);
    let mut again = parsed(&text);
    assert_eq!(again.check(), Ok(()));
    assert_eq!(again.headers.len() - m.headers.len(), usize::from(m.find(Name::ContentLength, 0).is_none()));
    for i in 0..m.headers.len() {
        assert_eq!(again.headers[i].name, m.headers[i].name);
        assert_eq!(again.value_text(i), m.value_text(i), "header {i}");
    }
    assert_eq!(again.body(), m.body());
    m
}

fn rejected(bytes: &[u8], code: u16) -> Message {
    let mut m = parsed(bytes);
    assert_eq!(m.check().expect_err("is rejected").code, code);
    m
}

/// Accepted by the parser, 400 from the transaction layer.
fn refused_by_the_transaction(bytes: &[u8]) -> Message {
    let mut m = accepted(bytes);
    assert_eq!(m.check_transaction().expect_err("is refused").code, 400);
    m
}

fn taken(bytes: &[u8]) -> Message {
    let mut m = accepted(bytes);
    assert_eq!(m.check_transaction(), Ok(()));
    m
}

fn user(m: &Message, uri: Elem) -> &[u8] {
    m.text(m.els.uri(uri).unwrap().user)
}

macro_rules! torture {
    ($($test:ident: $file:literal, |$b:ident| $body:block)*) => {
        $(#[test] fn $test() {
            if let Some(bytes) = bytes($file) {
                let $b: &[u8] = &bytes;
                $body
            }
        })*
        /// The names above are all there are.
        const FILES: &[&str] = &[$($file),*];
    };
}

#[test]
fn every_message_of_the_list_has_its_test() {
    let Ok(list) = std::fs::read_to_string(folder().join("verdicts.tsv")) else {
        println!("skipped: verdicts.tsv is not at hand");
        return;
    };
    let mut listed: Vec<&str> = list.lines().skip(1).filter_map(|l| l.split('\t').next()?.strip_suffix(".dat")).collect();
    let mut ours = FILES.to_vec();
    listed.sort();
    ours.sort();
    assert_eq!(ours, listed);
    assert_eq!(ours.len(), 49);
}

torture! {
    wsinv_a_short_tortuous_invite_is_understood: "wsinv", |b| {
        let mut m = taken(b);
        let to = m.to().unwrap();
        assert_eq!(m.text(to.tag), b"1918181833n");
        let from = m.from().unwrap();
        assert_eq!(m.text(from.display_name), br#""J Rosenberg \\\"""#);
        assert_eq!(m.text(from.tag), b"98asjd8");
        let cseq = m.cseq().unwrap();
        assert_eq!((cseq.step, m.text(cseq.method)), (9, &b"INVITE"[..]));
        let vias: Vec<usize> = (0..m.headers.len()).filter(|&i| m.headers[i].name == Name::Via).collect();
        assert_eq!(vias.len(), 3);
        let via: Vec<Via> = vias.iter().map(|&i| m.via(i).unwrap()).collect();
        assert_eq!(m.text(via[0].branch), b"390skdjuw");
        assert_eq!(m.text(via[0].host), b"192.0.2.2");
        assert_eq!(m.text(via[1].transport), b"TCP");
        assert_eq!(m.text(via[1].branch), b"z9hG4bK9ikj8");
        assert_eq!(m.text(via[2].host), b"192.168.255.111");
        assert_eq!(m.text(via[2].branch), b"z9hG4bK30239");
        let contact = m.find(Name::Contact, 0).unwrap();
        let contact = m.contact(contact).unwrap();
        assert_eq!(m.text(contact.q), b"0.33");
        assert_eq!(m.text(contact.other_params), b"newparam=newvalue;secondparam");
        assert_eq!(m.raw_of(Name::Subject), Some(&b""[..]));
        let new = m.find_named(b"newfangledheader", 0).unwrap();
        assert_eq!(m.raw(new), b"newfangled value continued newfangled value");
        let unusual = m.find_named(b"UnknownHeaderWithUnusualValue", 0).unwrap();
        assert_eq!(m.raw(unusual), b";;,,;;,;");
        let route = m.find(Name::Route, 0).unwrap();
        let hop = m.route_hop(route).unwrap();
        let uri = m.els.uri(hop.uri).unwrap();
        assert!(uri.lr);
        assert_eq!(m.text(uri.other_params), b"unknownwith=value;unknown-no-value");
        assert_eq!(m.body().len(), 150);
    }
    intmeth_a_wide_range_of_characters_is_kept: "intmeth", |b| {
        let mut m = taken(b);
        assert_eq!(m.method(), b"!interesting-Method0123456789_*+`.%indeed'~");
        let uri = *m.request_uri().unwrap();
        assert_eq!(m.text(uri.user), b"1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*");
        assert_eq!(m.text(uri.password), b"&it+has=1,weird!*pas$wo~d_too.(doesn't-it)");
        let from = m.from().unwrap();
        assert_eq!(m.text(from.display_name), b"token1~` token2'+_ token3*%!.-");
        assert_eq!(m.text(from.tag), b"_token~1'+`*%!-.");
        let to = m.to().unwrap();
        assert!(m.text(to.display_name).contains(&0));
    }
    esc01_valid_escapes_stay_as_they_are: "esc01", |b| {
        let mut m = taken(b);
        assert_eq!(m.text(m.request_uri().unwrap().user), b"sips%3Auser%40example.com");
        let contact = m.find(Name::Contact, 0).unwrap();
        let contact = m.contact(contact).unwrap();
        assert!(m.els.uri(contact.uri).unwrap().lr);
    }
    escnull_escaped_nulls_differ: "escnull", |b| {
        let mut m = taken(b);
        let first = m.find(Name::Contact, 0).unwrap();
        let second = m.find(Name::Contact, first + 1).unwrap();
        let (first, second) = (m.contact(first).unwrap(), m.contact(second).unwrap());
        assert_eq!(user(&m, first.uri), b"%00");
        assert_eq!(user(&m, second.uri), b"%00%00");
        assert!(!uri_equal(&m.els, first.uri, &m.els, second.uri));
    }
    esc02_a_percent_sign_is_not_always_an_escape: "esc02", |b| {
        let m = taken(b);
        assert_eq!(m.method_kind(), Method::Other);
        assert_eq!(m.headers.iter().filter(|h| h.name == Name::Contact).count(), 2);
    }
    lwsdisp_no_blank_is_needed_before_the_bracket: "lwsdisp", |b| {
        let mut m = taken(b);
        let from = m.from().unwrap();
        assert_eq!(m.text(from.display_name), b"caller");
    }
    longreq_nothing_long_is_truncated: "longreq", |b| {
        let mut m = taken(b);
        assert_eq!(m.headers.iter().filter(|h| h.name == Name::Via).count(), 34);
        for i in 0..m.headers.len() {
            let e = m.typed(i);
            assert!(m.els.item(e).unwrap().bad.is_none(), "header {i}");
        }
        let text: usize = m.headers.iter().map(|h| h.name_text.len() + h.raw.len()).sum();
        assert!(text + 200 > b.len() - m.body().len() - 34 * 8, "{text}");
    }
    dblreq_octets_after_the_body_are_ignored: "dblreq", |b| {
        let m = taken(b);
        assert_eq!(m.method(), b"REGISTER");
        assert_eq!(m.body(), b"");
    }
    semiuri_parameters_in_the_user_part_belong_to_the_user: "semiuri", |b| {
        let m = taken(b);
        assert_eq!(m.text(m.request_uri().unwrap().user), b"user;par=u%40example.net");
    }
    transports_unknown_ones_are_kept: "transports", |b| {
        let mut m = taken(b);
        let vias: Vec<Via> = (0..m.headers.len()).filter_map(|i| m.via(i)).collect();
        let names: Vec<&[u8]> = vias.iter().map(|v| m.text(v.transport)).collect();
        assert_eq!(names, [&b"UDP"[..], b"SCTP", b"TLS", b"UNKNOWN", b"TCP"]);
    }
    mpart01_a_multipart_body_arrives_whole: "mpart01", |b| {
        let mut m = taken(b);
        assert_eq!(m.body().len(), 553);
        let index = m.find(Name::ContentType, 0).unwrap();
        let Some(Value::ContentType(c)) = m.legal(index) else { panic!("no type") };
        assert_eq!(m.text(c.boundary), b"7a9cbec02ceef655");
        assert_eq!(m.body().windows(16).filter(|w| *w == b"7a9cbec02ceef655").count(), 3);
    }
    unreason_an_unusual_reason_phrase_is_kept: "unreason", |b| {
        let m = taken(b);
        assert_eq!(m.status(), 200);
        assert!(std::str::from_utf8(m.reason()).unwrap().contains("= 2**3 * 5**2 "));
    }
    noreason_an_empty_reason_phrase_is_legal: "noreason", |b| {
        let m = taken(b);
        assert_eq!((m.status(), m.reason()), (100, &b""[..]));
    }
    badinv01_extra_separators_are_400: "badinv01", |b| {
        let mut m = rejected(b, 400);
        let contact = m.find(Name::Contact, 0).unwrap();
        assert!(m.contact(contact).is_none());
    }
    clerr_a_content_length_beyond_the_datagram_is_400_and_waited_for_on_a_stream: "clerr", |b| {
        rejected(b, 400);
        let mut f = Framer::new(&Limits::default());
        f.push(b);
        assert_eq!(f.next(), Frame::NeedMore);
    }
    ncl_a_negative_content_length_is_400_and_breaks_a_stream: "ncl", |b| {
        rejected(b, 400);
        let mut f = Framer::new(&Limits::default());
        f.push(b);
        assert!(matches!(f.next(), Frame::Broken(_)));
    }
    scalar02_overlarge_scalars_are_400_but_expires_is_capped: "scalar02", |b| {
        let mut m = rejected(b, 400);
        assert!(m.cseq().is_none());
        let max = m.find(Name::MaxForwards, 0).unwrap();
        assert!(m.legal(max).is_none());
        assert_eq!(m.seconds_of(Name::Expires), Some(u32::MAX));
        let contact = m.find(Name::Contact, 0).unwrap();
        let expires = m.contact(contact).unwrap().expires;
        assert!(matches!(m.els.item(expires).unwrap().value, Value::Expires(Expires { seconds: Some(u32::MAX) })));
    }
    scalarlg_a_response_with_overlarge_scalars_is_dropped: "scalarlg", |b| {
        let m = rejected(b, 400);
        assert!(m.is_response() && !m.is_answerable());
    }
    quotbal_a_quote_without_end_is_400: "quotbal", |b| {
        let mut m = rejected(b, 400);
        assert!(m.to().is_none());
        assert!(m.from().is_some());
    }
    ltgtruri_brackets_round_the_request_uri_are_400: "ltgtruri", |b| { rejected(b, 400); }
    lwsruri_a_blank_in_the_request_uri_is_400: "lwsruri", |b| { rejected(b, 400); }
    lwsstart_several_blanks_in_the_request_line_are_400: "lwsstart", |b| { rejected(b, 400); }
    trws_blanks_at_the_end_of_the_request_line_are_400: "trws", |b| { rejected(b, 400); }
    escruri_headers_in_the_request_uri_are_400: "escruri", |b| { rejected(b, 400); }
    baddate_a_date_of_another_zone_is_bad_but_the_request_goes_on: "baddate", |b| {
        let mut m = taken(b);
        let date = m.find(Name::Date, 0).unwrap();
        assert!(m.legal(date).is_none());
        let elem = m.typed(date);
        assert_eq!(m.text(m.els.item(elem).unwrap().bad), b"Fri, 01 Jan 2010 16:00:00 EST");
    }
    regbadct_a_contact_that_needs_brackets_is_400_at_the_registrar: "regbadct", |b| {
        let mut m = refused_by_the_transaction(b);
        let contact = m.find(Name::Contact, 0).unwrap();
        assert!(m.contact(contact).is_none());
    }
    badaspec_blanks_within_an_address_are_400: "badaspec", |b| { rejected(b, 400); }
    baddn_a_comma_in_a_display_name_is_400: "baddn", |b| { rejected(b, 400); }
    badvers_another_version_is_505: "badvers", |b| {
        let mut m = rejected(b, 505);
        assert!(m.is_answerable());
        assert!(m.top_via().is_some());
    }
    mismatch01_method_and_cseq_have_to_agree: "mismatch01", |b| { rejected(b, 400); }
    mismatch02_unknown_methods_have_to_agree_as_well: "mismatch02", |b| { rejected(b, 400); }
    bigcode_an_overlarge_status_code_is_dropped: "bigcode", |b| {
        let m = rejected(b, 400);
        assert!(!m.is_answerable());
    }
    badbranch_a_branch_of_the_cookie_alone_is_kept: "badbranch", |b| {
        let mut m = taken(b);
        let via = m.top_via().unwrap();
        assert_eq!(m.text(via.branch), b"z9hG4bK");
    }
    insuf_missing_headers_are_for_the_transaction_to_refuse: "insuf", |b| { refused_by_the_transaction(b); }
    unkscm_an_unknown_scheme_is_a_uri: "unkscm", |b| {
        let m = taken(b);
        assert_eq!(m.request_uri().unwrap().scheme, Scheme::Other);
        assert_eq!(m.text(m.request_uri().unwrap().scheme_text), b"nobodyKnowsThisScheme");
    }
    novelsc_an_atypical_scheme_is_a_uri: "novelsc", |b| {
        let m = taken(b);
        assert_eq!(m.text(m.request_uri().unwrap().identifier), b"//192.0.2.103:3002");
    }
    unksm2_unknown_schemes_in_headers_are_uris: "unksm2", |b| {
        let mut m = taken(b);
        let to = m.to().unwrap();
        assert_eq!(m.text(m.els.uri(to.uri).unwrap().whole), b"isbn:2983792873");
    }
    bext01_unknown_extensions_are_no_matter_of_syntax: "bext01", |b| { taken(b); }
    invut_an_unknown_content_type_is_no_matter_of_syntax: "invut", |b| { taken(b); }
    regaut01_an_unknown_authorization_scheme_is_kept: "regaut01", |b| {
        let mut m = taken(b);
        let index = m.find(Name::Authorization, 0).unwrap();
        let c = m.credentials(index).unwrap();
        assert_eq!(m.text(c.scheme), b"NoOneKnowsThisScheme");
        assert_eq!(m.text(c.other_params), b"opaque-data=here");
    }
    multi01_single_headers_that_come_twice_are_refused: "multi01", |b| { refused_by_the_transaction(b); }
    mcl01_two_content_lengths_are_refused_and_break_a_stream: "mcl01", |b| {
        let mut m = parsed(b);
        assert_eq!(m.check(), Ok(()));
        assert_eq!(m.check_transaction().unwrap_err().code, 400);
        let mut f = Framer::new(&Limits::default());
        f.push(b);
        assert!(matches!(f.next(), Frame::Broken(_)));
    }
    bcast_a_response_with_two_vias_is_well_formed: "bcast", |b| { taken(b); }
    zeromf_max_forwards_may_be_zero: "zeromf", |b| {
        let m = taken(b);
        assert_eq!(m.raw_of(Name::MaxForwards), Some(&b"0"[..]));
    }
    cparam01_without_brackets_a_parameter_is_the_contacts: "cparam01", |b| {
        let mut m = taken(b);
        let index = m.find(Name::Contact, 0).unwrap();
        let contact = m.contact(index).unwrap();
        assert_eq!(m.text(contact.other_params), b"unknownparam");
        assert!(m.els.uri(contact.uri).unwrap().other_params.is_none());
    }
    cparam02_inside_brackets_a_parameter_is_the_uris: "cparam02", |b| {
        let mut m = taken(b);
        let index = m.find(Name::Contact, 0).unwrap();
        let contact = m.contact(index).unwrap();
        assert!(contact.other_params.is_none());
        assert_eq!(m.text(m.els.uri(contact.uri).unwrap().other_params), b"unknownparam");
    }
    regescrt_headers_of_a_contact_uri_are_kept: "regescrt", |b| {
        let mut m = taken(b);
        let index = m.find(Name::Contact, 0).unwrap();
        let contact = m.contact(index).unwrap();
        assert_eq!(m.text(m.els.uri(contact.uri).unwrap().headers), b"Route=%3Csip:sip.example.com%3E");
    }
    sdp01_an_unacceptable_accept_is_no_matter_of_syntax: "sdp01", |b| { taken(b); }
    inv2543_a_request_of_the_old_rfc_is_taken: "inv2543", |b| {
        let mut m = taken(b);
        let via = m.top_via().unwrap();
        assert!(via.branch.is_none());
        assert_eq!(m.body().len(), b.len() - b.windows(4).position(|w| w == b"\r\n\r\n").unwrap() - 4);
    }
}
