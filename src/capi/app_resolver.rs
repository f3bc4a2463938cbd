//! The program's part in look-ups: the expressions of ENUM.

use super::abi::*;
use super::app::{App, manager_handle, resolver_handle};
use super::handle::Tag;
use crate::endpoint::ResolverId;
use crate::stack::Stack;
use std::ffi::CString;

impl App {
    /// Has the program apply an expression to a number: the URI it makes of it, if it does.
    pub(super) fn ask_expression(
        &self,
        stack: &Stack,
        resolver: Option<ResolverId>,
        number: &str,
        expression: &str,
    ) -> Option<Vec<u8>> {
        let call = self.resolver.read().pfnApplyRegExpEvHandler?;
        let mut number = CString::new(number).ok()?.into_bytes_with_nul();
        let mut expression = CString::new(expression).ok()?.into_bytes_with_nul();
        let mut uri = [0 as RvChar; RVSIP_RESOLVER_LEN_STRING_URI];
        let resolver = resolver.map_or(std::ptr::null_mut(), |id| resolver_handle(stack, id));
        // SAFETY: the program gave this function for this event; the texts live until it returns.
        let status = unsafe {
            call(
                manager_handle(stack, Tag::ResolverMgr),
                resolver,
                number.as_mut_ptr().cast(),
                expression.as_mut_ptr().cast(),
                uri.as_mut_ptr(),
                uri.len() as RvInt32,
            )
        };
        (status == RV_OK).then(|| super::strings::array_text(&uri).to_vec())
    }
}
