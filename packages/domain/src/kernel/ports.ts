/** What the pure code is given instead of reaching for it. Each process makes the real ones in its `start.ts`. */
export type Clock = {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly nowMs: () => number;
};

/** New record, act and device ids: UUIDv7, so that they sort by the time they were made. */
export type IdSource = { readonly newId: () => string };

/** `size` random bytes; cryptographic in production, seeded in the simulation. */
export type RandomBytes = (size: number) => Uint8Array;

/** A clock that nobody sets: it measures how long a process runs, and says nothing about the time of day. */
export type MonotonicClock = {
  /** Milliseconds since some moment of this process. Never goes back, whatever happens to the machine's date. */
  readonly elapsedMs: () => number;
};
