import { randomBytes } from 'node:crypto';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import type { Database } from '../db/database.ts';
import type { OwnerConnection } from '../db/migrate.ts';
import { withOwner } from '../db/owner-connection.ts';
import { makeTestDatabase } from './test-database.ts';
import { createIdentity } from '../identity/accounts/accounts.ts';
import type { IdentityPorts } from '../identity/identity-ports.ts';
import { openKeyRing } from '../identity/keys/key-ring.ts';
import { memoryKeyStore } from '../identity/keys/key-store.ts';
import { createPasswordHasher, type HashingCost } from '../identity/passwords/password-hasher.ts';

/** A password that satisfies the rules. */
export const goodPassword = 'four quiet green hills';

/** A migrated database of its own, a clock that the test moves, and people who can sign in. */
export type SignInWorld = {
  readonly ports: IdentityPorts;
  /** The app role's URL. */
  readonly appUrl: string;
  readonly advance: (ms: number) => void;
  /** Runs SQL as the superuser. */
  readonly asOwner: (statements: string) => Promise<void>;
  readonly rowsAsOwner: (statement: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly addTenant: (name: string) => Promise<string>;
  /** Adds a person with an account to a tenant. */
  readonly addPerson: (orgId: string, email: string) => Promise<string>;
  readonly device: () => { readonly id: string; readonly name: string };
  readonly close: () => Promise<void>;
};

/** The parts that the test's own engine provides. */
export type WorldEngine = {
  readonly owner: OwnerConnection;
  readonly database: Database;
  readonly appUrl: string;
  readonly close: () => Promise<void>;
};

/** Creates a database on the run's Postgres and connects with a login of the app's role. */
export async function postgresEngine(superuserUrl: string): Promise<WorldEngine> {
  const { database, ownerUrl, appUrl, drop } = await makeTestDatabase(superuserUrl);
  const owner: OwnerConnection = {
    run: (statements) => withOwner(ownerUrl, ({ run }) => run(statements)),
    rows: (statement) => withOwner(ownerUrl, ({ rows }) => rows(statement)),
  };
  return { owner, database, appUrl, close: drop };
}

/** Opens the world on a migrated engine. Hashing is cheap unless the test sets a cost. */
export async function openSignInWorld(
  { owner, database, appUrl, close }: WorldEngine,
  cost: HashingCost = { memoryKiB: 1_024, passes: 1 },
): Promise<SignInWorld> {
  let nowMs = Date.UTC(2026, 10, 20, 8, 0, 0);
  const clock = { nowMs: () => nowMs };
  const ids = uuidV7Source(clock, randomBytes);
  const keys = await openKeyRing({ store: memoryKeyStore(), clock, random: randomBytes });
  const ports: IdentityPorts = {
    database,
    clock,
    ids,
    random: randomBytes,
    keys,
    passwords: createPasswordHasher(cost),
  };
  return {
    ports,
    appUrl,
    advance(ms) {
      nowMs += ms;
    },
    asOwner: owner.run,
    rowsAsOwner: owner.rows,
    async addTenant(name) {
      const orgId = ids.newId();
      await owner.run(
        `insert into store.tenants (org_id, name, currency, time_zone, created_at) values ('${orgId}', '${name}', 'EUR', 'Europe/Vienna', '2026-01-01')`,
      );
      return orgId;
    },
    async addPerson(orgId, email) {
      const personId = ids.newId();
      await owner.run(`insert into store.platform_person (org_id, id, version, schema, life, shared_with, fields, keys, created_at, created_by, updated_at, updated_by)
        values ('${orgId}', '${personId}', 1, 1, 'alive', '{}', '{"name": "Ann Example", "email": "other@example.com", "status": "active"}', '{}', '2026-01-01', '${personId}', '2026-01-01', '${personId}')`);
      const made = await createIdentity({ orgId, personId, email, password: goodPassword }, ports);
      if (!made.ok) throw new Error(made.message);
      return personId;
    },
    device: () => ({ id: ids.newId(), name: 'A laptop' }),
    close,
  };
}
