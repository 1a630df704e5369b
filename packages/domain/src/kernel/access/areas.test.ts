import { describe, expect, it } from 'vitest';
import { installedPacks } from '../../installed-packs.ts';
import { dispatchPack, myDispatch, offer, visit } from '../../testing/packs/dispatch-pack.ts';
import { givenRecord } from '../../testing/given-record.ts';
import { catalogueOf, type Pack } from '../catalogue/catalogue.ts';
import { settings } from '../catalogue/settings.ts';
import { entity, untypedEntity } from '../entities/entity.ts';
import { choice, ref, tags, text } from '../entities/fields.ts';
import { whatCarries } from '../entities/what-carries.ts';
import { idOf } from '../ids.ts';
import { canSee, type Principal, tokensOf, tokensOfPrincipal } from './access.ts';
import { areaTokensOf, checkAreas, chosenAreas, heldTokens, holdsAreas, mostAreas } from './areas.ts';
import { parseGrant } from '../catalogue/role.ts';

const catalogue = catalogueOf([...installedPacks, dispatchPack]);
const [mia, north, south] = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`) as [string, string, string];
const as = (...grants: readonly string[]): Principal => ({
  userId: mia,
  memberships: [{ role: 'own', teamId: south, portal: false, grants: grants.flatMap((one) => parseGrant(one) ?? []) }],
});
const mine = (fields: object) => [{ entity: myDispatch.name, fields: { ...fields } }];
const held = (principal: Principal, fields: object, kind: string = visit.name) =>
  heldTokens(tokensOfPrincipal(principal, catalogue), chosenAreas(catalogue, mine(fields))).filter((token) =>
    token.startsWith(`${kind}@`),
  );

describe('[T-30] a kind that is filed by an area', () => {
  it('files a record under its area as well, and under no area where the field is empty', () => {
    const inNorth = givenRecord(
      visit,
      { name: 'Mend', district: idOf('dispatch/district').parse(north) },
      { ownerId: mia },
    );
    expect(tokensOf(visit, inNorth)).toEqual([
      `dispatch/visit@area:${north}`,
      'dispatch/visit@org',
      `dispatch/visit@user:${mia}`,
    ]);
    expect(areaTokensOf(visit, { fields: {} })).toEqual([]);
    expect(areaTokensOf(visit, { fields: { district: '' } })).toEqual([]);
    expect(areaTokensOf(myDispatch, { fields: { districts: [north] } })).toEqual([]);
    expect(tokensOf(offer, givenRecord(offer, { name: 'Service', season: 'winter' }))).toEqual([
      'dispatch/offer@area:winter',
      'dispatch/offer@org',
    ]);
  });

  it('is held by its chosen areas in place of the whole kind, in addition to records that a person sees for another reason', () => {
    const all = as('dispatch/*:read@org', 'dispatch/*:read@team');
    const rest = [`dispatch/visit@team:${south}`, `dispatch/visit@user:${mia}`];
    expect(held(all, {})).toEqual(['dispatch/visit@org', ...rest]);
    expect(held(all, { districts: [] })).toEqual(['dispatch/visit@org', ...rest]);
    expect(held(all, { districts: [south, north] })).toEqual([
      `dispatch/visit@area:${north}`,
      `dispatch/visit@area:${south}`,
      ...rest,
    ]);
    expect(held(all, { districts: [north], seasons: ['summer'] }, offer.name)).toEqual(['dispatch/offer@area:summer']);
    expect(held(all, { districts: [north] }, offer.name)).toEqual(['dispatch/offer@org']);
  });

  it('is never widened by a choice: without the right to the whole kind an area gives no records', () => {
    const ofTeam = as('dispatch/visit:read@team');
    expect(held(ofTeam, { districts: [north] })).toEqual(held(ofTeam, {}));
    expect(held({ userId: mia, memberships: [] }, { districts: [north] })).toEqual([]);
    const inNorth = givenRecord(visit, { name: 'Mend', district: idOf('dispatch/district').parse(north) });
    expect(canSee(ofTeam, catalogue, inNorth)).toBe(false);
  });

  it('ignores values that name no area, and settings of other kinds', () => {
    const all = as('dispatch/*:read@org');
    expect(held(all, { districts: ['a@org', 7, null] })).toEqual(held(all, {}));
    expect(chosenAreas(catalogue, [{ entity: 'crm/deal', fields: { districts: [north] } }]).size).toBe(0);
    expect([holdsAreas(catalogue, myDispatch.name), holdsAreas(catalogue, visit.name)]).toEqual([true, false]);
  });

  it('lets a person choose a bounded number of areas, each by its id', () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => `area-${at}`);
    const judged = (districts: readonly string[]) => checkAreas(catalogue, { entity: myDispatch.name, fields: { districts } }); // prettier-ignore
    expect(judged(many(mostAreas))).toBeUndefined();
    expect(judged(many(mostAreas + 1))).toMatchObject({
      code: 'records/invalid',
      message: 'Choose at most 100 areas of visits. Without any area this computer holds all of them.',
      details: { field: 'districts' },
    });
    expect(judged([north, 'The North'])).toMatchObject({
      code: 'records/invalid',
      message: 'An area of visits is named by its id, in lower-case letters, digits and hyphens.',
    });
  });
});

describe('[T-30] a declaration', () => {
  const kind = { label: { one: 'Lot', many: 'Lots' }, title: 'name' } as const;
  const lot = (filedBy: string, more: object = {}) =>
    untypedEntity('yard/lot', {
      ...kind,
      filedBy,
      fields: {
        name: text(),
        labels: tags(),
        row: ref(idOf('yard/row')),
        any: ref(whatCarries('tasks')),
        two: ref([idOf('yard/row'), idOf('yard/place')]),
        grade: choice([{ value: 'A@1', label: 'A1' }]),
        size: choice([{ value: 'small', label: 'Small' }]),
        sent: choice([{ value: 'yes', label: 'Yes' }], { merge: 'server' }),
        worked: choice([{ value: 'yes', label: 'Yes' }], { merge: 'derived' }),
      },
      ...more,
    });

  it('names a link to one kind, or a choice', () => {
    expect([lot('row').filedBy, lot('size').filedBy]).toEqual(['row', 'size']);
    for (const wrong of ['name', 'labels', 'nothing'])
      expect(() => lot(wrong)).toThrow(
        `Entity yard/lot: filedBy "${wrong}": an area is a ref or a choice field of the kind`,
      );
    for (const wrong of ['any', 'two']) expect(() => lot(wrong)).toThrow('an area is a link to one kind of record');
    for (const wrong of ['sent', 'worked']) expect(() => lot(wrong)).toThrow('a person must be able to write the area');
    expect(() => lot('grade')).toThrow('the option "A@1" must be written in lower-case letters, digits and hyphens');
    expect(() => lot('row', { defines: 'fields' })).toThrow('every device needs all of its records');
  });

  it('does not compile with a field of another type', () => {
    // @ts-expect-error a text can't be an area
    expect(() => entity(idOf('yard/lot'), { ...kind, filedBy: 'name', fields: { name: text() } })).toThrow('filedBy');
  });

  it('is refused where the settings of people could not hold its areas', () => {
    const row = untypedEntity('yard/row', { ...kind, fields: { name: text() } });
    const filed = untypedEntity('yard/lot', {
      ...kind,
      filedBy: 'row',
      fields: { name: text(), row: ref(idOf('yard/row')) },
    });
    const chosen = entity(idOf('yard/mine'), { ...kind, fields: { name: text(), rows: tags(), more: tags() } });
    const pack = (more: Partial<Pack>): Pack => ({
      name: 'yard',
      version: 1,
      roles: [],
      entities: [row, filed, chosen],
      ...more,
    });
    const own = settings(chosen, { whose: 'person', defaults: {}, areas: { rows: filed } });
    expect(() => catalogueOf([pack({ settings: [own] })])).not.toThrow();
    const wrong = (areas: Readonly<Record<string, string>>) => () =>
      catalogueOf([pack({ settings: [{ ...own, areas }] })]);
    expect(wrong({ name: filed.name })).toThrow('so it must be a tags field');
    expect(wrong({ rows: row.name })).toThrow(
      'Settings yard/mine: "rows" holds areas of yard/row, which is not filed by any field',
    );
    expect(wrong({ rows: filed.name, more: filed.name })).toThrow('which another field holds already');
    expect(() =>
      catalogueOf([pack({ settings: [own], entities: [{ ...row, duplicates: {} }, filed, chosen] })]),
    ).toThrow('whose areas must not be mergeable');
    const everyones = { ...chosen, audience: 'tenant' as const, governed: true };
    expect(() =>
      catalogueOf([pack({ settings: [{ ...own, whose: 'tenant' }], entities: [row, filed, everyones] })]),
    ).toThrow('but only a person chooses areas');
  });
});
