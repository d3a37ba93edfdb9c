//! What claims are called (`ui/src/lib/words/claims-standard.ts` and `claims-vendor.ts`, which say what they mean).

/// A claim's name for people, in sentence case; `None` for one that nobody has defined.
pub fn claim_label(name: &str) -> Option<&'static str> {
    let known = STANDARD.iter().chain(VENDORS).find(|(known, _)| *known == name);
    let label = known.or_else(|| VENDOR_PREFIXES.iter().find(|(prefix, _)| name.starts_with(prefix)));
    label.map(|(_, label)| *label)
}

/// Those that a standard defines.
const STANDARD: &[(&str, &str)] = &[
    ("sub", "Subject"),
    ("name", "Name"),
    ("given_name", "Given name"),
    ("family_name", "Family name"),
    ("middle_name", "Middle name"),
    ("nickname", "Nickname"),
    ("preferred_username", "User name"),
    ("profile", "Profile page"),
    ("picture", "Picture"),
    ("website", "Website"),
    ("email", "E-mail"),
    ("email_verified", "E-mail verified"),
    ("gender", "Gender"),
    ("birthdate", "Birthday"),
    ("zoneinfo", "Time zone"),
    ("locale", "Language"),
    ("phone_number", "Phone"),
    ("phone_number_verified", "Phone verified"),
    ("address", "Address"),
    ("updated_at", "Profile updated"),
    ("roles", "Roles"),
    ("groups", "Groups"),
    ("entitlements", "Entitlements"),
    ("exp", "Expires"),
    ("nbf", "Not before"),
    ("iat", "Issued"),
    ("auth_time", "Signed in"),
    ("aud", "Audience"),
    ("azp", "Authorized party"),
    ("client_id", "Client ID"),
    ("scope", "Scope"),
    ("iss", "Issuer"),
    ("jti", "Token ID"),
    ("nonce", "Nonce"),
    ("at_hash", "Access token hash"),
    ("c_hash", "Code hash"),
    ("acr", "Sign-in strength"),
    ("amr", "Sign-in methods"),
    ("sid", "Session ID"),
    ("cnf", "Confirmation"),
    ("act", "Acting party"),
    ("active", "Active"),
    ("username", "User name"),
    ("token_type", "Token type"),
];

/// Those that products add.
const VENDORS: &[(&str, &str)] = &[
    ("realm_access", "Realm roles"),
    ("resource_access", "Client roles"),
    ("allowed-origins", "Allowed origins"),
    ("session_state", "Session"),
    ("typ", "Kind of token"),
    ("organization", "Organization"),
    ("oid", "Object ID"),
    ("tid", "Tenant ID"),
    ("upn", "User principal name"),
    ("unique_name", "Unique name"),
    ("appid", "Application ID"),
    ("app_displayname", "Application name"),
    ("appidacr", "Client proof"),
    ("azpacr", "Client proof"),
    ("scp", "Scope"),
    ("wids", "Directory roles"),
    ("hasgroups", "Has groups"),
    ("_claim_names", "Claims kept elsewhere"),
    ("_claim_sources", "Where they are kept"),
    ("idp", "Identity provider"),
    ("idtyp", "Kind of subject"),
    ("ipaddr", "IP address"),
    ("onprem_sid", "Local security ID"),
    ("puid", "Passport ID"),
    ("verified_primary_email", "Verified e-mail"),
    ("xms_st", "Subject elsewhere"),
    ("aio", "Provider's own data"),
    ("rh", "Provider's own data"),
    ("uti", "Token ID"),
    ("ver", "Version"),
    ("uid", "User ID"),
    ("cid", "Client ID"),
    ("permissions", "Permissions"),
    ("org_id", "Organization ID"),
    ("org_name", "Organization"),
    ("gty", "Grant"),
    ("hd", "Domain"),
    ("token_use", "Kind of token"),
    ("origin_jti", "First token ID"),
    ("event_id", "Event"),
    ("tenant", "Tenant"),
    ("tenant_id", "Tenant ID"),
    ("department", "Department"),
    ("role", "Role"),
    ("employee_id", "Employee number"),
];

/// Those that products add, by how their names begin; the first that fits counts.
const VENDOR_PREFIXES: &[(&str, &str)] = &[
    ("cognito:groups", "Groups"),
    ("cognito:roles", "Roles"),
    ("cognito:", "Cognito detail"),
    ("xms_", "Entra detail"),
];

/// Every name and beginning of a name that has a label.
#[cfg(test)]
pub(super) fn every_name() -> impl Iterator<Item = &'static str> {
    STANDARD.iter().chain(VENDORS).chain(VENDOR_PREFIXES).map(|(name, _)| *name)
}
