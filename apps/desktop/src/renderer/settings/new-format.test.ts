import { fieldFrom } from '@outpost/domain/kernel/catalogue/own/own-fields';
import { allFormats } from '@outpost/domain/kernel/entities/formats/all-formats';
import { jsonSchemaOf } from '@outpost/domain/kernel/entities/json-schema';
import { valueSchema } from '@outpost/domain/kernel/entities/field-types';
import { cellReader } from '@outpost/domain/kernel/import/cells/cell-readers';
import { createFormats } from '@outpost/ui/formats/formats';
import { fieldText } from '@outpost/ui/fields/field-text';
import { parseField } from '@outpost/ui/fields/parse-field';
import { fieldLink } from '@outpost/ui/fields/field-link';
import { expect, it, vi } from 'vitest';
import { fieldText as textOnTerminal } from '../../cli/show/value-text.ts';
import { cellText, exportedCell } from '../../replica/exports/exported-cell.ts';
import { specOfField } from '../records/field-spec-of.ts';
import { groupName } from '../reports/report-words.ts';
import { formatChoice, formatChosen } from './field-definitions.ts';
import { fieldTypeSpec, fieldTypeWords } from './field-specs.ts';

// The one new line of a new format, in the list of all of them. No other module is replaced. The object is its one new file.
vi.mock('@outpost/domain/kernel/entities/formats/all-formats', async (original) => {
  const { allFormats: shipped } =
    await original<typeof import('@outpost/domain/kernel/entities/formats/all-formats')>();
  const orcid = {
    name: 'orcid',
    label: 'ORCID iD',
    base: 'text',
    mostChars: 19,
    example: '0000-0002-1825-0097',
    problem: (value: string) => (/^(?:\d{4}-){3}\d{3}[\dX]$/.test(value) ? undefined : 'must be an ORCID iD'),
    read: (text: string) => text.trim().replace(/^(?:iD |https:\/\/orcid\.org\/)/, ''),
    show: (value: string) => `iD ${value}`,
    link: (value: string) => `https://orcid.org/${value}`,
  };
  return { allFormats: [...shipped, orcid] };
});

it('[K-2] a format that a stranger adds by one file and one line is offered, checked, read, shown, linked and described', () => {
  expect(allFormats).toHaveLength(6);
  const choice = formatChoice('orcid');
  expect(fieldTypeSpec).toMatchObject({ options: expect.arrayContaining([{ value: choice, label: 'ORCID iD' }]) as unknown[] });
  expect(fieldTypeWords(choice)).toBe('ORCID iD');
  const chosen = formatChosen(choice);
  expect(chosen?.base).toBe('text');

  const field = fieldFrom({ forEntity: 'crm/contact', name: 'orcid', label: 'Author', type: 'text', format: 'orcid' });
  const value = '0000-0002-1825-0097';
  const refusal = 'must be an ORCID iD, such as 0000-0002-1825-0097';
  expect(valueSchema(field).safeParse(value).success).toBe(true);
  expect(valueSchema(field).safeParse('ada').error?.issues[0]?.message).toBe(refusal);

  const format = { kind: 'plain' } as const;
  const readCell = cellReader(field, format, { currency: 'USD', timeZone: 'Europe/Vienna', country: 'AT' });
  expect(readCell(` https://orcid.org/${value} `)).toEqual({ ok: true, value });
  expect(readCell('ada')).toMatchObject({ ok: false, right: `Author ${refusal}.` });

  const spec = specOfField('orcid', field, {
    search: () => Promise.resolve([]),
    ownField: () => undefined,
    nameOf: () => undefined,
    currency: 'USD',
    me: '',
  });
  const formats = createFormats({ locale: 'en-US', timeZone: 'Europe/Vienna' });
  expect(parseField(spec, `https://orcid.org/${value}`, { formats, now: 0 })).toEqual({ ok: true, value });
  expect(parseField(spec, 'ada', { formats, now: 0 })).toEqual({ ok: false, message: `Author ${refusal}.` });
  const shown = `iD ${value}`;
  expect(fieldText(spec, value, formats)).toBe(shown);
  expect(fieldLink(spec, value)?.href).toBe(`https://orcid.org/${value}`);
  expect(textOnTerminal(field, value, {})).toBe(shown);
  expect(cellText(exportedCell(field, value, {}))).toBe(value); // as the import and other programs read it
  const group = { group: { field: 'orcid' }, field, label: 'Author', refs: {} };
  expect(groupName(group, value, formats)).toBe(shown);
  expect(jsonSchemaOf({ label: { one: 'Contact' }, fields: { orcid: field } })).toMatchObject({
    properties: { orcid: { description: 'ORCID iD, as 0000-0002-1825-0097.', examples: [value] } },
  });
});
