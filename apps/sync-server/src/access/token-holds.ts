import { monthIn, wholeToken } from '@outpost/domain/kernel/access/record-age';
import { heldTokens } from '@outpost/domain/kernel/access/areas';
import { tokensOfPrincipal } from '@outpost/domain/kernel/access/access';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { sqlName } from '@outpost/domain/kernel/entities/entity';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Row, Transaction } from '../db/database.ts';
import { readAreas } from './areas-of-people.ts';
import { accessEntities, principalsBy } from './principal.ts';

/** The columns of a person or role from which rights are computed. */
const accessColumns = 'id, life, fields';

function asRecord(entity: string, row: Row): StoredRecord {
  const nobody = '';
  return {
    id: row['id'] as string, entity, schema: 1, version: 0, life: row['life'] as StoredRecord['life'], ownerId: null, teamId: null, sharedWith: [], inherited: null,
    fields: row['fields'] as StoredRecord['fields'], createdAt: nobody, createdBy: nobody, updatedAt: nobody, updatedBy: nobody,
  }; // prettier-ignore
}

/** Reads the tenant's roles, as records. */
export async function readRoles(tx: Transaction, orgId: string): Promise<readonly StoredRecord[]> {
  const rows = await tx.query(
    `select ${accessColumns} from store.${sqlName(accessEntities.role)} where org_id = $1 and life = 'alive'`,
    [orgId],
  );
  return rows.map((row) => asRecord(accessEntities.role, row));
}

/** Reads one person of the tenant as a record. Returns undefined where there is no such person. */
export async function readPerson(tx: Transaction, orgId: string, userId: string): Promise<StoredRecord | undefined> {
  const [row] = await tx.query(
    `select ${accessColumns} from store.${sqlName(accessEntities.person)} where org_id = $1 and id = $2`,
    [orgId, userId],
  );
  return row && asRecord(accessEntities.person, row);
}

/** The data of a person that `pagesOfPeople` reads. */
export type PersonRow = Pick<StoredRecord, 'id' | 'life' | 'fields'>;

/** Chosen: a page is read in milliseconds and takes some hundred kilobytes. */
const peopleOfPage = 1_000;

/**
 * Reads all people of the tenant who are not deleted or merged, by id and in pages. It reads only the fields that
 * decide rights, and the name.
 */
export async function* pagesOfPeople(tx: Transaction, orgId: string): AsyncGenerator<readonly PersonRow[]> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await tx.query(
      `select id, life, jsonb_build_object('name', fields->'name', 'status', fields->'status', 'memberships', fields->'memberships') as fields
         from store.${sqlName(accessEntities.person)} where org_id = $1 and life = 'alive' and id > $2::uuid order by id limit ${peopleOfPage}`,
      [orgId, after],
    );
    yield rows.map((row) => asRecord(accessEntities.person, row));
    if (rows.length < peopleOfPage) return;
    after = String(rows.at(-1)?.['id']);
  }
}

/**
 * Returns the tokens of these people, or of everyone: user id → tokens. They are the tokens of the person's grants,
 * which decide since when the person has access. They are also those of the chosen areas, which devices hold instead of
 * some of the others (T-30).
 */
async function tokensOfPeople(
  tx: Transaction,
  { orgId, catalogue }: { readonly orgId: string; readonly catalogue: Catalogue },
  people: readonly string[] | 'all',
): Promise<Map<string, readonly string[]>> {
  const which = people === 'all' ? '' : ' and id = any($2::uuid[])';
  const rows = await tx.query(
    `select ${accessColumns} from store.${sqlName(accessEntities.person)} where org_id = $1${which}`,
    people === 'all' ? [orgId] : [orgId, people],
  );
  const principal = principalsBy(await readRoles(tx, orgId));
  const areas = await readAreas(tx, { orgId, catalogue }, people);
  return new Map(
    rows.map((row) => {
      const person = String(row['id']);
      const tokens = tokensOfPrincipal(principal(asRecord(accessEntities.person, row)), catalogue);
      const chosen = areas.get(person);
      return [person, chosen ? [...new Set([...tokens, ...heldTokens(tokens, chosen)])] : tokens];
    }),
  );
}

/**
 * S-9, A-4: writes the number since which each person holds each token. Called in the transaction that changed people,
 * roles or chosen areas, and when a new build starts, because new kinds of record bring new tokens. A token that the
 * person still holds keeps its number. A token that the person lost becomes a past hold, from the number at which it
 * was gained to `n`. `n`: the last number of the act that changed the rights.
 */
export async function updateTokenHolds(
  tx: Transaction,
  tenant: { readonly orgId: string; readonly catalogue: Catalogue },
  { people, n }: { readonly people: readonly string[] | 'all'; readonly n: number },
): Promise<void> {
  const { orgId } = tenant;
  const wanted = holdsOf(await tokensOfPeople(tx, tenant, people));
  const known = new Map(
    (
      await tx.query<Hold>(
        'select user_id, token from store.token_hold where org_id = $1 and user_id = any($2::uuid[]) and held',
        [orgId, [...wanted.people]],
      )
    ).map((hold) => [keyOf(hold), hold]),
  );
  // Compared here: two lists of all tokens of many people, joined without statistics, would be compared pair by pair.
  const lost = [...known].flatMap(([key, hold]) => (wanted.holds.has(key) ? [] : [hold]));
  const gained = [...wanted.holds].flatMap(([key, hold]) => (known.has(key) ? [] : [hold]));
  await tx.query(
    `with lost as (update store.token_hold h set held = false from jsonb_to_recordset($2::jsonb) as l(user_id uuid, token text)
       where h.org_id = $1 and h.user_id = l.user_id and h.token = l.token and h.held returning h.user_id, h.token, h.since)
     insert into store.past_hold (org_id, user_id, token, since, until) select $1, lost.user_id, lost.token, lost.since, $3::bigint from lost on conflict do nothing`,
    [orgId, JSON.stringify(lost), n],
  );
  await tx.query(
    `insert into store.token_hold (org_id, user_id, token, since, first, held)
     select $1, r.user_id, r.token, $3::bigint, $3::bigint, true from jsonb_to_recordset($2::jsonb) as r(user_id uuid, token text)
     on conflict (org_id, user_id, token) do update
       set since = case when store.token_hold.held then store.token_hold.since else excluded.since end, held = true`,
    [orgId, JSON.stringify(gained), n],
  );
}

type Hold = { readonly user_id: string; readonly token: string };
const keyOf = ({ user_id, token }: Hold): string => `${user_id} ${token}`;

/** Returns the tokens of people as single holds, by their keys. */
const holdsOf = (tokens: ReadonlyMap<string, readonly string[]>) => ({
  people: tokens.keys(),
  holds: new Map([...tokens].flatMap(([user_id, ofOne]) => ofOne.map((token) => [keyOf({ user_id, token }), { user_id, token }]))), // prettier-ignore
});

/** A stretch of the journal: from number `since` up to the end of the act whose last number is `until`. */
export type Stretch = { readonly since: number; readonly until: number };

/** the tokens that one person holds and has held. */
export type TokenHolds = {
  /** The number at which the person gained each token for the first time. */
  readonly first: Readonly<Record<string, number>>;
  /** The number since which the person holds each of their present tokens. */
  readonly since: Readonly<Record<string, number>>;
  /** The stretches in which the person held a token before. The person may hold such a token again now. */
  readonly past: ReadonlyMap<string, readonly Stretch[]>;
  /** Older past holds were left out of `past`. */
  readonly isPastCut: boolean;
  /** The end of the act that last took a token from the person; 0 where no act did. */
  readonly lastLost: number;
  /** The number at which the person last gained a token that they had held and lost before; 0 where they never did. */
  readonly lastRegained: number;
};

/**
 * E-3: chosen; enough for some dozens of changes of a role for many kinds. Where a person has more past holds, the oldest are
 * left out: access then seems to begin later than it did, and the person is sent less.
 */
const mostPast = 5_000;

/**
 * returns the holds with those of months: a person holds the month of a token since they hold the token. Months leave and
 * come with the setting of the organisation and with time. They show nothing that the person could not see before.
 */
export const withMonths = (holds: TokenHolds, held: readonly string[]): TokenHolds => ({
  ...holds,
  since: {
    ...holds.since,
    ...Object.fromEntries(
      held.flatMap((token) => {
        const since = monthIn(token) === undefined ? undefined : holds.since[wholeToken(token)];
        return since === undefined ? [] : [[token, since]];
      }),
    ),
  },
});

/** Reads the tokens that a person holds and has held. */
export async function readTokenHolds(
  tx: Transaction,
  { orgId, userId }: { readonly orgId: string; readonly userId: string },
): Promise<TokenHolds> {
  const [rows, past] = await Promise.all([
    tx.query<{ token: string; first: number; since: number; held: boolean }>(
      'select token, first, since, held from store.token_hold where org_id = $1 and user_id = $2',
      [orgId, userId],
    ),
    tx.query<{ token: string } & Stretch>(
      `select token, since, until from store.past_hold where org_id = $1 and user_id = $2 order by until desc limit ${mostPast}`,
      [orgId, userId],
    ),
  ]);
  const held = rows.filter((row) => row.held);
  return {
    first: Object.fromEntries(rows.map(({ token, first }) => [token, first])),
    since: Object.fromEntries(held.map(({ token, since }) => [token, since])),
    past: Map.groupBy(past, ({ token }) => token),
    isPastCut: past.length === mostPast,
    lastLost: Math.max(0, ...past.map(({ until }) => until)),
    lastRegained: Math.max(0, ...held.map(({ first, since }) => (since > first ? since : 0))),
  };
}
