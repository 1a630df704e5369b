import { createHash, timingSafeEqual } from 'node:crypto';

/** Gives access to this shell: to the browser with the one-time token, and then to its pages with the key. */
export type EntryPass = {
  /** The token that opens the page, valid for one exchange. */
  readonly token: string;
  /** Exchanges the token for the key; returns `undefined` when it is wrong or already used. */
  readonly enter: (token: string) => string | undefined;
  readonly admits: (key: string) => boolean;
};

const same = (a: string, b: string) =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());

/**
 * Makes the pass of one shell. `secret` returns a new random text of at least 128 bits at each call, in characters that a header
 * allows.
 */
export function makeEntryPass(secret: () => string): EntryPass {
  const state = { token: secret() as string | undefined };
  const token = state.token ?? '';
  const key = secret();
  return {
    token,
    enter: (given) => {
      if (state.token === undefined || !same(given, state.token)) return undefined;
      state.token = undefined;
      return key;
    },
    admits: (given) => same(given, key),
  };
}
