/** The link by which the browser comes back to the installed app after a sign-in. */
export const signedInReturn = 'outpost://signed-in';

const form = /^outpost:\/\/signed-in\/?\?code=([A-Za-z0-9_-]{43})&state=([A-Za-z0-9_-]{43})$/;

/**
 * Reads the link that ends a sign-in in the browser. Undefined for every other text. The caller compares the state,
 * which shows whether the link belongs to this app.
 */
export function readSignedInLink(text: string): { readonly code: string; readonly state: string } | undefined {
  const [, code, state] = form.exec(text) ?? [];
  return code === undefined || state === undefined ? undefined : { code, state };
}
