/**
 * V8's flags for the replica's process; the bench runs it with the same.
 *
 * Pages of records fill V8's young generation, which then keeps its 64 MiB. With 4 MiB a half a first sync of 100,000 records took a
 * quarter less memory and no more time (measured). `gc` is for `replica/give-back-memory.ts`.
 */
export const replicaFlags: readonly string[] = ['--max-semi-space-size=4', '--expose-gc'];
