import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../json.ts';
import { recordingConsentOf } from './recording-consent.ts';
import { allPartyStates } from './recording-laws.ts';

const [colorado, newYork, california, oregon, tollFree] = ['+13035550164', '+12125550111', '+14155550101', '+15035550122', '+18005550199'] as const; // prettier-ignore
const needs = (...numbers: readonly string[]) =>
  recordingConsentOf(numbers.map((number) => ({ number, addresses: [] }))).needs;

describe('[MSG-68] the consent that a recording needs', () => {
  it('is that of one person where both ends are in such states', () => {
    expect(recordingConsentOf([colorado, newYork].map((number) => ({ number, addresses: [] })))).toEqual({
      needs: 'one-party',
      why: 'At both ends the consent of one person is enough (18 U.S.C. § 2511(2)(d)).',
    });
    expect(needs(oregon, colorado)).toBe('one-party');
  });

  it('is that of everybody where one end asks for it, in either order', () => {
    expect([needs(colorado, california), needs(california, colorado)]).toEqual(['all-party', 'all-party']);
    expect(recordingConsentOf([colorado, california].map((number) => ({ number, addresses: [] }))).why).toMatch(
      /law of CA .*Penal Code § 632/,
    );
  });

  it('follows a known address that is stricter than the number', () => {
    const lives = (region: string, country: string) =>
      recordingConsentOf([
        { number: colorado, addresses: [] },
        { number: newYork, addresses: [{ region, country }] },
      ]).needs;
    expect([lives('WA', 'US'), lives('Washington', ''), lives('', 'Germany'), lives('CO', 'US')]).toEqual([
      'all-party',
      'all-party',
      'all-party',
      'one-party',
    ]);
  });

  it('is that of everybody in other countries, in Canada, and where nobody knows the place', () => {
    for (const number of [tollFree, '+14165550100', '+442079460000', '+8190', 'nothing'])
      expect([number, needs(colorado, number)]).toEqual([number, 'all-party']);
  });

  it('is that of everybody where an address names a place that nobody knows here', () => {
    const lives = (address: JsonValue) =>
      recordingConsentOf([
        { number: colorado, addresses: [] },
        { number: newYork, addresses: [address] },
      ]);
    for (const address of [
      { country: 'Freedonia' },
      { region: 'CO', country: 'Freedonia' },
      { region: 'Bavaria' },
      { street: 'Main Street 1', city: 'Springfield' },
    ])
      expect([address, lives(address)]).toEqual([
        address,
        { needs: 'all-party', why: 'The place of one address is not known, so everybody must agree.' },
      ]);
    for (const address of [null, {}, { region: '', country: ' ' }, { street: null }])
      expect([address, lives(address).needs]).toEqual([address, 'one-party']);
  });

  it('is that of everybody in each of the thirteen listed states', () => {
    expect(allPartyStates).toHaveLength(13);
    for (const { state } of allPartyStates)
      expect([
        state,
        recordingConsentOf([{ number: colorado, addresses: [{ region: state, country: 'US' }] }]).needs,
      ]).toEqual([state, 'all-party']);
  });
});
