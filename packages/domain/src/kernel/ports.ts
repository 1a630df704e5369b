/**
 * The ports of the pure code, which never accesses the environment itself. Each process makes the real ones in its `start.ts`.
 */
export type Clock = {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly nowMs: () => number;
};

/** Makes ids for new records, acts and devices: UUIDv7, which sort by creation time. */
export type IdSource = { readonly newId: () => string };

/** `size` random bytes; cryptographic in production, seeded in the simulation. */
export type RandomBytes = (size: number) => Uint8Array;

/** A clock that cannot be set: it measures how long a process runs, and does not give the time of day. */
export type MonotonicClock = {
  /** Milliseconds since a fixed moment of this process. Never goes back, even when the machine's date changes. */
  readonly elapsedMs: () => number;
};
