//! RvSipStackCfg: defaults, the rules of groups A and B, and what a stack is started with.

use super::abi::*;
use super::enums;
use super::status::Error;
use super::strings::{array_text, filled_text, optional_text, set_array_text};
use crate::endpoint::{Config, Failover, Persistency, Timers, Transport};
use crate::message::Limits;
use crate::stack::{Filters, Listen, Settings, source_ip};
use std::net::{IpAddr, Ipv6Addr, SocketAddr, SocketAddrV6};

/// Value of every field that has to be computed or was not set.
const UNSET: RvInt32 = -1;
const DEFAULT_PORT: u16 = 5060;
const CONNECT_TIMEOUT: RvInt32 = 5_000;
const DNS_QUERY_TIMEOUT: RvInt32 = 2_000;
/// Name servers, or domains, that may be set at the most where the configuration says nothing.
const DNS_ENTRIES: RvInt32 = 10;
/// Entries of such a list that make sense.
const MOST_DNS_ENTRIES: RvInt32 = 1_024;

/// A configuration with group A at its defaults and group B unset.
pub fn initial() -> RvSipStackCfg {
    // SAFETY: RvSipStackCfg is numbers, character arrays and nullable pointers; all zero is a value of each.
    let mut c: RvSipStackCfg = unsafe { std::mem::zeroed() };
    for field in [
        &mut c.maxTransactions,
        &mut c.maxTransmitters,
        &mut c.messagePoolNumofPages,
        &mut c.generalPoolNumofPages,
        &mut c.elementPoolNumofPages,
        &mut c.maxConnections,
        &mut c.maxTlsSessions,
        &mut c.generalLingerTimer,
        &mut c.cancelGeneralNoResponseTimer,
        &mut c.cancelInviteNoResponseTimer,
        &mut c.generalRequestTimeoutTimer,
        &mut c.proxy2xxRcvdTimer,
        &mut c.forked1xxTimerTimeout,
        &mut c.serverConnectionTimeout,
        &mut c.sendReceiveBufferSize,
        &mut c.outboundProxyPort,
        &mut c.minSE,
        &mut c.numOfDnsServers,
        &mut c.numOfDnsDomains,
        &mut c.maxDnsDomains,
        &mut c.maxDnsServers,
    ] {
        *field = UNSET;
    }
    c.ePersistencyLevel = enums::RvSipTransportPersistencyLevel::RVSIP_TRANSPORT_PERSISTENCY_LEVEL_UNDEFINED as i32;
    c.eOutboundProxyTransport = enums::RvSipTransport::RVSIP_TRANSPORT_UNDEFINED as i32;
    c.eDnsFailover = enums::RvSipDnsFailover::RVSIP_DNS_FAILOVER_AUTOMATIC as i32;
    c.numberOfProcessingThreads = 1;
    for (field, default) in group_a(&mut c) {
        *field = default;
    }
    c
}

/// Fields of group A for which a negative value means the default, and that default.
fn group_a(c: &mut RvSipStackCfg) -> [(&mut RvInt32, RvInt32); 46] {
    [
        (&mut c.maxCallLegs, 10),
        (&mut c.maxRegClients, 2),
        (&mut c.maxSubscriptions, 0),
        (&mut c.messagePoolPageSize, 1536),
        (&mut c.generalPoolPageSize, 1024),
        (&mut c.elementPoolPageSize, 256),
        (&mut c.defaultLogFilters, 0),
        (&mut c.coreLogFilters, 0),
        (&mut c.adsLogFilters, 0),
        (&mut c.numOfExtraUdpAddresses, 0),
        (&mut c.numOfExtraTcpAddresses, 0),
        (&mut c.numOfTlsAddresses, 0),
        (&mut c.connectionCapacityPercent, 0),
        (&mut c.retransmissionT1, 500),
        (&mut c.retransmissionT2, 4000),
        (&mut c.retransmissionT4, 5000),
        (&mut c.inviteLingerTimer, 32_000),
        (&mut c.provisionalTimer, 180_000),
        (&mut c.proxy2xxSentTimer, 0),
        (&mut c.subsAlertTimer, 5000),
        (&mut c.subsNoNotifyTimer, 32_000),
        (&mut c.numberOfProcessingThreads, 1),
        (&mut c.numOfReadBuffers, 10),
        (&mut c.processingQueueSize, 100),
        (&mut c.processingTaskStackSize, 30_000),
        (&mut c.sessionExpires, 0),
        (&mut c.maxMessageSize, 65_535),
        (&mut c.maxHeadersPerMessage, 512),
        (&mut c.maxViaHeaders, 70),
        (&mut c.maxRouteHeaders, 64),
        (&mut c.maxContactHeaders, 256),
        (&mut c.maxChallenges, 16),
        (&mut c.maxParams, 64),
        (&mut c.maxUriLength, 4096),
        (&mut c.maxBodyParts, 64),
        (&mut c.maxBodyDepth, 8),
        (&mut c.maxHalfOpenConnections, 64),
        (&mut c.halfOpenTimeout, 32_000),
        (&mut c.maxRedirects, 5),
        (&mut c.connectTimeout, CONNECT_TIMEOUT),
        (&mut c.dnsTargetTimeout, 0),
        (&mut c.dnsDownTimeout, 32_000),
        (&mut c.dnsQueryTimeout, DNS_QUERY_TIMEOUT),
        (&mut c.keepAliveInterval, 120),
        (&mut c.numOfWsAddresses, 0),
        (&mut c.numOfWssAddresses, 0),
    ]
}

/// Fields that must be more than 0 to make sense.
fn positive(c: &mut RvSipStackCfg) -> [(&mut RvInt32, RvInt32); 21] {
    [
        (&mut c.messagePoolPageSize, 1536),
        (&mut c.generalPoolPageSize, 1024),
        (&mut c.elementPoolPageSize, 256),
        (&mut c.retransmissionT1, 500),
        (&mut c.retransmissionT4, 5000),
        (&mut c.inviteLingerTimer, 32_000),
        (&mut c.numOfReadBuffers, 10),
        (&mut c.processingQueueSize, 100),
        (&mut c.processingTaskStackSize, 30_000),
        (&mut c.maxMessageSize, 65_535),
        (&mut c.maxHeadersPerMessage, 512),
        (&mut c.maxViaHeaders, 70),
        (&mut c.maxRouteHeaders, 64),
        (&mut c.maxContactHeaders, 256),
        (&mut c.maxChallenges, 16),
        (&mut c.maxParams, 64),
        (&mut c.maxUriLength, 4096),
        (&mut c.maxHalfOpenConnections, 64),
        (&mut c.halfOpenTimeout, 32_000),
        (&mut c.connectTimeout, CONNECT_TIMEOUT),
        (&mut c.dnsQueryTimeout, DNS_QUERY_TIMEOUT),
    ]
}

/// Computes what is unset or makes no sense (group B from the final values of other fields).
pub fn complete(c: &mut RvSipStackCfg) {
    for (field, default) in group_a(c) {
        if *field < 0 {
            *field = default;
        }
    }
    for (field, default) in positive(c) {
        if *field == 0 {
            *field = default;
        }
    }
    if c.retransmissionT2 < 4000 {
        c.retransmissionT2 = 4000;
    }
    for flag in [
        &mut c.tcpEnabled,
        &mut c.isProxy,
        &mut c.bOldInviteHandling,
        &mut c.manualAckOn2xx,
        &mut c.manualBehavior,
        &mut c.manualSessionTimer,
        &mut c.bDisableMerging,
        &mut c.manualPrack,
        &mut c.bEnableForking,
        &mut c.enableInviteProceedingTimeoutState,
        &mut c.addSupportedListToMsg,
        &mut c.rejectUnsupportedExtensions,
        &mut c.enableServerAuth,
        &mut c.bResolveTelUrls,
        &mut c.subsAutoRefresh,
        &mut c.bEnableSubsForking,
        &mut c.bKeepAliveAnswered,
    ] {
        *flag = RvBool::from(*flag != RV_FALSE);
    }
    let or = |field: &mut RvInt32, least: RvInt32, value: i64| {
        if *field < least {
            *field = value.clamp(0, RvInt32::MAX as i64) as RvInt32;
        }
    };
    let legs = c.maxCallLegs as i64;
    let subs = c.maxSubscriptions as i64;
    or(&mut c.maxTransactions, 1, if legs == 0 { 10 + subs } else { legs + subs });
    let transactions = c.maxTransactions as i64;
    let forked = if c.bEnableForking != RV_FALSE { legs / 2 } else { 0 };
    or(&mut c.maxTransmitters, 0, 10 + legs + transactions + forked);
    or(&mut c.messagePoolNumofPages, 1, (5 * transactions / 2).max(4));
    let pages = 3 * legs / 2 + 3 * transactions / 2 + c.maxRegClients as i64 + 5 + c.maxTransmitters as i64;
    or(&mut c.generalPoolNumofPages, 3, pages.max(3));
    let pages = c.generalPoolNumofPages as i64;
    or(&mut c.elementPoolNumofPages, 1, pages);
    if c.tcpEnabled == RV_FALSE {
        c.maxConnections = 0;
    } else {
        or(&mut c.maxConnections, 1, transactions / 2 + 1);
    }
    let connections = c.maxConnections as i64;
    or(&mut c.maxTlsSessions, 0, connections);
    or(&mut c.maxStreamBuffer, 1, c.maxMessageSize.into());
    let long = 64 * c.retransmissionT1 as i64;
    for field in [
        &mut c.generalLingerTimer,
        &mut c.cancelGeneralNoResponseTimer,
        &mut c.cancelInviteNoResponseTimer,
        &mut c.generalRequestTimeoutTimer,
        &mut c.proxy2xxRcvdTimer,
    ] {
        or(field, 1, long);
    }
    let provisional = c.provisionalTimer as i64;
    or(&mut c.forked1xxTimerTimeout, 0, provisional);
    or(&mut c.maxDnsServers, 0, c.numOfDnsServers.max(DNS_ENTRIES).into());
    or(&mut c.maxDnsDomains, 0, c.numOfDnsDomains.max(DNS_ENTRIES).into());
    if !(0..=1).contains(&c.ePersistencyLevel) {
        c.ePersistencyLevel = UNSET;
    }
    if !(0..=1).contains(&c.eDnsFailover) {
        c.eDnsFailover = 0;
    }
    if c.serverConnectionTimeout < 0 {
        c.serverConnectionTimeout = UNSET;
    }
    if c.connectionCapacityPercent > 100 {
        c.connectionCapacityPercent = 100;
    }
    if !(1..=65_535).contains(&c.outboundProxyPort) {
        c.outboundProxyPort = UNSET;
    }
    if c.sendReceiveBufferSize <= 0 {
        c.sendReceiveBufferSize = UNSET;
    }
    if array_text(&c.localUdpAddress).is_empty() {
        let _ = set_array_text(&mut c.localUdpAddress, b"0.0.0.0");
    }
    if array_text(&c.localTcpAddress).is_empty() {
        c.localTcpAddress = c.localUdpAddress;
    }
    if c.localUdpPort == 0 {
        c.localUdpPort = DEFAULT_PORT;
    }
    if c.localTcpPort == 0 {
        c.localTcpPort = DEFAULT_PORT;
    }
}

/// `192.0.2.1`, `[2001:db8::1]`, `[fe80::1]%2` with a port; 0xFFFF lets the system choose.
pub fn local_address(text: &[u8], port: u16) -> Option<SocketAddr> {
    let port = if port == RVSIP_TRANSPORT_ANY_PORT { 0 } else { port };
    let text = std::str::from_utf8(text).ok()?;
    let (address, scope) = match text.split_once('%') {
        Some((a, s)) => (a, s.parse::<u32>().ok()?),
        None => (text, 0),
    };
    let bare = address.strip_prefix('[').and_then(|a| a.strip_suffix(']')).unwrap_or(address);
    match bare.parse::<IpAddr>().ok()? {
        IpAddr::V4(ip) if scope == 0 => Some((ip, port).into()),
        IpAddr::V4(_) => None,
        IpAddr::V6(ip) => Some(SocketAddrV6::new(ip as Ipv6Addr, port, 0, scope).into()),
    }
}

fn listen(list: &mut Vec<Listen>, transport: Transport, text: &[u8], port: u16) -> Result<(), Error> {
    let addr = local_address(text, port).ok_or(Error::BadParam)?;
    list.push(Listen { transport, addr, text: String::from_utf8_lossy(text).into_owned(), port: addr.port() });
    Ok(())
}

/// # Safety
/// `texts` and `ports` point to `count` entries each, the texts to terminated strings.
unsafe fn listen_more(
    list: &mut Vec<Listen>,
    transport: Transport,
    texts: *mut *mut RvChar,
    ports: *mut RvUint16,
    count: RvInt32,
) -> Result<(), Error> {
    if count <= 0 {
        return Ok(());
    }
    if texts.is_null() || count > 1024 {
        return Err(Error::BadParam);
    }
    for n in 0..count as usize {
        // SAFETY: the program says that there are `count` entries.
        let (text, port) = unsafe { (optional_text(*texts.add(n))?, if ports.is_null() { 0 } else { *ports.add(n) }) };
        listen(list, transport, text.ok_or(Error::NullPtr)?, if port == 0 { transport.default_port() } else { port })?;
    }
    Ok(())
}

/// Name servers as a program lists them.
///
/// # Safety
/// `servers` is NULL or points to `count` structures.
pub unsafe fn dns_servers(servers: *const RvSipTransportAddr, count: RvInt32) -> Result<Vec<SocketAddr>, Error> {
    if !(0..=MOST_DNS_ENTRIES).contains(&count) {
        return Err(Error::BadParam);
    }
    if count > 0 && servers.is_null() {
        return Err(Error::NullPtr);
    }
    let mut list = Vec::new();
    for n in 0..count as usize {
        // SAFETY: the program says that there are `count` of them.
        let server = unsafe { &*servers.add(n) };
        let ip = std::str::from_utf8(array_text(&server.strIP)).ok().and_then(|t| t.parse::<IpAddr>().ok());
        let port = if server.port == 0 { 53 } else { server.port };
        list.push(match ip.ok_or(Error::BadParam)? {
            IpAddr::V4(ip) => (ip, port).into(),
            IpAddr::V6(ip) => SocketAddrV6::new(ip, port, 0, u32::try_from(server.Ipv6Scope).unwrap_or(0)).into(),
        });
    }
    Ok(list)
}

/// Domains as a program lists them.
///
/// # Safety
/// `domains` is NULL or points to `count` terminated strings.
pub unsafe fn dns_domains(domains: *mut *mut RvChar, count: RvInt32) -> Result<Vec<String>, Error> {
    if !(0..=MOST_DNS_ENTRIES).contains(&count) {
        return Err(Error::BadParam);
    }
    if count > 0 && domains.is_null() {
        return Err(Error::NullPtr);
    }
    let mut list = Vec::new();
    for n in 0..count as usize {
        // SAFETY: the program says that there are `count` of them.
        let name = unsafe { optional_text(*domains.add(n))? }.ok_or(Error::NullPtr)?;
        let name = std::str::from_utf8(name).map_err(|_| Error::BadParam)?.trim_matches('.');
        if name.is_empty() || name.len() > 253 || name.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(Error::BadParam);
        }
        list.push(name.to_string());
    }
    Ok(list)
}

/// A path that HTTP can ask for.
fn ws_path(path: &[u8]) -> Result<std::sync::Arc<str>, Error> {
    let good = path.first() == Some(&b'/') && path.iter().all(|b| b.is_ascii_graphic() && !b"?#".contains(b));
    std::str::from_utf8(path).ok().filter(|_| good).map(Into::into).ok_or(Error::BadParam)
}

/// Web sites between commas, each as browsers name it: scheme, host and port without anything behind (RFC 6454 section 6.2), or `null`.
fn ws_origins(list: &[u8]) -> Result<std::sync::Arc<[String]>, Error> {
    let origin = |text: &str| {
        let host = text.split_once("://").map(|(scheme, host)| if scheme.is_empty() { "" } else { host });
        let good = text == "null" || host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#']));
        (good && text.bytes().all(|b| b.is_ascii_graphic())).then(|| text.to_string()).ok_or(Error::BadParam)
    };
    std::str::from_utf8(list).map_err(|_| Error::BadParam)?.split(',').map(|text| origin(text.trim())).collect()
}

/// What a completed configuration means for a stack.
///
/// # Safety
/// The pointers in `c` are NULL or valid as the fields' documentation says.
pub unsafe fn settings(c: &RvSipStackCfg, epoch: u32) -> Result<Settings, Error> {
    let mut addresses = Vec::new();
    listen(&mut addresses, Transport::Udp, array_text(&c.localUdpAddress), c.localUdpPort)?;
    // SAFETY: passed on from the caller.
    unsafe {
        listen_more(&mut addresses, Transport::Udp, c.localUdpAddresses, c.localUdpPorts, c.numOfExtraUdpAddresses)?;
        if c.tcpEnabled != RV_FALSE {
            listen(&mut addresses, Transport::Tcp, array_text(&c.localTcpAddress), c.localTcpPort)?;
            listen_more(&mut addresses, Transport::Tcp, c.localTcpAddresses, c.localTcpPorts, c.numOfExtraTcpAddresses)?;
            listen_more(&mut addresses, Transport::Tls, c.localTlsAddresses, c.localTlsPorts, c.numOfTlsAddresses)?;
            listen_more(&mut addresses, Transport::Ws, c.localWsAddresses, c.localWsPorts, c.numOfWsAddresses)?;
            listen_more(&mut addresses, Transport::Wss, c.localWssAddresses, c.localWssPorts, c.numOfWssAddresses)?;
        }
    }
    let proxy_ip = array_text(&c.outboundProxyIpAddress);
    // SAFETY: passed on from the caller.
    let proxy_name = unsafe { optional_text(c.outboundProxyHostName)? };
    let proxy = if proxy_ip.is_empty() { proxy_name.unwrap_or(&[]) } else { proxy_ip };
    let proxy = String::from_utf8(proxy.to_vec()).map_err(|_| Error::BadParam)?;
    // SAFETY: passed on from the caller.
    let supported = unsafe { optional_text(c.supportedExtensionList)? }.unwrap_or(&[]);
    if supported.iter().any(|b| b.is_ascii_control()) {
        return Err(Error::BadParam);
    }
    // SAFETY: passed on from the caller.
    let path = unsafe { filled_text(c.strWsPath)? }.map(ws_path).transpose()?;
    // SAFETY: passed on from the caller.
    let origins = unsafe { filled_text(c.strWsOrigins)? }.map(ws_origins).transpose()?;
    // SAFETY: passed on from the caller.
    let enum_suffix = unsafe { filled_text(c.strEnumSuffix)? }.unwrap_or(b"e164.arpa");
    let enum_suffix = String::from_utf8(enum_suffix.to_vec()).map_err(|_| Error::BadParam)?;
    // SAFETY: passed on from the caller.
    let dns = unsafe {
        crate::net::DnsConfig {
            servers: (c.numOfDnsServers > 0).then(|| dns_servers(c.pDnsServers, c.numOfDnsServers)).transpose()?,
            domains: (c.numOfDnsDomains >= 0).then(|| dns_domains(c.pDnsDomains, c.numOfDnsDomains)).transpose()?,
            timeout_ms: c.dnsQueryTimeout as u64,
        }
    };
    let limits = Limits {
        message_size: c.maxMessageSize as usize,
        headers: c.maxHeadersPerMessage as usize,
        vias: c.maxViaHeaders as usize,
        routes: c.maxRouteHeaders as usize,
        contacts: c.maxContactHeaders as usize,
        challenges: c.maxChallenges as usize,
        params: c.maxParams as usize,
        uri_length: c.maxUriLength as usize,
        body_parts: c.maxBodyParts as usize,
        body_depth: c.maxBodyDepth as usize,
    };
    let mut seed = [0u8; 32];
    getrandom::fill(&mut seed).map_err(|_| Error::Unknown)?;
    let config = Config {
        timers: Timers {
            t1: c.retransmissionT1 as u32,
            t2: c.retransmissionT2 as u32,
            t4: c.retransmissionT4 as u32,
            request_timeout: c.generalRequestTimeoutTimer as u32,
            linger: c.generalLingerTimer as u32,
            max_resends: -1,
            max_invite_resends: -1,
            invite_linger: c.inviteLingerTimer as u32,
            provisional: c.provisionalTimer as u32,
            cancel_invite: c.cancelInviteNoResponseTimer as u32,
            cancel_general: c.cancelGeneralNoResponseTimer as u32,
        },
        limits,
        max_clients: c.maxRegClients as usize,
        max_transactions: c.maxTransactions as usize,
        proxy: c.isProxy != RV_FALSE,
        proxy_2xx_received: c.proxy2xxRcvdTimer as u32,
        proxy_2xx_sent: c.proxy2xxSentTimer as u32,
        old_invite: c.bOldInviteHandling != RV_FALSE,
        manual_behavior: c.manualBehavior != RV_FALSE,
        proceeding_timeout: c.enableInviteProceedingTimeoutState != RV_FALSE,
        max_call_legs: c.maxCallLegs as usize,
        max_subscriptions: c.maxSubscriptions as usize,
        subs_alert: c.subsAlertTimer as u32,
        subs_no_notify: c.subsNoNotifyTimer as u32,
        subs_auto_refresh: c.subsAutoRefresh != RV_FALSE,
        subs_forking: c.bEnableSubsForking != RV_FALSE,
        manual_ack: c.manualAckOn2xx != RV_FALSE,
        manual_prack: c.manualPrack != RV_FALSE,
        forking: c.bEnableForking != RV_FALSE,
        forked_timeout: c.forked1xxTimerTimeout as u32,
        reject_unsupported: c.rejectUnsupportedExtensions != RV_FALSE,
        extensions: supported.to_vec(),
        session_expires: c.sessionExpires as u32,
        min_se: u32::try_from(c.minSE).ok(),
        reliable_provisional: supported.split(|b| *b == b',').any(|t| t.trim_ascii().eq_ignore_ascii_case(b"100rel")),
        max_transmitters: c.maxTransmitters as usize,
        max_connections: c.maxConnections as usize,
        tcp: c.tcpEnabled != RV_FALSE,
        persistency: match c.ePersistencyLevel {
            0 => Persistency::Transaction,
            1 => Persistency::TransactionUser,
            _ => Persistency::None,
        },
        target_timeout: u32::try_from(c.dnsTargetTimeout).ok().filter(|t| *t > 0),
        down_time: c.dnsDownTimeout as u32,
        enum_suffix: (c.bResolveTelUrls != RV_FALSE).then_some(enum_suffix),
        failover: if c.eDnsFailover == 1 { Failover::Manual } else { Failover::Automatic },
        server_connection_timeout: u32::try_from(c.serverConnectionTimeout).ok(),
        connection_capacity: c.connectionCapacityPercent as u8,
        keepalive: (c.keepAliveInterval as u32).saturating_mul(1000),
        pong_expected: c.bKeepAliveAnswered != RV_FALSE,
        server_auth: c.enableServerAuth != RV_FALSE,
        disable_merging: c.bDisableMerging != RV_FALSE,
        supported: if c.addSupportedListToMsg != RV_FALSE { supported.to_vec() } else { Vec::new() },
        outbound_transport: super::numbers::transport_of(c.eOutboundProxyTransport).ok(),
        outbound_proxy: (!proxy.is_empty()).then(|| (proxy, u16::try_from(c.outboundProxyPort).ok())),
        source: Box::new(source_ip),
        epoch,
        seed,
    };
    let net = crate::net::Limits {
        message: Limits { message_size: limits.message_size.min(c.maxStreamBuffer as usize), ..limits },
        accepted: c.maxConnections as usize,
        tls_sessions: c.maxTlsSessions as usize,
        half_open: c.maxHalfOpenConnections as usize,
        half_open_ms: c.halfOpenTimeout as u64,
        connect_ms: c.connectTimeout as u64,
        // Connections without owners are the core's business.
        idle_ms: -1,
        ..crate::net::Limits::default()
    };
    Ok(Settings {
        config,
        listen: addresses,
        own_thread: c.numberOfProcessingThreads > 0,
        buffer_size: usize::try_from(c.sendReceiveBufferSize).ok(),
        net,
        http: crate::net::ws::Http { path, origins },
        dns,
        most_dns_servers: c.maxDnsServers as usize,
        most_dns_domains: c.maxDnsDomains as usize,
        generation: epoch & crate::endpoint::GENERATION_MASK,
    })
}

/// The log filters of a configuration: the source's own, else the default.
pub fn filters(c: &RvSipStackCfg) -> Filters {
    use crate::endpoint::Source;
    let filters = Filters::default();
    filters.set_all(c.defaultLogFilters);
    for (source, mask) in [
        (Source::CallLeg, c.callLogFilters),
        (Source::Transaction, c.transactionLogFilters),
        (Source::Transmitter, c.transmitterLogFilters),
        (Source::RegClient, c.regClientLogFilters),
        (Source::Authenticator, c.authenticatorLogFilters),
        (Source::Transport, c.transportLogFilters),
        (Source::Parser, c.parserLogFilters),
        (Source::Message, c.msgLogFilters),
        (Source::Stack, c.stackLogFilters),
    ] {
        if mask > 0 {
            filters.set(source, mask);
        }
    }
    filters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_untouched_configuration_gets_the_values_of_the_table() {
        let mut c = initial();
        complete(&mut c);
        assert_eq!((c.maxCallLegs, c.maxSubscriptions, c.maxTransactions, c.maxRegClients), (10, 0, 10, 2));
        assert_eq!((c.maxTransmitters, c.messagePoolNumofPages, c.messagePoolPageSize), (30, 25, 1536));
        assert_eq!((c.generalPoolNumofPages, c.generalPoolPageSize), (67, 1024));
        assert_eq!((c.maxConnections, c.maxTlsSessions, c.tcpEnabled), (0, 0, RV_FALSE));
        assert_eq!((c.retransmissionT1, c.retransmissionT2, c.retransmissionT4), (500, 4000, 5000));
        assert_eq!((c.generalLingerTimer, c.inviteLingerTimer, c.provisionalTimer), (32_000, 32_000, 180_000));
        assert_eq!((c.generalRequestTimeoutTimer, c.proxy2xxRcvdTimer, c.proxy2xxSentTimer), (32_000, 32_000, 0));
        assert_eq!((c.forked1xxTimerTimeout, c.serverConnectionTimeout, c.ePersistencyLevel), (180_000, -1, -1));
        assert_eq!((c.localUdpPort, c.numberOfProcessingThreads), (5060, 1));
        assert_eq!(array_text(&c.localUdpAddress), b"0.0.0.0");
    }

    #[test]
    fn values_that_make_no_sense_are_corrected_and_formulas_follow_the_final_values() {
        let mut c = initial();
        c.maxCallLegs = 0;
        c.maxSubscriptions = 7;
        c.tcpEnabled = 9;
        c.retransmissionT1 = 1000;
        c.retransmissionT2 = 100;
        c.maxRegClients = -5;
        c.bEnableForking = RV_TRUE;
        complete(&mut c);
        assert_eq!((c.maxTransactions, c.maxConnections, c.maxTlsSessions, c.tcpEnabled), (17, 9, 9, RV_TRUE));
        assert_eq!((c.retransmissionT2, c.generalLingerTimer, c.maxRegClients), (4000, 64_000, 2));
        let mut c = initial();
        c.bEnableForking = RV_TRUE;
        c.tcpEnabled = RV_TRUE;
        complete(&mut c);
        assert_eq!((c.maxTransmitters, c.maxConnections), (35, 6));
    }

    #[test]
    fn local_addresses_are_written_in_three_forms() {
        assert_eq!(local_address(b"192.0.2.1", 5060), "192.0.2.1:5060".parse().ok());
        assert_eq!(local_address(b"[2001:db8::1]", 5060), "[2001:db8::1]:5060".parse().ok());
        assert_eq!(local_address(b"[fe80::1]%2", 0xFFFF), Some(SocketAddrV6::new("fe80::1".parse().unwrap(), 0, 0, 2).into()));
        for bad in [&b"host"[..], b"", b"192.0.2.1%1", b"[::1", b"\xff"] {
            assert_eq!(local_address(bad, 1), None);
        }
    }
}
