import { PGlite } from '@electric-sql/pglite';
import type { HttpReply, Transport } from '@outpost/desktop/replica/ports';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import { pullRequestSchema, pushRequestSchema } from '@outpost/domain/sync/protocol';
import { inTenant, type Row } from '@outpost/sync-server/db/database';
import { migrate } from '@outpost/sync-server/db/migrate';
import { pgliteDatabase } from '@outpost/sync-server/db/pglite-database';
import { memoryKeyStore } from '@outpost/sync-server/identity/key-store';
import { type KeyRing, openKeyRing } from '@outpost/sync-server/identity/key-ring';
import { signHead } from '@outpost/sync-server/identity/sign-head';
import { pull, type PullPorts } from '@outpost/sync-server/sync/pull';
import { push } from '@outpost/sync-server/sync/push';
import { applyAsServer, createTenant, type TenancyPorts } from '@outpost/sync-server/tenancy/create-tenant';

export type ProofPerson = { readonly id: string; readonly name: string; readonly email: string };
export type ProofMembership = { readonly role: string; readonly teamId: string | null };

/** A line between a device and the server, on which a test lets messages go astray. */
export type ProofLine = { losesNextReply: boolean; readonly transport: Transport };

/** The real server's code on a Postgres within this process. Tenants of one do not see each other, so that tests share it. */
export class ProofServer {
  readonly #lite: PGlite;
  readonly #ports: TenancyPorts & PullPorts;
  readonly #keys: KeyRing;
  #tables: readonly { readonly name: string; readonly columns: string }[] | undefined;

  constructor(made: { lite: PGlite; ports: TenancyPorts & PullPorts; keys: KeyRing }) {
    this.#lite = made.lite;
    this.#ports = made.ports;
    this.#keys = made.keys;
  }

  static async start({ clock, random }: { readonly clock: Clock; readonly random: RandomBytes }): Promise<ProofServer> {
    const lite = await PGlite.create();
    await migrate({
      run: async (statements) => void (await lite.exec(statements)),
      rows: async (statement) => (await lite.query<Row>(statement)).rows,
    });
    const keys = await openKeyRing({ store: memoryKeyStore(), clock, random });
    const ports: TenancyPorts & PullPorts = {
      database: pgliteDatabase(lite),
      clock,
      random,
      ids: uuidV7Source(clock, random),
      installed: installedCatalogue,
      signHead: (org, [n, hash]) => signHead({ org, n, hash, at: new Date(clock.nowMs()).toISOString() }, { keys }),
      durability: 'backup',
    };
    return new ProofServer({ lite, ports, keys });
  }

  newId(): string {
    return this.#ports.ids.newId();
  }

  /** A tenant with its built-in roles. */
  async addTenant(name: string): Promise<string> {
    const orgId = this.newId();
    await createTenant(this.#ports, { orgId, name, currency: 'USD', timeZone: 'UTC' });
    return orgId;
  }

  async addTeam(orgId: string, name: string): Promise<string> {
    const id = this.newId();
    await applyAsServer(this.#ports, orgId, { label: `Added ${name}`, edits: [{ id, entity: 'platform/team', create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields: { name } } }] });
    return id;
  }

  async addPerson(orgId: string, name: string, memberships: readonly ProofMembership[]): Promise<ProofPerson> {
    const person = { id: this.newId(), name, email: `${name}@example.com` };
    await applyAsServer(this.#ports, orgId, {
      label: `Added ${name}`,
      edits: [{ id: person.id, entity: 'platform/person', create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields: { name, email: person.email, status: 'active', memberships: [...memberships] } } }],
    });
    return person;
  }

  async setRoles(orgId: string, person: string, to: readonly ProofMembership[]): Promise<void> {
    const [row] = await this.rows(orgId, `select fields->'memberships' as now from store.platform_person where id = $1`, [person]);
    await applyAsServer(this.#ports, orgId, { label: 'Changed roles', edits: [{ id: person, entity: 'platform/person', seen: 0, fields: { memberships: [(row?.['now'] ?? null) as null, [...to]] } }] });
  }

  /** A person's line to the server. */
  line(orgId: string, userId: string): ProofLine {
    const line = {
      losesNextReply: false,
      transport: {
        request: async ({ path, body }: { readonly path: string; readonly body?: string }): Promise<HttpReply> => {
          const reply = await this.#answer(path, body ?? '{}', { orgId, userId });
          if (!line.losesNextReply || path.startsWith('/.well-known')) return reply;
          line.losesNextReply = false;
          throw new Error('The reply was lost.');
        },
        openEvents: () => () => undefined,
      },
    };
    return line;
  }

  async #answer(path: string, body: string, asker: { readonly orgId: string; readonly userId: string }): Promise<HttpReply> {
    const asked: unknown = JSON.parse(body);
    switch (path) {
      case '/.well-known/jwks.json':
        return json(this.#keys.jwks());
      case '/sync/push':
        return json(await push(this.#ports, asker, pushRequestSchema.parse(asked)));
      case '/sync/pull': {
        const answer = await pull(this.#ports, asker, pullRequestSchema.parse(asked));
        return answer.ok ? json(answer.value) : json({ code: answer.code, title: answer.message, details: answer.details }, 409);
      }
      case '/auth/refresh':
        return json({ accessToken: 'a', expiresAt: '', refreshToken: 'r', person: { id: asker.userId, name: '', email: '' }, organisation: { id: asker.orgId, name: '', currency: 'USD', timeZone: 'UTC' } });
      default:
        return json({ code: 'request/not-found', title: path }, 404);
    }
  }

  /** Rows as the tenant's own transaction sees them. */
  rows(orgId: string, statement: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> {
    return inTenant(this.#ports.database, { orgId, mode: 'write' }, (tx) => tx.query(statement, parameters));
  }

  /** All that the store holds of a tenant, as a backup would have it. */
  async backup(orgId: string): Promise<ReadonlyMap<string, string>> {
    const saved = new Map<string, string>();
    for (const { name } of await this.#storeTables()) {
      const { rows } = await this.#lite.query<{ all: string }>(`select coalesce(jsonb_agg(to_jsonb(t)), '[]')::text as all from ${name} t where org_id = $1`, [orgId]);
      saved.set(name, rows[0]?.all ?? '[]');
    }
    return saved;
  }

  /** Puts a backup in place of what the store holds of the tenant: what came since is lost. */
  async restore(orgId: string, saved: ReadonlyMap<string, string>): Promise<void> {
    await this.#lite.transaction(async (tx) => {
      await tx.exec('set local session_replication_role = replica');
      for (const { name, columns } of await this.#storeTables()) {
        await tx.query(`delete from ${name} where org_id = $1`, [orgId]);
        await tx.query(`insert into ${name} (${columns}) select ${columns} from jsonb_populate_recordset(null::${name}, $1::jsonb)`, [saved.get(name) ?? '[]']);
      }
    });
  }

  /** S-1c: from here on every restore would contain what is there now. */
  async markDurable(orgId: string): Promise<void> {
    await this.#lite.query('update store.clock set durable = head where org_id = $1', [orgId]);
  }

  async #storeTables(): Promise<readonly { readonly name: string; readonly columns: string }[]> {
    if (!this.#tables) {
      const { rows } = await this.#lite.query<{ name: string; columns: string }>(
        `select 'store.' || quote_ident(c.table_name) as name, string_agg(quote_ident(c.column_name), ', ' order by c.ordinal_position) as columns
         from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
         where c.table_schema = 'store' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER' group by c.table_name order by c.table_name`,
      );
      this.#tables = rows;
    }
    return this.#tables;
  }

  async stop(): Promise<void> {
    await this.#lite.close();
  }
}

const json = (body: unknown, status = 200): HttpReply => ({ status, contentType: status === 200 ? 'application/json' : 'application/problem+json', body: JSON.stringify(body) });
