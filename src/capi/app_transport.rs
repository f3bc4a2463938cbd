//! The part of the application that hears of connections and of messages before they belong to anything.

use super::abi::*;
use super::app::{App, manager_handle, pointer};
use super::enums;
use super::handle::Tag;
use super::handler_sets::{HandlerSets, Handlers};
use super::numbers::{conn_reason, conn_state, number_of, version_of};
use super::regclient_fields::connection_handle;
use super::strings::set_array_text;
use crate::endpoint::{Action, Answer, ConnId, Event, Level, Look, Recipient, Source, Transport};
use crate::message::Message;
use crate::stack::{RawInterest, Stack, Way};
use parking_lot::RwLock;
use std::net::SocketAddr;

/// Handlers of the transport manager, and those that owners of connections gave.
pub struct TransportHandlers {
    manager: RwLock<RvSipTransportMgrEvHandlers>,
    pub owners: HandlerSets<RvSipTransportConnectionEvHandlers>,
}

impl Default for TransportHandlers {
    fn default() -> TransportHandlers {
        // SAFETY: the structure is nullable function pointers only.
        TransportHandlers { manager: RwLock::new(unsafe { std::mem::zeroed() }), owners: HandlerSets::default() }
    }
}

impl Handlers for RvSipTransportConnectionEvHandlers {
    fn functions(&self) -> [usize; 2] {
        [self.pfnStateChangedEvHandler.map_or(0, |f| f as usize), self.pfnStatusEvHandler.map_or(0, |f| f as usize)]
    }
}

/// An address as programs see it.
pub fn address_struct(transport: Transport, addr: SocketAddr) -> RvSipTransportAddr {
    let mut made = RvSipTransportAddr {
        strIP: [0; RVSIP_TRANSPORT_LEN_STRING_IP],
        Ipv6Scope: 0,
        eAddrType: version_of(addr),
        port: addr.port(),
        eTransportType: number_of(transport),
    };
    if let SocketAddr::V6(v6) = addr {
        made.Ipv6Scope = v6.scope_id() as RvInt32;
    }
    // Every address fits.
    let _ = set_array_text(&mut made.strIP, addr.ip().to_string().as_bytes());
    made
}

impl TransportHandlers {
    pub fn manager(&self) -> RvSipTransportMgrEvHandlers {
        *self.manager.read()
    }

    pub fn event(&self, stack: &Stack, event: &Event) {
        match *event {
            Event::Connection { id, to, state, reason, .. } => {
                let conn = connection_handle(stack, Some(id));
                if stack.log.filters.wants(Source::Transport, Level::Info) {
                    stack.log.write(Source::Transport, Level::Info, &format!("connection {conn:p}: {state:?}, {reason:?}"));
                }
                let (call, owner) = match to {
                    Recipient::Owner { owner, hooks, .. } => {
                        (self.owners.get(hooks).and_then(|h| h.pfnStateChangedEvHandler), owner)
                    }
                    Recipient::Manager => (self.manager().pfnConnectionStateChangedEvHandler, 0),
                };
                if let Some(call) = call {
                    // SAFETY (here and below): the program gave these functions for these events; what is passed by address
                    // lives until they return.
                    unsafe { call(conn, pointer(owner), conn_state(state), conn_reason(reason)) };
                }
            }
            Event::ConnectionError { id, to: Recipient::Owner { owner, hooks, .. } } => {
                use enums::RvSipTransportConnectionStatus::RVSIP_TRANSPORT_CONN_STATUS_ERROR as STATUS;
                if let Some(call) = self.owners.get(hooks).and_then(|h| h.pfnStatusEvHandler) {
                    let conn = connection_handle(stack, Some(id));
                    unsafe { call(conn, pointer(owner), STATUS as RvSipTransportConnectionStatus, std::ptr::null_mut()) };
                }
            }
            Event::ServerReuse { conn } => {
                if let Some(call) = self.manager().pfnConnectionServerReuseEvHandler {
                    unsafe { call(manager_handle(stack, Tag::TransportMgr), connection_handle(stack, Some(conn))) };
                }
            }
            _ => {}
        }
    }

    /// May a connection that a peer opened stay?
    pub fn may_stay(&self, stack: &Stack, conn: ConnId) -> bool {
        let Some(call) = self.manager().pfnConnectionCreatedEvHandler else { return true };
        let mut drop = RV_FALSE;
        let status = unsafe { call(manager_handle(stack, Tag::TransportMgr), connection_handle(stack, Some(conn)), &mut drop) };
        status >= 0 && drop == RV_FALSE
    }

    pub fn buffer_to_send(&self, stack: &Stack, way: &Way, bytes: &[u8]) -> bool {
        self.manager().pfnBufferToSendEvHandler.is_none_or(|call| {
            show_buffer(way, bytes, |local, remote, buffer, size, discard| unsafe {
                call(
                    manager_handle(stack, Tag::TransportMgr),
                    local,
                    remote,
                    connection_handle(stack, way.conn),
                    buffer,
                    size,
                    discard,
                );
            })
        })
    }

    pub fn buffer_received(&self, stack: &Stack, way: &Way, bytes: &[u8]) -> bool {
        self.manager().pfnBufferReceivedEvHandler.is_none_or(|call| {
            show_buffer(way, bytes, |local, remote, buffer, size, discard| unsafe {
                call(
                    manager_handle(stack, Tag::TransportMgr),
                    local,
                    remote,
                    connection_handle(stack, way.conn),
                    buffer,
                    size,
                    discard,
                );
            })
        })
    }

    pub fn data_received(&self, stack: &Stack, conn: ConnId, bytes: &[u8]) -> bool {
        let Some(call) = self.manager().pfnConnectionDataReceivedEvHandler else { return true };
        let (mut copy, mut discard) = (bytes.to_vec(), RV_FALSE);
        let conn = connection_handle(stack, Some(conn));
        unsafe {
            let size = copy.len() as RvInt32;
            call(manager_handle(stack, Tag::TransportMgr), conn, copy.as_mut_ptr().cast(), size, &mut discard);
        }
        discard == RV_FALSE
    }
}

/// Shows the program a copy of a message and its two ends; false when it is to be thrown away.
fn show_buffer(
    way: &Way,
    bytes: &[u8],
    call: impl FnOnce(*mut RvSipTransportAddr, *mut RvSipTransportAddr, *mut RvChar, RvInt32, *mut RvBool),
) -> bool {
    let mut local = address_struct(way.transport, way.local);
    let mut remote = address_struct(way.transport, way.peer);
    let (mut copy, mut discard) = (bytes.to_vec(), RV_FALSE);
    let size = copy.len() as RvInt32;
    call(&mut local, &mut remote, copy.as_mut_ptr().cast(), size, &mut discard);
    discard == RV_FALSE
}

impl App {
    pub fn set_transport_handlers(&self, stack: &Stack, handlers: RvSipTransportMgrEvHandlers) {
        *self.transport.manager.write() = handlers;
        self.tell_interest(stack);
        stack.set_raw_interest(|| {
            let m = self.transport.manager();
            RawInterest {
                to_send: m.pfnBufferToSendEvHandler.is_some(),
                received: m.pfnBufferReceivedEvHandler.is_some(),
                data: m.pfnConnectionDataReceivedEvHandler.is_some(),
                names: m.pfnConnectionTlsPostConnectionAssertionEvHandler.is_some(),
            }
        });
    }

    /// Shows a message that belongs to nothing yet.
    pub(super) fn look(&self, stack: &Stack, look: Look, conn: Option<ConnId>, msg: Box<Message>) -> Answer {
        use enums::RvSipTransportBsAction as A;
        let m = self.transport.manager();
        let manager: RvSipTransportMgrHandle = manager_handle(stack, Tag::TransportMgr);
        let conn = connection_handle(stack, conn);
        let discard = A::RVSIP_TRANSPORT_BS_ACTION_DISCARD_MSG as RvSipTransportBsAction;
        let mut chosen = discard;
        let mut process = RV_TRUE;
        let shown = self.show(msg, |h| {
            // SAFETY: the program gave these functions for these events; the places live until they return.
            unsafe {
                match look {
                    Look::Parsed { legal } => {
                        if let Some(call) = m.pfnConnectionParserResultEvHandler {
                            call(manager, h, conn, RvBool::from(legal));
                        }
                    }
                    Look::Received => {
                        if let Some(call) = m.pfnMsgReceivedExtEvHandler {
                            call(manager, h, conn, &mut process);
                        }
                    }
                    Look::BadStartLine => {
                        return m.pfnBadSyntaxStartLineMsgEvHandler.map_or(RV_OK, |call| call(manager, h, &mut chosen));
                    }
                    Look::BadHeaders => {
                        let call = m.pfnBadSyntaxMsgEvHandler.or(m.pfnEvBadSyntaxMsg);
                        return call.map_or(RV_OK, |call| call(manager, h, &mut chosen));
                    }
                }
            }
            RV_OK
        });
        let (msg, taken) = match shown {
            Answer::Message(msg) => (msg, true),
            Answer::Refuse(msg) => (msg, false),
            other => return other,
        };
        let action = match look {
            _ if !taken => Action::Discard,
            Look::Parsed { .. } => Action::Continue,
            Look::Received if process != RV_FALSE => Action::Continue,
            Look::Received => Action::Discard,
            _ if chosen == A::RVSIP_TRANSPORT_BS_ACTION_CONTINUE_PROCESS as RvSipTransportBsAction => Action::Continue,
            _ if chosen == A::RVSIP_TRANSPORT_BS_ACTION_REJECT_MSG as RvSipTransportBsAction => Action::Reject,
            _ => Action::Discard,
        };
        Answer::Looked { msg, action }
    }
}
