//! Handles. A handle is the name of an object and never a pointer to it: compare it, pass it, do not look behind it.

macro_rules! handles {
    ($($(#[$doc:meta])* $name:ident : $opaque:ident;)*) => {
        $(
            #[doc(hidden)]
            pub enum $opaque {}
            $(#[$doc])*
            pub type $name = *mut $opaque;
        )*
    };
}

handles! {
    /// One running stack, from RvSipStackConstruct to RvSipStackDestruct.
    RvSipStackHandle: RvSipStack_;
    /// The log of a stack, for RPOOL_Construct; may be NULL there.
    RV_LOG_Handle: RvLog_;
    /// The helper layer: memory, timers and select outside any SIP object.
    RvSipMidMgrHandle: RvSipMidMgr_;
    /// A timer set with RvSipMidTimerSet.
    RvSipMidTimerHandle: RvSipMidTimer_;
    /// A pool of memory pages.
    HRPOOL: RPool_;
    /// A page of a pool; it grows as bytes are appended. Meaningful together with its pool.
    HPAGE: RPage_;

    /// The transport manager of a stack.
    RvSipTransportMgrHandle: RvSipTransportMgr_;
    /// A TCP or TLS connection.
    RvSipTransportConnectionHandle: RvSipTransportConnection_;
    /// What the program keeps with a connection it owns; the library only hands it back.
    RvSipTransportConnectionOwnerHandle: RvSipTransportConnectionOwner_;
    /// An address the stack listens on.
    RvSipTransportLocalAddressHandle: RvSipTransportLocalAddress_;
    /// What the program keeps with the transport manager.
    RvSipAppTransportMgrHandle: RvSipAppTransportMgr_;
    /// What a stack shows to TLS peers and whom it trusts.
    RvSipTransportTlsEngineHandle: RvSipTransportTlsEngine_;
    /// A certificate that a TLS peer has shown; alive inside RvSipTransportVerifyCertificateEv.
    RvSipTransportTlsCertHandle: RvSipTransportTlsCert_;
    /// A list of addresses that a name was resolved to.
    RvSipTransportDNSListHandle: RvSipTransportDNSList_;
    /// The transmitter manager of a stack.
    RvSipTransmitterMgrHandle: RvSipTransmitterMgr_;
    /// A transmitter: sends one message, outside any transaction or for its own.
    RvSipTransmitterHandle: RvSipTransmitter_;
    /// What the program keeps with a transmitter; the library only hands it back.
    RvSipAppTransmitterHandle: RvSipAppTransmitter_;
    /// The resolver manager of a stack.
    RvSipResolverMgrHandle: RvSipResolverMgr_;
    /// A resolver: one look-up at a time.
    RvSipResolverHandle: RvSipResolver_;
    /// What the program keeps with a resolver; the library only hands it back.
    RvSipAppResolverHandle: RvSipAppResolver_;

    /// The message manager of a stack; stand-alone messages, headers and addresses come from it.
    RvSipMsgMgrHandle: RvSipMsgMgr_;
    /// A SIP message.
    RvSipMsgHandle: RvSipMsg_;
    /// A position in the header list of a message.
    RvSipHeaderListElemHandle: RvSipHeaderListElem_;
    /// An address: a URI of any scheme.
    RvSipAddressHandle: RvSipAddress_;
    /// The body of a message or of a body part.
    RvSipBodyHandle: RvSipBody_;
    /// A part of a multipart body.
    RvSipBodyPartHandle: RvSipBodyPart_;
    /// An Allow header: one method.
    RvSipAllowHeaderHandle: RvSipAllowHeader_;
    /// An Allow-Events header: one event package.
    RvSipAllowEventsHeaderHandle: RvSipAllowEventsHeader_;
    /// A challenge: WWW-Authenticate or Proxy-Authenticate.
    RvSipAuthenticationHeaderHandle: RvSipAuthenticationHeader_;
    /// Credentials: Authorization or Proxy-Authorization.
    RvSipAuthorizationHeaderHandle: RvSipAuthorizationHeader_;
    /// A Contact header: one contact, or `*`.
    RvSipContactHeaderHandle: RvSipContactHeader_;
    /// A Content-Disposition header.
    RvSipContentDispositionHeaderHandle: RvSipContentDispositionHeader_;
    /// A Content-ID header.
    RvSipContentIDHeaderHandle: RvSipContentIDHeader_;
    /// A Content-Type header.
    RvSipContentTypeHeaderHandle: RvSipContentTypeHeader_;
    /// A CSeq header.
    RvSipCSeqHeaderHandle: RvSipCSeqHeader_;
    /// A Date header, or the date inside Expires or Retry-After.
    RvSipDateHeaderHandle: RvSipDateHeader_;
    /// An Event header.
    RvSipEventHeaderHandle: RvSipEventHeader_;
    /// An Expires header, or the expires parameter of a Contact.
    RvSipExpiresHeaderHandle: RvSipExpiresHeader_;
    /// A Min-SE header.
    RvSipMinSEHeaderHandle: RvSipMinSEHeader_;
    /// Any header without a type of its own: a name and a text.
    RvSipOtherHeaderHandle: RvSipOtherHeader_;
    /// A To or From header.
    RvSipPartyHeaderHandle: RvSipPartyHeader_;
    /// An RAck header.
    RvSipRAckHeaderHandle: RvSipRAckHeader_;
    /// A Refer-To header.
    RvSipReferToHeaderHandle: RvSipReferToHeader_;
    /// A Referred-By header.
    RvSipReferredByHeaderHandle: RvSipReferredByHeader_;
    /// A Replaces header.
    RvSipReplacesHeaderHandle: RvSipReplacesHeader_;
    /// A Retry-After header.
    RvSipRetryAfterHeaderHandle: RvSipRetryAfterHeader_;
    /// One hop of a Route, Record-Route, Service-Route or Path header.
    RvSipRouteHopHeaderHandle: RvSipRouteHopHeader_;
    /// An RSeq header.
    RvSipRSeqHeaderHandle: RvSipRSeqHeader_;
    /// A Session-Expires header.
    RvSipSessionExpiresHeaderHandle: RvSipSessionExpiresHeader_;
    /// A Subscription-State header.
    RvSipSubscriptionStateHeaderHandle: RvSipSubscriptionStateHeader_;
    /// A Via header: one hop.
    RvSipViaHeaderHandle: RvSipViaHeader_;

    /// The manager of automatic refreshes of a stack.
    RvSipRefreshMgrHandle: RvSipRefreshMgr_;
    /// The automatic refresh of a registration.
    RvSipRefreshHandle: RvSipRefresh_;
    /// What the program keeps with a refresh; the library only hands it back.
    RvSipAppRefreshHandle: RvSipAppRefresh_;

    /// The transaction manager of a stack.
    RvSipTranscMgrHandle: RvSipTranscMgr_;
    /// A transaction, client or server.
    RvSipTranscHandle: RvSipTransc_;
    /// What the program keeps with a transaction; the library only hands it back.
    RvSipTranscOwnerHandle: RvSipTranscOwner_;
    /// What the program keeps with a transaction inside a call-leg.
    RvSipAppTranscHandle: RvSipAppTransc_;

    /// The authenticator of a stack.
    RvSipAuthenticatorHandle: RvSipAuthenticator_;
    /// What the program keeps with the authenticator.
    RvSipAppAuthenticatorHandle: RvSipAppAuthenticator_;
    /// A challenge that an object has kept.
    RvSipAuthObjHandle: RvSipAuthObj_;

    /// The register-client manager of a stack.
    RvSipRegClientMgrHandle: RvSipRegClientMgr_;
    /// A register-client: one registration at one registrar.
    RvSipRegClientHandle: RvSipRegClient_;
    /// What the program keeps with a register-client; the library only hands it back.
    RvSipAppRegClientHandle: RvSipAppRegClient_;

    /// The call-leg manager of a stack.
    RvSipCallLegMgrHandle: RvSipCallLegMgr_;
    /// A call-leg: one dialog that an INVITE made.
    RvSipCallLegHandle: RvSipCallLeg_;
    /// What the program keeps with a call-leg.
    RvSipAppCallLegHandle: RvSipAppCallLeg_;
    /// A re-INVITE of a call-leg.
    RvSipCallLegInviteHandle: RvSipCallLegInvite_;
    /// What the program keeps with a re-INVITE; the library only hands it back.
    RvSipAppCallLegInviteHandle: RvSipAppCallLegInvite_;
    /// The subscription manager of a stack.
    RvSipSubsMgrHandle: RvSipSubsMgr_;
    /// A subscription, subscriber or notifier side.
    RvSipSubsHandle: RvSipSubs_;
    /// What the program keeps with a subscription.
    RvSipAppSubsHandle: RvSipAppSubs_;
    /// A notification: one NOTIFY of a subscription and its response.
    RvSipNotifyHandle: RvSipNotify_;
    /// What the program keeps with a notification; the library only hands it back.
    RvSipAppNotifyHandle: RvSipAppNotify_;
}
