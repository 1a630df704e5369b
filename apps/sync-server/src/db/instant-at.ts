/** Returns an instant as it is stored: ISO 8601 in UTC, which sorts as text. */
export const instantOfMs = (ms: number): string => new Date(ms).toISOString();
