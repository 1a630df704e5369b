import { hash } from 'node:crypto';
import type { Transaction } from '../db/database.ts';

/** S-3: where servers hear that a tenant's clock moved, and which sessions were ended. */
export const newsChannel = 'outpost_news';

/** Postgres takes 8,000 bytes for a notice; of more names than this it says "everyone". */
const mostNames = 400;
const everyone = '*';

/** What a notice says: up to which number there is news, whom it concerns by the names of their tokens, and under which rights that holds. */
export type News = {
  readonly orgId: string;
  readonly n: number;
  /** the mark of the tenant's rights as the transaction left it. */
  readonly mark: string;
  readonly names: ReadonlySet<string> | 'everyone';
};

/** A token's short name in notices. Two tokens of one name would only tell somebody of news who has none. */
export const nameOfToken = (token: string): string => hash('sha256', token, 'base64url').slice(0, 8);
/** The name by which a person's devices hear of what the person did, whatever they see of it: the answer waits on the journal's number. */
export const nameOfPerson = (userId: string): string => nameOfToken(`person:${userId}`);

/** `names`: of the tokens whose rows of the feed were written, and of the authors. `everyone`: they are not known. */
type Concerned = {
  readonly orgId: string;
  readonly n: number;
  readonly names: ReadonlySet<string> | 'everyone';
};

/**
 * Tells all servers, with the transaction's end. The mark is read as the transaction leaves it: who had worked out somebody's tokens before
 * rights changed finds another mark, and tells them in any case.
 */
export async function tellNews(tx: Transaction, { orgId, n, names }: Concerned): Promise<void> {
  const said = names === 'everyone' || names.size > mostNames ? everyone : [...names].join(',');
  await tx.query(
    `select pg_notify($2, concat_ws(' ', org_id, $3::bigint, rights, $4::text)) from store.clock where org_id = $1`,
    [orgId, newsChannel, n, said],
  );
}

/** A notice, read. Undefined: it is about something else. */
export function readNotice(payload: string): News | undefined {
  const [orgId = '', n = '', mark = '', said = everyone] = payload.split(' ');
  if (!/^\d+$/.test(n)) return undefined;
  return { orgId, n: Number(n), mark, names: said === everyone ? 'everyone' : new Set(said.split(',')) };
}
