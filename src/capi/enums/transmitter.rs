//! RvSipTransmitterTypes.h - States and reasons of transmitters.

/// State of a transmitter.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipTransmitterState {
    RVSIP_TRANSMITTER_STATE_UNDEFINED = -1,
    /// New; nothing was given to be sent yet.
    RVSIP_TRANSMITTER_STATE_IDLE = 0,
    /// The message was copied; its next hop and the addresses of that are looked for (RFC 3261 section 8.1.2, RFC 3263).
    RVSIP_TRANSMITTER_STATE_RESOLVING_ADDR = 1,
    /// It is known where the message goes. Inside this callback the Via may be edited, the destination or the DNS list changed, or
    /// the message held.
    RVSIP_TRANSMITTER_STATE_FINAL_DEST_RESOLVED = 2,
    /// RvSipTransmitterHoldSending was called; RvSipTransmitterResumeSending goes on.
    RVSIP_TRANSMITTER_STATE_ON_HOLD = 3,
    /// The message is about to go out; nothing may be changed any more.
    RVSIP_TRANSMITTER_STATE_READY_FOR_SENDING = 4,
    /// A connection is used that is new to the transmitter; pExtraInfo points to RvSipTransmitterNewConnInUseStateInfo.
    RVSIP_TRANSMITTER_STATE_NEW_CONN_IN_USE = 5,
    /// The operating system has taken it; the program should terminate the transmitter.
    RVSIP_TRANSMITTER_STATE_MSG_SENT = 6,
    /// It could not be sent; terminate the transmitter, or send again to the next address of the DNS list.
    RVSIP_TRANSMITTER_STATE_MSG_SEND_FAILURE = 7,
    /// The end; the handle dies when the callback returns.
    RVSIP_TRANSMITTER_STATE_TERMINATED = 8,
}

/// Why a transmitter changed its state.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RvSipTransmitterReason {
    /// No reason of its own; with MSG_SEND_FAILURE, the message could not be made ready.
    RVSIP_TRANSMITTER_REASON_UNDEFINED = -1,
    /// The destination has no address, or its host does not take datagrams.
    RVSIP_TRANSMITTER_REASON_NETWORK_ERROR = 0,
    /// The connection could not be opened, or broke.
    RVSIP_TRANSMITTER_REASON_CONNECTION_ERROR = 1,
    /// A limit of the configuration is reached.
    RVSIP_TRANSMITTER_REASON_OUT_OF_RESOURCES = 2,
    /// NEW_CONN_IN_USE: the connection is opened for this transmitter.
    RVSIP_TRANSMITTER_REASON_NEW_CONN_CREATED = 3,
    /// NEW_CONN_IN_USE: the connection was there.
    RVSIP_TRANSMITTER_REASON_CONN_FOUND_IN_HASH = 4,
}
