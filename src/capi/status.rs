//! The one place where errors become `RvStatus` numbers.

use super::types::common::*;

/// Why a call was refused or failed, as the C interface tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Error {
    Unknown,
    OutOfResources,
    BadParam,
    NullPtr,
    InvalidHandle,
    IllegalAction,
    NetworkProblem,
    InsufficientBuffer,
    NotFound,
    TryAgain,
    NotSupported,
    Destructed,
    IllegalSyntax,
    ObjectAlreadyExists,
}

impl Error {
    /// The frozen number of this error.
    pub const fn status(self) -> RvStatus {
        match self {
            Error::Unknown => RV_ERROR_UNKNOWN,
            Error::OutOfResources => RV_ERROR_OUTOFRESOURCES,
            Error::BadParam => RV_ERROR_BADPARAM,
            Error::NullPtr => RV_ERROR_NULLPTR,
            Error::InvalidHandle => RV_ERROR_INVALID_HANDLE,
            Error::IllegalAction => RV_ERROR_ILLEGAL_ACTION,
            Error::NetworkProblem => RV_ERROR_NETWORK_PROBLEM,
            Error::InsufficientBuffer => RV_ERROR_INSUFFICIENT_BUFFER,
            Error::NotFound => RV_ERROR_NOT_FOUND,
            Error::TryAgain => RV_ERROR_TRY_AGAIN,
            Error::NotSupported => RV_ERROR_NOTSUPPORTED,
            Error::Destructed => RV_ERROR_DESTRUCTED,
            Error::IllegalSyntax => RV_ERROR_ILLEGAL_SYNTAX,
            Error::ObjectAlreadyExists => RV_ERROR_OBJECT_ALREADY_EXISTS,
        }
    }

    /// The error a status number stands for: what an application's callback returned. `None` for RV_OK and positive numbers.
    pub fn from_status(status: RvStatus) -> Option<Error> {
        const ALL: [Error; 14] = [
            Error::Unknown,
            Error::OutOfResources,
            Error::BadParam,
            Error::NullPtr,
            Error::InvalidHandle,
            Error::IllegalAction,
            Error::NetworkProblem,
            Error::InsufficientBuffer,
            Error::NotFound,
            Error::TryAgain,
            Error::NotSupported,
            Error::Destructed,
            Error::IllegalSyntax,
            Error::ObjectAlreadyExists,
        ];
        if status >= 0 {
            return None;
        }
        Some(ALL.into_iter().find(|e| e.status() == status).unwrap_or(Error::Unknown))
    }
}

impl From<crate::endpoint::Error> for Error {
    fn from(error: crate::endpoint::Error) -> Error {
        use crate::endpoint::Error as E;
        match error {
            E::InvalidHandle => Error::InvalidHandle,
            E::IllegalAction => Error::IllegalAction,
            E::OutOfResources => Error::OutOfResources,
            E::BadParam => Error::BadParam,
            E::NotFound => Error::NotFound,
            E::NotSupported => Error::NotSupported,
            E::Network => Error::NetworkProblem,
            E::Syntax => Error::IllegalSyntax,
        }
    }
}

/// RV_OK or the number of the error.
pub fn status_of(result: Result<(), Error>) -> RvStatus {
    match result {
        Ok(()) => RV_OK,
        Err(error) => error.status(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_comes_back_from_its_number() {
        for number in 1..=14 {
            let error = Error::from_status(-number).unwrap();
            assert_eq!(error.status(), -number);
        }
        assert_eq!(Error::from_status(RV_OK), None);
        assert_eq!(Error::from_status(-9999), Some(Error::Unknown));
    }
}
