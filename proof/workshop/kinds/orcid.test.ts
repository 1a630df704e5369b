import { text } from '@outpost/domain/kernel/entities/fields';
import { fieldFrom } from '@outpost/domain/kernel/definitions/own-fields';
import { jsonSchemaOf } from '@outpost/domain/kernel/entities/json-schema';
import { valueSchema } from '@outpost/domain/kernel/entities/field-types';
import { cellReader } from '@outpost/domain/kernel/import/cells/cell-readers';
import { createFormats } from '@outpost/ui/formats/formats';
import { fieldText } from '@outpost/ui/fields/field-text';
import { parseField } from '@outpost/ui/fields/parse-field';
import { expect, it } from 'vitest';
import { specOfField } from '../../records/field-spec-of.ts';
import { groupName } from '../../records/group-words.ts';
import { formatChoice, formatChosen } from './field-definitions.ts';
import { fieldTypeSpec, fieldTypeWords } from './field-specs.ts';

it('[K-2] a format that a stranger adds with one file and one line is offered, checked, read, shown and described', () => {
  const choice = formatChoice('orcid');
  expect(fieldTypeSpec).toMatchObject({
    options: expect.arrayContaining([{ value: choice, label: 'ORCID iD' }]) as unknown[],
  });
  expect(fieldTypeWords(choice)).toBe('ORCID iD');
  expect(formatChosen(choice)?.base).toBe('text');

  expect(text({ format: 'orcid' })).toMatchObject({ type: 'text', format: 'orcid' }); // a pack may name it
  const field = fieldFrom({ forEntity: 'crm/contact', name: 'orcid', label: 'Author', type: 'text', format: 'orcid' });
  const value = '0000-0002-1825-0097';
  const shown = `iD ${value}`;
  const refusal = 'must be an ORCID iD, such as 0000-0002-1825-0097';
  expect(valueSchema(field).safeParse(value).success).toBe(true);
  expect(valueSchema(field).safeParse('ada').error?.issues[0]?.message).toBe(refusal);

  const context = { currency: 'USD', timeZone: 'Europe/Vienna', country: 'AT' };
  const readCell = cellReader(field, { kind: 'plain' }, context);
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
  expect(parseField(spec, 'ada', { formats, now: 0 })).toMatchObject({ ok: false });
  expect(fieldText(spec, value, formats)).toBe(shown);
  expect(spec).toMatchObject({ kind: 'text', format: { name: 'orcid' } }); // rows and cells take the link from it
  expect(groupName({ group: { field: 'orcid' }, field, label: 'Author', refs: {} }, value, formats)).toBe(shown);
  expect(jsonSchemaOf({ label: { one: 'Contact' }, fields: { orcid: field } })).toMatchObject({
    properties: { orcid: { description: 'ORCID iD, such as 0000-0002-1825-0097.', examples: [value] } },
  });
});
