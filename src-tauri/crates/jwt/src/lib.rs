//! Decode and verify JSON Web Tokens, one verdict per rule; pure, no I/O.
