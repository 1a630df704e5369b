import { systemUserId } from '@outpost/domain/engine/act/author';
import { envelopeOf, idsMadeOf, withMadeEdits } from '@outpost/domain/engine/act/edits-in-kinds';
import { type Act, type Edit, maxEditsPerAct } from '@outpost/domain/kernel/acts/act';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { type KindsUpgrade, madeFields, madeId, makesRecord } from '@outpost/domain/kernel/catalogue/kinds-upgrade';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import type { Device } from './device.ts';
import type { DeviceWrite } from '../records/device-write.ts';
import { bookEntities } from '../records/documents.ts';
import { inPieces } from './in-pieces.ts';

/** The upgrades of kinds whose source was of an earlier schema, by the numbers that the device has noted. */
export const dueUpgrades = (
  { upgrades }: Pick<Catalogue, 'upgrades'>,
  known: Readonly<Record<string, number>>,
): readonly KindsUpgrade[] => [...upgrades.values()].flat().filter(({ of, schema }) => (known[of] ?? schema) < schema);

/**
 * T-27: shows what unsent acts say of fields that have moved into another kind, in the records of that kind. The acts keep their
 * words beside it: by these the server decides, because it alone knows whether there is such a record (`editsInKinds`). An act that would grow
 * longer than an act may be stays as it is, and shows nothing of it.
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
 * T-27: until the device has synced, shows the records that the server is going to make, or has made, of the sources on this device.
 * They are no records of the device's own: an act that is never sent shows them. It counts as answered at number 0, so each record counts until
 * the server's row arrives, and all of them until the next complete page, which the server only answers once it runs this build. So a device makes no second record, and
 * shows none that the server does not have.
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
    await write.documents.load([id]); // a start that was cut off may have written it
    const versions = Object.fromEntries(edits.map((edit) => [edit.id, 1]));
    const by = systemUserId;
    write.acts.put({ id, entity: bookEntities.act, seq: 0, act, by, state: 'answered', n: 0, versions, covered: [] });
  });

/** The creation of the record that a source's fields moved into, unless the device has it or shows it already. */
function editOf(write: DeviceWrite, upgrade: KindsUpgrade, source: string): Edit[] {
  const [of, into] = [entityOf(write.catalogue, upgrade.of), entityOf(write.catalogue, upgrade.into)];
  const { record } = write.records.confirmed(source);
  const id = madeId(upgrade, source);
  if (record?.life !== 'alive' || !makesRecord(upgrade, of, record.fields) || write.records.shown(id)) return [];
  const create = { ...envelopeOf(into, record), schema: into.schema, fields: { ...madeFields(upgrade, record) } };
  return [{ id, entity: into.name, create }];
}
