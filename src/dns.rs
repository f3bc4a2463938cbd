//! What is asked of the DNS and what it says: the words that the core and the net have in common.

use std::net::IpAddr;

/// Which addresses are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Family {
    V4,
    V6,
    /// Both, in any order.
    Any,
}

/// What to ask the DNS.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Question {
    Naptr(String),
    Srv(String),
    Addresses(String, Family),
}

/// One NAPTR record (RFC 3403 section 4.1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Naptr {
    pub order: u16,
    pub preference: u16,
    pub flags: Vec<u8>,
    pub services: Vec<u8>,
    pub regexp: Vec<u8>,
    pub replacement: String,
}

/// One SRV record (RFC 2782).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Srv {
    pub priority: u16,
    pub weight: u16,
    pub port: u16,
    pub target: String,
}

/// Records that answer a question, of the kind asked for; there is at least one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Records {
    Naptr(Vec<Naptr>),
    Srv(Vec<Srv>),
    Addresses(Vec<IpAddr>),
}

/// Why there are none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LookupError {
    /// Too many questions wait already.
    Busy,
    /// The name has no such records, or does not exist.
    NoRecords,
    /// No server answered in time.
    Silent,
    /// Something else, in words.
    Failed(String),
}

impl std::fmt::Display for LookupError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LookupError::Busy => f.write_str("too many look-ups under way"),
            LookupError::NoRecords => f.write_str("it has no address"),
            LookupError::Silent => f.write_str("no name server answered"),
            LookupError::Failed(why) => f.write_str(why),
        }
    }
}

/// What came of a question.
pub type Answer = Result<Records, LookupError>;
