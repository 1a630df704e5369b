import { describe, expect, it } from 'vitest';
import { givenRecord } from '../../../testing/given-record.ts';
import { person } from '../entities/person.entity.ts';
import { profileIsUsable } from './profile.rule.ts';

const picture = { id: '0', name: 'me.webp', mediaType: 'image/webp', sizeBytes: 20_000, sha256: 'a'.repeat(64) };
type Given = { readonly name?: string; readonly picture?: typeof picture; readonly timeZone?: string; readonly locale?: string }; // prettier-ignore
const breach = (fields: Given) =>
  profileIsUsable.check({ record: givenRecord(person, { name: 'Mia Stone', status: 'active', ...fields }) })?.field;

describe('[PLT-45] the profile of a person', () => {
  it.each<readonly [string, Given, string | undefined]>([
    ['nothing of its own', {}, undefined],
    ['a picture, a time zone and formats', { picture, timeZone: 'Asia/Tokyo', locale: 'ja-JP' }, undefined],
    ['a blank name', { name: '  ' }, 'name'],
    ['a picture that can run scripts', { picture: { ...picture, mediaType: 'image/svg+xml' } }, 'picture'],
    ['an animation', { picture: { ...picture, mediaType: 'image/gif' } }, 'picture'],
    ['a large picture', { picture: { ...picture, sizeBytes: 262_145 } }, 'picture'],
    ['an empty picture', { picture: { ...picture, sizeBytes: 0 } }, 'picture'],
    ['a picture without a proper digest', { picture: { ...picture, sha256: 'A'.repeat(64) } }, 'picture'],
    ['an unknown time zone', { timeZone: 'Mars/Olympus' }, 'timeZone'],
    ['an unknown language', { locale: 'the British way' }, 'locale'],
  ])('is judged with %s', (_of, fields, field) => {
    expect(breach(fields)).toBe(field);
  });
});
