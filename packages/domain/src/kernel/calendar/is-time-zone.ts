/**
 * Returns whether a name is a time zone of the IANA list. An offset such as "+02:00" is not one, because it has no
 * summer time.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/u.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // Intl throws for an unknown one
  }
}
