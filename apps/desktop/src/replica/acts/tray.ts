import { type Act, isCreate } from '@outpost/domain/kernel/acts/act';
import { valueIn } from '@outpost/domain/kernel/entities/record';
import type { TrayEntry } from '../../bridge/contract.ts';
import type { Device } from '../device/device.ts';
import type { TrayDocument } from '../records/documents.ts';
import { titleIn } from '../records/names.ts';
import { sinceMade } from './since-made.ts';

/** Chosen: as many records as the person corrects by hand. */
const mostWithSince = 20;

/** Returns the refused acts in the tray, oldest first, with the wanted values and the reasons (S-5). */
export function trayEntries(device: Device): readonly TrayEntry[] {
  const open = [...device.memory.tray.values()].filter((entry) => entry.discardedAt === null);
  return open
    .toSorted((a, b) => (a.refusedAt < b.refusedAt ? -1 : a.refusedAt > b.refusedAt ? 1 : a.act.number - b.act.number))
    .map((entry) => asEntry(device, entry));
}

function asEntry(device: Device, { id, act, refusedAt, why, titles }: TrayDocument): TrayEntry {
  const whole = why[act.id];
  const reasons = act.edits.map((edit, place) => {
    const wanted = isCreate(edit)
      ? edit.create.fields
      : Object.fromEntries(Object.entries(edit.fields).map(([name, [, to]]) => [name, to]));
    const since = isCreate(edit) || place >= mostWithSince ? undefined : sinceMade(device, edit);
    return {
      record: edit.id,
      entity: edit.entity,
      title: titles[edit.id] || titleFrom(device, edit),
      code: (why[edit.id] ?? whole)?.code ?? 'act/refused-whole',
      message: (why[edit.id] ?? whole)?.message ?? 'It was refused together with the rest.',
      // K-4: a sealed value is not shown here. Making the act again sends it as it was typed.
      wanted: device.catalogue.entities.get(edit.entity)?.sealed === undefined ? wanted : {},
      creates: isCreate(edit),
      about: fieldBeside(device, { edit, wanted, named: why[edit.id]?.details['field'] }),
      ...(since === undefined ? {} : { since }),
    };
  });
  return {
    id,
    act: act.id,
    label: act.label,
    madeAt: act.madeAt,
    refusedAt,
    whole: reasons.length > 0 ? null : wholeOf(why, whole),
    reasons,
  };
}

/** Returns the reason that names no record of the act. Servers until November 2026 gave no such reason. */
function wholeOf(why: TrayDocument['why'], whole: TrayDocument['why'][string] | undefined): TrayEntry['whole'] {
  const { code, message } = whole ?? Object.values(why)[0] ?? { code: 'records/not-found', message: noReason };
  return { code, message };
}
const noReason = 'The record of this change is gone, or not shared with you.';

type Wanted = TrayEntry['reasons'][number]['wanted'];

/**
 * Returns the further field that a refusal names, with its present value: for example a required field that the tenant has
 * added since.
 */
function fieldBeside(
  device: Device,
  { edit, wanted, named }: { readonly edit: Act['edits'][number]; readonly wanted: Wanted; readonly named: unknown },
): TrayEntry['reasons'][number]['about'] {
  const fields = device.catalogue.entities.get(edit.entity)?.fields ?? {};
  if (typeof named !== 'string' || named in wanted || !Object.hasOwn(fields, named)) return null;
  const record = isCreate(edit) ? undefined : device.lookups.shown(edit.entity, edit.id);
  return { field: named, value: record ? valueIn(record, named) : null };
}

function titleFrom(device: Device, edit: Act['edits'][number]): string {
  return isCreate(edit) ? titleIn(device.catalogue, { entity: edit.entity, fields: edit.create.fields }) : '';
}
