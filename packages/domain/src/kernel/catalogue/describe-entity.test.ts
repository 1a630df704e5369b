import { describe, expect, it } from 'vitest';
import { columnsOf, formOf } from './describe-entity.ts';
import { idOf } from '../ids.ts';
import { entity, type Entity } from '../entities/entity.ts';
import { choice, date, email, file, json, money, ref, text } from '../entities/fields.ts';
import { jsonSchemaOf } from '../entities/json-schema.ts';

const visit = entity(idOf('test/visit'), {
  label: { one: 'Visit', many: 'Visits' },
  title: 'name',
  parent: 'about',
  listed: ['on', 'name'],
  fields: {
    name: text({ required: true, help: 'What it was about.' }),
    about: ref(idOf('test/visit')),
    on: date(),
    fee: money({ merge: 'fixed' }),
    seen: text({ merge: 'server', label: 'Seen by' }),
    raw: json(),
    scan: file(),
    mood: choice([
      { value: 'good', label: 'Good' },
      { value: 'bad', label: 'Bad' },
    ]),
  },
});
const plain = entity(idOf('test/plain'), {
  label: { one: 'Plain', many: 'Plains' },
  title: 'mail',
  fields: { mail: email() },
});
const column = (name: string, of: Entity = visit) => columnsOf(of).find((one) => one.name === name);

describe('the columns of a kind of record', () => {
  it('are those that it lists, in their order, and then all others, each once', () => {
    expect(columnsOf(visit).map(({ name }) => name)).toEqual([
      'on',
      'name',
      'about',
      'fee',
      'seen',
      'raw',
      'scan',
      'mood',
      'ownerId',
      'teamId',
      'sharedWith',
      'createdAt',
      'updatedAt',
    ]);
  });
  it('stand at the right for amounts and times, at the left else', () => {
    const right = columnsOf(visit).filter(({ align }) => align === 'right');
    expect(right.map(({ name }) => name)).toEqual(['on', 'fee', 'createdAt', 'updatedAt']);
  });
  it('sort by what has an order', () => {
    const unsorted = columnsOf(visit).filter(({ sortable }) => !sortable);
    expect(unsorted.map(({ name }) => name)).toEqual(['raw', 'scan', 'sharedWith']);
  });
  it('are edited in place, but for what is fixed, written by the server, or has no field for it', () => {
    const editable = columnsOf(visit).filter((one) => one.editable);
    expect(editable.map(({ name }) => name)).toEqual(['on', 'name', 'about', 'mood', 'ownerId', 'teamId']);
  });
  it('call whoever holds a child its assignee, and whoever holds another record its owner', () => {
    expect(column('ownerId')).toMatchObject({ label: 'Assigned to', type: 'person' });
    expect(column('ownerId', plain)).toMatchObject({ label: 'Owner', type: 'person' });
    expect(column('teamId')?.label).toBe('Team');
    expect(column('seen')).toMatchObject({ label: 'Seen by', type: 'text' });
  });
});

describe('the form of a kind of record', () => {
  it('has its fields in order, without those that the server writes, with what is said of each', () => {
    const form = formOf(visit);
    expect(form.map(({ name }) => name)).toEqual(['name', 'about', 'on', 'fee', 'raw', 'scan', 'mood']);
    expect(form[0]).toEqual({
      name: 'name',
      label: 'Name',
      field: visit.fields['name'],
      required: true,
      help: 'What it was about.',
    });
    expect(form[1]).not.toHaveProperty('help');
  });
});

describe('the JSON schema of a kind of record', () => {
  const schema = jsonSchemaOf(visit);
  const properties = schema['properties'] as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  it('names what must be filled in, what can be chosen, and what nobody but the server writes', () => {
    expect(schema).toMatchObject({ title: 'Visit', type: 'object', required: ['name'], additionalProperties: true });
    expect(properties['mood']).toMatchObject({ type: 'string', enum: ['good', 'bad'] });
    expect(Object.entries(properties).flatMap(([name, { readOnly }]) => (readOnly === true ? [name] : []))).toEqual([
      'seen',
    ]);
    expect(Object.entries(properties).flatMap(([name, one]) => ('enum' in one ? [name] : []))).toEqual(['mood']);
  });
  it('says of a field what its form says', () => {
    expect(properties['name']).toMatchObject({ type: 'string', title: 'Name', description: 'What it was about.' });
    expect(properties['name']).not.toHaveProperty('$schema');
    expect(properties['on']).not.toHaveProperty('description');
  });
});
