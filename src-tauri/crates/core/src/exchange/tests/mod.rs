//! Calls, sign-ins and renewals as exchanges, against a token endpoint and an API that answer what a test wants.

mod api;
mod book;
mod calls;
mod canaries;
mod protocol;
