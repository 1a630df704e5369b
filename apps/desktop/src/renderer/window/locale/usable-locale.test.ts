import { describe, expect, it } from 'vitest';
import { usableLocale } from './usable-locale.ts';

describe('the locale of the window', () => {
  it('is the first language that Intl accepts', () => {
    expect([usableLocale(['en-US@posix']), usableLocale(['no language', 'de-AT']), usableLocale([])]).toEqual([
      'en-US',
      'de-AT',
      'en-US',
    ]);
  });
});
