// Tokens that the Inspector looks at, for the gallery and for tests. None of them is a token: what would be its
// signature was never made.
export { EXPIRED_AT, TOKEN_CLAIMS, claimOf } from "./claims";
export * from "./inspection";
export * from "./keys";
export * from "./verdicts";
