//! The part of the application that is asked about credentials: secrets, hashes, challenges it answers itself.

use super::abi::*;
use super::app::{App, client_handle, manager_handle, transaction_handle};
use super::app_callleg::callleg_handle;
use super::app_subscription::subs_handle;
use super::handle::Tag;
use super::{docs, enums, headers_family, rpool};
use crate::endpoint::{Answer, Subject};
use crate::message::{Message, Name};
use crate::stack::Stack;
use std::ffi::c_void;

fn challenge_name(proxy: bool) -> Name {
    if proxy { Name::ProxyAuthenticate } else { Name::WwwAuthenticate }
}

fn authenticator(stack: &Stack) -> RvSipAuthenticatorHandle {
    manager_handle(stack, Tag::Authenticator)
}

/// The object an authentication is for and its kind, as the authenticator's callbacks get them.
fn auth_object(stack: &Stack, subject: Subject) -> (*mut c_void, RvSipCommonStackObjectType) {
    use enums::RvSipCommonStackObjectType as T;
    match subject {
        Subject::Client(id, _) => {
            (client_handle(stack, id).cast(), T::RVSIP_COMMON_STACK_OBJECT_TYPE_REG_CLIENT as RvSipCommonStackObjectType)
        }
        Subject::Subscription(id, ..) => {
            (subs_handle(stack, id).cast(), T::RVSIP_COMMON_STACK_OBJECT_TYPE_SUBSCRIPTION as RvSipCommonStackObjectType)
        }
        Subject::CallLeg(id, _) => {
            (callleg_handle(stack, id).cast(), T::RVSIP_COMMON_STACK_OBJECT_TYPE_CALL_LEG as RvSipCommonStackObjectType)
        }
        Subject::Transaction(id, _) | Subject::Refresh(_, id, _) => {
            (transaction_handle(stack, id).cast(), T::RVSIP_COMMON_STACK_OBJECT_TYPE_TRANSACTION as RvSipCommonStackObjectType)
        }
    }
}

/// A page of the library's own pool that is freed again.
struct Page(HPAGE);

impl Page {
    fn with(bytes: &[u8]) -> Option<Page> {
        rpool::new_page_with(rpool::internal(), bytes).ok().map(Page)
    }
    fn place(&self) -> RPOOL_Ptr {
        RPOOL_Ptr { hPool: rpool::internal(), hPage: self.0, offset: 0 }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = rpool::free_page(rpool::internal(), self.0);
    }
}

impl App {
    pub(super) fn ask_secret(&self, stack: &Stack, subject: Subject, realm: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        let call = self.auth.read().events.pfnGetSharedSecretAuthenticationHandler?;
        let (object, mut kind) = auth_object(stack, subject);
        let (realm_page, user_page, password_page) =
            (Page::with(&[realm, b"\0"].concat())?, Page::with(b"")?, Page::with(b"")?);
        let (mut realm, mut user, mut password) = (realm_page.place(), user_page.place(), password_page.place());
        // SAFETY: the program gave this function for this event; the places live until it returns.
        unsafe {
            let kind = (&raw mut kind).cast();
            call(authenticator(stack), std::ptr::null_mut(), object, kind, &mut realm, &mut user, &mut password);
        }
        let user = rpool::read_text(&user).ok().filter(|u| !u.is_empty())?;
        Some((user, rpool::read_text(&password).unwrap_or_default()))
    }

    pub(super) fn ask_md5(&self, stack: &Stack, input: &[u8]) -> Vec<u8> {
        let a = self.auth.read().events;
        let hash = || -> Option<Vec<u8>> {
            let (input_page, output_page) = (Page::with(input)?, Page::with(b"")?);
            let (mut from, mut to) = (input_page.place(), output_page.place());
            let length = input.len() as RvUint32;
            // SAFETY: as above. The Ex handler wins where both are set.
            unsafe {
                match (a.pfnMD5AuthenticationExHandler, a.pfnMD5AuthenticationHandler) {
                    (Some(call), _) => call(authenticator(stack), std::ptr::null_mut(), &mut from, length, &mut to),
                    (None, Some(call)) => call(&mut from, length, &mut to),
                    (None, None) => return None,
                }
            }
            rpool::read_text(&to).ok()
        };
        hash().unwrap_or_default()
    }

    pub(super) fn ask_body_hash(&self, stack: &Stack, subject: Subject, msg: Box<Message>) -> Answer {
        let call = self.auth.read().events.pfnMD5EntityBodyAuthenticationHandler;
        let (object, mut kind) = auth_object(stack, subject);
        let mut hash = Vec::new();
        let answer = self.show(msg, |h| {
            if let (Some(call), Some(page)) = (call, Page::with(b"")) {
                let mut to = page.place();
                let mut length: RvUint32 = 0;
                // SAFETY: as above.
                unsafe {
                    let kind = (&raw mut kind).cast();
                    call(authenticator(stack), std::ptr::null_mut(), object, kind, h, &mut to, &mut length);
                }
                hash = rpool::read_text(&to).unwrap_or_default();
            }
            RV_OK
        });
        match answer {
            Answer::Message(m) | Answer::Refuse(m) => Answer::Hash(hash, Some(m)),
            other => other,
        }
    }

    pub(super) fn ask_count(&self, stack: &Stack, subject: Subject, challenge: &[u8], proxy: bool, count: u32) -> u32 {
        let Some(call) = self.auth.read().events.pfnNonceCountUsageAuthenticationHandler else { return count };
        let Ok((doc, header)) = headers_family::new_header_from(challenge_name(proxy), challenge) else { return count };
        let (object, mut kind) = auth_object(stack, subject);
        let mut number = count as RvInt32;
        // SAFETY: as above.
        unsafe {
            let kind = (&raw mut kind).cast();
            call(authenticator(stack), std::ptr::null_mut(), object, kind, header.cast(), &mut number);
        }
        docs::destroy(doc);
        u32::try_from(number).ok().filter(|n| *n > 0).unwrap_or(count)
    }

    /// A challenge that the library cannot answer: the program may put credentials into the message.
    pub(super) fn ask_unsupported(
        &self,
        stack: &Stack,
        subject: Subject,
        challenge: &[u8],
        proxy: bool,
        msg: Box<Message>,
    ) -> Answer {
        let call = self.auth.read().events.pfnUnsupportedChallengeAuthenticationHandler;
        let (object, mut kind) = auth_object(stack, subject);
        let header = headers_family::received_header(challenge_name(proxy), challenge);
        let answer = self.show(msg, |h| {
            if let (Some(call), Ok((_, header))) = (call, &header) {
                // SAFETY: as above.
                unsafe {
                    let kind = (&raw mut kind).cast();
                    call(authenticator(stack), std::ptr::null_mut(), object, kind, header.cast(), h);
                }
            }
            RV_OK
        });
        if let Ok((doc, _)) = header {
            docs::destroy(doc);
        }
        answer
    }

    /// Credentials that the program may extend before they go.
    pub(super) fn ask_ready(&self, stack: &Stack, subject: Subject, value: Vec<u8>, proxy: bool) -> Vec<u8> {
        let call = self.auth.read().events.pfnAuthorizationReadyAuthenticationHandler;
        let name = if proxy { Name::ProxyAuthorization } else { Name::Authorization };
        let (object, mut kind) = auth_object(stack, subject);
        let (Some(call), Ok((doc, header))) = (call, headers_family::new_header_from(name, &value)) else { return value };
        // SAFETY: as above.
        unsafe { call(authenticator(stack), std::ptr::null_mut(), object, (&raw mut kind).cast(), header.cast()) };
        let changed = headers_family::header_text(header).map(|(_, text)| text);
        docs::destroy(doc);
        changed.unwrap_or(value)
    }
}
