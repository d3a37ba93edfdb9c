//! The protocols of OAuth 2.0 and OpenID Connect for a native client.
