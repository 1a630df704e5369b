import { createHmac, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { replaceDurably } from './durable-file.ts';
import type { FileKey } from './keyed-connection.ts';

/*
 * SQLite answers "not a database" both to a wrong key and to a damaged first page. A person must not be asked for a password
 * again because a disk went bad, so a fingerprint of the key lies beside the file. The key is random, so its HMAC gives nothing away.
 */

const fingerprintOf = (key: FileKey): string =>
  createHmac('sha256', key).update('outpost replica file key').digest('hex');

const pathFor = (file: string): string => `${file}-key`;

/** Notes which keys may open the file: one, or for the length of a rekey two. */
export function noteKeys(file: string, keys: readonly FileKey[]): void {
  const text = keys.map((key) => `${fingerprintOf(key)}\n`).join('');
  if (existsSync(pathFor(file)) && readFileSync(pathFor(file), 'utf8') === text) return;
  replaceDurably(pathFor(file), text);
}

/** Whether the key is one of those noted. Where nothing was noted it can't be told, and the key is taken to be wrong. */
export function isNotedKey(file: string, key: FileKey): boolean {
  if (!existsSync(pathFor(file))) return false;
  const wanted = Buffer.from(fingerprintOf(key));
  return readFileSync(pathFor(file), 'utf8')
    .split('\n')
    .some((line) => line.length === wanted.length && timingSafeEqual(Buffer.from(line), wanted));
}

/** Forgets the keys of a file that is being wiped. */
export function forgetKeys(file: string): void {
  rmSync(pathFor(file), { force: true });
}
