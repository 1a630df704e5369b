import { hash } from 'node:crypto';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

const hex = z.string().regex(/^[0-9a-f]{64}$/u);
const digestsSchema = z.object({ rows: z.array(z.object({ n: z.number().int(), digest: hex, hash: hex })) });

/**
 * Returns SHA-256 of the hash before an entry and the entry's digest, hex: the hash of the entry if the chain is whole (P-5).
 * The first entry follows the text "genesis".
 */
export const chainHash = (before: string | null, digest: string): string =>
  hash('sha256', Buffer.concat([before === null ? Buffer.from('genesis') : Buffer.from(before, 'hex'), Buffer.from(digest, 'hex')]), 'hex'); // prettier-ignore

/**
 * Asks the server for an entry's place in the chain: the entry, the one before it and the one after it. This device computes each hash
 * itself and compares it.
 */
export async function chainAt(
  { link }: Pick<OpenTenant, 'link'>,
  { n }: CallInput<'journal.chainAt'>,
): Promise<Result<CallOutput<'journal.chainAt'>>> {
  const after = Math.max(0, n - 3);
  const answer = askedValue(await link.ask(`/journal/digests?after=${after}&limit=${n + 1 - after}`, undefined, digestsSchema)); // prettier-ignore
  if (!answer.ok) return answer;
  const byNumber = new Map(answer.value.rows.map((row) => [row.n, row]));
  const links = [n - 1, n, n + 1].flatMap((number) => {
    const row = byNumber.get(number);
    if (!row) return [];
    const before = byNumber.get(number - 1)?.hash ?? null;
    const follows = (before !== null || number === 1) && chainHash(before, row.digest) === row.hash;
    return [{ ...row, follows }];
  });
  return accept({ links });
}
