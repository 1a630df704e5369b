import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { entityOf } from '../catalogue/catalogue.ts';
import type { JsonValue } from '../json.ts';
import { mapPayload, missingFields } from './map-payload.ts';
import { parsePayloadPath, payloadPlaces, payloadValue, writtenPath } from './payload-paths.ts';
import { grantsOfMapping, mappableKinds, mappingProblem, type SourceMapping, suggestedFields } from './source-mapping.ts'; // prettier-ignore

const catalogue = installedCatalogue;
const lead = entityOf(catalogue, 'crm/lead');
const context = { currency: 'EUR', timeZone: 'UTC' };
const mapping = (fields: SourceMapping['fields'], more: Partial<SourceMapping> = {}): SourceMapping => ({ entity: 'crm/lead', mode: 'create', matchBy: null, isOwned: true, fields, ...more }); // prettier-ignore
const mapped = (entity: string, field: string, value: JsonValue) =>
  mapPayload(catalogue, { mapping: mapping({ [field]: { from: 'v' } }, { entity }), payload: { v: value }, context });
const read = (entity: string, field: string, value: JsonValue) => {
  const { values, faults } = mapped(entity, field, value);
  return faults[0]?.message ?? values[field];
};

describe('a place in a payload', () => {
  it('[EVT-13] is written with dots, places in lists, and quoted names, and read back', () => {
    for (const text of ['a', 'lead.email', 'items[0].name', '["odd name"].x', 'a["b.c"][2]', '[0].id'])
      expect(writtenPath(parsePayloadPath(text) ?? [])).toBe(text);
    for (const text of ['', '.a', 'a.', 'a..b', 'a[', 'a[x]', 'a b', '[1', 'a["x]', 'a[0]b', `${'a.'.repeat(20)}a`])
      expect(parsePayloadPath(text)).toBeUndefined();
  });

  it('[EVT-13] finds values of the payload alone, and no inherited name', () => {
    const payload = { a: [{ b: 1 }], c: null } as const;
    const at = (text: string) => payloadValue(payload, parsePayloadPath(text) ?? []);
    expect([at('a[0].b'), at('c'), at('a[1]'), at('a.length'), at('constructor'), at('__proto__'), at('c.x')]).toEqual([1, null, undefined, undefined, undefined, undefined, undefined]); // prettier-ignore
  });

  it('[EVT-13] is offered for each value, and for a list of texts as a whole', () => {
    const payload = { id: 7, lead: { name: 'Ada', tags: ['a', 'b'] }, items: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }], none: null }; // prettier-ignore
    expect(payloadPlaces(payload).map(({ path }) => path)).toEqual(['id', 'lead.name', 'lead.tags', 'items[0].n', 'items[1].n', 'items[2].n', 'none']); // prettier-ignore
    expect(payloadPlaces(Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`f${n}`, n])))).toHaveLength(300);
  });
});

describe('a payload', () => {
  it('[EVT-13] is read with the readers of the import', () => {
    expect(read('crm/lead', 'email', 'Ada <ada@example.com>')).toBe('ada@example.com');
    expect(read('crm/lead', 'source', 'web-site')).toContain('is not one of the choices');
    expect(read('crm/lead', 'source', 'WEBSITE')).toBe('website');
    expect(read('crm/lead', 'estimatedValue', 1250.5)).toEqual({ amount: 125_050, currency: 'EUR' });
    expect(read('crm/lead', 'estimatedValue', '99.90 USD')).toEqual({ amount: 9_990, currency: 'USD' });
    expect(read('crm/lead', 'estimatedValue', 0.001)).toContain('more decimals');
    expect(read('crm/lead', 'estimatedValue', 1e21)).toContain('more than can be kept');
    expect(read('crm/lead', 'name', 12)).toBe('12');
    expect(read('crm/lead', 'name', ['a'])).toContain('takes one value');
    expect(read('crm/lead', 'tags', ['b', 'a, c'])).toEqual(['a', 'b', 'c']);
    expect(read('crm/lead', 'name', 'x'.repeat(10_000))).toContain('Name');
  });

  it('[EVT-13] is not guessed where a date can be two days; a moment may be seconds or milliseconds', () => {
    const date = Object.entries(entityOf(catalogue, 'crm/deal').fields).find(([, field]) => field.type === 'date')?.[0] ?? '';
    expect(read('crm/deal', date, '2026-12-24')).toBe('2026-12-24');
    expect(read('crm/deal', date, '24.12.2026')).toBe('2026-12-24');
    expect(read('crm/deal', date, '03/04/2026')).toContain('can be two days');
    expect(read('crm/deal', date, 20_261_224)).toContain('is not a date');
    const kinds = mappableKinds(catalogue).flatMap(({ name, fields }) => Object.entries(fields).filter(([, field]) => field.type === 'instant').map(([field]) => ({ name, field })));
    const [first] = kinds;
    if (!first) return expect.fail('No kind has a moment');
    expect(read(first.name, first.field, 1_764_000_000)).toBe('2025-11-24T16:00:00.000Z');
    expect(read(first.name, first.field, 1_764_000_000_000)).toBe('2025-11-24T16:00:00.000Z');
  }); // prettier-ignore

  it('[EVT-13] leaves fields as they are where it is empty, and names the required ones', () => {
    for (const empty of [null, '', '  ', []] as const) expect(mapped('crm/lead', 'company', empty)).toEqual({ values: {}, faults: [] }); // prettier-ignore
    expect(missingFields(lead, { name: 'Ada' })).toEqual([{ field: 'status', message: 'Status is needed, and the payload has no value for it.' }]); // prettier-ignore
  });

  it('[EVT-13] suggests the fields that its places are named like', () => {
    const payload = { id: 1, lead: { full_name: 'Ada', 'E-Mail': 'a@b.example', telephone: '1' }, about: '' };
    expect(suggestedFields(lead, payloadPlaces(payload))).toEqual({
      name: { from: 'lead.full_name' },
      email: { from: 'lead.E-Mail' },
      phone: { from: 'lead.telephone' },
      about: { from: 'about' },
    });
  });
});

describe('a mapping', () => {
  it('[EVT-13] says at its field what is wrong', () => {
    const at = (one: SourceMapping) => mappingProblem(catalogue, one)?.at;
    expect(at(mapping({ name: { from: 'a' } }))).toBeUndefined();
    expect(at(mapping({}))).toBe('fields');
    expect(at(mapping({ name: { from: 'a..b' } }))).toBe('fields.name');
    expect(at(mapping({ score: { from: 'a' } }))).toBe('fields.score');
    expect(at(mapping({ constructor: { from: 'a' } }))).toBe('fields.constructor');
    expect(at(mapping({ name: { from: 'a' } }, { entity: 'crm/none' }))).toBe('entity');
    expect(at(mapping({ name: { from: 'a' } }, { mode: 'change', matchBy: 'email' }))).toBe('matchBy');
    expect(at(mapping({ name: { from: 'a' } }, { mode: 'change', matchBy: 'tags' }))).toBe('matchBy');
  });

  it('[EVT-12] makes no people, roles or records of one person alone, and asks for the rights of its kind', () => {
    const names = new Set(mappableKinds(catalogue).map(({ name }) => name));
    for (const kind of ['platform/person', 'platform/role', 'platform/my-notifications']) expect(names.has(kind)).toBe(false); // prettier-ignore
    expect(names.has('crm/lead')).toBe(true);
    const refers = mapping({ name: { from: 'a' }, convertedTo: { from: 'deal' } }, { mode: 'create-or-change' });
    expect(grantsOfMapping(catalogue, refers)).toEqual(['crm/deal:read@org', 'crm/lead:create@org', 'crm/lead:read@org', 'crm/lead:update@org']); // prettier-ignore
  });
});
