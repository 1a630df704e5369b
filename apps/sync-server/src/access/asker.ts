import { type Principal, tokensOfPrincipal } from '@outpost/domain/kernel/access/access';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Statement } from '@outpost/domain/kernel/query/query-engine';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { type Author, authorOf } from '@outpost/domain/engine/author';
import type { Transaction } from '../db/database.ts';
import type { Tenant } from '../catalogue/tenant.ts';
import { readTenantCatalogue } from '../catalogue/tenant-catalogue.ts';
import { principalOf } from './principal.ts';
import { principalOfService, type ServiceAccount } from './service-account.ts';
import { readPerson, readRoles, readTokenHolds, type TokenHolds } from './token-holds.ts';

/** Who asks, worked out from the database in the transaction that answers: never from a token's claims. */
export type Asker = {
  readonly tenant: Tenant;
  readonly principal: Principal;
  /** What they may see, sorted. */
  readonly tokens: readonly string[];
  readonly person: StoredRecord | undefined;
  /** The same person as the author of acts. */
  readonly author: Author;
  readonly holds: TokenHolds;
  /** Of the tenant. Undefined: there is none. */
  readonly settings: { readonly currency: string; readonly timeZone: string } | undefined;
};

type Asked = {
  readonly orgId: string;
  readonly userId: string;
  readonly installed: Catalogue;
  /** Where a pack's own work asks: `userId` is this account's. */
  readonly service?: ServiceAccount | undefined;
};
type Kept<T> = { readonly mark: string; readonly value: T };

/** Chosen: some ten kilobytes each. The one that was worked out longest ago goes first. */
const mostKept = 5_000;

/** What was worked out for each name, and the mark under which it holds. */
class Memory<T> {
  readonly #kept = new Map<string, Kept<T>>();

  get(name: string): Kept<T> | undefined {
    return this.#kept.get(name);
  }

  set(name: string, kept: Kept<T>): void {
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
  }
}

type Known = { readonly askers: Memory<Asker>; readonly tenants: Memory<Pick<Asker, 'tenant' | 'settings'>> };
/** By what the build declares: tests and the simulation have several builds in one process. */
const known = new WeakMap<Catalogue, Known>();

function knownOf(installed: Catalogue): Known {
  const found = known.get(installed) ?? { askers: new Memory(), tenants: new Memory() };
  known.set(installed, found);
  return found;
}

/**
 * Whom the last reading showed, and the mark under which that holds: right in a transaction that reads the same mark (`readMark`), and
 * good for nothing else.
 */
export const recallAsker = ({ orgId, userId, installed }: Asked): Kept<Asker> | undefined =>
  knownOf(installed).askers.get(`${orgId} ${userId}`);

/** Asks for the mark of a tenant's rights (`rights`), for those who read it beside other things (`Database.read`). */
export const markOf = (orgId: string): Statement => ({
  sql: 'select rights from store.clock where org_id = $1',
  parameters: [orgId],
});

/** The mark of a tenant's rights as the transaction sees it: another one with whatever they are worked out from, and never one that was before. */
export async function readMark(tx: Transaction, orgId: string): Promise<string | undefined> {
  const { sql, parameters } = markOf(orgId);
  const [row] = await tx.query<{ rights: string }>(sql, parameters);
  return row?.rights;
}

/**
 * Reads who asks. Someone unknown or suspended holds nothing and sees nothing. What was worked out before serves again while the mark is the
 * same: the one given, which the caller has read in this transaction, or else the one that is read here.
 */
export async function readAsker(tx: Transaction, asked: Asked, given?: string): Promise<Asker> {
  const { orgId, userId, installed } = asked;
  const mark = given ?? (await readMark(tx, orgId));
  const kept = recallAsker(asked);
  if (kept && kept.mark === mark) return kept.value;
  const [{ tenant, settings }, person, roles, holds, markNow] = await Promise.all([
    readTenant(tx, asked, mark),
    readPerson(tx, orgId, userId),
    readRoles(tx, orgId),
    readTokenHolds(tx, { orgId, userId }),
    readMark(tx, orgId),
  ]);
  const principal = asked.service ? principalOfService(asked.service) : principalOf(person, roles);
  const author = authorOf(principal, tenant.catalogue);
  const tokens = tokensOfPrincipal(principal, tenant.catalogue);
  const asker = { tenant, principal, tokens, person, author, holds, settings };
  // Outside of a snapshot somebody may have changed them in between: then each statement has seen another moment.
  if (mark !== undefined && mark === markNow)
    knownOf(installed).askers.set(`${orgId} ${userId}`, { mark, value: asker });
  return asker;
}

/** The tenant as its definitions make it, and its settings; kept under the mark as askers are. */
export async function readTenant(
  tx: Transaction,
  { orgId, installed }: Pick<Asked, 'orgId' | 'installed'>,
  mark: string | undefined,
): Promise<Pick<Asker, 'tenant' | 'settings'>> {
  const { tenants } = knownOf(installed);
  const kept = tenants.get(orgId);
  if (kept && kept.mark === mark) return kept.value;
  const [read, [row], markNow] = await Promise.all([
    readTenantCatalogue(tx, orgId, installed),
    tx.query<{ currency: string; time_zone: string }>(
      'select currency, time_zone from store.tenants where org_id = $1',
      [orgId],
    ),
    readMark(tx, orgId),
  ]);
  const settings = row && { currency: row.currency, timeZone: row.time_zone };
  const value = { tenant: { orgId, installed, ...read }, settings };
  if (mark !== undefined && mark === markNow) tenants.set(orgId, { mark, value });
  return value;
}
