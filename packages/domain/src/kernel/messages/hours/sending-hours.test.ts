import { describe, expect, it } from 'vitest';
import { isTimeZone } from '../../calendar/is-time-zone.ts';
import { regions, zonesOfAreaCode } from './area-codes.ts';
import { countriesWithZones, zonesOfCountry } from './country-zones.ts';
import { zonesOfAddress, zonesOfNumber } from './receiver-zones.ts';
import { openingInWords, sendingHours } from './sending-hours.ts';

const [denver, newYork, losAngeles] = ['America/Denver', 'America/New_York', 'America/Los_Angeles'];

describe('[MSG-30] the hours of a receiver', () => {
  it.each([
    ['a minute before eight', '2026-11-28T14:59:59.999Z', '2026-11-28T15:00:00.000Z'],
    ['eight', '2026-11-28T15:00:00.000Z', undefined],
    ['a moment before nine in the evening', '2026-11-29T03:59:59.999Z', undefined],
    ['nine in the evening', '2026-11-29T04:00:00.000Z', '2026-11-29T15:00:00.000Z'],
    ['midnight', '2026-11-29T07:00:00.000Z', '2026-11-29T15:00:00.000Z'],
  ])('in Denver: %s', (_name, now, opensAt) => {
    const hours = sendingHours([denver], now);
    expect(hours.isOpen ? undefined : hours.opensAt).toBe(opensAt);
  });

  it('end at 21:00 there', () => {
    expect(sendingHours([denver], '2026-11-28T18:00:00.000Z')).toEqual({ isOpen: true, closesAt: '2026-11-29T04:00:00.000Z' }); // prettier-ignore
  });

  it('follow the change to summer time', () => {
    expect(sendingHours([denver], '2026-03-08T05:00:00.000Z')).toMatchObject({ opensAt: '2026-03-08T14:00:00.000Z' });
  });

  it('of two zones are those of both', () => {
    const zones = [newYork, losAngeles];
    // 8:00 in New York is 5:00 in Los Angeles.
    expect(sendingHours(zones, '2026-11-28T13:00:00.000Z')).toEqual({ isOpen: false, opensAt: '2026-11-28T16:00:00.000Z', zone: losAngeles }); // prettier-ignore
    expect(sendingHours(zones, '2026-11-28T16:00:00.000Z')).toEqual({ isOpen: true, closesAt: '2026-11-29T02:00:00.000Z' }); // prettier-ignore
    // 21:00 in New York is 18:00 in Los Angeles.
    expect(sendingHours(zones, '2026-11-29T02:00:00.000Z')).toMatchObject({ opensAt: '2026-11-29T16:00:00.000Z' });
  });

  it('that have nothing in common count by the first zone, and none are always open', () => {
    expect(sendingHours(['Europe/London', 'Asia/Shanghai', losAngeles], '2026-11-28T15:00:00.000Z').isOpen).toBe(true);
    expect(sendingHours([], '2026-11-28T03:00:00.000Z')).toEqual({ isOpen: true, closesAt: undefined });
  });

  it('are told by the city of the zone', () => {
    expect(openingInWords({ zone: losAngeles })).toBe('8:00 in Los Angeles');
    expect(openingInWords({ zone: 'America/Indiana/Indianapolis' })).toBe('8:00 in Indianapolis');
  });
});

describe('[MSG-31] the zones of a receiver', () => {
  it.each([
    ['+13035550164', [denver]],
    ['+12125550164', [newYork]],
    ['+18505550164', [newYork, 'America/Chicago']],
    ['+16045550164', ['America/Vancouver']],
    ['+18085550164', ['Pacific/Honolulu']],
    ['+18095550164', ['America/Santo_Domingo']],
    ['+18005550164', [newYork, losAngeles, 'Pacific/Honolulu']],
    ['+436601234567', ['Europe/Vienna']],
    ['+4915112345678', ['Europe/Berlin']],
    ['12345', []],
  ])('of the number %s', (number, zones) => {
    expect(zonesOfNumber(number)).toEqual(zones);
  });

  it.each([
    [{ city: 'Boulder', region: 'CO' }, [denver]],
    [{ region: 'colorado', country: 'USA' }, [denver]],
    [{ region: 'Ontario', country: 'Canada' }, ['America/Toronto', 'America/Winnipeg']],
    [{ city: 'Wien', country: 'Österreich' }, ['Europe/Vienna']],
    [{ country: 'Germany' }, ['Europe/Berlin']],
    [{ country: 'Jamaica' }, ['America/Jamaica']],
    [{ country: 'Atlantis' }, []],
    [{ region: 'CO', country: 'Atlantis' }, []],
    [{ city: 'Boulder' }, []],
    [{}, []],
    [null, []],
    ['CO', []],
  ])('of the address %o', (address, zones) => {
    expect(zonesOfAddress(address)).toEqual(zones);
  });

  it('exist, and no area code stands in two regions', () => {
    const codes = regions.flatMap(({ areaCodes, parts }) => [...areaCodes.split(' '), ...Object.keys(parts)]).filter((code) => code !== ''); // prettier-ignore
    expect(codes.length).toBe(new Set(codes).size);
    expect(codes.filter((code) => !/^[2-9]\d{2}$/.test(code))).toEqual([]);
    const zones = [...codes.flatMap(zonesOfAreaCode), ...regions.flatMap((region) => region.zones), ...countriesWithZones.flatMap(zonesOfCountry)]; // prettier-ignore
    expect([...new Set(zones)].filter((zone) => !isTimeZone(zone))).toEqual([]);
    expect(codes.length).toBeGreaterThan(400);
  });
});
