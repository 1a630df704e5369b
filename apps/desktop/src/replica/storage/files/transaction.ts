import type Database from 'better-sqlite3';
import { toStorageFault } from './storage-fault.ts';

/** What a transaction's work asks for: keep what it wrote, or take it back; `value` is handed on either way. */
export type Ending<T> = { readonly keep: boolean; readonly value: T };

type Edges = Readonly<Record<'begin' | 'commit' | 'rollback', Database.Statement<[]>>>;

const edgesOf = new WeakMap<Database.Database, Edges>();

function edges(writer: Database.Database): Edges {
  let known = edgesOf.get(writer);
  if (known === undefined) {
    known = {
      begin: writer.prepare('begin immediate'),
      commit: writer.prepare('commit'),
      rollback: writer.prepare('rollback'),
    };
    edgesOf.set(writer, known);
  }
  return known;
}

/**
 * Runs `work` in one transaction. When this returns with `keep`, what was written is on disk (`synchronous=FULL`). A failure rolls back
 * and is thrown as a fault that says what was being done. Not for use within itself.
 */
export function inTransaction<T>(writer: Database.Database, doing: string, work: () => Ending<T>): T {
  try {
    const { begin, commit, rollback } = edges(writer);
    begin.run();
    const { keep, value } = work();
    (keep ? commit : rollback).run();
    return value;
  } catch (error) {
    // SQLite has already rolled back by itself after some failures, a full disk among them.
    if (writer.open && writer.inTransaction) edges(writer).rollback.run();
    throw toStorageFault(error, doing);
  }
}
