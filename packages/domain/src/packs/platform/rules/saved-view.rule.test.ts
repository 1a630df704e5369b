import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../kernel/json.ts';
import { givenRecord } from '../../../testing/given-record.ts';
import { savedView } from '../entities/saved-view.entity.ts';
import { savedViewIsReadable } from './saved-view.rule.ts';

const breach = (fields: { readonly where?: JsonValue; readonly columns?: JsonValue; readonly pins?: JsonValue }) =>
  savedViewIsReadable.check({
    record: givenRecord(savedView, { name: 'Closing', forEntity: 'crm/deal', ...fields }),
  })?.field;

describe('[PLT-1] a saved view', () => {
  it.each<readonly [string, Parameters<typeof breach>[0], string | undefined]>([
    ['without filter and columns', {}, undefined],
    ['with a filter', { where: { and: [{ field: 'stage', op: 'is', value: 'won' }] } }, undefined],
    ['with a filter by a field that no longer exists', { where: { field: 'gone', op: 'is-empty' } }, undefined],
    ['with columns', { columns: [{ name: 'name' }, { name: 'closesOn', width: 120 }] }, undefined],
    ['with words for a filter', { where: 'stage is won' }, 'where'],
    ['with an unknown operator', { where: { field: 'stage', op: 'resembles' } }, 'where'],
    ['with columns by name only', { columns: ['name'] }, 'columns'],
    [
      'with a pin in a column, which the last release cannot read',
      { columns: [{ name: 'name', pinned: true }] },
      'columns',
    ],
    ['with pinned columns', { columns: [{ name: 'name' }], pins: ['name'] }, undefined],
    ['with pins that are no names', { pins: [{ name: 'name' }] }, 'pins'],
    ['with a column of no width', { columns: [{ name: 'name', width: 0 }] }, 'columns'],
  ])('%s', (_of, fields, field) => {
    expect(breach(fields)).toBe(field);
  });
});
