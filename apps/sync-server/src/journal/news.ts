import { hash } from 'node:crypto';
import type { Transaction } from '../db/database.ts';

/** S-3: the channel on which servers learn that a tenant's clock moved, and which sessions ended. */
export const newsChannel = 'outpost_news';

/** Postgres limits a notice to 8,000 bytes. A notice with more names than this names `everyone` instead. */
const mostNames = 400;
const everyone = '*';

/**
 * The content of a notice: the newest journal number, the names of the tokens concerned, and the mark of the rights that these
 * were derived from.
 */
export type News = {
  readonly orgId: string;
  readonly n: number;
  /** the mark of the tenant's rights at the end of the transaction. */
  readonly mark: string;
  readonly names: ReadonlySet<string> | 'everyone';
};

/**
 * Returns a token's short name in notices. If two tokens share a name, a person is merely notified of news that does not concern
 * them.
 */
export const nameOfToken = (token: string): string => hash('sha256', token, 'base64url').slice(0, 8);
/**
 * Returns the name under which a person's devices are notified of the person's own acts. It does not depend on the
 * records that the person sees: the answer to a push waits for its journal number.
 */
export const nameOfPerson = (userId: string): string => nameOfToken(`person:${userId}`);

/** `names`: of the tokens whose feed rows were written, and of the authors. `everyone`: the names are unknown. */
type Concerned = {
  readonly orgId: string;
  readonly n: number;
  readonly names: ReadonlySet<string> | 'everyone';
};

/**
 * Notifies all servers when the transaction commits. The mark is read at the transaction's end. A server that derived a person's
 * tokens from earlier rights sees another mark and notifies that person in any case.
 */
export async function tellNews(tx: Transaction, { orgId, n, names }: Concerned): Promise<void> {
  const said = names === 'everyone' || names.size > mostNames ? everyone : [...names].join(',');
  await tx.query(
    `select pg_notify($2, concat_ws(' ', org_id, $3::bigint, rights, $4::text)) from store.clock where org_id = $1`,
    [orgId, newsChannel, n, said],
  );
}

/** Parses a notice; returns `undefined` for one about another subject. */
export function readNotice(payload: string): News | undefined {
  const [orgId = '', n = '', mark = '', said = everyone] = payload.split(' ');
  if (!/^\d+$/.test(n)) return undefined;
  return { orgId, n: Number(n), mark, names: said === everyone ? 'everyone' : new Set(said.split(',')) };
}
