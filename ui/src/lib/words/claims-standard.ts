/**
 * Claims that a standard defines: their name for people, what they mean, and where that is written.
 *
 * Sources: OpenID Connect Core 1.0 sections 2 and 5.1, RFC 7519 section 4.1, RFC 9068 section 2.2,
 * RFC 7662 section 2.2, OpenID Connect Session Management and Back-Channel Logout.
 */
export interface ClaimWords {
  /** Its name for people, in sentence case. */
  readonly label: string;
  /** One or two plain sentences. */
  readonly meaning: string;
  /** The document and section that define it, or the product it belongs to. */
  readonly spec: string | null;
}

const core = (section: string) => `OpenID Connect Core 1.0, section ${section}`;
const jwt = (section: string) => `RFC 7519 (JSON Web Token), section ${section}`;
const profile = (section: string) => `RFC 9068 (JWT access tokens), section ${section}`;
const introspection = "RFC 7662 (Token Introspection), section 2.2";

const claim = (label: string, meaning: string, spec: string): ClaimWords => ({ label, meaning, spec });

/** By the claim's name. */
export const STANDARD_CLAIMS: Readonly<Record<string, ClaimWords>> = {
  sub: claim(
    "Subject",
    "The provider's own identifier for this person. Together with the issuer it never changes and is never given to anybody else.",
    core("2"),
  ),
  name: claim("Name", "Full name, in the form in which it is displayed.", core("5.1")),
  given_name: claim("Given name", "The person's given or first names.", core("5.1")),
  family_name: claim("Family name", "The person's family or last names.", core("5.1")),
  middle_name: claim("Middle name", "The person's middle names.", core("5.1")),
  nickname: claim("Nickname", "The name by which the person likes to be called.", core("5.1")),
  preferred_username: claim(
    "User name",
    "The name the person signs in with. It can change and can be given to somebody else later, so it identifies nobody for good.",
    core("5.1"),
  ),
  profile: claim("Profile page", "Address of the person's profile page.", core("5.1")),
  picture: claim("Picture", "Address of the person's picture. Lanyard does not load it.", core("5.1")),
  website: claim("Website", "Address of the person's own page.", core("5.1")),
  email: claim(
    "E-mail",
    "The preferred e-mail address. Whether the provider has checked it is told by email_verified.",
    core("5.1"),
  ),
  email_verified: claim(
    "E-mail verified",
    "True when the provider made sure that the address belonged to this person.",
    core("5.1"),
  ),
  gender: claim("Gender", "The person's gender, as they gave it.", core("5.1")),
  birthdate: claim("Birthday", "Date of birth, year first.", core("5.1")),
  zoneinfo: claim("Time zone", "The person's time zone, such as Europe/Paris.", core("5.1")),
  locale: claim("Language", "The person's language and region, such as fr-CA.", core("5.1")),
  phone_number: claim("Phone", "The preferred phone number.", core("5.1")),
  phone_number_verified: claim(
    "Phone verified",
    "True when the provider made sure that the number belonged to this person.",
    core("5.1"),
  ),
  address: claim("Address", "The preferred postal address.", core("5.1.1")),
  updated_at: claim("Profile updated", "When these details about the person last changed.", core("5.1")),
  roles: claim(
    "Roles",
    "What the person is to an application. Each application decides what a role may do.",
    profile("2.2.3.1"),
  ),
  groups: claim("Groups", "Groups of the directory that the person belongs to.", profile("2.2.3.1")),
  entitlements: claim("Entitlements", "Single things the person is entitled to.", profile("2.2.3.1")),
  exp: claim("Expires", "From this moment on the token must be refused.", jwt("4.1.4")),
  nbf: claim("Not before", "Until this moment the token must be refused.", jwt("4.1.5")),
  iat: claim("Issued", "When the provider made the token.", jwt("4.1.6")),
  auth_time: claim(
    "Signed in",
    "When the person last proved to the provider who they are. A renewal does not change it.",
    core("2"),
  ),
  aud: claim(
    "Audience",
    "Whom the token is for. An application or API that is not named here must refuse it.",
    jwt("4.1.3"),
  ),
  azp: claim("Authorized party", "The client the token was issued to.", core("2")),
  client_id: claim("Client ID", "The client the token was issued to.", profile("2.2")),
  scope: claim(
    "Scope",
    "What the token may be used for. The person's own rights at the API limit it further.",
    profile("2.2.3"),
  ),
  iss: claim("Issuer", "The provider that made the token, by its address.", jwt("4.1.1")),
  jti: claim(
    "Token ID",
    "Names this one token, so that it can be found in logs and refused twice.",
    jwt("4.1.7"),
  ),
  nonce: claim(
    "Nonce",
    "A random value that Lanyard sent when you signed in. It ties the ID token to that one sign-in.",
    core("2"),
  ),
  at_hash: claim(
    "Access token hash",
    "Ties the ID token to the access token that came with it.",
    core("3.1.3.6"),
  ),
  c_hash: claim(
    "Code hash",
    "Ties the ID token to the authorization code that came with it.",
    core("3.3.2.11"),
  ),
  acr: claim(
    "Sign-in strength",
    "How strongly the person proved who they are, in the provider's own terms.",
    core("2"),
  ),
  amr: claim(
    "Sign-in methods",
    "How the person proved who they are: pwd is a password, otp a one-time code, mfa several factors, hwk a hardware key.",
    "RFC 8176 (Authentication Method References), section 2",
  ),
  sid: claim(
    "Session ID",
    "Names the session at the provider. Sign-out uses it.",
    "OpenID Connect Back-Channel Logout 1.0, section 2.4",
  ),
  cnf: claim(
    "Confirmation",
    "Names the key that must be shown together with the token. Without that key it is useless.",
    "RFC 7800 (Proof-of-Possession Key Semantics), section 3.1",
  ),
  act: claim("Acting party", "Who acts on behalf of this person.", "RFC 8693 (Token Exchange), section 4.1"),
  active: claim("Active", "Whether the provider accepts the token at this moment.", introspection),
  username: claim(
    "User name",
    "The person the token belongs to, by a name that people can read.",
    introspection,
  ),
  token_type: claim(
    "Token type",
    "How the token is presented. Bearer: whoever holds it can use it.",
    introspection,
  ),
};
