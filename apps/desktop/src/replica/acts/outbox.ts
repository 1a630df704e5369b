import { type ChangeEdit, isCreate } from '@outpost/domain/kernel/acts/act';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { OutboxEntry } from '../../bridge/contract.ts';
import type { Device } from '../device/device.ts';
import { type Name, namesOf } from '../records/names.ts';
import type { ActDocument } from '../records/documents.ts';

/** Chosen: a line of the outbox has room for this many changes. */
const shownChanges = 3;
/** Chosen: a longer text is cut, so that an entry stays small. */
const shownChars = 120;

/** Returns acts as entries of the outbox, in the given order. */
export async function outboxEntries(
  device: Device,
  acts: readonly ActDocument[],
  sending: ReadonlySet<string>,
): Promise<readonly OutboxEntry[]> {
  const { catalogue, memory } = device;
  const heads = acts.map((entry) => memory.large.headOf(entry));
  const changes = acts.map((entry) =>
    memory.large.isHeld(entry)
      ? undefined
      : changesOf(
          catalogue,
          entry.act.edits.flatMap((edit) => (isCreate(edit) ? [] : [edit])),
        ),
  );
  const names = await namesOf(device.database, catalogue, [
    ...heads.flatMap(({ first }) => first.map(({ id }) => id)),
    ...changes.flatMap((one) => one?.named ?? []),
  ]);
  return acts.map((entry, place) => ({
    act: entry.id,
    label: entry.act.label,
    madeAt: entry.act.madeAt,
    group: entry.act.group ?? null,
    state: entry.state === 'answered' ? 'answered' : sending.has(entry.id) ? 'sending' : 'waiting',
    records: (heads[place]?.first ?? []).map((edit) => ({
      id: edit.id,
      entity: edit.entity,
      title: names[edit.id]?.title ?? '',
    })),
    editCount: heads[place]?.editCount ?? 0,
    ...withNames(changes[place], names),
    isJudgedLater: (entry.unjudged ?? []).length > 0,
  }));
}

type Changes = Pick<NonNullable<OutboxEntry['changes']>, 'first' | 'count'> & {
  /** The records to which the values refer. */
  readonly named: readonly string[];
};

/** Returns the changed fields of an act that changes one record; `undefined` for others and for sealed records. */
function changesOf(catalogue: Catalogue, edits: readonly ChangeEdit[]): Changes | undefined {
  const [edit, another] = edits;
  const entity = edit && catalogue.entities.get(edit.entity);
  if (!edit || another || !entity || entity.sealed !== undefined) return undefined;
  const named: string[] = [];
  const first: Changes['first'] = [];
  const told = Object.entries(edit.fields).filter(
    ([name]) => name === 'ownerId' || name === 'teamId' || Object.hasOwn(entity.fields, name),
  );
  for (const [name, [from, to]] of told.slice(0, shownChanges)) {
    const field = entity.fields[name];
    for (const value of [from, to])
      if (typeof value === 'string' && (field === undefined || field.type === 'ref'))
        named.push(field === undefined ? value : refTarget(field, value).id);
    first.push({ field: name, from: cut(from), to: cut(to) });
  }
  return told.length === 0 ? undefined : { first, count: told.length, named };
}

const cut = (value: JsonValue): JsonValue =>
  typeof value === 'string' && value.length > shownChars
    ? `${value.slice(0, shownChars).replace(/[\uD800-\uDBFF]$/u, '')}…`
    : value;

/** Returns the changes with the names of the records that this device holds. */
function withNames(changes: Changes | undefined, names: Readonly<Record<string, Name>>): Pick<OutboxEntry, 'changes'> {
  if (changes === undefined) return {};
  const { named, ...told } = changes;
  const refs = Object.fromEntries(named.flatMap((id) => (names[id] ? [[id, names[id]] as const] : [])));
  return { changes: { ...told, refs } };
}
