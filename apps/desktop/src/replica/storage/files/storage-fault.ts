/** The kind of a storage failure. It decides the message to the person and whether the file is still trusted. */
export type StorageFaultKind = 'disk-full' | 'disk-failed' | 'damaged' | 'closed' | 'busy' | 'other';

/**
 * A failure of the disk, the file or our own code (E-1): thrown, never shown as a refusal. When it is thrown, the transaction has
 * been rolled back and no subscriber has been notified. `cause` is SQLite's own error.
 */
export class StorageFault extends Error {
  override readonly name = 'StorageFault';
  readonly kind: StorageFaultKind;

  constructor(kind: StorageFaultKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

/** Returns SQLite's result code of its error, or `undefined` for other errors. */
export function sqliteCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : undefined;
}

function kindOf(error: unknown): StorageFaultKind {
  const code = sqliteCode(error);
  if (code === undefined)
    return error instanceof TypeError && error.message.includes('connection is not open') ? 'closed' : 'other';
  if (code === 'SQLITE_FULL') return 'disk-full';
  if (code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN'))
    return 'disk-failed';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return 'damaged';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'busy';
  return 'other';
}

/** Turns an error met while `doing` something into a fault; an existing fault is returned unchanged. */
export function toStorageFault(error: unknown, doing: string): StorageFault {
  if (error instanceof StorageFault) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new StorageFault(kindOf(error), `The replica's file failed while ${doing}: ${reason}`, error);
}
