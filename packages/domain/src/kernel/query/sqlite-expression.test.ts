import { describe, expect, it } from 'vitest';
import { titleToken } from '../text/title-words.ts';
import {
  columnExpression,
  columnName,
  jsonPath,
  pathOfColumn,
  recordTable,
  searchMatch,
  searchTable,
  wordsMatch,
} from './sqlite-expression.ts';

describe('names and expressions on SQLite', () => {
  it('[D-2] writes a path into a record the same way each time', () => {
    expect(columnExpression('fields.note')).toBe("data->>'$.fields.note'");
    expect(columnExpression('version')).toBe("data->>'$.version'");
  });

  it('[D-2] reads keys, and envelope values that lists use, from columns', () => {
    expect(columnExpression('keys.stage')).toBe('"keys.stage"');
    expect(columnExpression('ownerId')).toBe('"owner^id"');
    expect(columnExpression("keys.it's")).toBe(`"keys.it's"`);
  });

  it('[K-3] gives different columns to fields whose names differ only in capitals', () => {
    expect(columnName('keys.closeDate').toLowerCase()).not.toBe(columnName('keys.closedate').toLowerCase());
    for (const path of ['ownerId', 'keys.closeDate', 'keys.closedate', 'keys.close-date', 'keys.aBC'])
      expect(pathOfColumn(columnName(path).slice(1, -1))).toBe(path);
  });

  it('[D-2] reads the id from its column, not from the JSON', () => {
    expect(columnExpression('id')).toBe('id');
  });

  it('[D-2] quotes keys that are not plain names, and doubles an apostrophe', () => {
    expect(jsonPath('keys.close-date')).toBe('$.keys."close-date"');
    expect(columnExpression("fields.it's")).toBe(`data->>'$.fields."it''s"'`);
  });

  it.each(['', 'a..b', 'a."b', 'a.b\\', 'a.\u0000'])('[D-2] refuses to write the path %j', (path) => {
    expect(() => columnExpression(path)).toThrow('Not a path');
  });

  it('[D-2] names the table of an entity', () => {
    expect(recordTable('crm/deal')).toBe('r_crm_deal');
    expect(recordTable('mortgage/rate-lock')).toBe('r_mortgage_rate_lock');
    expect(recordTable('custom/Büro')).toBe('r_custom__x42__xfc_ro');
    expect(searchTable('crm/deal')).toBe('r_crm_deal__search');
  });

  it('[Q-4] writes a query for tokens that begin with each prefix', () => {
    expect(searchMatch(['acme', 'wid'])).toBe('"acme"* AND "wid"*');
    expect(searchMatch(['o"neil or'])).toBe('"o""neil"* AND "or"*');
    expect(searchMatch(['', ' '])).toBeUndefined();
  });

  it('[Q-4] writes a query for words that begin with each prefix, in the title or elsewhere', () => {
    const marked = titleToken('');
    expect(wordsMatch(['acme', 'wid'])).toBe(`("acme"* OR "${marked}acme"*) AND ("wid"* OR "${marked}wid"*)`);
    expect(wordsMatch(['o"neil'])).toBe(`("o""neil"* OR "${marked}o""neil"*)`);
    expect(wordsMatch(['', ' '])).toBeUndefined();
  });
});
