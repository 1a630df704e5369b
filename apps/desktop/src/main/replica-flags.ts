/**
 * V8's flags for the replica's process; the bench uses the same.
 *
 * Pages of records fill V8's young generation, which then keeps its 64 MiB. With 4 MiB for each half, a first sync of
 * 100,000 records took a quarter less memory and no more time (measured). `gc` is for `replica/give-back-memory.ts`.
 * The old generation starts at 48 MiB, which avoids a full collection during the start. It took some 10 ms, and 30 ms
 * with 90 more kinds of record (measured).
 */
export const replicaFlags: readonly string[] = [
  '--max-semi-space-size=4',
  '--initial-old-space-size=48',
  '--expose-gc',
];

/**
 * Environment settings of the process. glibc gives each thread a separate arena, and other threads cannot use its free
 * memory. With a single arena the process held 226 MiB instead of 242 after 20,000 acts (measured). The setting has no effect
 * elsewhere, nor in Electron, which has its own allocator.
 */
export const replicaEnvironment: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '1' };
