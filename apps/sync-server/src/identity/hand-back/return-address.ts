/** The link by which the browser comes back to the installed app. */
export const appReturn = 'outpost://signed-in';

/** A page that the app itself serves on this computer, while it waits. RFC 8252, section 7.3: any port, by number, not by name. */
const loopback = /^http:\/\/(?:127\.0\.0\.1|\[::1\]):(\d{1,5})\/signed-in$/;

/** Whether a browser may be sent to this address with the code of a sign-in: to the app on the person's own computer, and nowhere else. */
export function isReturnAddress(address: string): boolean {
  if (address === appReturn) return true;
  const [, port] = loopback.exec(address) ?? [];
  return port !== undefined && Number(port) >= 1_024 && Number(port) <= 65_535;
}

/** Returns the address with which the browser goes back. */
export const returnWith = (address: string, answer: { readonly code: string; readonly state: string }): string =>
  `${address}?${new URLSearchParams(answer).toString()}`;
