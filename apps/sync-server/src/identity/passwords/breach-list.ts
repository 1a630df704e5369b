import { createHash } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { GuardedFetch } from '../outgoing/guarded-fetch.ts';
import type { BreachedPasswords } from './breached-passwords.ts';

/** The place of the operator's list, and the behaviour while it can't be asked. */
export type BreachListSetting = {
  /** The https address of a range service, a folder with a file for each range, or one file sorted by hash. */
  readonly at: string;
  readonly whenUnreachable: 'accept' | 'refuse';
};

type BreachListPorts = {
  readonly fetch: GuardedFetch;
  readonly log: { readonly warn: (details: object, message: string) => void };
};

/** The first characters of a hash in hexadecimal: all that leaves this server. A range has some hundred hashes (k-anonymity). */
const rangeChars = 5;
/** Chosen: a person waits for it. The public service answers within a tenth of a second. */
const withinMs = 3_000;
/** Chosen: lines have some 50 bytes, so a block of this size contains a whole one. */
const blockBytes = 512;

type HasHash = (hash: string) => Promise<boolean>;

/**
 * Returns the look-up in a list of breached passwords, in the form of "Pwned Passwords": SHA-1 in hexadecimal, with a count behind a colon. One
 * with the count 0 is padding. The form a person typed and the one that is stored (NFKC) are looked up. A failure is logged without the password.
 */
export function breachList(
  { at, whenUnreachable }: BreachListSetting,
  { fetch, log }: BreachListPorts,
): BreachedPasswords {
  const has = URL.canParse(at) && /^https?:/i.test(at) ? inService(at, fetch) : onDisk(at);
  return async (password) => {
    try {
      for (const form of new Set([password.normalize('NFKC'), password])) {
        const hash = createHash('sha1').update(form).digest('hex').toUpperCase();
        if (await has(hash)) return 'breached';
      }
      return 'none';
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : 'unknown';
      log.warn({ problem, whenUnreachable }, 'the list of breached passwords could not be asked');
      return whenUnreachable === 'refuse' ? 'unreachable' : 'none';
    }
  };
}

/**
 * Returns whether the lines of a range contain the rest of a hash. Throws where a line is not a hash: the source is
 * wrong.
 */
function isInRange(lines: string, rest: string): boolean {
  for (const line of lines.split(/\r?\n/u)) {
    if (line === '') continue;
    const [, suffix, count] = /^([0-9A-F]{35}):(\d+)$/iu.exec(line.trim()) ?? [];
    if (suffix === undefined) throw new Error('A line of the range is not a hash with its count');
    if (suffix.toUpperCase() === rest) return Number(count) > 0;
  }
  return false;
}

function inService(at: string, fetch: GuardedFetch): HasHash {
  return async (hash) => {
    const url = `${at.replace(/\/+$/u, '')}/${hash.slice(0, rangeChars)}`;
    const headers = { 'add-padding': 'true', 'user-agent': 'Outpost' };
    const answer = await fetch(url, { headers, withinMs });
    if (answer.status !== 200) throw new Error(`The service answered ${answer.status}`);
    return isInRange(await answer.text(), hash.slice(rangeChars));
  };
}

const onDisk =
  (at: string): HasHash =>
  async (hash) =>
    (await stat(at)).isDirectory() ? inFolder(at, hash) : inSortedFile(at, hash);

/** Reads the range's file, `5BAA6.txt`, as the official downloader writes it. All ranges exist, so a missing file is a failure. */
async function inFolder(folder: string, hash: string): Promise<boolean> {
  const name = hash.slice(0, rangeChars);
  return isInRange(await readFile(join(folder, `${name}.txt`), 'utf8'), hash.slice(rangeChars));
}

/**
 * Searches one file of whole hashes, sorted by hash: some 40 GB. This is a binary search by position, so the file is
 * never read whole.
 */
async function inSortedFile(path: string, hash: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    let [from, to] = [0, (await file.stat()).size]; // the line of the hash begins at `from` or after it, and before `to`
    const block = Buffer.alloc(blockBytes);
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      const readAt = Math.max(0, middle - 1); // a line begins at the middle itself where the character before it ends one
      const { bytesRead } = await file.read(block, 0, blockBytes, readAt);
      const text = block.toString('latin1', 0, bytesRead);
      const start = middle === 0 ? 0 : text.indexOf('\n') + 1;
      const begins = readAt + start;
      if ((middle > 0 && start === 0) || begins >= to) {
        to = middle; // no line begins between
        continue;
      }
      const line = /^[^\n]*/u.exec(text.slice(start))?.[0] ?? '';
      const [, found, count] = /^([0-9A-F]{40}):(\d+)\r?$/iu.exec(line) ?? [];
      if (found === undefined) throw new Error('A line of the file is not a hash with its count');
      const known = found.toUpperCase();
      if (known === hash) return Number(count) > 0;
      if (known < hash) from = begins + line.length + 1;
      else to = middle;
    }
    return false;
  } finally {
    await file.close();
  }
}
