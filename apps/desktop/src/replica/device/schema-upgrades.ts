import type { Act, Edit } from '@outpost/domain/kernel/acts/act';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { KindsUpgrade } from '@outpost/domain/kernel/catalogue/kinds-upgrade';
import { upgradedFields, withFormulas } from '@outpost/domain/kernel/catalogue/record-rules';
import { titleWordsVersion } from '@outpost/domain/kernel/text/title-words';
import { sameJson } from '@outpost/domain/kernel/json';
import { upgradedEdit } from '@outpost/domain/kernel/acts/upgraded-edit';
import type { Device } from './device.ts';
import { inPieces } from './in-pieces.ts';
import { dueUpgrades, showInUnsentActs, showMovedFields } from './kinds-upgrades.ts';
import type { DeviceWrite } from '../records/device-write.ts';
import { type ReplacedDocument, schemaIn, type StateDocument } from '../records/documents.ts';
import { withoutValues } from '../records/gone-formulas.ts';
import { keptActs } from '../records/kept-acts.ts';
import { upgradedMark } from '../records/memory/upgraded-mark.ts';
import { WriteLane } from '../records/write-lane.ts';

/** Chosen: long enough to notice that an entry was discarded too early. */
const discardedForMs = 30 * 24 * 3_600_000;

/**
 * K-5: upgrades waiting, kept and refused acts to this build's schemas at once, before any of them is sent or shown. Then
 * upgrades records in pieces. Each piece is one write, so a crash in between loses nothing. Also removes tray entries that were
 * discarded long ago.
 */
export async function upgradeReplicaRecords(device: Device, now: string): Promise<void> {
  const wanted = Object.fromEntries(
    [...device.catalogue.entities.values()].flatMap(({ name, schema }) => (schema === 1 ? [] : [[name, schema]])),
  );
  const { actSchemas, recordSchemas } = device.memory.state;
  const isSame = (reached: typeof actSchemas) => reached !== undefined && sameJson(reached, wanted);
  const behindIn = (reached: typeof actSchemas) =>
    [...device.catalogue.entities.values()].filter((entity) => schemaIn(reached, entity) < entity.schema);
  await device.transact(async (write) => {
    const names = new Set(behindIn(actSchemas).map((entity) => entity.name));
    const isBehind = ({ edits }: Act) => edits.some((edit) => names.has(edit.entity));
    const upToDate = (act: Act): Act => ({
      ...act,
      edits: act.edits.map((edit) => editUpToDate(device.catalogue, edit, actSchemas)),
    });
    // Kept acts may be sent again after a lost tail, then in this build's schemas.
    for (const entry of [...write.acts.all(), ...(names.size > 0 ? await keptActs(write, -1) : [])])
      if (isBehind(entry.act)) write.acts.put({ ...entry, act: upToDate(entry.act) });
    for (const entry of device.memory.tray.values())
      if (isBehind(entry.act)) write.books.put({ ...entry, act: upToDate(entry.act) });
    for (const mark of [...device.memory.replaced.values()].flatMap((group) => [...group.values()]))
      if (names.has(mark.of)) bringUpMark(write, mark, { entity: device.catalogue.entities.get(mark.of), actSchemas });
    const upgrades = dueUpgrades(device.catalogue, actSchemas);
    if (upgrades.length > 0) await showInUnsentActs(write, upgrades);
    // In the same write as the acts, or a second start would upgrade them twice.
    if (!isSame(actSchemas)) write.setState({ actSchemas: wanted });
    const longAgo = new Date(Date.parse(now) - discardedForMs).toISOString();
    for (const entry of device.memory.tray.values())
      if (entry.discardedAt !== null && entry.discardedAt < longAgo) write.books.remove(entry.id);
  });
  const behind = new WriteLane();
  if (device.memory.state.titleWords !== titleWordsVersion) void behind.run(() => bringUpToTitleWords(device));
  const bringUp = () => void behind.run(() => bringUpToOwnFields(device));
  device.onCatalogue(bringUp);
  bringUp();
  if (!isSame(recordSchemas)) void upgradeAllRecords(device, { behind: behindIn(recordSchemas), upgrades: dueUpgrades(device.catalogue, recordSchemas), wanted, now }); // prettier-ignore
}

/**
 * Upgrades all records in the background. The numbers are noted last: until every record is upgraded, the next start
 * continues.
 */
async function upgradeAllRecords(
  device: Device,
  {
    behind,
    upgrades,
    wanted,
    now,
  }: {
    readonly behind: readonly Entity[];
    readonly upgrades: readonly KindsUpgrade[];
    readonly wanted: Readonly<Record<string, number>>;
    readonly now: string;
  },
): Promise<void> {
  try {
    for (const entity of behind) await upgradeRecords(device, entity);
    for (const upgrade of upgrades) await showMovedFields(device, upgrade, now);
    await device.transact(async (write) => write.setState({ recordSchemas: wanted }));
  } catch (cause) {
    if (!device.database.file.isOpen) return; // closed in between: the next start continues
    device.ports.log.fault({ id: device.ports.ids.newId(), doing: 'bringing records up to their schemas', cause });
  }
}

/**
 * Upgrades all records of a kind. A record that a newer server sent before this update already has the new schema, with keys
 * made by the old declaration.
 */
const upgradeRecords = (device: Device, entity: Entity): Promise<void> =>
  inPieces(device, entity.name, async (write, ids) => {
    await write.records.load(ids);
    for (const id of ids) {
      const { record, through, round } = write.records.confirmed(id);
      if (record === null || record.schema >= entity.schema) write.records.touch(id);
      else
        write.records.setConfirmed(
          id,
          { ...record, schema: entity.schema, fields: upgradedFields(entity, record.fields, record.schema) },
          through,
          round,
        );
    }
  });

/**
 * Upgrades the mark of a replaced value, so that the value can be restored after the update, in the field that has it now
 * (S-4).
 */
function bringUpMark(
  write: DeviceWrite,
  mark: ReplacedDocument,
  { entity, actSchemas }: { readonly entity: Entity | undefined } & Pick<StateDocument, 'actSchemas'>,
): void {
  const upgraded = entity && upgradedMark(entity, mark, schemaIn(actSchemas, entity));
  if (!upgraded) return;
  if (upgraded.id !== mark.id) write.books.remove(mark.id);
  write.books.put(upgraded);
}

/** Returns an edit in this build's schema. */
function editUpToDate({ entities }: Catalogue, edit: Edit, reached: StateDocument['actSchemas']): Edit {
  const entity = entities.get(edit.entity);
  return entity ? upgradedEdit(entity, edit, schemaIn(reached, entity)) : edit;
}

/**
 * Gives all records of an earlier build the tokens of their titles. Runs in the background, in pieces. Until then
 * their titles are found like other fields. The version is noted last: after an interruption the next start begins again.
 */
async function bringUpToTitleWords(device: Device): Promise<void> {
  try {
    for (const { name } of device.catalogue.entities.values())
      await inPieces(device, name, async (write, ids) => {
        for (const id of ids) write.records.touch(id);
      });
    await device.transact(async (write) => write.setState({ titleWords: titleWordsVersion }));
  } catch (cause) {
    if (!device.database.file.isOpen) return; // closed in between: the next start begins again
    device.ports.log.fault({ id: device.ports.ids.newId(), doing: 'giving records the words of their titles', cause });
  }
}

/**
 * Gives records the keys and search tokens of fields that the tenant has defined since they were written (K-3), and the
 * values of its formulas (PLT-7). Runs in the background, in pieces.
 */
async function bringUpToOwnFields(device: Device): Promise<void> {
  try {
    for (;;) {
      const wanted = device.ownFields;
      const { recordFields: known, goneFormulas = {} } = device.memory.state;
      const entity = [...Object.keys(wanted), ...Object.keys(known), ...Object.keys(goneFormulas)].find(
        (name) => wanted[name] !== known[name] || goneFormulas[name] !== undefined,
      );
      if (entity === undefined) return;
      const gone = goneFormulas[entity] ?? [];
      await inPieces(device, entity, (write, ids) => giveFormulas(write, ids, gone));
      // Noted last, and only where no other definition has arrived in the meantime: otherwise the work is repeated.
      await device.transact(async (write) => {
        const { recordFields, goneFormulas: goneNow = {} } = write.state;
        if (device.ownFields[entity] !== wanted[entity] || goneNow[entity] !== goneFormulas[entity]) return;
        const { [entity]: _old, ...others } = recordFields;
        const { [entity]: _gone, ...stillGone } = goneNow;
        const own = wanted[entity];
        write.setState({
          recordFields: own === undefined ? others : { ...others, [entity]: own },
          goneFormulas: stillGone,
        });
      });
    }
  } catch (cause) {
    if (!device.database.file.isOpen) return; // closed in between: the next start continues
    device.ports.log.fault({ id: device.ports.ids.newId(), doing: 'giving records the keys of own fields', cause });
  }
}

/**
 * Computes the formulas of these records by the present definitions, in their confirmed state: the server does the same
 * with its own. All of them are shown again, so that they get their keys and words.
 */
async function giveFormulas(write: DeviceWrite, ids: readonly string[], gone: readonly string[]): Promise<void> {
  await write.records.load(ids);
  for (const id of ids) {
    const { record, through, round } = write.records.confirmed(id);
    const now = record && withFormulas(write.catalogue, withoutValues(record, gone));
    if (now === record) write.records.touch(id);
    else write.records.setConfirmed(id, now, through, round);
  }
}
