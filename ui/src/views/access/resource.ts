// A resource indicator as RFC 8707 section 2 wants it: an absolute URI without a fragment.

/** The indicator that was meant, or null where it can't be one. A bare host gets its scheme. */
export function resourceIndicator(text: string): string | null {
  const typed = text.trim();
  if (typed === "" || /[\s#]/.test(typed)) return null;
  const uri = /^[a-z][a-z0-9+.-]*:/i.test(typed) ? typed : `https://${typed}`;
  return URL.canParse(uri) ? uri : null;
}
