import type { OutboxEntry } from '../../bridge/contract.ts';
import type { Device } from '../device/device.ts';
import { namesOf } from '../records/names.ts';
import type { ActDocument } from '../records/documents.ts';

/** Returns acts as the diary shows them, in the given order. */
export async function outboxEntries(
  device: Device,
  acts: readonly ActDocument[],
  sending: ReadonlySet<string>,
): Promise<readonly OutboxEntry[]> {
  const heads = acts.map((entry) => device.memory.large.headOf(entry));
  const names = await namesOf(
    device.database,
    device.catalogue,
    heads.flatMap(({ first }) => first.map(({ id }) => id)),
  );
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
  }));
}
