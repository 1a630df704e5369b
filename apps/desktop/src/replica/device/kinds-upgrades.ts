import { systemUserId } from '@outpost/domain/engine/act/author';
import { envelopeOf, idsMadeOf, withMadeEdits } from '@outpost/domain/engine/act/edits-in-kinds';
import { type Act, type Edit, maxEditsPerAct } from '@outpost/domain/kernel/acts/act';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { type KindsUpgrade, madeFields, madeId, makesRecord } from '@outpost/domain/kernel/catalogue/kinds-upgrade';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import type { Device } from './device.ts';
import type { DeviceWrite } from '../records/device-write.ts';
import { bookEntities, schemaIn, type StateDocument } from '../records/documents.ts';
import { inPieces } from './in-pieces.ts';

/** Returns the upgrades of kinds whose source was of an earlier schema, by the numbers that the device has noted. */
export const dueUpgrades = (
  { upgrades }: Pick<Catalogue, 'upgrades'>,
  reached: StateDocument['actSchemas'],
): readonly KindsUpgrade[] =>
  [...upgrades.values()].flat().filter(({ of, schema }) => schemaIn(reached, { name: of, schema }) < schema);

/**
 * Shows the edits of unsent acts to fields that have moved into another kind, in the records of that kind (T-27). The acts
 * keep their original edits beside the shown ones. The server decides by the original edits, because only the server can
 * determine whether such a record exists (`editsInKinds`). An act that would exceed the largest act stays as it is and shows
 * no moved fields.
 */
export async function showInUnsentActs(write: DeviceWrite, upgrades: readonly KindsUpgrade[]): Promise<void> {
  const sources = new Set(upgrades.map(({ of }) => of));
  const entries = write.acts.all().filter(({ act }) => act.edits.some(({ entity }) => sources.has(entity)));
  const edits = entries.flatMap(({ act }) => act.edits);
  await write.records.load([...edits.map(({ id }) => id), ...idsMadeOf(edits, write.catalogue)]);
  const record = (id: string) => write.records.confirmed(id).record ?? write.records.shown(id) ?? undefined;
  for (const entry of entries) {
    const shown = withMadeEdits(entry.act.edits, { catalogue: write.catalogue, record });
    if (shown.length > entry.act.edits.length && shown.length <= maxEditsPerAct)
      write.acts.put({ ...entry, act: { ...entry.act, edits: [...shown] } });
  }
}

/**
 * Shows, until the device has synced, the records that the server makes of the sources on this device (T-27). An act that is
 * never sent shows them; they are not the device's own records. It counts as answered at number 0. So each record counts
 * until the server's row arrives, and all of them until the next complete page. The server only answers such a page once it
 * runs this build. So a device makes no second record, and shows no record that the server does not have.
 */
export const showMovedFields = (device: Device, upgrade: KindsUpgrade, now: string): Promise<void> =>
  inPieces(device, upgrade.of, async (write, ids) => {
    await write.records.load(ids.flatMap((id) => [id, madeId(upgrade, id)]));
    const edits = ids.flatMap((id) => editOf(write, upgrade, id));
    const [first] = edits;
    if (!first) return;
    const id = hashedId(upgrade.name, 'shown', first.id);
    const label = `Moved to ${entityOf(write.catalogue, upgrade.into).label.many.toLowerCase()}`;
    const act: Act = { id, number: 1, label, shape: 'each', madeAt: now, edits };
    await write.documents.load([id]); // an interrupted start may have written it
    const versions = Object.fromEntries(edits.map((edit) => [edit.id, 1]));
    const by = systemUserId;
    write.acts.put({ id, entity: bookEntities.act, seq: 0, act, by, state: 'answered', n: 0, versions, covered: [] });
  });

/** Returns the creation of the record into which a source's fields moved, unless the device holds or shows it already. */
function editOf(write: DeviceWrite, upgrade: KindsUpgrade, source: string): Edit[] {
  const [of, into] = [entityOf(write.catalogue, upgrade.of), entityOf(write.catalogue, upgrade.into)];
  const { record } = write.records.confirmed(source);
  const id = madeId(upgrade, source);
  if (record?.life !== 'alive' || !makesRecord(upgrade, of, record.fields) || write.records.shown(id)) return [];
  const create = { ...envelopeOf(into, record), schema: into.schema, fields: { ...madeFields(upgrade, record) } };
  return [{ id, entity: into.name, create }];
}
