import { describe, expect, it } from 'vitest';
import { iban } from './iban.ts';

describe('an IBAN', () => {
  // The examples of the IBAN registry (SWIFT, ISO 13616).
  it.each([
    ['DE89 3704 0044 0532 0130 00', 'DE89370400440532013000'],
    ['gb29 nwbk 6016 1331 9268 19', 'GB29NWBK60161331926819'],
    ['NO93 8601 1117 947', 'NO9386011117947'],
    ['MT84MALT011000012345MTLCAST001S', 'MT84MALT011000012345MTLCAST001S'],
    ['IBAN: FR14 2004 1010 0505 0001 3M02 606', 'FR1420041010050500013M02606'],
    ['AT61-1904-3002-3457-3201', 'AT611904300234573201'],
    ['CH93\u00A00076\u00A02011\u00A06238\u00A05295\u00A07', 'CH9300762011623852957'],
  ])('[K-2] is read from %j', (written, kept) => {
    expect(iban.read(written)).toBe(kept);
    expect(iban.problem(kept)).toBeUndefined();
  });

  it('[K-2] is shown in groups of four', () => {
    expect(iban.show('NO9386011117947')).toBe('NO93 8601 1117 947');
    expect(iban.show('AT611904300234573201')).toBe('AT61 1904 3002 3457 3201');
  });

  it.each(['DE88370400440532013000', 'DE89370400440532010300', 'DE8937040044053201300', 'GB29NWBK60161331926818'])(
    '[K-2] with a wrong digit, two swapped digits or one missing is refused: %s',
    (wrong) => expect(iban.problem(wrong)).toMatch(/^must be an IBAN whose check digits fit/),
  );

  it.each(['', 'DE89', '1289370400440532013000', 'DE89 3704 0044 0532 0130 00', 'de89370400440532013000', `DE89370400440532013\u0000`])(
    '[K-2] is kept in its electronic form alone: %j is refused',
    (wrong) => expect(iban.problem(wrong)).toMatch(/^must be an IBAN: a country/),
  ); // prettier-ignore
});
