import { describe, expect, it } from 'vitest';
import { StorageFault, sqliteCode, toStorageFault } from './storage-fault.ts';

const sqliteError = (code: string): Error => Object.assign(new Error('what SQLite said'), { code });

describe('a fault of the storage', () => {
  it.each([
    ['SQLITE_FULL', 'disk-full'],
    ['SQLITE_IOERR_WRITE', 'disk-failed'],
    ['SQLITE_READONLY', 'disk-failed'],
    ['SQLITE_CANTOPEN', 'disk-failed'],
    ['SQLITE_CORRUPT_VTAB', 'damaged'],
    ['SQLITE_NOTADB', 'damaged'],
    ['SQLITE_BUSY_SNAPSHOT', 'busy'],
    ['SQLITE_LOCKED', 'busy'],
    ['SQLITE_CONSTRAINT_UNIQUE', 'other'],
  ])('[E-1] classifies %s as %s, with the action and the cause', (code, kind) => {
    const cause = sqliteError(code);
    expect(sqliteCode(cause)).toBe(code);
    const fault = toStorageFault(cause, 'testing');
    expect(fault).toBeInstanceOf(StorageFault);
    expect([fault.kind, fault.message, fault.cause]).toEqual([
      kind,
      "The replica's file failed while testing: what SQLite said",
      cause,
    ]);
  });

  it('[E-1] recognises closed connections, and errors that are not from SQLite', () => {
    const kindOf = (error: unknown) => toStorageFault(error, 'testing').kind;
    expect(kindOf(new TypeError('The database connection is not open'))).toBe('closed');
    expect(kindOf(new Error('The database connection is not open'))).toBe('other');
    expect(kindOf(new TypeError('x is not a function'))).toBe('other');
    expect(kindOf(sqliteError('ENOSPC'))).toBe('other');
    expect(kindOf(Object.assign(new Error('odd'), { code: 5 }))).toBe('other');
    expect([sqliteCode({ code: 'SQLITE_FULL' }), sqliteCode(new Error('plain'))]).toEqual([undefined, undefined]);
    expect(toStorageFault('a text', 'testing').message).toBe("The replica's file failed while testing: a text");
  });

  it('[E-1] is passed on unchanged', () => {
    const fault = new StorageFault('busy', 'first');
    expect(toStorageFault(fault, 'testing')).toBe(fault);
  });
});
