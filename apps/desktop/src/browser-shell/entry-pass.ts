import { createHash, timingSafeEqual } from 'node:crypto';

/** Who may use this shell: the browser that brings the one-time token, and from then on every page of it that holds the key. */
export type EntryPass = {
  /** The token that opens the page, good for one exchange. */
  readonly token: string;
  /** Exchanges the token for the key; nothing when it is wrong or was used. */
  readonly enter: (token: string) => string | undefined;
  readonly admits: (key: string) => boolean;
};

const same = (a: string, b: string) =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());

/** Makes the pass of one shell. `secret` gives a fresh random text of at least 128 bits at each call, in letters that a header takes. */
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
