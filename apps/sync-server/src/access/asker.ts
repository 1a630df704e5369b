import { type Principal, tokensOfPrincipal } from '@outpost/domain/kernel/access/access';
import { areaSettings, heldTokens } from '@outpost/domain/kernel/access/areas';
import {
  type KeptOff,
  keptOffIn,
  kindsKeptByAge,
  kindsKeptOff,
  withoutKinds,
  withoutOldRecords,
} from '@outpost/domain/kernel/access/kept-off-devices';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Statement } from '@outpost/domain/kernel/query/query-engine';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { type Author, authorOf } from '@outpost/domain/engine/act/author';
import type { Transaction } from '../db/database.ts';
import type { Tenant } from '../catalogue/tenant.ts';
import { type QuotaLimits, quotaLimitsIn } from '@outpost/domain/kernel/quotas/quotas';
import { wholeByMonth } from '../catalogue/filed-by-month.ts';
import { readSealing } from '../catalogue/sealing.ts';
import { readTenantCatalogue } from '../catalogue/tenant-catalogue.ts';
import { readAreas } from './areas-of-people.ts';
import { principalOfKey, readKeyRights } from './api-key.ts';
import { principalOf } from './principal.ts';
import { principalOfService, type ServiceAccount } from './service-account.ts';
import { readPerson, readRoles, readTokenHolds, type TokenHolds, withMonths } from './token-holds.ts';

export type TenantSettings = {
  readonly currency: string;
  readonly timeZone: string;
  /** PLT-26: the tenant's limits, by quota. */
  readonly quotas: QuotaLimits;
  /** An operator has suspended the organisation: nobody has a right in it. */
  readonly isSuspended: boolean;
  /** PLT-44: the kinds that the organisation keeps off devices. */
  readonly keptOff: readonly KeptOff[];
};

/**
 * The person who asks, or on whose behalf a program asks. It is read from the database in the transaction that answers
 * never from a token's claims.
 */
export type Asker = {
  readonly tenant: Tenant;
  readonly principal: Principal;
  /** The tokens that the person's grants give, sorted. The person may see the records under them. */
  readonly tokens: readonly string[];
  /**
   * The tokens that the person's devices hold, sorted: `tokens`, narrowed by the person's chosen areas (T-30), without
   * the kinds and the old records that the organisation keeps off devices.
   */
  readonly held: readonly string[];
  readonly person: StoredRecord | undefined;
  /** The same person as the author of acts. */
  readonly author: Author;
  readonly holds: TokenHolds;
  /** The tenant's settings. Undefined where there is no such tenant. */
  readonly settings: TenantSettings | undefined;
};

type Asked = {
  readonly orgId: string;
  /** A person, or an API key. A key has the rights that both its maker and its grants give. */
  readonly userId: string;
  readonly installed: Catalogue;
  /** The service account, where the question is asked by a pack's own work. Then `userId` is the account's id. */
  readonly service?: ServiceAccount | undefined;
};
type Kept<T> = { readonly mark: string; readonly value: T };

/** Chosen: an entry takes about ten kilobytes. The oldest entry is evicted first. */
const mostKept = 5_000;

/** A cache of results by name, each with the mark under which it is valid. */
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
/** One cache for each catalogue of a build: tests and the simulation have several builds in one process. */
const known = new WeakMap<Catalogue, Known>();

function knownOf(installed: Catalogue): Known {
  const found = known.get(installed) ?? { askers: new Memory(), tenants: new Memory() };
  known.set(installed, found);
  return found;
}

/**
 * Returns the cached asker, with the mark under which it is valid. Use it only in a transaction that reads the same
 * mark (`readMark`).
 */
export const recallAsker = ({ orgId, userId, service, installed }: Asked): Kept<Asker> | undefined =>
  knownOf(installed).askers.get(nameOf({ orgId, userId, service }));

/** A service that acts for people has other rights for each of them, and within each set of grants. */
const nameOf = ({ orgId, userId, service }: Omit<Asked, 'installed'>): string =>
  `${orgId} ${userId} ${service?.for ?? ''} ${service?.within?.join(' ') ?? ''}`;

/**
 * Returns the statement that reads the mark of a tenant's rights (`rights`), for callers that read it together with
 * other rows (`Database.read`).
 */
export const markOf = (orgId: string): Statement => ({
  sql: 'select rights from store.clock where org_id = $1',
  parameters: [orgId],
});

/**
 * Returns the mark of a tenant's rights as the transaction sees it. The mark changes with every change of the data that
 * rights are computed from, and no mark is used twice.
 */
export async function readMark(tx: Transaction, orgId: string): Promise<string | undefined> {
  const { sql, parameters } = markOf(orgId);
  const [row] = await tx.query<{ rights: string }>(sql, parameters);
  return row?.rights;
}

/**
 * Reads the person who asks. An unknown or suspended person holds no tokens and sees nothing. An earlier result is used
 * again while the mark is the same. The mark is `given` where the caller has read it in this transaction. Otherwise it
 * is read here.
 */
export async function readAsker(tx: Transaction, asked: Asked, given?: string): Promise<Asker> {
  const { orgId, userId, installed } = asked;
  const mark = given ?? (await readMark(tx, orgId));
  const kept = recallAsker(asked);
  if (kept && kept.mark === mark) return kept.value;
  const key = asked.service ? undefined : await readKeyRights(tx, asked);
  const personId = key?.personId ?? asked.service?.for ?? userId;
  const [{ tenant, settings }, person, roles, holds, markThen] = await Promise.all([
    readTenant(tx, asked, mark),
    readPerson(tx, orgId, personId),
    readRoles(tx, orgId),
    readTokenHolds(tx, { orgId, userId: personId }),
    readMark(tx, orgId),
  ]);
  const ofPerson = asked.service === undefined || asked.service.for !== undefined;
  const working = ofPerson ? principalOf(person, roles) : principalOfService(asked.service);
  const whole = settings?.isSuspended === true ? { ...working, memberships: [] } : working;
  const narrowed = key ?? (asked.service?.within && { personId, grants: asked.service.within });
  const principal = narrowed
    ? principalOfKey(whole, narrowed, tenant.catalogue)
    : asked.service?.for === undefined
      ? whole
      : { ...whole, isProgram: true as const }; // records that belong to the person alone are not for programs (A-3c)
  const author = { ...authorOf(principal, tenant.catalogue), userId: asked.service?.userId ?? principal.userId };
  const tokens = tokensOfPrincipal(principal, tenant.catalogue);
  const isNarrowed = !asked.service && !key && areaSettings(tenant.catalogue).length > 0;
  const areas = isNarrowed ? (await readAreas(tx, tenant, [userId])).get(userId) : undefined;
  const markNow = isNarrowed ? await readMark(tx, orgId) : markThen;
  const lines = settings?.keptOff ?? [];
  const ofKinds = withoutKinds(
    areas ? heldTokens(tokens, areas) : tokens,
    kindsKeptOff(principal, tenant.catalogue, lines),
  );
  const byAge = kindsKeptByAge(principal, tenant.catalogue, lines);
  const held = withoutOldRecords(ofKinds, byAge, wholeByMonth(tenant));
  const asker = {
    tenant,
    principal,
    tokens,
    held,
    person,
    author,
    holds: held === ofKinds ? holds : withMonths(holds, held),
    settings,
  };
  // Outside of a snapshot another transaction may have changed the rights between these statements. The result is
  // cached only where the mark is still the same.
  if (mark !== undefined && mark === markNow && isWhole(tx))
    knownOf(installed).askers.set(nameOf(asked), { mark, value: asker });
  return asker;
}

/**
 * Whether a transaction reads tenants with the keys of their sealed values. Operators' connections do not, and cache
 * nothing.
 */
const isWhole = ({ columnKeys }: Transaction): boolean => columnKeys !== undefined;

/**
 * Reads the tenant, with the catalogue that its definitions make, and its settings. The result is cached under the
 * mark, like askers.
 */
export async function readTenant(
  tx: Transaction,
  { orgId, installed }: Pick<Asked, 'orgId' | 'installed'>,
  mark: string | undefined,
): Promise<Pick<Asker, 'tenant' | 'settings'>> {
  const { tenants } = knownOf(installed);
  const kept = tenants.get(orgId);
  if (kept && kept.mark === mark) return kept.value;
  const [read, sealing, [row], markNow] = await Promise.all([
    readTenantCatalogue(tx, orgId, installed),
    readSealing(tx, orgId),
    tx.query<{
      currency: string;
      time_zone: string;
      quotas: unknown;
      is_suspended: boolean;
      kept_off_devices: unknown;
    }>(
      'select currency, time_zone, quotas, suspended_at is not null as is_suspended, kept_off_devices from store.tenants where org_id = $1',
      [orgId],
    ),
    readMark(tx, orgId),
  ]);
  const settings = row && {
    currency: row.currency,
    timeZone: row.time_zone,
    quotas: quotaLimitsIn(row.quotas),
    isSuspended: row.is_suspended,
    keptOff: keptOffIn(row.kept_off_devices),
  };
  const value = { tenant: { orgId, installed, sealing, ...read }, settings };
  if (mark !== undefined && mark === markNow && isWhole(tx)) tenants.set(orgId, { mark, value });
  return value;
}
