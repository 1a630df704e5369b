import { createHash } from 'node:crypto';
import { type Act, isCreate } from '@outpost/domain/kernel/acts/act';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { type StoredRecord, valueIn } from '@outpost/domain/kernel/entities/record';
import { must, type Truth } from './history-oracles.ts';
import type { ProofStage } from '../../stage/proof-stage.ts';
import { isWatched } from './who-sees.ts';
import { dealNames, newestFields, newestName, newestValue } from '../../builds/builds.ts';
import { plainOwnFields } from '../../builds/own-names.ts';
import { fieldsAlreadyThere, daysProblem, staysInUndo } from './stage-oracles.ts';

/** One journal row, as in its payload. */
export type JournalEntry = {
  readonly n: number;
  readonly kind: 'created' | 'changed' | 'decided' | 'erased' | 'erasure' | 'event';
  readonly act: string | null;
  readonly undoes: string | null;
  readonly by: string;
  /** The server's time, ISO 8601 UTC. */
  readonly at: string;
  readonly entity: string | null;
  readonly record: string | null;
  readonly changed: Readonly<Record<string, readonly [JsonValue, JsonValue]>>;
  readonly superseded: Readonly<Record<string, { readonly value: JsonValue; readonly by: string }>>;
  readonly expanded: boolean;
  readonly refused: Readonly<Record<string, string>>;
  readonly erasure?: { readonly records: readonly { readonly id: string }[]; readonly rows: readonly number[] };
};
/** Every form in which an act was sent. After a lost tail it is sent again and may give way. */
export type SentActs = ReadonlyMap<string, readonly Act[]>;

/**
 * S-1c: returns the form in which an act was last sent again after a lost tail. It is not always the last form that arrived: a line
 * can deliver a copy of the first request after it.
 */
export const returnedForm = (sent: SentActs, act: string | null): Act | undefined =>
  sent.get(act ?? '')?.findLast((form) => form.again === true);
type Fields = Map<string, JsonValue>;

/**
 * Whether the later value of a field simply wins. Other fields merge both values. References are left out because merges may
 * repoint them.
 */
export const isPlain = (entity: string, field: string): boolean =>
  [
    'ownerId',
    'teamId',
    'stage',
    'value',
    'closedOn',
    'externalKey',
    'done',
    'name',
    ...plainOwnFields,
    ...dealNames,
    'priority',
  ].includes(field) && !(entity === 'crm/task' && field === 'name');

/**
 * P-5: reads the whole journal and checks it: numbers without a gap, each hash over the one before, the clock at its end. For
 * rows erased by law it returns their earlier content (`payloads`, by hash). The server's own verification proves that no other
 * row is empty.
 */
export async function readJournal(
  { server, orgId }: ProofStage,
  payloads: ReadonlyMap<string, string>,
): Promise<readonly JournalEntry[]> {
  const rows = await server.rows(
    orgId,
    `select n, payload, encode(salt, 'hex') as salt, encode(digest, 'hex') as digest, encode(hash, 'hex') as hash from store.journal order by n`,
  );
  const { problems } = await server.verify(orgId);
  must(problems.length === 0, 'P-5', () => JSON.stringify(problems));
  let before: Buffer = Buffer.from('genesis');
  const sha256 = (...parts: readonly (Buffer | string)[]) => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const entries = rows.map((row, place) => {
    const isErased = row['payload'] === null;
    const text = isErased ? (payloads.get(String(row['hash'])) ?? '') : String(row['payload']);
    const digest = isErased
      ? Buffer.from(String(row['digest']), 'hex')
      : sha256(Buffer.from(row['salt'] as string, 'hex'), text);
    before = sha256(before, digest);
    must(Number(row['n']) === place + 1, 'S-1', () => `the journal has no row ${place + 1}`);
    must(before.toString('hex') === row['hash'], 'P-5', () => `the chain breaks at ${place + 1}`);
    return JSON.parse(text) as JournalEntry; // the server wrote it
  });
  const [clock] = await server.rows(orgId, 'select head from store.clock');
  must(Number(clock?.['head']) === rows.length, 'S-1', () => `the clock is at ${String(clock?.['head'])}`);
  return entries;
}

/**
 * Walks the journal using only its own content and the sent acts. Each row starts from the state in which the last one
 * left its record (S-1). It makes the changes of its act (S-2) and keeps replaced values (S-4). All rows together give
 * the store's state. No act is done twice or in half.
 */
export function checkJournal(
  journal: readonly JournalEntry[],
  { truth, sent, order }: { truth: Truth; sent: SentActs; order: ReadonlyMap<string, number> },
): void {
  const walk = new JournalWalk(sent, order);
  for (const [act, entries] of groupedInOrder(journal.map(asNewest))) walk.take(act, entries);
  walk.checkEnd(truth);
}

/** A row in the last build's terms, with the fields that had other names (K-5). */
type NewestEntry = JournalEntry & { readonly renamed: ReadonlySet<string> };

function asNewest(entry: JournalEntry): NewestEntry {
  const { entity } = entry;
  if (entity === null) return { ...entry, renamed: new Set() };
  const name = (field: string) => newestName(entity, field);
  const changed = Object.entries(entry.changed).map(([field, [from, to]]): [string, [JsonValue, JsonValue]] => [
    name(field),
    [newestValue(entity, field, from), newestValue(entity, field, to)],
  ]);
  const superseded = Object.entries(entry.superseded).map(([field, lost]): [string, typeof lost] => [
    name(field),
    { ...lost, value: newestValue(entity, field, lost.value) },
  ]);
  const isMoved = ([field, values]: readonly [string, readonly JsonValue[]]) =>
    name(field) !== field || values.some((value) => !sameJson(newestValue(entity, field, value), value));
  const moved = Object.entries(entry.changed).filter(isMoved);
  return {
    ...entry,
    changed: Object.fromEntries(changed),
    superseded: Object.fromEntries(superseded),
    renamed: new Set(moved.map(([field]) => name(field))),
  };
}

/** Returns the journal in groups of one act each, in the order of the decisions. */
function groupedInOrder(
  journal: readonly NewestEntry[],
): readonly (readonly [string | null, readonly NewestEntry[]])[] {
  const groups: [string | null, NewestEntry[]][] = [];
  const met = new Set<string>();
  for (const entry of journal) {
    const last = groups.at(-1);
    if (last && entry.act !== null && last[0] === entry.act) {
      last[1].push(entry);
      continue;
    }
    must(entry.act === null || !met.has(entry.act), 'S-2', () => `act ${entry.act ?? ''} was decided twice`, 'doubled');
    if (entry.act !== null) met.add(entry.act);
    groups.push([entry.act, [entry]]);
  }
  return groups;
}

class JournalWalk {
  readonly #sent: SentActs;
  readonly #order: ReadonlyMap<string, number>;
  /** By record and field: the act that wrote the present value. */
  readonly #writers = new Map<string, string | null>();
  readonly #records = new Map<string, { readonly entity: string; readonly fields: Fields }>();
  readonly #entries = new Map<string, readonly NewestEntry[]>();
  readonly #undone = new Set<string>();
  readonly #whole = new Set<string>();
  readonly #erased = new Set<string>();

  /** `order`: acts by the time of their first decision. */
  constructor(sent: SentActs, order: ReadonlyMap<string, number>) {
    this.#sent = sent;
    this.#order = order;
  }

  #now(record: string, field: string): JsonValue {
    return (
      this.#records.get(record)?.fields.get(field) ?? (field === 'life' ? 'alive' : field === 'sharedWith' ? [] : null)
    );
  }

  take(act: string | null, entries: readonly NewestEntry[]): void {
    const forms = act === null ? undefined : this.#sent.get(act);
    const [first] = entries;
    if (forms && first) {
      const problems = forms.map((form) =>
        form.undoes === undefined ? this.#problemOfAct(form, entries) : this.#problemOfUndo(form, entries),
      );
      must(
        problems.includes(undefined),
        first.undoes === null ? 'S-2' : 'S-4c',
        () => `${act ?? ''} at ${first.n}: ${problems.join(' / ')}`,
        'lost',
      );
    }
    const returned = returnedForm(this.#sent, act);
    if (returned && !this.#isRefused(entries)) this.#noteReturn(returned);
    for (const entry of entries) this.#apply(entry);
    if (act !== null) this.#entries.set(act, entries);
    const target = first?.undoes;
    if (act === null || target === undefined || target === null || this.#isRefused(entries)) return;
    if (!this.#whole.has(target)) return;
    this.#undone.add(target);
    const redone = this.#entries.get(target)?.[0]?.undoes;
    if (redone !== undefined && redone !== null) this.#undone.delete(redone);
  }

  /** S-1c: an act that comes back takes its place even if it changes nothing because its value is already there. */
  #noteReturn(act: Act): void {
    for (const edit of act.edits) {
      if (isCreate(edit)) continue;
      for (const [name, [, wish]] of Object.entries(edit.fields)) {
        const field = newestName(edit.entity, name);
        const at = `${edit.id}|${field}`;
        const place = (id: string | null | undefined): number => this.#order.get(id ?? '') ?? -1;
        if (!sameJson(newestValue(edit.entity, name, wish), this.#now(edit.id, field))) continue;
        if (place(act.id) > place(this.#writers.get(at))) this.#writers.set(at, act.id);
      }
    }
  }

  #isRefused(entries: readonly NewestEntry[]): boolean {
    return (
      entries.every((entry) => entry.kind === 'decided') &&
      entries.some((entry) => Object.keys(entry.refused).length > 0)
    );
  }

  #apply(entry: NewestEntry): void {
    const { record, entity, n } = entry;
    for (const { id } of entry.erasure?.records ?? []) {
      this.#erased.add(id);
      this.#records.delete(id);
    }
    if (entry.act !== null && !this.#isRefused([entry])) this.#whole.add(entry.act);
    if (record === null || entity === null) return;
    if (entry.kind === 'erased') return void this.#records.delete(record);
    const known = this.#records.get(record);
    must((known === undefined) === (entry.kind === 'created'), 'S-1', () => `${record} at ${n} is ${entry.kind}`);
    const fields: Fields = known?.fields ?? new Map();
    for (const [field, [from, to]] of Object.entries(entry.changed)) {
      if (known)
        must(
          sameJson(from, this.#now(record, field)),
          'S-1',
          () =>
            `${n} changes ${field} of ${record} from ${JSON.stringify(from)}, which was ${JSON.stringify(this.#now(record, field))}`,
        );
      fields.set(field, to);
      this.#writers.set(`${record}|${field}`, entry.act);
    }
    this.#records.set(record, { entity, fields });
  }

  /** Returns the part of an act's own request that was not done, although it was not refused. */
  #problemOfAct(act: Act, entries: readonly NewestEntry[]): string | undefined {
    const refused = Object.assign({}, ...entries.map((entry) => entry.refused)) as Record<string, string>; // of one act
    const isAnyRefused = Object.keys(refused).length > 0;
    const done = entries.filter((entry) => entry.record !== null);
    if (act.shape === 'together' && isAnyRefused)
      return done.length > 0 ? 'it was refused in part and done in part' : undefined;
    for (const edit of act.edits) {
      if (refused[edit.id] !== undefined) continue;
      const rows = done.filter((entry) => entry.record === edit.id);
      if (rows.length > 1) return `${edit.id} was changed twice`;
      const [row] = rows;
      if (isCreate(edit)) {
        if (row?.kind !== 'created') return `${edit.id} was not made`;
        continue;
      }
      const left =
        act.again === true
          ? new Set()
          : fieldsAlreadyThere(edit.entity, edit.fields, (field) => this.#now(edit.id, field));
      for (const [name, [was, wish]] of Object.entries(edit.fields)) {
        const field = newestName(edit.entity, name);
        const [from, to] = [newestValue(edit.entity, name, was), newestValue(edit.entity, name, wish)];
        if (field === 'life' ? to !== 'alive' && to !== 'deleted' : !isPlain(edit.entity, field)) continue;
        const now = this.#now(edit.id, field);
        const after = row?.changed[field] ? row.changed[field][1] : now; // the field may have become empty
        const lost = row?.superseded[field]?.value;
        if (left.has(field)) {
          if (!sameJson(after, now))
            return `${field} of ${edit.id} is ${JSON.stringify(after)}, though its move gave way`;
          if ((field === 'stage' || !sameJson(now, to)) && !sameJson(lost ?? null, to))
            return `${field} of ${edit.id}: ${JSON.stringify(to)} gave way with its move and is not kept`;
          continue;
        }
        const isConflict = !sameJson(from, now) && !sameJson(to, now);
        if (act.again === true) {
          const wrong = this.#problemOfReturn(act, { at: `${edit.id}|${field}`, now, to, after, lost, isConflict });
          if (wrong !== undefined) return wrong;
          continue;
        }
        const [wanted, gaveWay] = [to, now];
        if (!sameJson(row?.changed[field] ? row.changed[field][1] : after, wanted))
          return `${field} of ${edit.id} is ${JSON.stringify(after)} and not ${JSON.stringify(wanted)}`;
        if (isConflict && (lost === undefined || !sameJson(lost, gaveWay)))
          return `${field} of ${edit.id}: ${JSON.stringify(gaveWay)} gave way and is not kept`;
        if (!isConflict && lost !== undefined)
          return `${field} of ${edit.id}: nothing gave way, and ${JSON.stringify(lost)} is kept`;
      }
    }
    return act.again === true ? undefined : this.#problemOfDays(done);
  }

  /** T-14: checks that a deal moved to a stage has the dates and the reason that the stage requires. */
  #problemOfDays(done: readonly NewestEntry[]): string | undefined {
    for (const { record, entity, kind, changed } of done) {
      if (record === null || entity === null || kind !== 'changed') continue;
      const after = (field: string) => (changed[field] ? changed[field][1] : this.#now(record, field));
      const wrong = daysProblem(entity, changed, after);
      if (wrong !== undefined) return `${record} was moved, and ${wrong}`;
    }
    return undefined;
  }

  /**
   * S-1c: checks that an act that comes back overwrites no value decided after it. Such a value is the only one to which it may
   * lose without a report.
   */
  #problemOfReturn(
    act: Act,
    field: {
      readonly at: string;
      readonly now: JsonValue;
      readonly to: JsonValue;
      readonly after: JsonValue;
      readonly lost: JsonValue | undefined;
      readonly isConflict: boolean;
    },
  ): string | undefined {
    const { at, now, to, after, lost, isConflict } = field;
    const [mine, theirs] = [act.id, this.#writers.get(at) ?? ''].map((id) => this.#order.get(id) ?? -1);
    const isBehind = (theirs ?? -1) > (mine ?? -1);
    if (sameJson(after, to)) return isConflict && isBehind ? `${at}: a returning act won over later acts` : undefined;
    if (!sameJson(after, now)) return `${at} is ${JSON.stringify(after)} and neither as it was nor as it came back`;
    if (isBehind || (lost !== undefined && sameJson(lost, to))) return undefined;
    return `${at}: ${JSON.stringify(to)} came back, gave way and is not kept`;
  }

  /**
   * S-4c: checks that fields unchanged since are restored, that changed ones stay, and that the undo's wanted values are kept.
   */
  #problemOfUndo(undo: Act, entries: readonly NewestEntry[]): string | undefined {
    const target = undo.undoes;
    const rows = target === undefined ? undefined : this.#entries.get(target);
    const done = entries.filter((entry) => entry.record !== null);
    if (!target || !rows || this.#undone.has(target) || !this.#whole.has(target))
      return done.length > 0 ? 'there was nothing to undo, and something was done' : undefined;
    if (entries.some((entry) => Object.keys(entry.refused).length > 0)) return undefined;
    for (const row of rows) {
      if (row.record === null || row.entity === null || row.expanded || row.kind === 'created') continue;
      const { record, entity } = row;
      if (this.#erased.has(record)) continue; // its earlier value is not known any more (P-5)
      const mine = done.find((entry) => entry.record === record);
      const isRedo = rows[0]?.undoes !== undefined && rows[0].undoes !== null;
      const left = staysInUndo(entity, row.changed, { now: (field) => this.#now(record, field), isRedo });
      for (const [field, [from, to]] of Object.entries(row.changed)) {
        if (!isPlain(entity, field)) continue;
        const now = this.#now(record, field);
        const after = mine?.changed[field] ? mine.changed[field][1] : now;
        const isSince = (!sameJson(now, to) && !sameJson(now, from)) || (left.has(field) && !sameJson(now, from));
        if (row.renamed.has(field) && sameJson(after, now)) continue; // an undo gives way in fields that an update has replaced (K-5)
        if (!sameJson(after, isSince ? now : from))
          return `${field} of ${record} is ${JSON.stringify(after)} after it was undone from ${JSON.stringify(to)} to ${JSON.stringify(from)}`;
        if (isSince && !sameJson(mine?.superseded[field]?.value ?? null, from))
          return `${field} of ${record}: undo gave way, and ${JSON.stringify(from)} is not kept`;
      }
    }
    return undefined;
  }

  /** Checks that the store equals the journal's result. */
  checkEnd(truth: Truth): void {
    const ids = new Set([
      ...truth.records.keys(),
      ...[...this.#records].flatMap(([id, { entity }]) => (isWatched(entity) ? [id] : [])),
    ]);
    for (const id of ids) {
      const record = truth.records.get(id);
      const walked = this.#records.get(id);
      must(
        record !== undefined && walked !== undefined,
        'S-1',
        () => `${id} is in the journal or the store alone`,
        'lost',
      );
      if (!record || !walked) continue;
      for (const field of namesOf(record, walked.fields))
        must(
          sameJson(newestOf(record, field), this.#now(id, field)),
          'S-1',
          () =>
            `the store has ${JSON.stringify(newestOf(record, field))} in ${field} of ${id}, the journal ${JSON.stringify(this.#now(id, field))}`,
        );
    }
  }
}

const namesOf = (record: StoredRecord, fields: Fields): ReadonlySet<string> =>
  new Set([
    ...Object.keys(newestFields(record.entity, record.fields)),
    ...fields.keys(),
    'ownerId',
    'teamId',
    'sharedWith',
    'life',
  ]);
/** Returns a record's field in the last build's terms. */
const newestOf = (record: StoredRecord, field: string): JsonValue =>
  valueIn({ ...record, fields: newestFields(record.entity, record.fields) }, field);
