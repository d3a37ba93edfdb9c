// What well-known scopes allow.

const STANDARD: Readonly<Record<string, string>> = {
  openid: "sign in and tell who you are",
  profile: "read your name and profile",
  email: "read your e-mail address",
  address: "read your postal address",
  phone: "read your phone number",
  offline_access: "stay signed in while you are away",
  groups: "read which groups you are in",
  roles: "read which roles you have",
};

const PRODUCTS: Readonly<Record<string, string>> = {
  // Keycloak's client scopes.
  acr: "tell how strongly you signed in",
  basic: "tell the basic details of your sign-in",
  organization: "read which organization you belong to",
  "microprofile-jwt": "read your user name and groups",
  "web-origins": "be used from the client's web pages",
  // Microsoft Graph's delegated permissions.
  ".default": "everything an administrator has allowed this client",
  "User.Read": "sign in and read your profile",
  "User.ReadBasic.All": "read everybody's basic profile",
  "User.Read.All": "read everybody's full profile",
  "Mail.Read": "read your mail",
  "Mail.Send": "send mail as you",
  "Calendars.Read": "read your calendars",
  "Calendars.ReadWrite": "read and change your calendars",
  "Files.Read": "read your files",
  "Files.ReadWrite": "read and change your files",
  "Group.Read.All": "read all groups",
  "Directory.Read.All": "read the directory",
  user_impersonation: "act as you at this API",
  // Okta.
  "okta.users.read.self": "read your own Okta profile",
  "okta.users.read": "read everybody's Okta profile",
  "okta.groups.read": "read the groups in Okta",
  // Google.
  "userinfo.email": "read your e-mail address",
  "userinfo.profile": "read your name and profile",
  "drive.readonly": "read your files in Drive",
  "calendar.readonly": "read your calendars",
  "cloud-platform": "use Google Cloud as you",
};

/** What a scope allows, where it is known. */
export function scopeMeaning(scope: string): string | null {
  // Entra and Google put an address before the name: https://graph.microsoft.com/User.Read.
  const name = scope.slice(scope.lastIndexOf("/") + 1);
  if (Object.hasOwn(STANDARD, scope)) return STANDARD[scope] ?? null;
  if (Object.hasOwn(PRODUCTS, name)) return PRODUCTS[name] ?? null;
  return byCustom(name);
}

/** `orders:read` and `orders.read` are a common custom; only the plain verbs are put into words. */
function byCustom(scope: string): string | null {
  const parts = /^([a-z][a-z0-9 _-]*)[:.](read|write|delete|admin)$/i.exec(scope);
  if (!parts?.[1] || !parts[2]) return null;
  const thing = parts[1].replaceAll(/[_-]/g, " ");
  switch (parts[2].toLowerCase()) {
    case "read":
      return `read ${thing}`;
    case "write":
      return `change ${thing}`;
    case "delete":
      return `delete ${thing}`;
    default:
      return `administer ${thing}`;
  }
}
