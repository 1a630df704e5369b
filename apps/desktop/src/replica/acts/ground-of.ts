import { type Edit, type Ground, isCreate } from '@outpost/domain/kernel/act';
import { mergedInto, type Life } from '@outpost/domain/kernel/record';
import type { DeviceWrite } from '../records/device-write.ts';

/** S-4b: the earlier unsent acts that an edit stands on: they made its record or its parent, or wrote a value that it starts from. */
export function groundOf(write: DeviceWrite, edit: Edit): readonly Ground[] {
  const life = isCreate(edit) ? undefined : edit.fields['life']?.[1];
  const into = typeof life === 'string' ? mergedInto(life as Life) : undefined; // the person's wish, checked by the caller
  const wanted = new Set([edit.id, ...write.parentsIn(edit), ...(into === undefined ? [] : [into])]);
  const fields = isCreate(edit) ? [] : Object.keys(edit.fields);
  const ground: Ground[] = [];
  for (const record of wanted) {
    for (const { act, state } of write.actsOn(record)) {
      if (state !== 'waiting') continue;
      const stands = act.edits.some((earlier) => earlier.id === record && (isCreate(earlier) || (record === edit.id && fields.some((name) => name in earlier.fields))));
      if (stands) ground.push({ act: act.id, record });
    }
  }
  return ground;
}
