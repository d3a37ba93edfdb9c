// An endpoint that is somewhere else now: what was not sent there, and who can tell whether it may be.
import type { Act } from "./error-acts";
import { SIGN_IN, SUPPORT, type Next } from "./error-entry";
import type { Facts } from "./error-facts";

/** What was held back, by what was being done. */
export function moved({ act, provider, host, detail }: Facts): string {
  const instead = detail === null ? "" : ` instead of ${detail}`;
  switch (act) {
    case "renewal":
      return `${provider} now wants tokens at ${host}${instead}. Go on only if your IT told you so.`;
    case "sign_in":
      return `${provider} now wants the client secret at ${host}${instead}. It was not sent. If your IT told you so, enter it again in the provider's settings.`;
    case "revocation":
      return `${provider} now has tokens revoked at ${host}${instead}. Nothing was sent there, so the token may still be valid.`;
    case "sign_out":
      return `${provider} now has people sign out at ${host}${instead}. Nothing was opened there, so it may still know you in your browser.`;
    case "discovery":
    case "keys":
    case "userinfo":
    case "introspection":
    case "console":
    case "api":
    case "network":
    case "here":
      return `${provider} now wants to be asked at ${host}${instead}. Nothing was sent there.`;
    default:
      return act satisfies never;
  }
}

/** A sign-in agrees to where the provider is now; a secret is given for it. Nobody else can tell but who runs it. */
export function afterMove(act: Act): Next {
  switch (act) {
    case "renewal":
      return SIGN_IN;
    case "sign_in":
      return { button: "Edit provider", action: "edit_provider" };
    case "discovery":
    case "keys":
    case "userinfo":
    case "introspection":
    case "revocation":
    case "console":
    case "api":
    case "sign_out":
    case "network":
    case "here":
      return SUPPORT;
    default:
      return act satisfies never;
  }
}
