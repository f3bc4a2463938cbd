//! Header names and methods.

/// A header name that this library has a meaning for; every other one is `Other` and lives as text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[repr(u8)]
pub enum Name {
    Other,
    Via,
    To,
    From,
    CallId,
    CSeq,
    Contact,
    MaxForwards,
    Expires,
    MinExpires,
    Route,
    RecordRoute,
    Path,
    ServiceRoute,
    WwwAuthenticate,
    ProxyAuthenticate,
    Authorization,
    ProxyAuthorization,
    AuthenticationInfo,
    ProxyAuthenticationInfo,
    Date,
    Allow,
    AllowEvents,
    Supported,
    Require,
    ProxyRequire,
    Unsupported,
    RetryAfter,
    ContentType,
    ContentLength,
    ContentDisposition,
    ContentEncoding,
    Event,
    MinSE,
    RAck,
    RSeq,
    ReferTo,
    ReferredBy,
    Replaces,
    SessionExpires,
    SubscriptionState,
    Subject,
    UserAgent,
    Server,
}

#[allow(unused_variables)]
impl Name {
    /// By long or compact name, letters of either case. The flag tells whether the compact form was used.
    pub fn from_bytes(name: &[u8]) -> (Name, bool) {
        todo!()
    }
    /// As RFC 3261 spells it; empty for `Other`.
    pub fn as_str(self) -> &'static str {
        todo!()
    }
    /// The compact form, if there is one.
    pub fn compact(self) -> Option<&'static str> {
        todo!()
    }
    /// Kept apart from the sequential header list of the C interface: To, From, CSeq, Call-ID, Content-Type, Content-Length.
    pub fn is_apart(self) -> bool {
        matches!(self, Name::To | Name::From | Name::CSeq | Name::CallId | Name::ContentType | Name::ContentLength)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, Default)]
pub enum Method {
    Invite,
    Ack,
    Bye,
    Cancel,
    Register,
    Options,
    Refer,
    Notify,
    Subscribe,
    Prack,
    #[default]
    Other,
}

#[allow(unused_variables)]
impl Method {
    /// Methods are case-sensitive (RFC 3261 section 7.1).
    pub fn from_bytes(method: &[u8]) -> Method {
        todo!()
    }
}
