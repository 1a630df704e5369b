import type { JsonValue } from '@outpost/domain/kernel/json';
import { must, type Truth } from './history-oracles.ts';
import type { JournalEntry } from './journal-oracles.ts';
import { NumberCheck, numberedName } from './number-oracles.ts';
import { worldFieldNames } from '../../builds/own-names.ts';

type Definition = { readonly entity: string; readonly fields: Map<string, JsonValue> };

const textIn = (fields: Definition['fields'], name: string): string => {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
};
const isAlive = ({ fields }: Definition): boolean => (fields.get('life') ?? 'alive') === 'alive';
/** Returns the subject of a definition: a kind of record, or a field of one. */
const describedBy = ({ entity, fields }: Definition): string =>
  entity === 'platform/custom-object'
    ? `own/${textIn(fields, 'name')}`
    : `${textIn(fields, 'name')} of ${textIn(fields, 'forEntity')}`;

const forms: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  text: (value) => typeof value === 'string',
  choice: (value) => typeof value === 'string',
  ref: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  money: (value) => typeof value === 'object' && value !== null && 'amount' in value,
  tags: (value) => Array.isArray(value),
  runningNumber: (value) => typeof value === 'string',
};

/**
 * K-3: walks the journal together with its definitions. Every act on an own kind or field must happen while that was in use, in
 * the form of its definition. Nothing may be defined twice. At the end all values must have the form of their field.
 */
export function checkDefined(journal: readonly JournalEntry[], truth: Truth): void {
  const definitions = new Map<string, Definition>();
  const numbers = new NumberCheck();
  const inUse = (what: string): Definition | undefined =>
    [...definitions.values()].find((definition) => isAlive(definition) && describedBy(definition) === what);
  for (const entry of journal) {
    const { n, entity, record, changed } = entry;
    if (entity === null || record === null || entry.kind === 'erased') continue;
    if (entity === 'platform/custom-object' || entity === 'platform/field-definition') {
      const definition = definitions.get(record) ?? { entity, fields: new Map<string, JsonValue>() };
      for (const [field, [, to]] of Object.entries(changed)) definition.fields.set(field, to);
      definitions.set(record, definition);
      const what = describedBy(definition);
      const twins = [...definitions.values()].filter((one) => isAlive(one) && describedBy(one) === what);
      must(twins.length <= 1, 'K-3', () => `${what} is defined twice at ${n}`);
      continue;
    }
    if (entry.act === null || entry.expanded) continue;
    if (entity.startsWith('own/'))
      must(inUse(entity) !== undefined, 'K-3', () => `${n} changes ${record}, whose kind ${entity} is not in use`);
    numbers.check(entry, inUse(`${numberedName} of ${entity}`) !== undefined);
    if (entry.undoes !== null) continue; // an undo restores the journal's values, also in fields retired since
    for (const [field, [, to]] of Object.entries(changed)) {
      if (!worldFieldNames.includes(field) || to === null) continue;
      const type = inUse(`${field} of ${entity}`)?.fields.get('type');
      must(type !== undefined, 'K-3', () => `${n} fills ${field} of ${record}, which is not in use`);
      mustFit(type, to, () => `${n} puts it into ${field} of ${record}`);
    }
  }
  for (const { id, entity, fields } of truth.records.values())
    for (const name of worldFieldNames) {
      const [type, value] = [inUse(`${name} of ${entity}`)?.fields.get('type'), fields[name]];
      if (type !== undefined && value !== undefined && value !== null) mustFit(type, value, () => `${id} has it in ${name}`); // prettier-ignore
    }
}

function mustFit(type: JsonValue | undefined, value: JsonValue, where: () => string): void {
  const fits = typeof type === 'string' ? forms[type]?.(value) : undefined;
  must(fits === true, 'K-3', () => `${JSON.stringify(value)} is not of the type ${JSON.stringify(type)}: ${where()}`);
}
