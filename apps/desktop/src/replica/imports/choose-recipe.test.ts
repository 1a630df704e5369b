import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { entity } from '@outpost/domain/kernel/entities/entity';
import { idOf } from '@outpost/domain/kernel/ids';
import { email, phone, text } from '@outpost/domain/kernel/entities/fields';
import type { ImportRecipe } from '@outpost/domain/kernel/catalogue/import-recipe';
import { readTable } from '@outpost/domain/testing/import-in-memory';
import { describe, expect, it } from 'vitest';
import { chooseRecipe } from './choose-recipe.ts';

const name = text({ required: true, importAs: ['name'] });
const person = entity(idOf('test/person'), {
  label: { one: 'Person', many: 'People' },
  title: 'name',
  fields: { name },
});
const firm = entity(idOf('test/firm'), {
  label: { one: 'Firm', many: 'Firms' },
  title: 'name',
  fields: { name, website: text(), phone: phone(), industry: text() },
});
const contact = entity(idOf('test/contact'), {
  label: { one: 'Contact', many: 'Contacts' },
  title: 'name',
  fields: {
    name: text({
      required: true,
      importParts: [
        { label: 'First name', importAs: ['first'] },
        { label: 'Last name', importAs: ['last'] },
      ],
    }),
    email: email(),
    phone: phone(),
  },
});
const former = {
  ...entity(idOf('test/former'), {
    label: { one: 'Former', many: 'Formers' },
    title: 'name',
    fields: { name, serial: text(), colour: text() },
  }),
  isRetired: true as const,
};
const recipe = (called: string, ...headers: readonly string[]): ImportRecipe => ({
  name: `test/${called}`,
  label: called,
  people: 'test/person',
  teams: 'test/person',
  files: headers.map((header) => ({
    name: header,
    label: header,
    detect: [header],
    targets: [{ entity: 'test/firm', key: 'name' }],
    columns: [],
  })),
});
const catalogue = catalogueOf([
  {
    name: 'test',
    version: 1,
    entities: [person, firm, contact, former],
    roles: [],
    people: { person: 'test/person', team: 'test/person', role: 'test/person' },
    importRecipes: [recipe('one', 'ledger'), recipe('two', 'ledger', 'journal')],
  },
]);
function chosen(files: readonly string[], wanted?: string): string {
  const tables = files.map((csv, index) => {
    const table = readTable(new TextEncoder().encode(csv), `file-${index + 1}.csv`);
    if (!table.ok) throw new Error(table.message);
    return table.value;
  });
  const answer = chooseRecipe(catalogue, tables, wanted);
  return answer.ok ? answer.value.name : `${answer.code}: ${answer.message}`;
}

describe('the recipe that an import chooses', () => {
  it('[E-2] is the named one, or an error that lists the known ones', () => {
    expect(chosen(['Name\nAda'], 'test/one')).toBe('test/one');
    expect(chosen(['Name\nAda'], 'entity:test/firm')).toBe('test/firm');
    expect(chosen(['Name\nAda'], 'entity:test/none')).toBe(
      'records/unknown-entity: There is no kind of record called "test/none".',
    );
    expect(chosen(['Name\nAda'], 'entity:test/former')).toContain('records/unknown-entity');
    expect(chosen(['Name\nAda'], 'three')).toBe(
      'request/invalid: No import is called "three". There are: test/one, test/two; and "entity:" with a kind of record.',
    );
  });

  it('[E-2] is the source that recognises most of the files, before any kind of record', () => {
    expect(chosen(['Ledger,Name\n1,Ada'])).toBe('test/one');
    expect(chosen(['Ledger,Name\n1,Ada', 'Journal,Name\n1,Bea'])).toBe('test/two');
    expect(chosen(['Name,Website\nAda,x', 'Journal,Name\n1,Bea'])).toBe('test/two');
  });

  it('[E-2] is the kind whose fields match the headers best, and people where there are first and last names', () => {
    expect(chosen(['Name,Website\nAda,x'])).toBe('test/firm');
    expect(chosen(['Name,Email\nAda,ada@example.com'])).toBe('test/contact');
    expect(chosen(['First,Last,Website,Phone,Industry\nAda,Lovelace,x,,y'])).toBe('test/contact');
    expect(chosen(['First,Name,Website\nAda,Lovelace,x'])).toBe('test/firm');
    expect(chosen(['Name,Serial,Colour\nAda,1,red'])).not.toBe('test/former');
  });

  it('[E-2] is none, with a message, where no header is recognised or there is none', () => {
    expect(chosen(['Apples,Pears\n1,2'])).toMatch(/^import\/unreadable: file-1.csv has no headers that name fields/u);
    expect(chosen(['Website,Industry\nx,y'])).toMatch(/^import\/unreadable: file-1.csv has no headers/u);
    expect(chosen([''])).toBe('import/unreadable: file-1.csv is empty: there is nothing to import.');
    expect(chosen([])).toMatch(/^import\/unreadable: The file has no headers/u);
  });
});
