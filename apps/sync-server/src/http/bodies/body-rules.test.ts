import { describe, expect, it } from 'vitest';
import { bodyLimitsOf, checkBody, isJsonType } from './body-rules.ts';

describe('bodies', () => {
  it('[E-2] that Postgres could not store are refused with the place of the text', () => {
    expect(checkBody('{"a":[{"b":"x\\u0000"}]}')).toMatchObject({ details: { path: 'body.a.0.b' } });
    expect(checkBody('{"a":"\\ud83d"}')).toMatchObject({ details: { path: 'body.a' } });
    expect(checkBody('{"a\\u0000":1}')).toMatchObject({ details: { path: 'body' } });
    expect(checkBody('{"a":"\\ud83d\\ude00 and \\\\u0000"}')).toMatchObject({ ok: true });
  });

  it('[E-2] with any other JSON value are accepted', () => {
    for (const value of [null, 0, '', 'äöü 👍', '\\ud800', ['"', '\\', '\n'], { 'a"b': { '[': ']' } }, [[[]], {}]])
      expect(checkBody(JSON.stringify(value))).toMatchObject({ ok: true });
    for (const text of ['', '{', '"\\u00', '[1,]', '"']) expect(checkBody(text)).toMatchObject({ ok: true }); // the parser reports the error
  });

  it('[E-2] must have the content type of JSON in UTF-8', () => {
    for (const type of ['application/json', 'Application/JSON; charset=utf-8', 'application/merge-patch+json'])
      expect(isJsonType(type)).toBe(true);
    for (const type of [
      undefined,
      '',
      'text/plain',
      'application/jsonp',
      'application/x-www-form-urlencoded',
      'application/json; charset=latin1',
    ])
      expect(isJsonType(type)).toBe(false);
  });

  it('[E-3] have a limit on every path', () => {
    expect(bodyLimitsOf('/auth/sign-in')).toEqual({ bytes: 65_536, values: 5_000 });
    expect(bodyLimitsOf('/sync/push').bytes).toBeGreaterThan(bodyLimitsOf('/sync/pull').bytes);
    expect(bodyLimitsOf('/anything').bytes).toBeGreaterThan(0);
  });
});
