// The order in which scopes are shown. Pure.
import type { ScopeView } from "$lib/ipc";

/** Beyond twice this many, only this many are drawn at first. */
export const FEW = 20;

/** The refused ones first where there are so many that they would be out of sight; else as they are. */
export function refusedFirst(scopes: readonly ScopeView[]): readonly ScopeView[] {
  if (scopes.length <= 2 * FEW) return scopes;
  const refused = (scope: ScopeView) => scope.asked && !scope.granted;
  return [...scopes.filter(refused), ...scopes.filter((scope) => !refused(scope))];
}
