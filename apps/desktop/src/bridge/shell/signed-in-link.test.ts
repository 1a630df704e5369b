import { expect, it } from 'vitest';
import { readSignedInLink } from './signed-in-link.ts';

const [code, state] = ['c'.repeat(43), 's'.repeat(43)];

it('[PLT-23] the app reads the link that ends a sign-in in the browser, and no other', () => {
  expect(readSignedInLink(`outpost://signed-in?code=${code}&state=${state}`)).toEqual({ code, state });
  for (const link of [
    `outpost://open?code=${code}&state=${state}`,
    `outpost://signed-in?code=${code}`,
    `outpost://signed-in?state=${state}&code=${code}`,
    `outpost://signed-in?code=${code}&state=${state}&x=1`,
    `outpost://signed-in?code=${code}x&state=${state}`,
    `outpost://signed-in?code=${code}&state=${state}#x`,
    `https://signed-in?code=${code}&state=${state}`,
    ` outpost://signed-in?code=${code}&state=${state}`,
    '',
  ])
    expect(readSignedInLink(link)).toBe(undefined);
});
