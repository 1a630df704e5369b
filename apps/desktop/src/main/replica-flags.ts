/**
 * V8's flags for the replica's process; the bench runs it with the same.
 *
 * Pages of records fill V8's young generation, which then keeps its 64 MiB. With 4 MiB a half a first sync of 100,000 records took a
 * quarter less memory and no more time (measured). `gc` is for `replica/give-back-memory.ts`.
 */
export const replicaFlags: readonly string[] = ['--max-semi-space-size=4', '--expose-gc'];

/**
 * Settings of its environment. glibc gives threads arenas of their own, and what one leaves free another does not use: with a single arena the process
 * held 226 MiB instead of 242 after 20,000 acts (measured). Elsewhere, and in Electron, which has an allocator of its own, it says nothing.
 */
export const replicaEnvironment: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '1' };
