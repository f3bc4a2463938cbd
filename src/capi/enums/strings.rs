//! RvSipMsgTypes.h - Names of strings, for the GetStringLength calls.

/// A string of an address.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipAddressStringName {
    RVSIP_ADDRESS_USER = 0,
    RVSIP_ADDRESS_HOST = 1,
    RVSIP_ADDRESS_URL_OTHER_PARAMS = 2,
    RVSIP_ADDRESS_MADDR_PARAM = 3,
    RVSIP_ADDRESS_METHOD = 4,
    RVSIP_ADDRESS_HEADERS = 5,
}

/// A string of a message.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipMessageStringName {
    RVSIP_MSG_BODY = 0,
    RVSIP_MSG_REQUEST_METHOD = 1,
    RVSIP_MSG_RESPONSE_PHRASE = 2,
    RVSIP_MSG_CALL_ID = 3,
    RVSIP_MSG_CONTENT_TYPE = 4,
}

/// A string of an Allow-Events header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipAllowEventsHeaderStringName {
    RVSIP_ALLOW_EVENTS_EVENT_PACKAGE = 0,
    RVSIP_ALLOW_EVENTS_EVENT_TEMPLATE = 1,
    RVSIP_ALLOW_EVENTS_BAD_SYNTAX = 2,
}

/// A string of an Allow header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipAllowHeaderStringName {
    RVSIP_ALLOW_METHOD_TYPE = 0,
    RVSIP_ALLOW_BAD_SYNTAX = 1,
}

/// A string of a WWW-Authenticate or Proxy-Authenticate header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipAuthenticationHeaderStringName {
    RVSIP_AUTHENTICATION_AUTH_SCHEME = 0,
    RVSIP_AUTHENTICATION_REALM = 1,
    RVSIP_AUTHENTICATION_DOMAIN = 2,
    RVSIP_AUTHENTICATION_NONCE = 3,
    RVSIP_AUTHENTICATION_OPAQUE = 4,
    RVSIP_AUTHENTICATION_AUTH_ALGORITHM = 5,
    RVSIP_AUTHENTICATION_QOP_OPTION = 6,
    RVSIP_AUTHENTICATION_OTHER_PARAMS = 7,
    RVSIP_AUTHENTICATION_BAD_SYNTAX = 8,
}

/// A string of an Authorization or Proxy-Authorization header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipAuthorizationHeaderStringName {
    RVSIP_AUTHORIZATION_AUTH_SCHEME = 0,
    RVSIP_AUTHORIZATION_USER_NAME = 1,
    RVSIP_AUTHORIZATION_REALM = 2,
    RVSIP_AUTHORIZATION_NONCE = 3,
    RVSIP_AUTHORIZATION_RESPONSE = 4,
    RVSIP_AUTHORIZATION_AUTH_ALGORITHM = 5,
    RVSIP_AUTHORIZATION_C_NONCE = 6,
    RVSIP_AUTHORIZATION_OPAQUE = 7,
    RVSIP_AUTHORIZATION_QOP_OPTION = 8,
    RVSIP_AUTHORIZATION_OTHER_PARAMS = 9,
    RVSIP_AUTHORIZATION_BAD_SYNTAX = 10,
}

/// A string of a CSeq header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipCSeqHeaderStringName {
    RVSIP_CSEQ_METHOD_TYPE = 0,
    RVSIP_CSEQ_BAD_SYNTAX = 1,
}

/// A string of a Contact header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipContactHeaderStringName {
    RVSIP_CONTACT_DISPLAY_NAME = 0,
    RVSIP_CONTACT_Q_VAL = 1,
    RVSIP_CONTACT_OTHER_PARAMS = 2,
    RVSIP_CONTACT_BAD_SYNTAX = 3,
}

/// A string of a Content-Disposition header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipContentDispositionHeaderStringName {
    RVSIP_CONTENT_DISPOSITION_TYPE = 0,
    RVSIP_CONTENT_DISPOSITION_HANDLING = 1,
    RVSIP_CONTENT_DISPOSITION_OTHER_PARAMS = 2,
    RVSIP_CONTENT_DISPOSITION_BAD_SYNTAX = 3,
}

/// A string of a Content-Type header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipContentTypeHeaderStringName {
    RVSIP_CONTENT_TYPE_MEDIA_TYPE = 0,
    RVSIP_CONTENT_TYPE_MEDIA_SUB_TYPE = 1,
    RVSIP_CONTENT_TYPE_BOUNDARY = 2,
    RVSIP_CONTENT_TYPE_VERSION = 3,
    RVSIP_CONTENT_TYPE_BASE = 4,
    RVSIP_CONTENT_TYPE_OTHER_PARAMS = 5,
    RVSIP_CONTENT_TYPE_BAD_SYNTAX = 6,
}

/// A string of a Date header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipDateHeaderStringName {
    RVSIP_DATE_BAD_SYNTAX = 0,
}

/// A string of an Event header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipEventHeaderStringName {
    RVSIP_EVENT_EVENT_PACKAGE = 0,
    RVSIP_EVENT_EVENT_TEMPLATE = 1,
    RVSIP_EVENT_EVENT_ID = 2,
    RVSIP_EVENT_OTHER_PARAMS = 3,
    RVSIP_EVENT_BAD_SYNTAX = 4,
}

/// A string of an Expires header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipExpiresHeaderStringName {
    RVSIP_EXPIRES_BAD_SYNTAX = 0,
}

/// A string of a Min-SE header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipMinSEHeaderStringName {
    RVSIP_MINSE_OTHER_PARAMS = 0,
    RVSIP_MINSE_BAD_SYNTAX = 1,
}

/// A string of an other header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipOtherHeaderStringName {
    RVSIP_OTHER_HEADER_NAME = 0,
    RVSIP_OTHER_HEADER_VALUE = 1,
    RVSIP_OTHER_HEADER_BAD_SYNTAX = 2,
    RVSIP_OTHER_BAD_SYNTAX = 3,
}

/// A string of a To or From header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipPartyHeaderStringName {
    RVSIP_PARTY_DISPLAY_NAME = 0,
    RVSIP_PARTY_TAG = 1,
    RVSIP_PARTY_OTHER_PARAMS = 2,
    RVSIP_PARTY_BAD_SYNTAX = 3,
}

/// A string of an RAck header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipRAckHeaderStringName {
    RVSIP_RACK_BAD_SYNTAX = 0,
}

/// A string of an RSeq header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipRSeqHeaderStringName {
    RVSIP_RSEQ_BAD_SYNTAX = 0,
}

/// A string of a Refer-To header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipReferToHeaderStringName {
    RVSIP_REFER_TO_DISPLAY_NAME = 0,
    RVSIP_REFER_TO_OTHER_PARAMS = 1,
    RVSIP_REFER_TO_BAD_SYNTAX = 2,
}

/// A string of a Referred-By header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipReferredByHeaderStringName {
    RVSIP_REFERRED_BY_DISPLAY_NAME = 0,
    RVSIP_REFERRED_BY_CID_PARAM = 1,
    RVSIP_REFERRED_BY_OTHER_PARAMS = 2,
    RVSIP_REFERRED_BY_BAD_SYNTAX = 3,
}

/// A string of a Replaces header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipReplacesHeaderStringName {
    RVSIP_REPLACES_CALL_ID = 0,
    RVSIP_REPLACES_TO_TAG = 1,
    RVSIP_REPLACES_FROM_TAG = 2,
    RVSIP_REPLACES_OTHER_PARAMS = 3,
    RVSIP_REPLACES_BAD_SYNTAX = 4,
}

/// A string of a Retry-After header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipRetryAfterHeaderStringName {
    RVSIP_RETRY_AFTER_COMMENT = 0,
    RVSIP_RETRY_AFTER_OTHER_PARAMS = 1,
    RVSIP_RETRY_AFTER_BAD_SYNTAX = 2,
}

/// A string of a Route, Record-Route, Service-Route or Path header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipRouteHopHeaderStringName {
    RVSIP_ROUTE_HOP_DISPLAY_NAME = 0,
    RVSIP_ROUTE_HOP_OTHER_PARAMS = 1,
    RVSIP_ROUTE_HOP_BAD_SYNTAX = 2,
}

/// A string of a Session-Expires header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipSessionExpiresHeaderStringName {
    RVSIP_SESSION_EXPIRES_OTHER_PARAMS = 0,
    RVSIP_SESSION_EXPIRES_BAD_SYNTAX = 1,
}

/// A string of a Subscription-State header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipSubscriptionStateHeaderStringName {
    RVSIP_SUBSCRIPTION_STATE_SUBSTATE = 0,
    RVSIP_SUBSCRIPTION_STATE_REASON = 1,
    RVSIP_SUBSCRIPTION_STATE_OTHER_PARAMS = 2,
    RVSIP_SUBSCRIPTION_STATE_BAD_SYNTAX = 3,
}

/// A string of a Via header.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipViaHeaderStringName {
    RVSIP_VIA_TRANSPORT = 0,
    RVSIP_VIA_HOST = 1,
    RVSIP_VIA_BRANCH_PARAM = 2,
    RVSIP_VIA_RECEIVED_PARAM = 3,
    RVSIP_VIA_MADDR_PARAM = 4,
    RVSIP_VIA_OTHER_PARAMS = 5,
    RVSIP_VIA_BAD_SYNTAX = 6,
}
