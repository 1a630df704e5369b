import type { OutboxEntry } from '../../bridge/contract.ts';
import type { Device } from '../device.ts';
import { namesOf } from '../records/names.ts';
import type { ActDocument } from '../records/documents.ts';

/** An entry of the diary names this many records; `editCount` tells of the rest. */
const namedRecords = 5;

/** Acts as the diary tells them, in the order given. */
export async function outboxEntries(
  device: Device,
  acts: readonly ActDocument[],
  sending: ReadonlySet<string>,
): Promise<readonly OutboxEntry[]> {
  const named = acts.map((entry) => entry.act.edits.slice(0, namedRecords));
  const names = await namesOf(
    device.database,
    device.catalogue,
    named.flatMap((edits) => edits.map((edit) => edit.id)),
  );
  return acts.map((entry, place) => ({
    act: entry.id,
    label: entry.act.label,
    madeAt: entry.act.madeAt,
    group: entry.act.group ?? null,
    state: entry.state === 'answered' ? 'answered' : sending.has(entry.id) ? 'sending' : 'waiting',
    records: (named[place] ?? []).map((edit) => ({
      id: edit.id,
      entity: edit.entity,
      title: names[edit.id]?.title ?? '',
    })),
    editCount: entry.act.edits.length,
  }));
}
