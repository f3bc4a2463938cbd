//! The numbers the C interface gives to states, reasons and transports of the core.

use super::abi::*;
use super::enums;
use super::status::Error;
use crate::endpoint::{ConnReason, ConnState, Transport, regclient, transaction, transmitter};
use std::net::SocketAddr;

/// The number of a register-client's state.
pub fn client_state(state: regclient::State) -> RvSipRegClientState {
    use enums::RvSipRegClientState as S;
    use regclient::State;
    (match state {
        State::Idle => S::RVSIP_REG_CLIENT_STATE_IDLE,
        State::Registering => S::RVSIP_REG_CLIENT_STATE_REGISTERING,
        State::Redirected => S::RVSIP_REG_CLIENT_STATE_REDIRECTED,
        State::Unauthenticated => S::RVSIP_REG_CLIENT_STATE_UNAUTHENTICATED,
        State::Registered => S::RVSIP_REG_CLIENT_STATE_REGISTERED,
        State::Failed => S::RVSIP_REG_CLIENT_STATE_FAILED,
        State::Terminated => S::RVSIP_REG_CLIENT_STATE_TERMINATED,
        State::SendFailure => S::RVSIP_REG_CLIENT_STATE_MSG_SEND_FAILURE,
    }) as RvSipRegClientState
}

/// The number of the reason of a register-client's state.
pub fn client_reason(reason: regclient::Reason) -> RvSipRegClientStateChangeReason {
    use enums::RvSipRegClientStateChangeReason as R;
    use regclient::Reason;
    (match reason {
        Reason::Undefined => R::RVSIP_REG_CLIENT_REASON_UNDEFINED,
        Reason::UserRequest => R::RVSIP_REG_CLIENT_REASON_USER_REQUEST,
        Reason::Successful => R::RVSIP_REG_CLIENT_REASON_RESPONSE_SUCCESSFUL_RCVD,
        Reason::Redirection => R::RVSIP_REG_CLIENT_REASON_RESPONSE_REDIRECTION_RCVD,
        Reason::Unauthenticated => R::RVSIP_REG_CLIENT_REASON_RESPONSE_UNAUTHENTICATED_RCVD,
        Reason::RequestFailure => R::RVSIP_REG_CLIENT_REASON_RESPONSE_REQUEST_FAILURE_RCVD,
        Reason::ServerFailure => R::RVSIP_REG_CLIENT_REASON_RESPONSE_SERVER_FAILURE_RCVD,
        Reason::GlobalFailure => R::RVSIP_REG_CLIENT_REASON_RESPONSE_GLOBAL_FAILURE_RCVD,
        Reason::TransactionTimeout => R::RVSIP_REG_CLIENT_REASON_TRANSACTION_TIMEOUT,
        Reason::NetworkError => R::RVSIP_REG_CLIENT_REASON_NETWORK_ERROR,
        Reason::ServiceUnavailable => R::RVSIP_REG_CLIENT_REASON_503_RECEIVED,
        Reason::OutOfResources => R::RVSIP_REG_CLIENT_REASON_OUT_OF_RESOURCES,
        Reason::DnsContinue => R::RVSIP_REG_CLIENT_REASON_DNS_CONTINUE,
        Reason::DnsGiveUp => R::RVSIP_REG_CLIENT_REASON_DNS_GIVE_UP,
    }) as RvSipRegClientStateChangeReason
}

/// The number of a transmitter's state.
pub fn transmitter_state(state: transmitter::State) -> RvSipTransmitterState {
    use enums::RvSipTransmitterState as S;
    use transmitter::State;
    (match state {
        State::Idle => S::RVSIP_TRANSMITTER_STATE_IDLE,
        State::Resolving => S::RVSIP_TRANSMITTER_STATE_RESOLVING_ADDR,
        State::DestResolved => S::RVSIP_TRANSMITTER_STATE_FINAL_DEST_RESOLVED,
        State::OnHold => S::RVSIP_TRANSMITTER_STATE_ON_HOLD,
        State::Ready => S::RVSIP_TRANSMITTER_STATE_READY_FOR_SENDING,
        State::NewConnection => S::RVSIP_TRANSMITTER_STATE_NEW_CONN_IN_USE,
        State::Sent => S::RVSIP_TRANSMITTER_STATE_MSG_SENT,
        State::SendFailure => S::RVSIP_TRANSMITTER_STATE_MSG_SEND_FAILURE,
        State::Terminated => S::RVSIP_TRANSMITTER_STATE_TERMINATED,
    }) as RvSipTransmitterState
}

/// The number of the reason of a transmitter's state.
pub fn transmitter_reason(reason: transmitter::Reason) -> RvSipTransmitterReason {
    use enums::RvSipTransmitterReason as R;
    use transmitter::Reason;
    (match reason {
        Reason::Undefined => R::RVSIP_TRANSMITTER_REASON_UNDEFINED,
        Reason::NetworkError => R::RVSIP_TRANSMITTER_REASON_NETWORK_ERROR,
        Reason::ConnectionError => R::RVSIP_TRANSMITTER_REASON_CONNECTION_ERROR,
        Reason::OutOfResources => R::RVSIP_TRANSMITTER_REASON_OUT_OF_RESOURCES,
        Reason::ConnCreated => R::RVSIP_TRANSMITTER_REASON_NEW_CONN_CREATED,
        Reason::ConnFound => R::RVSIP_TRANSMITTER_REASON_CONN_FOUND_IN_HASH,
    }) as RvSipTransmitterReason
}

/// The number of a connection's state.
pub fn conn_state(state: ConnState) -> RvSipTransportConnectionState {
    use enums::RvSipTransportConnectionState as S;
    (match state {
        ConnState::Idle => S::RVSIP_TRANSPORT_CONN_STATE_IDLE,
        ConnState::Ready => S::RVSIP_TRANSPORT_CONN_STATE_READY,
        ConnState::Connecting => S::RVSIP_TRANSPORT_CONN_STATE_CONNECTING,
        ConnState::Connected => S::RVSIP_TRANSPORT_CONN_STATE_TCP_CONNECTED,
        ConnState::Closing => S::RVSIP_TRANSPORT_CONN_STATE_CLOSING,
        ConnState::Closed => S::RVSIP_TRANSPORT_CONN_STATE_CLOSED,
        ConnState::Terminated => S::RVSIP_TRANSPORT_CONN_STATE_TERMINATED,
    }) as RvSipTransportConnectionState
}

/// The number of the reason of a connection's state.
pub fn conn_reason(reason: ConnReason) -> RvSipTransportConnectionStateChangeReason {
    use enums::RvSipTransportConnectionStateChangeReason as R;
    (match reason {
        ConnReason::Undefined => R::RVSIP_TRANSPORT_CONN_REASON_UNDEFINED,
        ConnReason::Error => R::RVSIP_TRANSPORT_CONN_REASON_ERROR,
    }) as RvSipTransportConnectionStateChangeReason
}

/// The number of an address's IP version.
pub fn version_of(addr: SocketAddr) -> RvSipTransportAddressType {
    use enums::RvSipTransportAddressType as K;
    (if addr.is_ipv4() { K::RVSIP_TRANSPORT_ADDRESS_TYPE_IP } else { K::RVSIP_TRANSPORT_ADDRESS_TYPE_IP6 })
        as RvSipTransportAddressType
}

/// The number of a transaction's state.
pub fn transaction_state(state: transaction::State) -> RvSipTransactionState {
    use enums::RvSipTransactionState as S;
    use transaction::State;
    (match state {
        State::Idle => S::RVSIP_TRANSC_STATE_IDLE,
        State::ClientRequestSent => S::RVSIP_TRANSC_STATE_CLIENT_GEN_REQUEST_SENT,
        State::ClientProceeding => S::RVSIP_TRANSC_STATE_CLIENT_GEN_PROCEEDING,
        State::ClientFinalReceived => S::RVSIP_TRANSC_STATE_CLIENT_GEN_FINAL_RESPONSE_RCVD,
        State::ClientCancelling => S::RVSIP_TRANSC_STATE_CLIENT_GEN_CANCELLING,
        State::ClientSendFailure => S::RVSIP_TRANSC_STATE_CLIENT_MSG_SEND_FAILURE,
        State::ClientInviteCalling => S::RVSIP_TRANSC_STATE_CLIENT_INVITE_CALLING,
        State::ClientInviteProceeding => S::RVSIP_TRANSC_STATE_CLIENT_INVITE_PROCEEDING,
        State::ClientInviteProceedingTimeout => S::RVSIP_TRANSC_STATE_CLIENT_INVITE_PROCEEDING_TIMEOUT,
        State::ClientInviteCancelling => S::RVSIP_TRANSC_STATE_CLIENT_INVITE_CANCELLING,
        State::ClientInviteFinalReceived => S::RVSIP_TRANSC_STATE_CLIENT_INVITE_FINAL_RESPONSE_RCVD,
        State::ClientInviteAckSent => S::RVSIP_TRANSC_STATE_CLIENT_INVITE_ACK_SENT,
        State::ClientInviteProxy2xxReceived => S::RVSIP_TRANSC_STATE_CLIENT_INVITE_PROXY_2XX_RESPONSE_RCVD,
        State::ServerInviteRequestReceived => S::RVSIP_TRANSC_STATE_SERVER_INVITE_REQUEST_RCVD,
        State::ServerInviteReliableSent => S::RVSIP_TRANSC_STATE_SERVER_INVITE_REL_PROV_RESPONSE_SENT,
        State::ServerInvitePrackCompleted => S::RVSIP_TRANSC_STATE_SERVER_INVITE_PRACK_COMPLETED,
        State::ServerInviteFinalSent => S::RVSIP_TRANSC_STATE_SERVER_INVITE_FINAL_RESPONSE_SENT,
        State::ServerInviteAckReceived => S::RVSIP_TRANSC_STATE_SERVER_INVITE_ACK_RCVD,
        State::ServerInviteProxy2xxSent => S::RVSIP_TRANSC_STATE_SERVER_INVITE_PROXY_2XX_RESPONSE_SENT,
        State::ClientCancelSent => S::RVSIP_TRANSC_STATE_CLIENT_CANCEL_SENT,
        State::ClientCancelProceeding => S::RVSIP_TRANSC_STATE_CLIENT_CANCEL_PROCEEDING,
        State::ClientCancelFinalReceived => S::RVSIP_TRANSC_STATE_CLIENT_CANCEL_FINAL_RESPONSE_RCVD,
        State::ServerCancelRequestReceived => S::RVSIP_TRANSC_STATE_SERVER_CANCEL_REQUEST_RCVD,
        State::ServerCancelFinalSent => S::RVSIP_TRANSC_STATE_SERVER_CANCEL_FINAL_RESPONSE_SENT,
        State::ServerRequestReceived => S::RVSIP_TRANSC_STATE_SERVER_GEN_REQUEST_RCVD,
        State::ServerFinalSent => S::RVSIP_TRANSC_STATE_SERVER_GEN_FINAL_RESPONSE_SENT,
        State::Terminated => S::RVSIP_TRANSC_STATE_TERMINATED,
    }) as RvSipTransactionState
}

/// The reason a program is told: what the core knows, completed by what the state and the message say.
pub fn transaction_reason(
    state: transaction::State,
    reason: transaction::Reason,
    code: u16,
) -> RvSipTransactionStateChangeReason {
    use enums::RvSipTransactionStateChangeReason as R;
    use transaction::{Reason, State};
    (match (reason, state) {
        (Reason::TimeOut, _) => R::RVSIP_TRANSC_REASON_TIME_OUT,
        (Reason::NetworkError, _) => R::RVSIP_TRANSC_REASON_NETWORK_ERROR,
        (Reason::ServiceUnavailable, _) => R::RVSIP_TRANSC_REASON_503_RECEIVED,
        (_, State::Terminated) => R::RVSIP_TRANSC_REASON_NORMAL_TERMINATION,
        (
            _,
            State::ServerRequestReceived
            | State::ServerInviteRequestReceived
            | State::ServerCancelRequestReceived
            | State::ServerInviteAckReceived
            | State::ServerInvitePrackCompleted,
        ) => R::RVSIP_TRANSC_REASON_REQUEST_RECEIVED,
        (
            _,
            State::ClientRequestSent
            | State::ClientInviteCalling
            | State::ClientInviteAckSent
            | State::ClientInviteCancelling
            | State::ClientCancelling
            | State::ClientCancelSent
            | State::ServerFinalSent
            | State::ServerInviteFinalSent
            | State::ServerInviteReliableSent
            | State::ServerInviteProxy2xxSent
            | State::ServerCancelFinalSent,
        ) => R::RVSIP_TRANSC_REASON_USER_COMMAND,
        (_, State::ClientProceeding | State::ClientInviteProceeding | State::ClientCancelProceeding) => {
            R::RVSIP_TRANSC_REASON_PROVISIONAL_RESPONSE_RECEIVED
        }
        (
            _,
            State::ClientFinalReceived
            | State::ClientInviteFinalReceived
            | State::ClientInviteProxy2xxReceived
            | State::ClientCancelFinalReceived,
        ) => match code {
            200..=299 => R::RVSIP_TRANSC_REASON_RESPONSE_SUCCESSFUL_RECEIVED,
            300..=399 => R::RVSIP_TRANSC_REASON_RESPONSE_REDIRECTION_RECEIVED,
            401 | 407 => R::RVSIP_TRANSC_REASON_RESPONSE_UNAUTHENTICATED_RECEIVED,
            400..=499 => R::RVSIP_TRANSC_REASON_RESPONSE_REQUEST_FAILURE_RECEIVED,
            500..=599 => R::RVSIP_TRANSC_REASON_RESPONSE_SERVER_FAILURE_RECEIVED,
            _ => R::RVSIP_TRANSC_REASON_RESPONSE_GLOBAL_FAILURE_RECEIVED,
        },
        _ => R::RVSIP_TRANSC_REASON_UNDEFINED,
    }) as RvSipTransactionStateChangeReason
}

/// The transport of a number; `NotSupported` for one that this release does not speak.
pub fn transport_of(number: RvSipTransport) -> Result<Transport, Error> {
    use enums::RvSipTransport as T;
    if number == T::RVSIP_TRANSPORT_UDP as RvSipTransport {
        Ok(Transport::Udp)
    } else if number == T::RVSIP_TRANSPORT_TCP as RvSipTransport {
        Ok(Transport::Tcp)
    } else if number == T::RVSIP_TRANSPORT_TLS as RvSipTransport {
        Ok(Transport::Tls)
    } else if (T::RVSIP_TRANSPORT_TLS as RvSipTransport..=T::RVSIP_TRANSPORT_OTHER as RvSipTransport).contains(&number) {
        Err(Error::NotSupported)
    } else {
        Err(Error::BadParam)
    }
}

/// The number of a transport. The enum has no members for WebSocket.
pub fn number_of(transport: Transport) -> RvSipTransport {
    use enums::RvSipTransport as T;
    (match transport {
        Transport::Udp => T::RVSIP_TRANSPORT_UDP,
        Transport::Tcp => T::RVSIP_TRANSPORT_TCP,
        Transport::Tls => T::RVSIP_TRANSPORT_TLS,
        Transport::Ws | Transport::Wss => T::RVSIP_TRANSPORT_OTHER,
    }) as RvSipTransport
}

/// True for IPv4.
pub fn address_type(number: RvSipTransportAddressType) -> Result<bool, Error> {
    use enums::RvSipTransportAddressType as T;
    if number == T::RVSIP_TRANSPORT_ADDRESS_TYPE_IP as RvSipTransportAddressType {
        Ok(true)
    } else if number == T::RVSIP_TRANSPORT_ADDRESS_TYPE_IP6 as RvSipTransportAddressType {
        Ok(false)
    } else {
        Err(Error::BadParam)
    }
}
