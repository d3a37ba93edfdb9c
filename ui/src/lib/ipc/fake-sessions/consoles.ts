// Consoles: what a provider can do, and who administers there.
import { MINUTE, NOW } from "../fake-data";
import type { ConsoleAccess, ConsoleCapabilities, ConsoleView } from "../types";

/** What Keycloak can do. */
export const CAN: ConsoleCapabilities = {
  list_users: true,
  list_sessions: true,
  list_offline_sessions: true,
  list_clients: true,
  end_session: true,
  end_user: true,
  end_client: true,
  end_all: true,
  not_before: true,
  disable_user: true,
  tells_who_ended: false,
  prove: true,
};

/** What a provider can do that ends a person's sign-ins but lists none. */
export const CAN_END_USER: ConsoleCapabilities = {
  ...CAN,
  list_sessions: false,
  list_offline_sessions: false,
  list_clients: false,
  end_session: false,
  end_client: false,
  end_all: false,
  not_before: false,
  prove: false,
};

/** Who administers. */
export const OPEN: Extract<ConsoleAccess, { kind: "open" }> = {
  kind: "open",
  title: "ada-adm@acme.example",
  ends_at: NOW + 32 * MINUTE,
  own_session: "own",
  lacks: [],
};

/** Who may look, and end nothing. */
export const LOOKS = { ...OPEN, title: "sam@acme.example", lacks: ["manage-users"] };

/** A console. */
export function fakeConsoleView(access: ConsoleAccess = OPEN, over: Partial<ConsoleView> = {}): ConsoleView {
  return { provider: "acme", kind: "Keycloak", can: CAN, access, ...over };
}
