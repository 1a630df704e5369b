import { describe, expect, it } from 'vitest';
import { readPlaceText } from './place-text.ts';

const vienna = { latitude: 48.2082, longitude: 16.3738 };
const seattle = { latitude: 47.61, longitude: -122.33 };

describe('[E-2] the text of a place', () => {
  it.each([
    '48.2082, 16.3738',
    '48.2082;16.3738',
    '48.2082 16.3738',
    '48,2082; 16,3738',
    '48,2082 16,3738',
    '48.2082° N, 16.3738° E',
    'N 48.2082 E 16.3738',
    '16.3738 E, 48.2082 N',
    'geo:48.2082,16.3738?z=12',
    'https://www.google.com/maps/@48.2082,16.3738,15z',
    'https://www.openstreetmap.org/#map=12/48.2082/16.3738',
    '+48.2082 +16.3738',
  ])('is read: %s', (text) => {
    expect(readPlaceText(text)).toEqual(vienna);
  });

  it.each([
    '47.61, -122.33',
    '47.61, −122.33',
    '47.61 N, 122.33 W',
    '47°36\'36" N 122°19\'48" W',
    '47° 36.6′ N, 122° 19.8′ W',
  ])('is read with its sign: %s', (text) => {
    expect(readPlaceText(text)).toEqual(seattle);
  });

  it('is kept to seven decimals', () => {
    expect(readPlaceText('1.00000004999, -0.00000001')).toEqual({ latitude: 1, longitude: 0 });
  });

  it.each([
    '',
    '48.2',
    'Vienna',
    '91, 0',
    '0, 181',
    '48.2 N, 47.6 N',
    '48.2 N, 16.3',
    '47°60\'0" N 1°0\'0" E',
    '1, 2, 3',
    'geo:x',
    '1'.repeat(400),
  ])('is not read: %s', (text) => {
    expect(readPlaceText(text)).toBe(undefined);
  });
});
