import type { Pack } from '../../kernel/catalogue/catalogue.ts';
import { type Entity, untypedEntity } from '../../kernel/entities/entity.ts';
import { choice, date, type Field, flag, money, number, tags, text } from '../../kernel/entities/fields.ts';

const stages = ['new', 'open', 'held', 'done'].map((value) => ({ value, label: value }));

/** Makers of a kind's fields, used in turn by the field's place. */
const fieldMakers: readonly (() => Field)[] = [
  () => text({ maxChars: 200 }),
  () => choice(stages, {}),
  () => money({}),
  () => date({}),
  () => number({}),
  () => flag({}),
  () => tags({}),
];
/** Whether an index can contain the field at this place. */
const isIndexed = (place: number): boolean => place % fieldMakers.length !== 6;

const fieldsOfKind = 25;
const indexesOfKind = 16;

function wideKind(place: number): Entity {
  const name = String(place).padStart(2, '0');
  const others = Array.from({ length: fieldsOfKind - 1 }, (_, of): [string, Field] => [
    `field${of}`,
    (fieldMakers[of % fieldMakers.length] ?? flag)(),
  ]);
  const indexed = others.map(([field]) => field).filter((_, of) => isIndexed(of));
  return untypedEntity(`wide/kind-${name}`, {
    label: { one: `Kind ${name}`, many: `Kinds ${name}` },
    title: 'name',
    byWildcard: true,
    fields: { name: text({ required: true, searched: true }), ...Object.fromEntries(others) },
    indexes: indexed.slice(0, indexesOfKind).map((field) => [field]),
  });
}

/** Returns a pack of many kinds, each with 25 fields and 16 indexes, like a large pack. The same number gives the same pack. */
export const widePack = (kinds: number): Pack => ({
  name: 'wide',
  version: 1,
  entities: Array.from({ length: kinds }, (_, place) => wideKind(place)),
  roles: [],
});
