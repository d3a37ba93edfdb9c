//! The engine: accounts, sign-in flows, renewal, policy and activity, without a window.
