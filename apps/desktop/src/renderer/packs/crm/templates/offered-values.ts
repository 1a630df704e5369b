import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type ReferredField, referredId, referredValue } from '@outpost/domain/kernel/query/referred-fields';
import type { TemplateValues } from '@outpost/domain/kernel/templates/fill-template';
import { fieldText } from '@outpost/ui/fields/field-text';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import type { Formats } from '@outpost/ui/formats/formats';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { shownValue, textIn } from '../../../records/values/shown-value.ts';

/** A value that templates about a kind can write: `{{ deal.contact.email }}`. `text`: of the record at hand; null is empty. */
export type OfferedValue = { readonly path: string; readonly label: string; readonly text: string | null };

/** Values that are no text: they are not offered. */
const unspoken = new Set<FieldSpec['kind']>(['sealed', 'file', 'json', 'geo', 'repeat']);

/** The declarations and records from which values are made. `records`: those that the record refers to, as far as they are held. */
export type ValueSource = {
  readonly entity: Entity;
  readonly record: ShownRecord | undefined;
  readonly specs: ReadonlyMap<string, FieldSpec>;
  readonly referred: readonly ReferredField[];
  readonly referredSpecs: readonly FieldSpec[];
  readonly records: readonly ShownRecord[];
  readonly me: { readonly name: string };
  readonly formats: Formats;
};

/** Returns how a template names a value. */
export const writtenInTemplates = (path: string): string => `{{ ${path} }}`;

/** Returns the name of a kind in templates: "crm/price-list" → "price_list". */
export const kindInTemplates = (entity: Entity): string => (entity.name.split('/')[1] ?? '').replaceAll('-', '_');

const firstWord = (text: string): string => text.trim().split(/\s+/)[0] ?? '';

/**
 * Returns all values that a template about a kind can write, in the order of the fields: the record's own, those of the records that it
 * names, and the person who writes. Without a record all of them are empty.
 */
export function offeredValues(source: ValueSource): readonly OfferedValue[] {
  const { entity, record, specs, referred, referredSpecs, records, me, formats } = source;
  const kind = kindInTemplates(entity);
  const textOf = (spec: FieldSpec, value: Parameters<typeof fieldText>[1]): string | null =>
    fieldText(spec, value, formats).trim() || null;
  const through = new Set(referred.map((one) => one.through));
  const own = [...specs].flatMap(([name, spec]): readonly OfferedValue[] => {
    if (through.has(name) || unspoken.has(spec.kind) || name === 'teamId' || name === 'updatedAt') return [];
    const path = name === 'ownerId' ? 'owner' : name;
    return [
      { path: `${kind}.${path}`, label: spec.label, text: record ? textOf(spec, shownValue(record, name)) : null },
    ];
  });
  const ofOthers = referred.flatMap((one, place): readonly OfferedValue[] => {
    const spec = referredSpecs[place];
    if (spec === undefined || unspoken.has(spec.kind) || one.name === 'ownerId') return [];
    const other = record && records.find(({ id }) => id === referredId(one, record));
    const text = other ? textOf(spec, referredValue(one, other)) : null;
    const value = { path: `${kind}.${one.path}`, label: one.label, text };
    return one.name === one.target.title && one.target.reach
      ? [
          value,
          {
            path: `${kind}.${one.through}.firstName`,
            label: `${one.reference.label}: First name`,
            text: text && firstWord(text),
          },
        ]
      : [value];
  });
  const title = record ? textIn(record.fields[entity.title]) : '';
  return [
    ...own,
    ...(entity.reach ? [{ path: `${kind}.firstName`, label: 'First name', text: firstWord(title) || null }] : []),
    ...ofOthers,
    ...valuesOfMe(me),
  ];
}

/** Returns the values of the person who writes, which every template and every snippet can write. */
export const valuesOfMe = ({ name }: { readonly name: string }): readonly OfferedValue[] => [
  { path: 'me.name', label: 'Your name', text: name.trim() || null },
  { path: 'me.firstName', label: 'Your first name', text: firstWord(name) || null },
];

/** Returns values by their names, as templates read them: "deal.contact.email" → `{ deal: { contact: { email } } }`. */
export function valuesByName(offered: readonly OfferedValue[]): TemplateValues {
  type Branch = { [name: string]: string | null | Branch };
  const root: Branch = {};
  for (const { path, text } of offered) {
    const names = path.split('.');
    let at = root;
    for (const name of names.slice(0, -1)) {
      const next = at[name];
      at = typeof next === 'object' && next !== null ? next : (at[name] = {});
    }
    at[names.at(-1) ?? ''] = text;
  }
  return root;
}
