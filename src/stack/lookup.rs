//! Questions and answers of the DNS, between the words of the core and those of the net.

use crate::{endpoint, net};

pub fn question(question: endpoint::Question) -> net::Question {
    use endpoint::{Family, Question};
    match question {
        Question::Naptr(name) => net::Question::Naptr(name),
        Question::Srv(name) => net::Question::Srv(name),
        Question::Addresses(host, family) => net::Question::Addresses(
            host,
            match family {
                Family::V4 => net::Family::V4,
                Family::V6 => net::Family::V6,
                Family::Any => net::Family::Any,
            },
        ),
    }
}

pub fn answer(answer: Result<net::Records, net::LookupError>) -> endpoint::DnsAnswer {
    use endpoint::{LookupError, Naptr, Records, Srv};
    match answer {
        Ok(net::Records::Addresses(ips)) => Ok(Records::Addresses(ips)),
        Ok(net::Records::Naptr(records)) => {
            let each = |n: net::Naptr| Naptr {
                order: n.order,
                preference: n.preference,
                flags: n.flags,
                services: n.services,
                regexp: n.regexp,
                replacement: n.replacement,
            };
            Ok(Records::Naptr(records.into_iter().map(each).collect()))
        }
        Ok(net::Records::Srv(records)) => {
            let each = |s: net::Srv| Srv { priority: s.priority, weight: s.weight, port: s.port, target: s.target };
            Ok(Records::Srv(records.into_iter().map(each).collect()))
        }
        Err(net::LookupError::NoRecords) => Err(LookupError::None),
        Err(net::LookupError::Silent) => Err(LookupError::Silent),
        Err(e) => Err(LookupError::Failed(e.to_string())),
    }
}
