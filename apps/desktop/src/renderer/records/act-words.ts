import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { listInWords } from '@outpost/domain/kernel/text/list-in-words';
import type { OutboxEntry } from '../../bridge/contract.ts';
import { fieldNamed } from './field-spec-of.ts';
import { oneOf } from './entity-shape.ts';

/** Returns the label for an edit of these fields in the outbox and undo lines: "Changed Closes and Value of Acme renewal". */
export function changedLabel(entity: Entity, title: string, names: readonly string[]): string {
  const labels = names.map((name) => fieldNamed(entity, name)?.label ?? name);
  const fields = labels.length > 3 ? `${labels.length} fields` : listInWords(labels);
  return cutLabel(`Changed ${fields} of ${title}`);
}

/** Returns the label of an act that adds a record: "Added deal Acme renewal". */
export const addedLabel = (entity: Entity, title: string): string => cutLabel(`Added ${oneOf(entity)} ${title}`);

/** Returns a waiting act's text on the record itself: "Moved to Won, to send". The record's own name is left out. */
export function waitingWords(label: string, title: string): string {
  const own = label.replace(` of ${title}`, '').replace(` ${title}`, '').trim();
  return `${own === '' ? label : own}, to send`;
}

/** Returns the text of a waiting record whose act is too large to list each record. */
export const waitingFallback = (record: { readonly version: number }): string =>
  record.version === 0 ? 'Added here, to send' : 'Changed here, to send';

/** Returns the newest waiting act of each record. */
export function waitingByRecord(entries: readonly OutboxEntry[]): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const entry of entries)
    for (const record of entry.records) words.set(record.id, waitingWords(entry.label, record.title)); // oldest first, so later ones overwrite
  return words;
}
