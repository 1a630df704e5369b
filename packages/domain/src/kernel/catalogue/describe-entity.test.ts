import { describe, expect, it } from 'vitest';
import { gridColumnsOf, formOf } from './describe-entity.ts';
import { idOf } from '../ids.ts';
import { entity, type Entity } from '../entities/entity.ts';
import { choice, date, email, fileField, json, money, ref, text } from '../entities/fields.ts';
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
    scan: fileField(),
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
const column = (name: string, of: Entity = visit) => gridColumnsOf(of).find((one) => one.name === name);

describe('the columns of a kind of record', () => {
  it('are the listed columns in their order, and then all others, each once', () => {
    expect(gridColumnsOf(visit).map(({ name }) => name)).toEqual([
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
  it('are aligned right for amounts and times, and left otherwise', () => {
    const right = gridColumnsOf(visit).filter(({ align }) => align === 'right');
    expect(right.map(({ name }) => name)).toEqual(['on', 'fee', 'createdAt', 'updatedAt']);
  });
  it('are sortable where their values have an order', () => {
    const unsorted = gridColumnsOf(visit).filter(({ sortable }) => !sortable);
    expect(unsorted.map(({ name }) => name)).toEqual(['raw', 'scan', 'sharedWith']);
  });
  it('are edited in place, except fixed fields, fields that the server writes, and fields without a cell editor', () => {
    const editable = gridColumnsOf(visit).filter((one) => one.editable);
    expect(editable.map(({ name }) => name)).toEqual(['on', 'name', 'about', 'mood', 'ownerId', 'teamId']);
  });
  it('label the owner of a child as its assignee, and the owner of another record as its owner', () => {
    expect(column('ownerId')).toMatchObject({ label: 'Assigned to', type: 'person' });
    expect(column('ownerId', plain)).toMatchObject({ label: 'Owner', type: 'person' });
    expect(column('teamId')?.label).toBe('Team');
    expect(column('seen')).toMatchObject({ label: 'Seen by', type: 'text' });
  });
});

describe('the form of a kind of record', () => {
  it('has its fields in order, without those that the server writes, each with its description', () => {
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
  it('contains the required fields, the options of choices, and the fields that only the server writes', () => {
    expect(schema).toMatchObject({ title: 'Visit', type: 'object', required: ['name'], additionalProperties: true });
    expect(properties['mood']).toMatchObject({ type: 'string', enum: ['good', 'bad'] });
    expect(Object.entries(properties).flatMap(([name, { readOnly }]) => (readOnly === true ? [name] : []))).toEqual([
      'seen',
    ]);
    expect(Object.entries(properties).flatMap(([name, one]) => ('enum' in one ? [name] : []))).toEqual(['mood']);
  });
  it('describes a field as its form does', () => {
    expect(properties['name']).toMatchObject({ type: 'string', title: 'Name', description: 'What it was about.' });
    expect(properties['name']).not.toHaveProperty('$schema');
    expect(properties['on']).not.toHaveProperty('description');
  });
});
