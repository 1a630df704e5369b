import { type Act, isCreate } from '@outpost/domain/kernel/act';
import { titleOf } from '@outpost/domain/kernel/record-rules';
import type { TrayEntry } from '../../bridge/contract.ts';
import type { Device } from '../device.ts';
import type { TrayDocument } from '../records/documents.ts';

/** Chosen: long enough to notice that something was thrown away too early. */
export const discardedForMs = 30 * 24 * 3_600_000;

/** S-5: what the server refused and nobody has dealt with, oldest first, with what it wanted and why not. */
export function trayEntries(device: Device): readonly TrayEntry[] {
  const open = [...device.memory.tray.values()].filter((entry) => entry.discardedAt === null);
  return open
    .toSorted((a, b) => (a.refusedAt < b.refusedAt ? -1 : a.refusedAt > b.refusedAt ? 1 : a.act.number - b.act.number))
    .map((entry) => asEntry(device, entry));
}

function asEntry(device: Device, { id, act, refusedAt, why, titles }: TrayDocument): TrayEntry {
  const reasons = act.edits.map((edit) => ({
    record: edit.id,
    entity: edit.entity,
    title: titles[edit.id] || titleFrom(device, edit),
    code: why[edit.id]?.code ?? 'act/refused-whole',
    message: why[edit.id]?.message ?? 'It was refused together with the rest.',
    wanted: isCreate(edit)
      ? edit.create.fields
      : Object.fromEntries(Object.entries(edit.fields).map(([name, [, to]]) => [name, to])),
    creates: isCreate(edit),
  }));
  return { id, act: act.id, label: act.label, madeAt: act.madeAt, refusedAt, reasons };
}

function titleFrom(device: Device, edit: Act['edits'][number]): string {
  const entity = device.catalogue.entities.get(edit.entity);
  return entity && isCreate(edit) ? titleOf(entity, { fields: edit.create.fields }) : '';
}
