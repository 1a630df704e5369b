import { createHash, timingSafeEqual } from 'node:crypto';

/** Who may use this shell: whoever brings the one-time token once, then whoever has the cookie that it was exchanged for. */
export type EntryPass = {
  /** The token that opens the page, good for one exchange. */
  readonly token: string;
  /** Exchanges the token for the cookie's value; nothing when it is wrong or was used. */
  readonly enter: (token: string) => string | undefined;
  readonly admits: (cookieHeader: string | undefined) => boolean;
};

/** Cookies don't tell ports apart: the name does, so that two shells on one machine don't sign each other out. */
const cookieName = (port: number) => `outpost-shell-${port}`;

/** The cookie as it is set: for this session of the browser, out of reach of scripts and of other sites. */
export const passCookie = (port: number, value: string): string =>
  `${cookieName(port)}=${value}; Path=/; HttpOnly; SameSite=Strict`;

const same = (a: string, b: string) =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());

/** Makes the pass of one shell. `secret` gives a fresh random text of at least 128 bits at each call. */
export function makeEntryPass(port: number, secret: () => string): EntryPass {
  const state = { token: secret() as string | undefined };
  const token = state.token ?? '';
  const cookie = secret();
  return {
    token,
    enter: (given) => {
      if (state.token === undefined || !same(given, state.token)) return undefined;
      state.token = undefined;
      return cookie;
    },
    admits: (header) =>
      (header ?? '').split(';').some((part) => {
        const [name, value = ''] = part.trim().split('=');
        return name === cookieName(port) && same(value, cookie);
      }),
  };
}
