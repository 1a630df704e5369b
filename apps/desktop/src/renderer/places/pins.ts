import { isId } from '@outpost/domain/kernel/ids';
import { type JsonValue, textsIn } from '@outpost/domain/kernel/json';
import type { ShownRecord } from '../../bridge/contract.ts';

/** A pinned record, or a pinned view of a list. `view`: the id of a declared list, or of the record of a saved view. */
export type Pin =
  | { readonly of: 'record'; readonly entity: string; readonly record: string }
  | { readonly of: 'view'; readonly entity: string; readonly view: string };

/** Returns a pin as the person's record keeps it: "crm/deal:id" for a record, "crm/deal?closing" for a view. */
export const pinText = (pin: Pin): string =>
  pin.of === 'record' ? `${pin.entity}:${pin.record}` : `${pin.entity}?${pin.view}`;

/** Reads a kept pin. Undefined for a text that this build does not know. */
export function readPin(text: string): Pin | undefined {
  const at = text.search(/[:?]/u);
  if (at <= 0) return undefined;
  const [entity, rest] = [text.slice(0, at), text.slice(at + 1)];
  if (text[at] === '?') return rest === '' ? undefined : { of: 'view', entity, view: rest };
  return isId(rest) ? { of: 'record', entity, record: rest } : undefined;
}

/** The pins of a person in addition to those pinned by default, and the default ones that the person has unpinned. */
export type KeptPins = { readonly pinned: readonly string[]; readonly unpinned: readonly string[] };

/** Returns the pins in a person's own records, each once, in the order in which they were pinned. */
export function keptPins(mine: readonly Pick<ShownRecord, 'fields'>[]): KeptPins {
  const all = (name: string) => [...new Set(mine.flatMap(({ fields }) => textsIn(fields[name])))];
  return { pinned: all('pinned'), unpinned: all('unpinned') };
}

/** Returns all pins in order: those of `defaults` that are not unpinned, then the person's own. */
export const allPins = (defaults: readonly string[], { pinned, unpinned }: KeptPins): readonly string[] => [
  ...defaults.filter((one) => !unpinned.includes(one)),
  ...pinned.filter((one) => !defaults.includes(one)),
];

/** Chosen: more pins than the rail can show without scrolling through several screens. */
export const mostPins = 100;

/** Returns the fields of the person's record after one pin was set or removed. */
export function afterPin(
  text: string,
  { isPinned, defaults, kept }: { readonly isPinned: boolean; readonly defaults: readonly string[]; readonly kept: KeptPins }, // prettier-ignore
): KeptPins {
  const isDefault = defaults.includes(text);
  const without = (list: readonly string[]) => list.filter((one) => one !== text);
  const pinned = isPinned && !isDefault ? [...without(kept.pinned), text] : without(kept.pinned);
  return { pinned, unpinned: !isPinned && isDefault ? [...without(kept.unpinned), text] : without(kept.unpinned) };
}

/**
 * Returns the person's pins together with the views that builds until November 2026 kept on a device. That list was
 * complete: a default list that it lacked had been unpinned.
 */
export function withDeviceViews(
  views: readonly Extract<Pin, { of: 'view' }>[],
  { defaults, kept }: { readonly defaults: readonly string[]; readonly kept: KeptPins },
): KeptPins {
  const texts = views.map(pinText);
  const union = (list: readonly string[], more: readonly string[]) => [...new Set([...list, ...more])];
  return {
    pinned: union(
      kept.pinned,
      texts.filter((text) => !defaults.includes(text)),
    ),
    unpinned: union(
      kept.unpinned,
      defaults.filter((text) => !texts.includes(text)),
    ),
  };
}

/** Returns pins as fields of the person's record. */
export const fieldsOfPins = ({ pinned, unpinned }: KeptPins): Readonly<Record<string, JsonValue>> => ({
  pinned: [...pinned],
  unpinned: [...unpinned],
});
