import fc from 'fast-check';
import { expect } from 'vitest';

/** A device that holds a refresh token, and a thief of its tokens. An exchange returns the next token; undefined: the session is over. */
export type LossyDevice = {
  readonly first: string;
  readonly exchange: (token: string) => Promise<string | undefined>;
  /** An exchange by a thief who has the tokens of a device with a key, but not the key. */
  readonly exchangeWithoutKey?: (token: string) => Promise<string | undefined>;
};

/** One exchange of a device: it waits, asks `times` times at the same time, and gets the answer or loses it. */
const step = fc.record({
  sleepMs: fc.constantFrom(0, 0, 1_000, 15 * 60_000, 3_600_000),
  times: fc.constantFrom(1, 1, 1, 2, 5),
  isLost: fc.boolean(),
});
/** Returns histories of this many exchanges. The number chooses the token that a thief uses at the end. */
export const lossyHistory = (steps: number) =>
  fc.tuple(fc.array(step, { minLength: steps, maxLength: steps }), fc.nat());
type History = readonly [steps: readonly { sleepMs: number; times: number; isLost: boolean }[], chosen: number];

/** Counts over several histories. `unnoticed`: uses of an older token after which the thief or the device was still signed in. */
type Told = {
  exchanges: number;
  signedOut: number;
  reuses: number;
  unnoticed: number;
  keyless: number;
  opened: number;
};
export const nothingTold = (): Told => ({ exchanges: 0, signedOut: 0, reuses: 0, unnoticed: 0, keyless: 0, opened: 0 });

/** Plays a history, and adds to `told` what happened. Answers to simultaneous exchanges of one token must be equal. */
export async function playLossyHistory(
  device: LossyDevice,
  [steps, chosen]: History,
  { advance, told }: { readonly advance: (ms: number) => void; readonly told: Told },
): Promise<void> {
  let held = device.first;
  const older: string[] = [];
  for (const { sleepMs, times, isLost } of steps) {
    advance(sleepMs);
    const answers = await Promise.all(Array.from({ length: times }, () => device.exchange(held)));
    told.exchanges += times;
    const tokens = new Set(answers);
    if (tokens.has(undefined)) told.signedOut += 1;
    expect(tokens.size).toBe(1);
    const [next = ''] = answers;
    if (isLost) continue;
    older.push(held);
    held = next;
  }
  // The device's last use proves that it has a newer token than any thief.
  expect(await device.exchange(held)).toBeDefined();
  const stolen = older[chosen % Math.max(1, older.length)];
  if (stolen === undefined) return;
  if (device.exchangeWithoutKey) {
    told.keyless += 1;
    for (const token of [stolen, held]) if ((await device.exchangeWithoutKey(token)) !== undefined) told.opened += 1;
    expect(await device.exchange(held)).toBeDefined(); // and nobody is signed out by them
  }
  told.reuses += 1;
  const thief = await device.exchange(stolen);
  const owner = await device.exchange(held);
  if (thief !== undefined || owner !== undefined) told.unnoticed += 1;
}
