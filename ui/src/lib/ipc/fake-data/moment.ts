// The moment of every made-up thing, and lengths of time in seconds.

/** The moment at which every picture is taken: Tuesday 6 May 2025, 12:09:01 in the computer's own zone. */
export const NOW = new Date(2025, 4, 6, 12, 9, 1).getTime() / 1000;

export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 24 * HOUR;
