import { type ChangeEdit, type CreateEdit, type Edit, isCreate } from '../../kernel/acts/act.ts';
import { type Catalogue, entityOf } from '../../kernel/catalogue/catalogue.ts';
import { type KindsUpgrade, lostNames, madeFields, madeId, makesRecord } from '../../kernel/catalogue/kinds-upgrade.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import { type JsonValue, sameJson } from '../../kernel/json.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import type { AskedEdit } from './edits-of.ts';

type Fields = Readonly<Record<string, JsonValue>>;
/** The records before the act. A device may not hold all of them. */
type Records = { readonly record: (id: string) => StoredRecord | undefined };
type Where = Records & { readonly catalogue: Pick<Catalogue, 'entities' | 'upgrades'> };

/** An edit of a record that an upgrade makes of a source, derived from an edit of the source. */
type MadeEdit = { readonly upgrade: KindsUpgrade; readonly id: string; readonly edit: AskedEdit | undefined };

/**
 * T-27, K-5: returns the edits of an act in this build's kinds. Where an edit names a field that an upgrade moved into another
 * kind, that part becomes an edit of the other record. The record is created if there is none. This covers pushes of devices with
 * the previous build, and acts that waited while their device was updated. It also covers acts that are sent again, and undos of
 * acts from before the upgrade.
 *
 * A device adds such edits to its own waiting acts to show them (`withMadeEdits`). They are replaced here, because only
 * the decision knows whether the record exists.
 */
export function editsInKinds(edits: readonly AskedEdit[], where: Where): readonly AskedEdit[] {
  if (!concernsUpgrades(edits, where.catalogue)) return edits;
  const worked = inKinds(edits, where);
  const replaced = new Set(worked.flatMap(({ made }) => made.map(({ id }) => id)));
  return worked.flatMap(({ edit, made }) => [
    ...(replaced.has(edit.id) ? [] : [made.length === 0 ? edit : withoutLost(edit, made)]),
    ...made.flatMap((one) => one.edit ?? []),
  ]);
}

/**
 * Returns the edits with the edits of other records that follow from them, for display on a device. The given edits
 * are unchanged. All of them have the wire's form: they are sent with their act.
 */
export function withMadeEdits(edits: readonly Edit[], where: Where): readonly Edit[] {
  if (!concernsUpgrades(edits, where.catalogue)) return edits;
  return inKinds(edits, where).flatMap(({ edit, made }) => [edit, ...made.flatMap((one) => asSent(one.edit))]);
}

/** Returns the parts of an edit that are sent. A change is sent without `follows`. */
function asSent(edit: AskedEdit | undefined): Edit[] {
  if (!edit) return [];
  const { id, entity, after: grounds } = edit;
  const after = grounds ? { after: grounds } : {};
  return [isCreate(edit) ? { id, entity, create: edit.create, ...after } : { id, entity, seen: edit.seen, fields: edit.fields, ...after }]; // prettier-ignore
}

/** Returns the ids of the records that an upgrade may derive from the edits. */
export const idsMadeOf = (
  edits: readonly Pick<Edit, 'id' | 'entity'>[],
  { upgrades }: Pick<Catalogue, 'upgrades'>,
): readonly string[] =>
  edits.flatMap(({ id, entity }) => (upgrades?.get(entity) ?? []).map((upgrade) => madeId(upgrade, id)));

const concernsUpgrades = (edits: readonly Edit[], { upgrades }: Pick<Catalogue, 'upgrades'>): boolean =>
  upgrades !== undefined && upgrades.size > 0 && edits.some(({ entity }) => upgrades.has(entity));

/**
 * Returns each edit followed by the edits derived from it, in order: the next edit finds a record that one of them
 * creates.
 */
function inKinds<E extends AskedEdit>(
  edits: readonly E[],
  where: Where,
): readonly { readonly edit: E; readonly made: readonly MadeEdit[] }[] {
  const isMade = new Set<string>();
  return edits.map((edit) => {
    const source = where.catalogue.entities.get(edit.entity);
    const upgrades = (source && where.catalogue.upgrades.get(edit.entity)) ?? [];
    const made = upgrades.flatMap((upgrade): MadeEdit[] => {
      const named = isCreate(edit) ? edit.create.fields : edit.fields;
      if (!source || lostNames(upgrade, source, named).length === 0) return [];
      const id = madeId(upgrade, edit.id);
      const exists = isMade.has(id) || where.record(id) !== undefined;
      const own = madeEdit(upgrade, edit, { ...where, source, id, exists });
      if (own) isMade.add(id);
      return [{ upgrade, id, edit: own }];
    });
    return { edit, made };
  });
}

/**
 * Returns the edit of the record that an upgrade makes of the source: its creation, a change, or nothing. A change
 * contains the values that differ before and after the source's edit. A removed value empties its field; the record
 * stays.
 */
function madeEdit(
  upgrade: KindsUpgrade,
  edit: AskedEdit,
  at: Where & { readonly source: Entity; readonly id: string; readonly exists: boolean },
): AskedEdit | undefined {
  const into = entityOf(at.catalogue, upgrade.into);
  const held = at.record(edit.id);
  const known = isCreate(edit) ? edit.create.fields : (held?.fields ?? {});
  const [from, to] = sidesOf(upgrade, at.source, edit);
  const made = (fields: Fields) => madeFields(upgrade, { id: edit.id, fields: { ...known, ...fields } });
  const [before, after] = [made(from), made(to)];
  // `follows`: the record is accepted or refused with its source, also in an act that is decided record by record.
  const { after: grounds, expanded, ofMerge } = edit;
  const shared = { id: at.id, entity: into.name, follows: edit.id, ...(grounds ? { after: grounds } : {}), ...(expanded ? { expanded } : {}), ...(ofMerge ? { ofMerge } : {}) }; // prettier-ignore
  if (!at.exists) {
    if (!makesRecord(upgrade, at.source, to)) return undefined;
    return { ...shared, create: { ...envelopeOf(into, isCreate(edit) ? edit.create : held), schema: into.schema, fields: { ...after } } }; // prettier-ignore
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differing = names.filter((name) => !sameJson(before[name] ?? null, after[name] ?? null));
  if (differing.length === 0) return undefined;
  const pair = (name: string): [JsonValue, JsonValue] => [before[name] ?? null, after[name] ?? null];
  return { ...shared, seen: 0, fields: Object.fromEntries(differing.map((name) => [name, pair(name)])) };
}

/** Returns the values of the moved fields that an edit names, before and after it. */
function sidesOf(upgrade: KindsUpgrade, source: Entity, edit: Edit): readonly [Fields, Fields] {
  const named: Readonly<Record<string, readonly [JsonValue, JsonValue]>> = isCreate(edit)
    ? Object.fromEntries(Object.entries(edit.create.fields).map(([name, value]) => [name, [null, value]]))
    : edit.fields;
  const names = lostNames(upgrade, source, named);
  const side = (place: 0 | 1): Fields => Object.fromEntries(names.map((name) => [name, named[name]?.[place] ?? null]));
  return [side(0), side(1)];
}

/**
 * Returns the owner, team and shares of the made record. A child takes its parent's visibility (A-3a), any other
 * record its source's.
 */
export function envelopeOf(
  into: Entity,
  source: Pick<StoredRecord, 'ownerId' | 'teamId' | 'sharedWith'> | undefined,
): Pick<CreateEdit['create'], 'ownerId' | 'teamId' | 'sharedWith'> {
  if (into.parent !== undefined || !source) return { ownerId: null, teamId: null, sharedWith: [] };
  return { ownerId: source.ownerId, teamId: source.teamId, sharedWith: [...source.sharedWith] };
}

function withoutLost(edit: AskedEdit, made: readonly MadeEdit[]): AskedEdit {
  const lost = new Set(made.flatMap(({ upgrade }) => Object.keys(upgrade.was)));
  const kept = <T>(fields: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !lost.has(name)));
  if (isCreate(edit)) return { ...edit, create: { ...edit.create, fields: kept(edit.create.fields) } };
  return { ...edit, fields: kept<ChangeEdit['fields'][string]>(edit.fields) };
}
