import type { Act } from '@outpost/domain/kernel/acts/act';
import { companionId } from '@outpost/domain/kernel/entities/sealed';
import type { ActDocument, TrayDocument } from '../../records/documents.ts';
import type { DeviceWrite } from '../../records/device-write.ts';
import { keptActs } from '../../records/kept-acts.ts';
import type { ReplicaLookups } from '../../records/replica-lookups.ts';

/** The label that replaces one that may have named an erased record. */
const neutralLabel = 'A change of a record that was erased';
const why = {
  code: 'records/not-found',
  message: 'This record was erased by law, together with your changes to it.',
  details: {},
};

/** K-4: returns the ids with those of companions that the records may have: the device may have typed values that the server never took. */
const withCompanions = ({ catalogue }: Pick<DeviceWrite, 'catalogue'>, ids: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([
    ...ids,
    ...[...catalogue.entities.values()].flatMap(({ name, sealed }) =>
      sealed === undefined ? [] : [...ids].map((id) => companionId(name, id)),
    ),
  ]);

/**
 * Removes all data of records that were erased by law from the device (P-5). Their confirmed state, history and marks are
 * removed. It also removes their edits in acts that are kept for a lost tail, and labels that may name them. A waiting act stays,
 * with such edits emptied: the server may have decided it already, and its answer still reports the outcome (S-2). The tray's
 * values of the records are emptied; the refusal itself stays (S-5). Unfinished imports that keep cells are removed. The file is
 * purged in idle time.
 */
export async function forgetErased(
  write: DeviceWrite,
  told: ReadonlySet<string>,
  lookups: ReplicaLookups,
): Promise<void> {
  const erased = withCompanions(write, told);
  write.setState({ purgeDue: true });
  await write.documents.load(erased);
  for (const id of erased) write.records.setConfirmed(id, null, []);
  for (const id of lookups.booksOf([...erased])) write.books.remove(id);
  // The records of the cells are not known; a person who runs the import again starts it from the beginning.
  for (const id of lookups.importsWithCells()) write.books.remove(id);
  await forgetActsOn(write, erased);
}

/**
 * ADR 122: removes a former member's name from this device's own acts and from its tray. The record stays and has the pseudonym: the
 * page brings it, with the redacted rows of the history. The file is purged in idle time.
 */
export async function forgetNames(write: DeviceWrite, people: ReadonlySet<string>): Promise<void> {
  write.setState({ purgeDue: true });
  await forgetActsOn(write, people);
}

/** Removes the values of records from acts, and labels that may name them. */
async function forgetActsOn(write: DeviceWrite, erased: ReadonlySet<string>): Promise<void> {
  for (const entry of write.books.tray()) if (names(entry.act, erased)) write.books.put(emptiedEntry(entry, erased));
  for (const entry of [...(await keptActs(write, -1)), ...write.acts.all()]) {
    if (!names(entry.act, erased)) continue;
    const left =
      entry.state === 'waiting' ? { ...entry, act: emptied(entry.act, erased) } : withoutEdits(entry, erased);
    if (left.act.edits.length > 0) write.acts.put(left);
    else write.acts.remove(entry.id);
  }
}

/** Whether an act edits an erased record, or names one: its label may contain the record's data. */
const names = (act: Act, erased: ReadonlySet<string>): boolean => {
  const text = JSON.stringify(act);
  return [...erased].some((id) => text.includes(id));
};

/** Returns an act without values of erased records: its edits of them name the record, and no value. */
const emptied = (act: Act, erased: ReadonlySet<string>): Act => ({
  ...act,
  label: neutralLabel,
  edits: act.edits.map((edit) =>
    erased.has(edit.id) ? { id: edit.id, entity: edit.entity, seen: 0, fields: {} } : edit,
  ),
});

/** Returns an act that was decided, without its edits of erased records. */
function withoutEdits(entry: ActDocument, erased: ReadonlySet<string>): ActDocument {
  const edits = entry.act.edits.filter(({ id }) => !erased.has(id));
  const versions = Object.fromEntries(Object.entries(entry.versions).filter(([id]) => !erased.has(id)));
  const covered = entry.covered.filter((id) => !erased.has(id));
  return { ...entry, act: { ...entry.act, label: neutralLabel, edits }, versions, covered };
}

function emptiedEntry(entry: TrayDocument, erased: ReadonlySet<string>): TrayDocument {
  const titles = Object.fromEntries(Object.entries(entry.titles).filter(([id]) => !erased.has(id)));
  const reasons: TrayDocument['why'] = Object.fromEntries(
    Object.entries(entry.why).map(([id, said]) => {
      if (erased.has(id)) return [id, why];
      // A reason may quote another one.
      return [
        id,
        said.code === 'act/refused-whole' ? { ...said, message: 'Another part of it was refused.', details: {} } : said,
      ];
    }),
  );
  return { ...entry, act: emptied(entry.act, erased), titles, why: reasons };
}
