import { createHmac, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { replaceDurably } from './durable-file.ts';
import type { FileKey } from './keyed-connection.ts';

/*
 * SQLite reports "not a database" both for a wrong key and for a damaged first page. A person must not be asked for a password
 * again because of a disk error, so a fingerprint of the key is stored beside the file. The key is random, so its HMAC reveals
 * nothing.
 */

const fingerprintOf = (key: FileKey): string =>
  createHmac('sha256', key).update('outpost replica file key').digest('hex');

const pathFor = (file: string): string => `${file}-key`;

/** Stores which keys may open the file: one, or two during a rekey. */
export function noteKeys(file: string, keys: readonly FileKey[]): void {
  const text = keys.map((key) => `${fingerprintOf(key)}\n`).join('');
  if (existsSync(pathFor(file)) && readFileSync(pathFor(file), 'utf8') === text) return;
  replaceDurably(pathFor(file), text);
}

/** Whether the key is one of those stored. Without stored fingerprints the key counts as wrong. */
export function isNotedKey(file: string, key: FileKey): boolean {
  if (!existsSync(pathFor(file))) return false;
  const wanted = Buffer.from(fingerprintOf(key));
  return readFileSync(pathFor(file), 'utf8')
    .split('\n')
    .some((line) => line.length === wanted.length && timingSafeEqual(Buffer.from(line), wanted));
}

/** Deletes the fingerprints of a file that is being wiped. */
export function forgetKeys(file: string): void {
  rmSync(pathFor(file), { force: true });
}
