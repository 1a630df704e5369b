import { describe, expect, it } from 'vitest';
import { givenRecord } from '../../../testing/given-record.ts';
import { organisation } from '../entities/organisation.entity.ts';
import { brandingIsUsable } from './branding.rule.ts';

const usual = { name: 'Fenwright Systems', currency: 'EUR', timeZone: 'Europe/London' };
const breach = (accent: string) => brandingIsUsable.check({ record: givenRecord(organisation, { ...usual, accent }) });

describe('[PLT-45a] the colour of an organisation', () => {
  it.each(['#2f5fd6', '#C0392B', '#1f8a5b'])('is accepted where it is visible in both themes: %s', (accent) => {
    expect(breach(accent)).toBeUndefined();
  });

  it.each([
    ['#ffe100', 'light'],
    ['#101a30', 'dark'],
  ])('is refused with its contrast and with a colour that fits: %s', (accent, theme) => {
    const message = breach(accent)?.message ?? '';
    expect(message).toMatch(new RegExp(`has a contrast of \\d+\\.\\d to 1 in the ${theme} theme, and needs 3 to 1`));
    const near = /(#[0-9a-f]{6}) is near it/.exec(message)?.[1] ?? '';
    expect(breach(near)).toBeUndefined();
  });

  it('is written with six digits', () => {
    expect(breach('blue')?.field).toBe('accent');
    expect(breach('#12345')?.message).toContain('#2f5fd6');
  });

  it('is accepted with a logo that is a small picture without scripts', () => {
    const logo = { id: '0', name: 'logo.svg', mediaType: 'image/svg+xml', sizeBytes: 900, sha256: 'a'.repeat(64) };
    const of = (file: typeof logo) => brandingIsUsable.check({ record: givenRecord(organisation, { ...usual, logo: file }) }); // prettier-ignore
    expect(of(logo)).toMatchObject({ field: 'logo', message: expect.stringContaining('PNG, JPEG or WebP') as string });
    expect(of({ ...logo, name: 'logo.png', mediaType: 'image/png' })).toBeUndefined();
    expect(of({ ...logo, name: 'logo.png', mediaType: 'image/png', sizeBytes: 300_000 })?.message).toContain('256 KB');
  });
});
