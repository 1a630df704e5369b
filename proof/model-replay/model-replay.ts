import type { PGlite } from '@electric-sql/pglite';
import { tokensOfPrincipal } from '@outpost/domain/kernel/access/access';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Checkpoint, Decision, HistoryRow } from '@outpost/domain/sync/protocol';
import { principalOf } from '@outpost/sync-server/access/principal';
import { readPerson, readRoles } from '@outpost/sync-server/access/token-holds';
import { inTenant } from '@outpost/sync-server/db/database';
import { entityPlanOf, statementsBetween } from '@outpost/sync-server/db/entity-plan';
import { noteLoss } from '@outpost/sync-server/journal/losses';
import { applyActs } from '@outpost/sync-server/records/apply-acts';
import { pull } from '@outpost/sync-server/sync/pull';
import { makeLiteDatabase } from '@outpost/sync-server/testing/lite-database';
import {
  changeEdit,
  made,
  makeTestServer,
  type TestServer,
  type TestTenant,
} from '@outpost/sync-server/testing/test-server';
import { applyAsServer } from '@outpost/sync-server/tenancy/create-tenant';
import type {
  ModelHistoryRow,
  ModelLoss,
  ModelRecord,
  ModelRole,
  ModelState,
  ModelValue,
} from '../model/world/world.mjs';
import { asModelNames, decisionDifference } from './compare-decision.ts';
import { modelCatalogue, modelKinds } from './model-catalogue.ts';
import { type Event, type ModelDrawing, recordModel } from './model-recording.ts';
import { ModelWords } from './model-words.ts';
import { sameFields } from './same-fields.ts';

/** A difference between the real decision and the model's. */
export class Difference extends Error {}

/** The result of a replay. */
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
    const plan = entityPlanOf(modelKinds);
    await lite.exec(statementsBetween({ tables: [] }, plan).join('\n'));
    return new ModelReplay(await makeTestServer(database, { installed: modelCatalogue }), lite);
  }

  /**
   * Plays one of the model's histories against the real write path. At each pull of the history it also compares the person's
   * news with the real feed. Throws `Difference` at the first different decision or news.
   */
  async replay(drawing: ModelDrawing): Promise<Replayed> {
    const { stretches, end } = recordModel(drawing);
    const { seed } = drawing;
    let sum = { acts: 0, refused: 0, superseded: 0, pulls: 0 };
    for (const [place, events] of stretches.entries()) {
      // After a loss the time of each act's decision matters, so no two share a batch.
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
/** Chosen: the greatest size of a batch, so that there are batches of one act and of several. */
const mostInBatch = 7;
/** Chosen: few, so that pages end between rows of all kinds. */
const rowsAPage = 5;

class ReplayTenant {
  readonly #test: TestServer;
  readonly #tenant: TestTenant;
  readonly #seed: number;
  /** The greatest size of a batch. */
  readonly #batch: number;
  readonly #beganMs: number;
  readonly #words: ModelWords;
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
    this.#words = new ModelWords(this.#beganMs);
  }

  /** Advances the server's clock to a tick of the model's. */
  #passTo(tick: number): void {
    this.#test.advance(Math.max(0, this.#beganMs + tick - this.#test.clock.nowMs()));
  }

  /** S-1c: notes the loss that a device's signed head would prove to the server. */
  async #noteLoss({ at, commonAt, seen }: ModelLoss): Promise<void> {
    const { orgId } = this.#tenant;
    const [row] = await this.#tenant.rows<{ n: number }>(
      `select coalesce(max(n), 0) as n from store.journal where at <= '${this.#words.instant(commonAt)}'`,
    );
    const loss = { at: this.#words.instant(at), common: row?.n ?? 0, seen: this.#words.instant(seen) };
    await noteLoss(this.#test.database, orgId, loss);
  }

  #memberships(to: readonly ModelRole[]): JsonValue {
    return to.map(({ role: key, team }) => ({ role: key, teamId: team === undefined ? null : this.#words.id(team) }));
  }

  async populate(): Promise<void> {
    const people = users.map((name) => {
      const memberships = this.#memberships(firstRoles[name]);
      this.#roles.set(name, memberships);
      return made(this.#words.id(name), 'platform/person', { name, status: 'active', memberships });
    });
    await applyAsServer(this.#test.server.tenancy, this.#tenant.orgId, {
      label: 'People',
      edits: [...['T1', 'T2'].map((name) => made(this.#words.id(name), 'platform/team', { name })), ...people],
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
            changeEdit(this.#words.id(first.user), 'platform/person', {
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
        author: { userId: this.#words.id(first.act.user) },
        device: this.#words.id(first.device),
        heads: [],
        acts: batch.map(({ act }) => this.#words.act(act)),
        numbering: 'given',
      }).catch((cause: unknown) => {
        // A write that the write path lets through, the database refuses (ADR 125): the model has decided otherwise.
        if (cause instanceof Error && 'code' in cause && cause.code === '23P01')
          throw new Difference(`seed ${this.#seed}: ${cause.message}`, { cause });
        throw cause;
      });
      if (applied.kind !== 'decided') throw new Error('No heads were given, and nobody is signed in.');
      for (const [place, answer] of applied.answers.entries()) {
        const event = batch[place];
        if (!event) throw new Error('More answers than acts.');
        this.#compare(event, answer);
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

  #differ(event: Extract<Event, { kind: 'decided' }> | undefined, what: string): never {
    throw new Difference(
      `seed ${this.#seed}, ${event?.act.kind} of ${event?.act.user}: ${what}\nthe model: ${JSON.stringify(event?.answer)}\n${JSON.stringify(event?.act)}`,
    );
  }

  #compare(event: Extract<Event, { kind: 'decided' }>, decision: Decision): void {
    const real = asModelNames(this.#words, decision);
    const what = decisionDifference(this.#words, event, real);
    if (what !== undefined) this.#differ(event, `${what}\nthe server: ${JSON.stringify(real)}`);
  }

  /** compares a person's news with the model's: the same records, alive or gone. */
  async #compareTold({ user, told, history: past }: Extract<Event, { kind: 'pulled' }>): Promise<void> {
    const real = new Map<string, Readonly<Record<string, JsonValue>> | null>();
    const heard: HistoryRow[] = [];
    for (let isDone = false; !isDone;) {
      const asker = { orgId: this.#tenant.orgId, userId: this.#words.id(user), sessionId: null };
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
      Object.entries(told).map(([id, one]) => [this.#words.id(id), one === null ? null : this.#words.wanted(one)]),
    );
    for (const id of new Set([...wanted.keys(), ...real.keys()])) {
      const [mine, theirs] = [real.get(id), wanted.get(id)];
      const isSame = mine && theirs ? sameFields(mine, theirs) : mine === theirs;
      if (!isSame)
        throw new Difference(
          `seed ${this.#seed}: ${user} is told ${JSON.stringify(mine)} of ${this.#words.name(id)}, the model tells ${JSON.stringify(theirs)}`,
        );
    }
    this.#compareHistory(user, heard, past);
  }

  /**
   * S-9: compares their history: the same changes with earlier and replaced values, or without them if the person did not see the
   * record before.
   */
  #compareHistory(user: string, heard: readonly HistoryRow[], past: readonly ModelHistoryRow[]): void {
    const nameOf = (row: { readonly act: string | null; readonly id: string }) => `${row.act} of ${row.id}`;
    const real = new Map(heard.map((row) => [nameOf(row), row]));
    const wanted = new Map(
      past.map((row) => [nameOf({ act: this.#words.id(row.act), id: this.#words.id(row.id) }), row]),
    );
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
          const [name, here] = this.#words.field(kind, field, value);
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
      // For a creation the model only records that it happened.
      (created || (sameFields(side(fields, 0), sideHere(0)) && sameFields(side(fields, 1), sideHere(1))))
    );
  }

  /** Checks that at the end all records equal the model's, and that each person has the feed that the model's person sees. */
  async compareEnd(end: ModelState): Promise<void> {
    const wanted = Object.values(end.records).map((one) => ({
      id: this.#words.id(one.id),
      fields: this.#words.wanted(one),
    }));
    const rows = await this.#tenant.rows<{
      id: string;
      kind: string;
      life: string;
      owner_id: string | null;
      team_id: string | null;
      shared_with: string[];
      fields: Readonly<Record<string, JsonValue>>;
    }>(
      modelKinds
        .map(({ name }) => name.slice('model/'.length))
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
          ...(isRoot(kind) ? { teamId: team_id, sharedWith: shared_with } : {}),
          ...fields,
        },
      ]),
    );
    if (found.size !== wanted.length)
      throw new Difference(`seed ${this.#seed}: ${found.size} records, the model has ${wanted.length}`);
    for (const { id, fields } of wanted) {
      if (!sameFields(fields, found.get(id) ?? {}))
        throw new Difference(
          `seed ${this.#seed}: ${this.#words.name(id)} is ${JSON.stringify(found.get(id))}, the model's is ${JSON.stringify(fields)}`,
        );
    }
    for (const user of users) {
      const seen = await inTenant(this.#test.database, { orgId: this.#tenant.orgId, mode: 'snapshot' }, async (tx) => {
        const tokens = tokensOfPrincipal(
          principalOf(
            await readPerson(tx, this.#tenant.orgId, this.#words.id(user)),
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
      const [real, model] = [seen.map(({ id }) => this.#words.name(id)).sort(), truth.sort()];
      if (JSON.stringify(real) !== JSON.stringify(model))
        throw new Difference(`seed ${this.#seed}: ${user} is filed ${real.join(' ')}, should see ${model.join(' ')}`);
    }
  }
}

/** Whether records of a kind have a team and shared people of their own. */
const isRoot = (kind: string): boolean => kind !== 'activity' && kind !== 'condition';

/** Returns the part of a record that is compared with the model's. */
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
  ...(isRoot(name.slice('model/'.length)) ? { teamId, sharedWith: [...sharedWith] } : {}),
  ...fields,
});

/** Whether a person sees a record, determined without tokens. */
function sees(state: ModelState, user: string, one: ModelRecord): boolean {
  const held = state.roles[user] ?? [];
  if (held.length === 0) return false;
  if (one['assignee'] === user) return true;
  if (one.entity === 'item') return true;
  const root = isRoot(one.entity) ? one : state.records[String(one['parentId'])];
  if (!root) return false;
  const shared = root['sharedWith'];
  if (root['ownerId'] === user || (Array.isArray(shared) && shared.includes(user))) return true;
  return held.some(
    ({ role: key, team }) =>
      key === 'admin' ||
      (team === root['teamId'] && (key === 'manager' || (key === 'viewer' && ['deal', 'loan'].includes(one.entity)))),
  );
}
