//! Telephone numbers in the DNS (RFC 6116).

use crate::dns::Naptr;

/// Expressions that are tried for one number at the most, and rules of one domain.
const MOST: usize = 8;
/// Domains that rules which are not terminal lead to, for one number. More than five are a loop or may be taken for one (RFC 6116
/// section 5.2.1).
const MOST_DOMAINS: usize = 5;
const LONGEST_DOMAIN: usize = 253;

/// The digits of a global number: `tel:+1-201-555-0123;x=y` or the number alone (RFC 3966 section 5.1.4). None for others.
fn digits(uri: &str) -> Option<String> {
    let number = match uri.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => uri.get(4..)?,
        _ => uri,
    };
    let number = number.split(';').next()?.strip_prefix('+')?;
    let mut digits = String::with_capacity(number.len());
    for c in number.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '-' | '.' | '(' | ')' => {}
            _ => return None,
        }
    }
    // E.164: fifteen digits at the most.
    (1..=15).contains(&digits.len()).then_some(digits)
}

/// The domain of a number (RFC 6116 section 3.2): its digits backwards.
pub fn domain(uri: &str, suffix: &str) -> Option<String> {
    let mut out = String::new();
    for c in digits(uri)?.chars().rev() {
        out.push(c);
        out.push('.');
    }
    out.push_str(suffix.trim_matches('.'));
    Some(out)
}

/// The Application Unique String that expressions are applied to (RFC 6116 section 3.1): `+` and digits.
pub fn unique(uri: &str) -> Option<String> {
    digits(uri).map(|d| format!("+{d}"))
}

/// Is it E2U+sip or one of the older forms (RFC 6116 section 3.4.3, RFC 3764 section 5)? Several services may stand in one field.
fn is_sip(services: &[u8]) -> bool {
    let mut parts = services.split(|b| *b == b'+');
    let first = parts.next().is_some_and(|e2u| e2u.eq_ignore_ascii_case(b"E2U"));
    first && parts.any(|s| s.eq_ignore_ascii_case(b"sip"))
}

/// What comes next for a number.
#[derive(PartialEq, Eq, Debug)]
pub enum Step {
    /// The application applies this expression.
    Apply(String),
    /// The NAPTR records of this domain are asked for; [`Rules::answered`] takes them.
    Ask(String),
    End,
}

/// The rules of one number not used yet. A rule that is not terminal leads to those of another domain, which come in its place: what
/// goes wrong there ends with the rule after it (RFC 6116 section 5.2.1).
#[derive(Default)]
pub struct Rules {
    /// Last first.
    waiting: Vec<Step>,
    /// Domains that were asked for.
    seen: Vec<String>,
    applied: usize,
}

impl Rules {
    /// Those of a number whose domain is asked for now.
    pub fn of(domain: &str) -> Rules {
        Rules { seen: vec![key(domain)], ..Rules::default() }
    }

    /// What the domain that was asked for last has.
    pub fn answered(&mut self, mut records: Vec<Naptr>) {
        records.sort_by_key(|r| (r.order, r.preference));
        let steps: Vec<Step> = records.into_iter().filter_map(step).take(MOST).collect();
        self.waiting.extend(steps.into_iter().rev());
    }

    pub fn next(&mut self) -> Step {
        while let Some(step) = self.waiting.pop() {
            match &step {
                Step::Apply(_) if self.applied < MOST => {
                    self.applied += 1;
                    return step;
                }
                Step::Ask(domain) if self.seen.len() <= MOST_DOMAINS && !self.seen.contains(&key(domain)) => {
                    self.seen.push(key(domain));
                    return step;
                }
                // a loop, or more than anybody needs
                _ => {}
            }
        }
        Step::End
    }
}

/// A domain as it is compared.
fn key(domain: &str) -> String {
    domain.trim_end_matches('.').to_ascii_lowercase()
}

/// What a record says: an expression that makes a SIP URI, or the domain to go on with. Where there are no flags the services and the
/// expression do not count (RFC 6116 section 5.2.1).
fn step(record: Naptr) -> Option<Step> {
    if record.flags.is_empty() {
        let domain = record.replacement.trim_end_matches('.');
        return (1..=LONGEST_DOMAIN).contains(&domain.len()).then(|| Step::Ask(domain.to_string()));
    }
    if record.flags.eq_ignore_ascii_case(b"u") && is_sip(&record.services) && !record.regexp.is_empty() {
        return String::from_utf8(record.regexp).ok().map(Step::Apply);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_global_number_has_a_domain_of_its_digits_backwards() {
        assert_eq!(domain("tel:+44-116-496-0348", "e164.arpa").unwrap(), "8.4.3.0.6.9.4.6.1.1.4.4.e164.arpa");
        assert_eq!(domain("TEL:+1(201)555.0123;ext=4", "example.").unwrap(), "3.2.1.0.5.5.5.1.0.2.1.example");
        assert_eq!(unique("tel:+44-116-496-0348").unwrap(), "+441164960348");
        for bad in ["tel:7042;phone-context=example.com", "tel:+", "tel:+1a", "sip:+1@b", "", "tel:+1234567890123456", "té"] {
            assert_eq!(domain(bad, "e164.arpa"), None, "{bad}");
        }
    }

    fn record(order: u16, preference: u16, flags: &[u8], services: &[u8], regexp: &[u8], replacement: &str) -> Naptr {
        let (flags, services, regexp) = (flags.to_vec(), services.to_vec(), regexp.to_vec());
        Naptr { order, preference, flags, services, regexp, replacement: replacement.into() }
    }

    fn terminal(order: u16, regexp: &[u8]) -> Naptr {
        record(order, 1, b"u", b"E2U+sip", regexp, ".")
    }

    fn leads_to(order: u16, domain: &str) -> Naptr {
        record(order, 1, b"", b"", b"", domain)
    }

    fn apply(text: &str) -> Step {
        Step::Apply(text.into())
    }

    fn ask(domain: &str) -> Step {
        Step::Ask(domain.into())
    }

    #[test]
    fn only_sip_services_with_an_expression_count() {
        let mut rules = Rules::of("1.example");
        rules.answered(vec![
            record(100, 20, b"u", b"E2U+sip", b"third", "."),
            record(100, 10, b"U", b"e2u+SIP", b"second", "."),
            record(10, 50, b"u", b"E2U+mailto+sip", b"first", "."),
            record(1, 1, b"u", b"E2U+mailto", b"mail", "."),
            record(1, 1, b"s", b"E2U+sip", b"flag", "."),
            record(1, 1, b"u", b"E2U+sip", b"", "."),
            record(1, 1, b"u", b"sip+E2U", b"reversed", "."),
        ]);
        for expected in ["first", "second", "third"] {
            assert_eq!(rules.next(), apply(expected));
        }
        assert_eq!(rules.next(), Step::End);
    }

    #[test]
    fn a_rule_that_is_not_terminal_is_followed_and_then_the_next_one_of_its_domain_comes() {
        let mut rules = Rules::of("1.example");
        // order counts within a domain only; services and expression of a rule without flags do not count at all
        let odd = record(20, 1, b"", b"E2U+mailto", b"!x!y!", "B.example.");
        rules.answered(vec![terminal(30, b"last"), odd, terminal(10, b"first")]);
        assert_eq!((rules.next(), rules.next()), (apply("first"), ask("B.example")));
        rules.answered(vec![terminal(900, b"b"), leads_to(800, "c.example")]);
        assert_eq!(rules.next(), ask("c.example"));
        // nothing there: it goes on behind the rule that led there
        rules.answered(Vec::new());
        assert_eq!((rules.next(), rules.next(), rules.next()), (apply("b"), apply("last"), Step::End));
    }

    #[test]
    fn a_rule_that_leads_nowhere_is_left_out() {
        let mut rules = Rules::of("1.example");
        rules.answered(vec![leads_to(1, "."), leads_to(2, ""), leads_to(3, &"x".repeat(254)), terminal(4, b"good")]);
        assert_eq!((rules.next(), rules.next()), (apply("good"), Step::End));
    }

    #[test]
    fn a_loop_is_noticed_and_left() {
        let mut rules = Rules::of("1.example");
        rules.answered(vec![leads_to(1, "b.example"), terminal(2, b"good")]);
        assert_eq!(rules.next(), ask("b.example"));
        // to itself, back to the number, and to itself again in other letters
        rules.answered(vec![leads_to(1, "b.example."), leads_to(2, "1.example"), leads_to(3, "B.EXAMPLE")]);
        assert_eq!((rules.next(), rules.next()), (apply("good"), Step::End));
    }

    #[test]
    fn a_chain_has_an_end_and_so_has_a_tree() {
        let mut rules = Rules::of("1.example");
        rules.answered(vec![leads_to(1, "1.chain"), terminal(2, b"good")]);
        for n in 1..=MOST_DOMAINS {
            assert_eq!(rules.next(), ask(&format!("{n}.chain")));
            rules.answered(vec![leads_to(1, &format!("{}.chain", n + 1))]);
        }
        assert_eq!((rules.next(), rules.next()), (apply("good"), Step::End));
        let mut rules = Rules::of("1.example");
        let (mut asked, mut applied) = (0, 0);
        let many = |n: u16| (0..30).flat_map(|i| [leads_to(i, &format!("{i}.{n}.tree")), terminal(i, b"x")]).collect();
        rules.answered(many(0));
        loop {
            match rules.next() {
                Step::Ask(_) => {
                    asked += 1;
                    rules.answered(many(asked));
                }
                Step::Apply(_) => applied += 1,
                Step::End => break,
            }
        }
        assert_eq!((usize::from(asked), applied), (MOST_DOMAINS, MOST));
    }
}
