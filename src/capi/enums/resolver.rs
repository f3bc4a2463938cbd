//! RvSipResolverTypes.h - What a resolver looks for.

/// What a resolver looks for.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipResolverMode {
    RVSIP_RESOLVER_MODE_UNDEFINED = -1,
    /// The URI of a telephone number, by NAPTR (ENUM, RFC 6116): `tel:+44-116-496-0348`, the number alone, or its domain. Fills the ENUM
    /// element.
    RVSIP_RESOLVER_MODE_FIND_URI_BY_NAPTR = 0,
    /// The transports of a domain, by NAPTR (RFC 3263 section 4.1). Fills the SRV list.
    RVSIP_RESOLVER_MODE_FIND_TRANSPORT_BY_NAPTR = 1,
    /// Hosts and ports of a service, by SRV: `_sip._udp.example.com`. Fills the host list.
    RVSIP_RESOLVER_MODE_FIND_HOSTPORT_BY_SRV = 2,
    /// The addresses of a host, by A and AAAA and the hosts file. Fills the IP list; port and transport are those of the host in the host
    /// list, where it is in there, and otherwise 0 and RVSIP_TRANSPORT_UNDEFINED.
    RVSIP_RESOLVER_MODE_FIND_IP_BY_HOST = 3,
}
