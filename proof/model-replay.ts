import type { PGlite } from '@electric-sql/pglite';
import type { Act, Edit } from '@outpost/domain/kernel/act';
import { tokensOfPrincipal } from '@outpost/domain/kernel/access';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/record';
import type { Checkpoint, HistoryRow } from '@outpost/domain/sync/protocol';
import { principalOf } from '@outpost/sync-server/access/principal';
import { readPerson, readRoles } from '@outpost/sync-server/access/token-holds';
import { inTenant } from '@outpost/sync-server/db/database';
import { entityPlanOf, statementsBetween } from '@outpost/sync-server/db/entity-plan';
import { noteLoss } from '@outpost/sync-server/journal/losses';
import { applyActs } from '@outpost/sync-server/records/apply-acts';
import { pull } from '@outpost/sync-server/sync/pull';
import { makeLiteDatabase } from '@outpost/sync-server/testing/lite-database';
import {
  changed,
  made,
  makeTestServer,
  type TestServer,
  type TestTenant,
} from '@outpost/sync-server/testing/test-server';
import { applyAsServer } from '@outpost/sync-server/tenancy/create-tenant';
import {
  history,
  type ModelAct,
  type ModelAnswer,
  type ModelHistoryRow,
  type ModelLoss,
  type ModelRecord,
  type ModelRole,
  type ModelState,
  type ModelValue,
} from './model/world.mjs';
import { modelActivity, modelCatalogue, modelDeal } from './model-catalogue.ts';

type Event =
  | { readonly kind: 'decided'; readonly device: string; readonly act: ModelAct; readonly answer: ModelAnswer }
  | { readonly kind: 'lost'; readonly loss: ModelLoss }
  | { readonly kind: 'roles'; readonly user: string; readonly roles: readonly ModelRole[] }
  | {
      readonly kind: 'pulled';
      readonly user: string;
      readonly told: Readonly<Record<string, ModelRecord | null>>;
      readonly history: readonly ModelHistoryRow[];
    }
  /** The tail was lost: everybody reads anew from here on. */
  | { readonly kind: 'restored' };
/** What happened to the model's server between two losses of its tail, and what its end was. */
type Recorded = { readonly stretches: readonly (readonly Event[])[]; readonly end: ModelState };

/** Plays one of the model's histories and keeps what its server decided. A stretch begins with all that the server remembered then. */
function record(seed: number, steps: number, isRead: boolean): Recorded {
  let events: Event[] = [];
  const stretches: Event[][] = [];
  const saved = new Map<ModelState, number>();
  let end: ModelState | undefined;
  history(seed, steps, undefined, {
    without: ['horizon'], // its floor cuts through acts, by the model's own numbers
    decided: (device, act, answer) => void events.push({ kind: 'decided', device, act, answer }),
    lost: (loss) => void events.push({ kind: 'lost', loss }),
    roles: (user, to) => void events.push({ kind: 'roles', user, roles: to }),
    saved: (state) => void saved.set(state, events.length),
    restored: (state) => {
      stretches.push(events);
      events = [...events.slice(0, saved.get(state) ?? 0), { kind: 'restored' }];
    },
    ...(isRead
      ? { pulled: (user, told, history_) => void events.push({ kind: 'pulled', user, told, history: history_ }) }
      : {}),
    ended: (state) => void (end = state),
  });
  if (!end) throw new Error('The history did not end.');
  return { stretches: [...stretches, events], end };
}

/** Where the real decision differs from the model's. */
export class Difference extends Error {}

/** What replaying came to. */
export type Replayed = {
  readonly acts: number;
  readonly refused: number;
  readonly superseded: number;
  readonly pulls: number;
};

/** The real write path on a Postgres in this process, with the model's kinds of record. */
export class ModelReplay {
  readonly #test: TestServer;
  readonly #lite: PGlite;

  constructor(test: TestServer, lite: PGlite) {
    this.#test = test;
    this.#lite = lite;
  }

  static async start(): Promise<ModelReplay> {
    const { database, lite } = await makeLiteDatabase();
    const plan = entityPlanOf([modelDeal, modelActivity]);
    await lite.exec(statementsBetween({ tables: [] }, plan).join('\n'));
    return new ModelReplay(await makeTestServer(database, { installed: modelCatalogue }), lite);
  }

  /**
   * Plays the model's history of this seed against the real write path. `isRead`: and what people are told at each pull against the real
   * feed. Throws `Difference` at the first decision, or the first news, that is another one.
   */
  async replay(seed: number, steps: number, isRead = false): Promise<Replayed> {
    const { stretches, end } = record(seed, steps, isRead);
    let sum = { acts: 0, refused: 0, superseded: 0, pulls: 0 };
    for (const [place, events] of stretches.entries()) {
      // After a loss it counts when each act was decided: then none shares a batch.
      const batch = place === 0 ? mostInBatch : 1;
      const tenant = new ReplayTenant(this.#test, await this.#test.tenant('Model'), { seed, batch });
      await tenant.populate();
      const done = await tenant.play(events);
      if (place === stretches.length - 1) await tenant.compareEnd(end);
      sum = {
        acts: sum.acts + done.acts,
        refused: sum.refused + done.refused,
        superseded: sum.superseded + done.superseded,
        pulls: sum.pulls + done.pulls,
      };
    }
    return sum;
  }

  async stop(): Promise<void> {
    await this.#test.server.close();
    await this.#lite.close();
  }
}

const users = ['ann', 'max', 'mia', 'moe', 'vic'] as const;
const firstRoles: Readonly<Record<(typeof users)[number], readonly ModelRole[]>> = {
  ann: [{ role: 'admin' }],
  max: [{ role: 'manager', team: 'T1' }],
  mia: [{ role: 'member', team: 'T1' }],
  moe: [{ role: 'member', team: 'T2' }],
  vic: [{ role: 'viewer', team: 'T1' }],
};
/** Chosen: what one batch holds at most, so that batches of one act and of several both come about. */
const mostInBatch = 7;
/** Chosen: few, so that pages end between rows of all kinds. */
const rowsAPage = 5;

class ReplayTenant {
  readonly #test: TestServer;
  readonly #tenant: TestTenant;
  readonly #seed: number;
  /** What one batch holds at most. */
  readonly #batch: number;
  readonly #beganMs: number;
  readonly #ids = new Map<string, string>();
  readonly #names = new Map<string, string>();
  readonly #roles = new Map<string, JsonValue>();
  readonly #readers = new Map<string, Checkpoint>();

  constructor(
    test: TestServer,
    tenant: TestTenant,
    { seed, batch }: { readonly seed: number; readonly batch: number },
  ) {
    this.#test = test;
    this.#tenant = tenant;
    this.#seed = seed;
    this.#batch = batch;
    this.#beganMs = test.clock.nowMs();
  }

  /** An instant of the model's time here: its ticks are milliseconds since the tenant was made. */
  #instant(tick: number): string {
    return new Date(this.#beganMs + tick).toISOString();
  }

  /** The server's clock moves on to a tick of the model's. */
  #passTo(tick: number): void {
    this.#test.advance(Math.max(0, this.#beganMs + tick - this.#test.clock.nowMs()));
  }

  /** S-1c: what a device's signed head would tell the server of its loss. */
  async #noteLoss({ at, commonAt, seen }: ModelLoss): Promise<void> {
    const { orgId } = this.#tenant;
    const [row] = await this.#tenant.rows<{ n: number }>(
      `select coalesce(max(n), 0) as n from store.journal where at <= '${this.#instant(commonAt)}'`,
    );
    const loss = { at: this.#instant(at), common: row?.n ?? 0, seen: this.#instant(seen) };
    await noteLoss(this.#test.database, orgId, loss);
  }

  /** The id that a name of the model has here. */
  #id(name: string): string {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const made_ = `0190b1f2-7c00-7000-8000-${(this.#ids.size + 1).toString(16).padStart(12, '0')}`;
    this.#ids.set(name, made_);
    this.#names.set(made_, name);
    return made_;
  }

  #memberships(to: readonly ModelRole[]): JsonValue {
    return to.map(({ role: key, team }) => ({ role: key, teamId: team === undefined ? null : this.#id(team) }));
  }

  async populate(): Promise<void> {
    const people = users.map((name) => {
      const memberships = this.#memberships(firstRoles[name]);
      this.#roles.set(name, memberships);
      return made(this.#id(name), 'platform/person', { name, status: 'active', memberships });
    });
    await applyAsServer(this.#test.server.tenancy, this.#tenant.orgId, {
      label: 'People',
      edits: [...['T1', 'T2'].map((name) => made(this.#id(name), 'platform/team', { name })), ...people],
    });
  }

  async play(events: readonly Event[]): Promise<Replayed> {
    const sum = { acts: 0, refused: 0, superseded: 0, pulls: 0 };
    for (let at = 0; at < events.length;) {
      const first = events[at];
      if (first?.kind === 'roles') {
        const to = this.#memberships(first.roles);
        await applyAsServer(this.#test.server.tenancy, this.#tenant.orgId, {
          label: 'Roles',
          edits: [
            changed(this.#id(first.user), 'platform/person', {
              memberships: [this.#roles.get(first.user) ?? null, to],
            }),
          ],
        });
        this.#roles.set(first.user, to);
        at += 1;
        continue;
      }
      if (first?.kind === 'lost') {
        await this.#noteLoss(first.loss);
        at += 1;
        continue;
      }
      if (first?.kind === 'restored') {
        this.#readers.clear();
        at += 1;
        continue;
      }
      if (first?.kind === 'pulled') {
        await this.#compareTold(first);
        sum.pulls += 1;
        at += 1;
        continue;
      }
      if (!first) break;
      this.#passTo(first.answer.at ?? 0);
      const rest = events.slice(at, at + this.#batch);
      const end = rest.findIndex(
        (event) => event.kind !== 'decided' || event.device !== first.device || event.act.user !== first.act.user,
      );
      const batch = (end < 0 ? rest : rest.slice(0, end)).flatMap((event) => (event.kind === 'decided' ? [event] : []));
      const applied = await applyActs(this.#test.server.tenancy, {
        orgId: this.#tenant.orgId,
        author: { userId: this.#id(first.act.user) },
        device: this.#id(first.device),
        heads: [],
        acts: batch.map(({ act }) => this.#act(act)),
        numbering: 'given',
      });
      if (applied.kind !== 'decided') throw new Error('No heads were given, and nobody is signed in.');
      for (const [place, answer] of applied.answers.entries()) {
        const event = batch[place];
        if (!event) throw new Error('More answers than acts.');
        this.#compare(event, {
          status: answer.status,
          refused: Object.fromEntries(Object.entries(answer.refused).map(([id, { code }]) => [this.#name(id), code])),
          lost: Object.fromEntries(Object.entries(answer.superseded).map(([id, fields]) => [this.#name(id), fields])),
        });
        sum.acts += 1;
        if (answer.status === 'refused') sum.refused += 1;
        if (Object.keys(answer.superseded).length > 0) sum.superseded += 1;
      }
      at += applied.answers.length;
      if (applied.stopped) {
        const event = batch[applied.answers.length];
        if (event?.answer.code !== applied.stopped.code) this.#differ(event, `stopped by ${applied.stopped.code}`);
        at += 1;
      }
    }
    return sum;
  }

  #name(id: string): string {
    return this.#names.get(id) ?? id;
  }

  #differ(event: Extract<Event, { kind: 'decided' }> | undefined, what: string): never {
    throw new Difference(
      `seed ${this.#seed}, ${event?.act.kind} of ${event?.act.user}: ${what}\nthe model: ${JSON.stringify(event?.answer)}\n${JSON.stringify(event?.act)}`,
    );
  }

  #compare(
    event: Extract<Event, { kind: 'decided' }>,
    real: {
      readonly status: string;
      readonly refused: Readonly<Record<string, string>>;
      readonly lost: Readonly<Record<string, Readonly<Record<string, JsonValue>>>>;
    },
  ): void {
    const { act, answer } = event;
    const differ = (what: string): never => this.#differ(event, `${what}\nthe server: ${JSON.stringify(real)}`);
    if (answer.code !== undefined || !answer.refused || !answer.lost) return differ('the model decided nothing');
    if (real.status !== answer.status) differ('status');
    // the server tells its author of no record that they neither named nor see.
    const named = new Set(act.edits.map((edit) => edit.id));
    for (const id of named) if (answer.refused[id] !== real.refused[id]) differ(`refusal of ${id}`);
    for (const [id, code] of Object.entries(real.refused)) {
      // Of records that are told of to nobody it says at the act's own id that there are some.
      const ofSome = id === act.id && Object.keys(answer.refused).length > 0 && Object.keys(real.refused).length === 1;
      if (answer.refused[id] !== code && !(ofSome && code === 'records/not-found')) differ(`refusal of ${id}`);
    }
    if (Object.keys(answer.refused).length > 0 && Object.keys(real.refused).length === 0) differ('no reason');
    for (const id of new Set([...named, ...Object.keys(real.lost)])) {
      const entity_ =
        id in (real.lost ?? {}) || id in answer.lost
          ? (act.edits.find((edit) => edit.id === id)?.entity ?? 'deal')
          : 'deal';
      const lost = Object.fromEntries(
        Object.entries(answer.lost[id] ?? {}).map(([field, value]) => this.#field(entity_, field, value)),
      );
      if (!sameFields(lost, real.lost[id] ?? {})) differ(`superseded of ${id}: ${JSON.stringify(lost)}`);
    }
  }

  /** A field of the model under its name here. */
  #field(kind: 'deal' | 'activity', field: string, value: ModelValue): readonly [string, JsonValue] {
    if (field === 'deleted')
      return ['life', value === false ? 'alive' : value === true ? 'deleted' : `merged:${this.#id(String(value))}`];
    if (field === 'assignee') return ['ownerId', typeof value === 'string' ? this.#id(value) : null];
    if (field === 'sharedWith')
      return [field, Array.isArray(value) ? value.map((name: string) => this.#id(name)).sort() : []];
    if (field === 'ownerId' || field === 'teamId' || field === 'parentId')
      return [field, typeof value === 'string' ? this.#id(value) : null];
    if (field === 'notes' || field === 'text')
      return [field, Array.isArray(value) && value.length > 0 ? value.join('\n') : null];
    if (kind === 'deal' || field === 'done') return [field, value];
    throw new Error(`${kind} has no field ${field}`);
  }

  #act({ id, number: place, kind, shape, edits, group, undoes, closes, again, cameFrom }: ModelAct): Act {
    return {
      id: this.#id(id),
      number: place,
      label: kind,
      shape,
      madeAt: '2026-11-20T08:00:00.000Z',
      edits: edits.map((edit) => this.#edit(edit, cameFrom?.lost[edit.id] ?? {})),
      ...(group === undefined ? {} : { group: this.#id(group) }),
      ...(undoes === undefined ? {} : { undoes: this.#id(undoes) }),
      ...(closes === undefined ? {} : { closes: this.#id(closes) }),
      ...(again === undefined ? {} : { again }),
      ...(cameFrom === undefined ? {} : { cameFrom: { at: this.#instant(cameFrom.at), n: 1 } }),
    };
  }

  #edit(
    { id, entity: kind, create, fields, after }: ModelAct['edits'][number],
    gaveWay: Readonly<Record<string, ModelValue>>,
  ): Edit {
    const grounds =
      after === undefined
        ? {}
        : { after: after.map((ground) => ({ act: this.#id(ground.act), record: this.#id(ground.record) })) };
    if (create) {
      const { ownerId, teamId, sharedWith, ...own } = this.#record(create);
      return {
        id: this.#id(id),
        entity: `model/${kind}`,
        create: {
          schema: 1,
          ownerId: typeof ownerId === 'string' ? ownerId : null,
          teamId: typeof teamId === 'string' ? teamId : null,
          sharedWith: Array.isArray(sharedWith) ? sharedWith.map(String) : [],
          fields: own,
        },
        ...grounds,
      };
    }
    const changes = Object.entries(fields ?? {}).map(([field, [from, to]]): [string, [JsonValue, JsonValue]] => {
      const [name, was] = this.#field(kind, field, from);
      return [name, [was, this.#field(kind, field, to)[1]]];
    });
    const lost = Object.entries(gaveWay).map(([field, value]) => this.#field(kind, field, value));
    return {
      id: this.#id(id),
      entity: `model/${kind}`,
      seen: 0,
      fields: Object.fromEntries(changes),
      ...(lost.length === 0 ? {} : { gaveWay: Object.fromEntries(lost) }),
      ...grounds,
    };
  }

  #record(one: ModelRecord): Readonly<Record<string, JsonValue>> {
    const { id: _id, entity: kind, version: _version, deleted: _deleted, at: _at, ...fields } = one;
    return Object.fromEntries(Object.entries(fields).map(([field, value]) => this.#field(kind, field, value)));
  }

  /** A record of the model with all that is compared, under the names that things have here. */
  #wanted(one: ModelRecord): Readonly<Record<string, JsonValue>> {
    return {
      id: this.#id(one.id),
      kind: one.entity,
      ...Object.fromEntries([this.#field(one.entity, 'deleted', one['deleted'] ?? false)]),
      ...this.#record(one),
    };
  }

  /** a reader of the person's hears of the same records as the model's does, as they are or that they are gone. */
  async #compareTold({ user, told, history: past }: Extract<Event, { kind: 'pulled' }>): Promise<void> {
    const real = new Map<string, Readonly<Record<string, JsonValue>> | null>();
    const heard: HistoryRow[] = [];
    for (let isDone = false; !isDone;) {
      const asker = { orgId: this.#tenant.orgId, userId: this.#id(user), sessionId: null };
      const at = this.#readers.get(user) ?? null;
      const answer = await pull(this.#test.pullPorts, asker, { at, heads: [], limit: rowsAPage, schemas: {} });
      if (!answer.ok || answer.value.kind !== 'page') throw new Error(`${user} is told ${JSON.stringify(answer)}`);
      const { rows, next, done, head } = answer.value;
      for (const row of rows) {
        if ('gone' in row) real.set(row.id, null);
        else if (row.record.entity.startsWith('model/')) real.set(row.id, readable(row.record as StoredRecord)); // the wire's schema is the record's
      }
      heard.push(...answer.value.history.filter(({ entity: name }) => name.startsWith('model/')));
      this.#readers.set(user, next);
      isDone = done && next.history >= head.head[0];
    }
    const wanted = new Map(
      Object.entries(told).map(([id, one]) => [this.#id(id), one === null ? null : this.#wanted(one)]),
    );
    for (const id of new Set([...wanted.keys(), ...real.keys()])) {
      const [mine, theirs] = [real.get(id), wanted.get(id)];
      const isSame = mine && theirs ? sameFields(mine, theirs) : mine === theirs;
      if (!isSame)
        throw new Difference(
          `seed ${this.#seed}: ${user} is told ${JSON.stringify(mine)} of ${this.#name(id)}, the model tells ${JSON.stringify(theirs)}`,
        );
    }
    this.#compareHistory(user, heard, past);
  }

  /** S-9: of the same changes, each with what was before it and what gave way, or without where the person did not see the record before. */
  #compareHistory(user: string, heard: readonly HistoryRow[], past: readonly ModelHistoryRow[]): void {
    const nameOf = (row: { readonly act: string | null; readonly id: string }) => `${row.act} of ${row.id}`;
    const real = new Map(heard.map((row) => [nameOf(row), row]));
    const wanted = new Map(past.map((row) => [nameOf({ act: this.#id(row.act), id: this.#id(row.id) }), row]));
    for (const name of new Set([...wanted.keys(), ...real.keys()])) {
      const [mine, theirs] = [real.get(name), wanted.get(name)];
      if (!mine || !theirs || !this.#isSameRow(mine, theirs))
        throw new Difference(
          `seed ${this.#seed}: ${user} is told the history ${JSON.stringify(mine)}, the model tells ${JSON.stringify(theirs)}`,
        );
    }
  }

  #isSameRow(mine: HistoryRow, { entity: kind, created, changed: fields, lost }: ModelHistoryRow): boolean {
    const renamed = (values: Readonly<Record<string, ModelValue>>) =>
      Object.fromEntries(
        Object.entries(values).map(([field, value]) => {
          const [name, here] = this.#field(kind, field, value);
          return [name, value === null ? null : here];
        }),
      );
    const side = (values: typeof fields, place: 0 | 1) =>
      renamed(Object.fromEntries(Object.entries(values).map(([field, both]) => [field, both[place]])));
    const sideHere = (place: 0 | 1) =>
      Object.fromEntries(Object.entries(mine.changed).map(([field, both]) => [field, both[place]]));
    const gaveWay = Object.fromEntries(Object.entries(mine.superseded).map(([field, { value }]) => [field, value]));
    return (
      (mine.kind === 'created') === created &&
      sameFields(renamed(lost), gaveWay) &&
      // The model says of a creation no more than that it was one.
      (created || (sameFields(side(fields, 0), sideHere(0)) && sameFields(side(fields, 1), sideHere(1))))
    );
  }

  /** All records are the model's at the end, and each person is filed what the model's person sees. */
  async compareEnd(end: ModelState): Promise<void> {
    const wanted = Object.values(end.records).map((one) => ({ id: this.#id(one.id), fields: this.#wanted(one) }));
    const rows = await this.#tenant.rows<{
      id: string;
      kind: string;
      life: string;
      owner_id: string | null;
      team_id: string | null;
      shared_with: string[];
      fields: Readonly<Record<string, JsonValue>>;
    }>(
      ['deal', 'activity']
        .map(
          (kind) =>
            `select id, '${kind}' as kind, life, owner_id, team_id, to_json(shared_with) as shared_with, fields from store.model_${kind}`,
        )
        .join(' union all '),
    );
    const found = new Map(
      rows.map(({ id, kind, life, owner_id, team_id, shared_with, fields }) => [
        id,
        {
          id,
          kind,
          life,
          ownerId: owner_id,
          ...(kind === 'deal' ? { teamId: team_id, sharedWith: shared_with } : {}),
          ...fields,
        },
      ]),
    );
    if (found.size !== wanted.length)
      throw new Difference(`seed ${this.#seed}: ${found.size} records, the model has ${wanted.length}`);
    for (const { id, fields } of wanted) {
      if (!sameFields(fields, found.get(id) ?? {}))
        throw new Difference(
          `seed ${this.#seed}: ${this.#name(id)} is ${JSON.stringify(found.get(id))}, the model's is ${JSON.stringify(fields)}`,
        );
    }
    for (const user of users) {
      const seen = await inTenant(this.#test.database, { orgId: this.#tenant.orgId, mode: 'snapshot' }, async (tx) => {
        const tokens = tokensOfPrincipal(
          principalOf(
            await readPerson(tx, this.#tenant.orgId, this.#id(user)),
            await readRoles(tx, this.#tenant.orgId),
          ),
          modelCatalogue,
        );
        return tx.query<{ id: string }>(
          `select distinct id from store.feed where token = any($1::text[]) and not gone and entity like 'model/%'`,
          [tokens],
        );
      });
      const truth = Object.values(end.records).flatMap((one) => (sees(end, user, one) ? [one.id] : []));
      const [real, model] = [seen.map(({ id }) => this.#name(id)).sort(), truth.sort()];
      if (JSON.stringify(real) !== JSON.stringify(model))
        throw new Difference(`seed ${this.#seed}: ${user} is filed ${real.join(' ')}, should see ${model.join(' ')}`);
    }
  }
}

/** What of a record is compared with the model's. */
const readable = ({
  id,
  entity: name,
  life,
  ownerId,
  teamId,
  sharedWith,
  fields,
}: StoredRecord): Readonly<Record<string, JsonValue>> => ({
  id,
  kind: name.slice('model/'.length),
  life,
  ownerId,
  ...(name === 'model/deal' ? { teamId, sharedWith: [...sharedWith] } : {}),
  ...fields,
});

/** Who sees what, said without tokens. */
function sees(state: ModelState, user: string, one: ModelRecord): boolean {
  const held = state.roles[user] ?? [];
  if (held.length === 0) return false;
  if (one['assignee'] === user) return true;
  const root = one.entity === 'deal' ? one : state.records[String(one['parentId'])];
  if (!root) return false;
  const shared = root['sharedWith'];
  if (root['ownerId'] === user || (Array.isArray(shared) && shared.includes(user))) return true;
  return held.some(
    ({ role: key, team }) =>
      key === 'admin' ||
      (team === root['teamId'] && (key === 'manager' || (key === 'viewer' && one.entity === 'deal'))),
  );
}

/** Equal but for empty values and the order of lines, of which the model says nothing. */
function sameFields(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const plain = (value: unknown): string => {
    if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0))
      return '';
    if (Array.isArray(value)) return JSON.stringify(value.map(String).sort());
    return typeof value === 'string' ? value.split('\n').sort().join('\n') : JSON.stringify(value);
  };
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => plain(a[name]) === plain(b[name]));
}
