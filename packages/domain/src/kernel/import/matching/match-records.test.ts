import { describe, expect, it } from 'vitest';
import { idOf } from '../../ids.ts';
import { isCreate } from '../../acts/act.ts';
import { catalogueOf } from '../../catalogue/catalogue.ts';
import { entity } from '../../entities/entity.ts';
import { email, phone, ref, text } from '../../entities/fields.ts';
import { draftImport } from '../draft-import.ts';
import { type KnownRecord, knownBy, knownInMemory } from './known-records.ts';
import { shownMatching } from '../reports/shown-matching.ts';
import { planInMemory, readTable } from '../../../testing/import-in-memory.ts';
import type { ImportRecipe } from '../../catalogue/import-recipe.ts';
import { entitiesToKnow, plainRecipe } from '../recipe-slots.ts';

const firm = entity(idOf('test/firm'), {
  label: { one: 'Firm', many: 'Firms' },
  title: 'name',
  fields: { name: text({ required: true, importAs: ['company'] }), email: email() },
});
const contact = entity(idOf('test/contact'), {
  label: { one: 'Contact', many: 'Contacts' },
  title: 'name',
  fields: {
    name: text({
      required: true,
      importParts: [
        { label: 'First name', importAs: [] },
        { label: 'Last name', importAs: [] },
      ],
    }),
    email: email({ label: 'E-mail', importAs: ['email'] }),
    phone: phone(),
    externalKey: text({ label: 'External key' }),
    firm: ref(idOf('test/firm'), { importAs: ['company'] }),
  },
  unique: [['externalKey']],
});
const friend = entity(idOf('test/friend'), {
  label: { one: 'Friend', many: 'Friends' },
  title: 'name',
  fields: { name: text({ required: true }), email: email(), knows: ref(idOf('test/friend')) },
});
const catalogue = catalogueOf([{ name: 'test', version: 1, entities: [firm, contact, friend], roles: [] }]);
const contacts = plainRecipe(contact, { people: 'test/contact', teams: 'test/contact' });

const person = (id: string, fields: KnownRecord['fields']): KnownRecord => ({
  id,
  version: 3,
  fields,
  ownerId: 'me',
  teamId: null,
});
const john = person('john', { name: 'John Smith', email: 'John@example.com', phone: '+4315877470' });

type More = {
  readonly there?: readonly KnownRecord[];
  readonly match?: readonly string[];
  readonly of?: ReturnType<typeof plainRecipe>;
};
function planOf(csv: string, { of: recipe = contacts, ...more }: More = {}) {
  const table = readTable(new TextEncoder().encode(csv), 'people.csv');
  if (!table.ok) throw new Error(table.message);
  const known = knownInMemory(
    new Map(
      [...entitiesToKnow(recipe, catalogue)].map(([name, fields]) => [
        name,
        knownBy(name === recipe.name ? (more.there ?? []) : [], ...fields),
      ]),
    ),
  );
  const matching = more.match && new Map([['test/contact', more.match]]);
  const choices = matching && { matching };
  const files = draftImport({ tables: [table.value], recipe, catalogue, known, ...(choices && { choices }) });
  let count = 0;
  const context = { currency: 'EUR', timeZone: 'UTC', ownerId: 'me', teamId: null };
  const newId = () => `new-${(count += 1)}`;
  const plan = planInMemory({ files, recipe, catalogue, known, newId, context, ...(matching && { matching }) });
  return { plan, files, shown: shownMatching(files, { catalogue, choices: matching }) };
}
/** Returns the outcome of each row: the ids made and changed, how many are unchanged, and the reasons of refusals. */
function outcome(...args: Parameters<typeof planOf>) {
  const { plan } = planOf(...args);
  return {
    made: plan.edits.flatMap(({ edit }) => (isCreate(edit) ? [edit.create.fields['name']] : [])),
    changed: plan.edits.flatMap(({ edit }) => (isCreate(edit) ? [] : [edit.id])),
    unchanged: plan.unchangedCounts.get('test/contact') ?? 0,
    refused: plan.refusals.map(({ row, reason }) => [row, reason]),
  };
}
const nothing = { made: [], changed: [], unchanged: 0, refused: [] };

describe('matching existing records', () => {
  it('[E-2] two John Smiths in one file are two, whether they have e-mail addresses or not', () => {
    const two = { ...nothing, made: ['John Smith', 'John Smith'] };
    expect(outcome('Name,Phone\nJohn Smith,+4315877470\nJohn Smith,+4315877471')).toEqual(two);
    expect(outcome('Name,Email\nJohn Smith,a@example.com\nJOHN SMITH,b@example.com').made).toHaveLength(2);
    expect(outcome('Name\nJohn Smith\nJohn Smith')).toEqual(two);
  });

  it('[E-2] a person of the same name and another address is another person', () => {
    expect(outcome('Name,Email,Phone\nJohn Smith,other@example.com,+431', { there: [john] })).toEqual({
      ...nothing,
      made: ['John Smith'],
    });
  });

  it('[E-2] matches by e-mail, ignoring case but not accents, then by the declared key', () => {
    const csv = 'Name,Email,Phone\nJ. Smith,JOHN@example.com,+4312345678';
    expect(outcome(csv, { there: [john] })).toEqual({ ...nothing, changed: ['john'] });
    const accent = person('jose', { name: 'José', email: 'josé@example.com' });
    expect(outcome('Name,Email\nJosé,jose@example.com', { there: [accent] }).made).toEqual(['José']);
    const keyed = person('k1', { name: 'Ada', externalKey: 'K1', email: 'old@example.com' });
    expect(outcome('Name,Email,External key\nAda,new@example.com,k1', { there: [keyed] }).changed).toEqual(['k1']);
    expect(outcome('Name,Email,External key\nAda,,K1', { there: [keyed] })).toEqual({ ...nothing, unchanged: 1 });
  });

  it('[E-2] asks about a row with only a name, and changes nothing before the answer', () => {
    const csv = 'Name,Phone\njohn smith,+4312345678';
    expect(outcome(csv, { there: [john] })).toEqual({ ...nothing, refused: [[1, 'same-name']] });
    expect(planOf(csv, { there: [john] }).plan.refusals[0]?.right).toContain('Choose what contacts are matched by');
    expect(outcome(csv, { there: [john], match: ['name'] })).toEqual({ ...nothing, changed: ['john'] });
    expect(outcome(csv, { there: [john], match: [] })).toEqual({ ...nothing, made: ['john smith'] });
    expect(outcome(csv, { there: [john], match: ['email'] }).refused).toEqual([[1, 'same-name']]);
  });

  it('[E-2] also asks where a recipe distinguishes its records by name', () => {
    const named: ImportRecipe = {
      ...plainRecipe(friend, { people: 'test/contact', teams: 'test/contact' }),
      files: [
        {
          name: 'friends',
          label: 'Friends',
          detect: ['friend'],
          targets: [{ entity: 'test/friend', key: 'name' }],
          columns: [{ headers: ['friend'], to: [{ entity: 'test/friend', field: 'name' }] }],
        },
      ],
    };
    const of = { ...named, name: 'test/friend' };
    const ada = person('ada', { name: 'Ada', email: 'ada@example.com' });
    const csv = 'Friend,Email\nAda,new@example.com';
    const friends = (...args: Parameters<typeof planOf>) => {
      const { plan } = planOf(...args);
      return [plan.edits.map(({ edit }) => edit.id), plan.refusals.map(({ reason }) => reason)];
    };
    expect(friends(csv, { of, there: [ada] })).toEqual([[], ['same-name']]);
    expect(
      friends('Friend,Email\nADA,ada@example.com\n', {
        of,
        there: [{ ...ada, fields: { ...ada.fields, name: 'ADA' } }],
      }),
    ).toEqual([[], []]);
    // Within the files of such a source the name is the key: two rows with the same name are one record.
    expect(friends('Friend,Email\nBea,b@example.com\nBea,b@example.com', { of })).toEqual([['new-1'], []]);
  });

  it('[E-2] makes no duplicate when a file without keys is imported again: two rows mean two records', () => {
    const twins = [person('a', { name: 'John Smith' }), person('b', { name: 'John Smith' })];
    expect(outcome('Name\nJohn Smith\nJohn Smith', { there: twins })).toEqual({ ...nothing, unchanged: 2 });
    expect(outcome('Name\nJohn Smith\nJohn Smith\nJohn Smith', { there: twins })).toEqual({
      ...nothing,
      unchanged: 2,
      refused: [[3, 'key-not-unique']],
    });
  });

  it('[E-2] refuses a row whose keys belong to two records, and two rows that mean one', () => {
    const other = person('other', { name: 'Ada', externalKey: 'K1' });
    expect(outcome('Name,Email,External key\nX,john@example.com,K1', { there: [john, other] }).refused).toEqual([
      [1, 'keys-disagree'],
    ]);
    const both = person('both', { name: 'Ada', externalKey: 'K1', email: 'ada@example.com' });
    expect(outcome('Name,Email,External key\nX,ada@example.com,\nY,,K1', { there: [both] }).refused).toEqual([
      [2, 'contradicts-row'],
    ]);
    expect(outcome('Name,Email\nAda,a@example.com\nBea,a@example.com').refused).toEqual([[2, 'contradicts-row']]);
  });

  it('[E-2] does not guess between two records with one address, unless one equals the row', () => {
    const shared = [
      person('a', { name: 'Ada', email: 'office@example.com' }),
      person('b', { name: 'Bea', email: 'office@example.com' }),
    ];
    expect(outcome('Name,Email\nBea,office@example.com', { there: shared })).toEqual({ ...nothing, unchanged: 1 });
    expect(outcome('Name,Email\nCyd,office@example.com', { there: shared }).refused).toEqual([[1, 'key-not-unique']]);
  });

  it('[E-2] links by name only where one record has it', () => {
    const csv = 'Name,Email,Knows\nJohn Smith,a@example.com,\nAda,b@example.com,John Smith';
    const friends = plainRecipe(friend, { people: 'test/contact', teams: 'test/contact' });
    expect(outcome(csv, { of: friends }).made).toEqual(['John Smith', 'Ada']);
    expect(outcome(csv, { of: friends, there: [john] }).refused).toEqual([[2, 'name-not-unique']]);
    expect(outcome(`${csv}\nJohn Smith,c@example.com,`, { of: friends }).refused).toEqual([[2, 'name-not-unique']]);
  });

  it('[E-2] shows the match fields, and the alternatives', () => {
    const csv = 'Name,Email,Phone\nAda,a@example.com,1';
    const shown = { entity: 'test/contact', offered: ['email', 'name'], chosen: ['email'], isAsked: false };
    expect(planOf(csv).shown).toEqual([shown]);
    expect(planOf(csv, { match: ['name'] }).shown).toEqual([{ ...shown, chosen: ['name'], isAsked: true }]);
    expect(planOf('Name\nAda').shown).toMatchObject([{ offered: ['name'], chosen: [] }]);
    expect(planOf('Name\nAda').plan.warnings.map(({ code }) => code)).toContain('no-key-column');
  });

  it('[E-2] joins a name from the parts that a file has', () => {
    const names = (csv: string) => outcome(csv).made;
    expect(names('First name,Last name,Email\nAda,Lovelace,a@example.com\nBea,,b@example.com')).toEqual([
      'Ada Lovelace',
      'Bea',
    ]);
    expect(names('First name,Name\nAda,Lovelace\nBea,Bea Arthur')).toEqual(['Ada Lovelace', 'Bea Arthur']);
    expect(names('Name,First name,Last name\n"Lovelace, Ada",Ada,Lovelace')).toEqual(['Lovelace, Ada']);
  });
});
