import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { can, tokensOfPrincipal } from '../access/access.ts';
import { childEntities, entityOf } from '../catalogue/catalogue.ts';
import { tallyOf } from '../import/columns/column-tally.ts';
import { mapColumns } from '../import/columns/map-columns.ts';
import type { Field } from '../entities/fields.ts';
import type { JsonValue } from '../json.ts';
import { grantCovers, parseGrant } from '../catalogue/role.ts';
import {
  canBeUnique,
  type DefinitionRecord,
  definingEntities,
  definitionsIn,
  judgeDefinition,
  mostOwnFields,
  mostOwnKinds,
  ownFields,
  withDefinitions,
} from './tenant-definitions.ts';

let count = 0;
const written = (
  entity: 'platform/custom-object' | 'platform/field-definition',
  fields: Readonly<Record<string, JsonValue>>,
  life: DefinitionRecord['life'] = 'alive',
): DefinitionRecord => {
  count += 1;
  return {
    id: `0190b1f2-7c00-7000-8000-${String(count).padStart(12, '0')}`,
    entity,
    life,
    createdAt: '2026-11-20T08:00:00.000Z',
    fields,
  };
};
const kind = (name: string, more: Readonly<Record<string, JsonValue>> = {}, life?: DefinitionRecord['life']) =>
  written('platform/custom-object', { name, label: `One ${name}`, labelMany: `Many ${name}s`, ...more }, life);
const field = (forEntity: string, name: string, more: Readonly<Record<string, JsonValue>> = {}) =>
  written('platform/field-definition', { forEntity, name, label: `The ${name}`, type: 'text', ...more });

const whole = (...records: readonly DefinitionRecord[]) =>
  withDefinitions(installedCatalogue, definitionsIn(installedCatalogue, records));
/** Returns the refusal of the last of these records. */
const against = (...records: readonly DefinitionRecord[]) =>
  judgeDefinition(installedCatalogue, records, { id: records.at(-1)?.id ?? '', wasInUse: false })?.message;

describe("a tenant's own kinds of record", () => {
  it('[K-3] are entities like any other, after those of the build, with the fields that are defined for them', () => {
    const { catalogue } = whole(
      field('own/vehicle', 'plate', { searched: true }),
      kind('vehicle', { label: 'Vehicle', labelMany: 'Vehicles', icon: 'truck' }),
      field('own/vehicle', 'usedFor', { type: 'ref', targets: ['crm/account'] }),
    );
    expect([...catalogue.entities.keys()].at(-1)).toBe('own/vehicle');
    const vehicle = entityOf(catalogue, 'own/vehicle');
    expect(vehicle).toMatchObject({ label: { one: 'Vehicle', many: 'Vehicles' }, icon: 'truck', title: 'name', audience: 'scoped', governed: false }); // prettier-ignore
    expect(Object.keys(vehicle.fields)).toEqual(['name', 'plate', 'usedFor']);
    expect(vehicle.fields['name']).toMatchObject({ type: 'text', required: true, searched: true });
    expect(vehicle.fields['usedFor']).toMatchObject({ type: 'ref', targets: ['crm/account'] });
    expect(vehicle.listed).toEqual(['name', 'plate', 'usedFor', 'ownerId', 'updatedAt']);
  });

  it('[K-3] [A-3a] belong to a kind of the build or to another kind of the tenant, in any order of definition', () => {
    const { catalogue } = whole(kind('trip', { belongsTo: 'own/vehicle' }), kind('vehicle', { belongsTo: 'crm/account' })); // prettier-ignore
    expect(entityOf(catalogue, 'own/trip')).toMatchObject({ parent: 'parent', fields: { parent: { targets: ['own/vehicle'], required: true } } }); // prettier-ignore
    expect([...catalogue.entities.keys()].slice(-2)).toEqual(['own/vehicle', 'own/trip']);
    expect(childEntities(catalogue, 'crm/account').map(({ name }) => name)).toContain('own/vehicle');
  });

  it('[T-19] carry activities, tasks and files, unless they belong to a record that others carry', () => {
    const { catalogue } = whole(
      kind('vehicle'),
      kind('trip', { belongsTo: 'own/vehicle' }),
      kind('step', { belongsTo: 'crm/task' }),
      kind('part', { belongsTo: 'own/step' }),
    );
    const carries = (name: string) => entityOf(catalogue, `own/${name}`).carries;
    expect([carries('vehicle'), carries('trip')]).toEqual([
      ['activities', 'tasks', 'files'],
      ['activities', 'tasks', 'files'],
    ]);
    expect([carries('step'), carries('part')]).toEqual([['files'], ['files']]);
    for (const name of ['crm/activity', 'crm/task']) {
      const about = entityOf(catalogue, name).fields['about'];
      expect(about?.type === 'ref' && about.targets.filter((target) => target.startsWith('own/'))).toEqual([
        'own/vehicle',
        'own/trip',
      ]);
    }
  });

  it('[PLT-39] have sets of fields that no two records share, and leave out sets that cannot be compared', () => {
    const { catalogue } = whole(
      kind('vehicle', { unique: [['plate'], ['site'], ['number'], ['name'], ['site', 'name'], ['number', 'name']] }),
      kind('boat', { unique: [['name']] }),
      field('own/vehicle', 'plate'),
      field('own/vehicle', 'site', { type: 'ref', targets: ['crm/account'] }),
      field('own/vehicle', 'number', { type: 'number' }),
      field('own/vehicle', 'place', { type: 'geo' }),
    );
    // More sets than a kind may have: the definition is not read.
    expect(catalogue.entities.has('own/vehicle')).toBe(false);
    expect(entityOf(catalogue, 'own/boat').unique).toEqual([['name']]);
    const again = whole(
      kind('vehicle', { unique: [['plate'], ['site', 'number'], ['missing', 'site'], ['place'], ['site', 'site']] }),
      field('own/vehicle', 'plate'),
      field('own/vehicle', 'site', { type: 'ref', targets: ['crm/account'] }),
      field('own/vehicle', 'number', { type: 'number' }),
      field('own/vehicle', 'place', { type: 'geo' }),
    );
    expect(entityOf(again.catalogue, 'own/vehicle').unique).toEqual([['plate'], ['site', 'number']]);
    expect(canBeUnique(entityOf(again.catalogue, 'own/vehicle').fields['place'])).toBe(false);
    expect(canBeUnique({ ...entityOf(again.catalogue, 'own/vehicle').fields['plate'], merge: 'derived' } as Field)).toBe(false); // prettier-ignore
  });

  it('[K-3] import a column whose header is their label as their name, like kinds of the build', () => {
    const { catalogue } = whole(kind('vehicle', { label: 'Vehicle' }), field('own/vehicle', 'plate', { label: 'Plate' })); // prettier-ignore
    const fields = Object.entries(entityOf(catalogue, 'own/vehicle').fields).map(([name, one]) => ({ ...one, name }));
    const column = (header: string, cell: string) => ({ header, tally: tallyOf(new Map([[cell, 1]])) });
    const mapped = (header: string) =>
      mapColumns([column(header, 'Blue van'), column('Plate', 'OP 4711')], fields).map(({ field: to, confidence }) => [to, confidence]); // prettier-ignore
    for (const header of ['Name', 'Vehicle', 'vehicle name'])
      expect([header, ...mapped(header)]).toEqual([header, ['name', 'sure'], ['plate', 'sure']]);
  });

  it('[K-3] list the chosen columns that exist', () => {
    const { catalogue } = whole(kind('vehicle', { listed: ['plate', 'gone', 'name', 'createdAt'] }), field('own/vehicle', 'plate')); // prettier-ignore
    expect(entityOf(catalogue, 'own/vehicle').listed).toEqual(['plate', 'name', 'createdAt']);
  });

  it('[K-3] stay in the catalogue, marked as retired, when they are retired: their records are kept and filed', () => {
    const { catalogue, entities, retiredEntities } = whole(
      kind('vehicle', {}, 'deleted'),
      kind('boat'),
      field('own/vehicle', 'plate'),
    );
    expect(entityOf(catalogue, 'own/vehicle')).toMatchObject({ isRetired: true, fields: { plate: { type: 'text' } } });
    expect([entities.map(({ name }) => name), retiredEntities.map(({ name }) => name)]).toEqual([['boat'], ['vehicle']]); // prettier-ignore
    expect(entityOf(catalogue, 'own/boat').isRetired).toBeUndefined();
  });

  it('[K-5] are skipped where a definition is unreadable, has a taken name, or belongs to a missing kind or to itself', () => {
    const { catalogue, entities } = whole(
      kind('vehicle'),
      kind('vehicle', { label: 'Again' }),
      kind('Bad name'),
      kind('orphan', { belongsTo: 'crm/spaceship' }),
      kind('hen', { belongsTo: 'own/egg' }),
      kind('egg', { belongsTo: 'own/hen' }),
      kind('self', { belongsTo: 'own/self' }),
      kind('kept', { ofANewerBuild: 1 }),
    );
    expect(entities.map(({ name, label }) => [name, label])).toEqual([['vehicle', 'One vehicle'], ['kept', 'One kept']]); // prettier-ignore
    expect([...catalogue.entities.keys()].slice(installedCatalogue.entities.size)).toEqual(['own/vehicle', 'own/kept']);
  });

  it('[K-5] skip links to a missing kind, and keep links to a retired one', () => {
    const { fields } = whole(
      kind('boat', {}, 'deleted'),
      field('crm/deal', 'boat', { type: 'ref', targets: ['own/boat'] }),
      field('crm/deal', 'ship', { type: 'ref', targets: ['crm/account', 'own/ship'] }),
      field('crm/deal', 'nothing', { type: 'ref' }),
    );
    expect(fields.map(({ name }) => name)).toEqual(['boat']);
  });
});

describe('a definition at arrival', () => {
  it('[K-3] is refused, in plain words, where the catalogue would skip it', () => {
    expect(against(kind('vehicle'))).toBeUndefined();
    expect(against(kind('vehicle', { belongsTo: 'crm/deal' }))).toBeUndefined();
    expect(against(kind('vehicle', { labelMany: '' }))).toContain('labelMany');
    for (const name of ['a--search', 'a-', '-a', '2nd', 'a_b', 'a/b', '', 'x'.repeat(41)])
      expect([name, against(kind(name))]).toEqual([name, expect.stringMatching(/^name /)]);
    expect(against(kind('Vehicle'))).toBe('name must be a short word in lower case, such as "service-visit".');
    expect(against(kind('trip', { belongsTo: 'own/vehicle' }))).toBe('One trip can\'t belong to "own/vehicle": there is no such kind of record.'); // prettier-ignore
    expect(against(kind('hen', { belongsTo: 'own/hen' }))).toBe('One hen would belong to itself, through its parent.'); // prettier-ignore
    expect(against(field('crm/deal', 'stage'))).toBe('Deal has a field "stage" already. Choose another name.');
    expect(against(field('own/vehicle', 'plate'))).toBe('There is no kind of record called "own/vehicle".');
    expect(against(field('crm/deal', 'van', { type: 'ref' }))).toBe('Say which kinds of record The van links to.');
    expect(against(field('crm/deal', 'van', { type: 'ref', targets: ['own/van'] }))).toBe('The van can\'t link to "own/van": there is no such kind of record.'); // prettier-ignore
    expect(against(kind('van'), field('crm/deal', 'van', { type: 'ref', targets: ['own/van'] }))).toBeUndefined();
  });

  it('[K-3] is refused where its name is that of another kind: living, retired, or of the build', () => {
    const taken = (name: string) => `There is a kind of record called "${name}" already. Choose another name.`;
    expect(against(kind('vehicle'), kind('vehicle'))).toBe(taken('vehicle'));
    expect(against(kind('vehicle', {}, 'deleted'), kind('vehicle'))).toBe('There was a kind of record called "vehicle". Bring it back, or choose another name.'); // prettier-ignore
    expect(against(kind('deal'))).toBe(taken('deal'));
  });

  it('[K-3] is refused where values of another form exist under its name', () => {
    const retired = (more: Readonly<Record<string, JsonValue>>) => ({ ...field('crm/deal', 'region', more), life: 'deleted' as const }); // prettier-ignore
    expect(against(retired({}), field('crm/deal', 'region'))).toBeUndefined();
    expect(against(retired({ type: 'number' }), field('crm/lead', 'region'))).toBeUndefined();
    expect(against(retired({ type: 'number' }), field('crm/deal', 'region'))).toBe('There was a field "region" that held something else. Choose another name.'); // prettier-ignore
    expect(against(retired({ format: 'iban' }), field('crm/deal', 'region', { format: 'iban' }))).toBeUndefined();
    expect(against(retired({}), field('crm/deal', 'region', { format: 'iban' }))).toContain('held something else');
    const link = (...targets: readonly string[]) => ({ type: 'ref', targets: [...targets] });
    expect(against(retired(link('crm/deal')), field('crm/deal', 'region', link('crm/deal', 'crm/lead')))).toContain('held something else'); // prettier-ignore
  });

  it('[K-3] can be changed once it is in use, whatever the other definitions', () => {
    const vehicle = kind('vehicle', {}, 'deleted');
    const link = field('crm/deal', 'vehicle', { type: 'ref', targets: ['own/vehicle'] });
    expect(against(vehicle, link)).toContain('which are retired');
    expect(judgeDefinition(installedCatalogue, [vehicle, link], { id: link.id, wasInUse: true })).toBeUndefined();
    const named = kind('deal'); // as if a newer build had added a kind of this name
    expect(judgeDefinition(installedCatalogue, [named], { id: named.id, wasInUse: true })).toBeUndefined();
  });

  it('[K-3] is refused beyond the limits', () => {
    const kinds = Array.from({ length: mostOwnKinds }, (_, index) => kind(`kind-${index}`));
    expect(against(...kinds)).toBeUndefined();
    expect(against(...kinds, kind('more'))).toBe(`An organisation has at most ${mostOwnKinds} kinds of record of its own, retired ones included.`); // prettier-ignore
    const fields = Array.from({ length: mostOwnFields }, (_, index) => field('crm/deal', `field${index}`));
    expect(against(...fields, field('crm/lead', 'more'))).toBeUndefined();
    expect(against(...fields, field('crm/deal', 'more'))).toContain(`at most ${mostOwnFields} fields`);
  });

  it('[K-3] retires no kind that others belong to, and does not build on a retired one', () => {
    const vehicle = kind('vehicle', {}, 'deleted');
    expect(against(kind('boat'), vehicle)).toBeUndefined();
    expect(against(kind('trip', { belongsTo: 'own/vehicle' }), vehicle)).toBe('Many trips belong to many vehicles. Retire those first.'); // prettier-ignore
    expect(against(kind('trip', { belongsTo: 'own/vehicle' }, 'deleted'), vehicle)).toBeUndefined();
    expect(against(vehicle, kind('trip', { belongsTo: 'own/vehicle' }))).toContain('which are retired');
    expect(against(vehicle, field('crm/deal', 'vehicle', { type: 'ref', targets: ['own/vehicle'] }))).toContain('which are retired'); // prettier-ignore
  });
});

describe('grants on own kinds', () => {
  const { catalogue } = whole(kind('vehicle'));
  const vehicle = entityOf(catalogue, 'own/vehicle');
  const ann = { userId: 'ann', memberships: [] };
  const holding = (...grants: readonly string[]) => ({
    ...ann,
    memberships: [
      { role: 'r', teamId: 'north', portal: false, grants: grants.flatMap((one) => parseGrant(one) ?? []) },
    ],
  });
  const roleOf = (key: string) => holding(...(catalogue.roles.find((role) => role.key === key)?.grants ?? []));
  const of = (ownerId: string, teamId: string | null = null) => ({ entity: 'own/vehicle', ownerId, teamId, sharedWith: [], inherited: null }); // prettier-ignore
  const tokens = (key: string) =>
    tokensOfPrincipal(roleOf(key), catalogue).filter((token) => token.startsWith('own/vehicle@'));

  it('[A-1] [K-3] of the built-in roles cover them like all records', () => {
    expect(tokens('admin')).toEqual(['own/vehicle@org', 'own/vehicle@user:ann']);
    expect(tokens('manager')).toEqual(['own/vehicle@team:north', 'own/vehicle@user:ann']);
    expect(tokens('member')).toEqual(['own/vehicle@user:ann']);
    expect(can(roleOf('member'), 'update', vehicle, of('ann'))).toBe(true);
    expect(can(roleOf('member'), 'read', vehicle, of('ben', 'north'))).toBe(false);
    expect(can(roleOf('viewer'), 'read', vehicle, of('ben', 'north'))).toBe(true);
    expect(can(roleOf('viewer'), 'update', vehicle, of('ben', 'north'))).toBe(false);
  });

  it('[A-1] [K-3] of a role of the tenant cover one kind, all kinds of the tenant, or none of them', () => {
    expect(can(holding('own/vehicle:update@org'), 'update', vehicle, of('ben'))).toBe(true);
    expect(can(holding('own/*:read@org'), 'read', vehicle, of('ben'))).toBe(true);
    expect(can(holding('own/boat:*@org', 'crm/*:*@org'), 'read', vehicle, of('ann'))).toBe(false);
    const grant = parseGrant('own/service-visit:read@team');
    expect(grant && grantCovers(grant, { name: 'own/service-visit' }, 'read')).toBe(true);
  });

  it('[A-2] [K-3] are needed to define kinds: a person who may not administer defines none', () => {
    const definition = entityOf(catalogue, 'platform/custom-object');
    const record = { ...of('ann'), entity: definition.name };
    expect(can(roleOf('manager'), 'create', definition, record)).toBe(false);
    expect(can(roleOf('admin'), 'create', definition, record)).toBe(true);
  });
});

describe('the inputs to keys and search tokens besides the schema of a kind', () => {
  const shapes = (...records: readonly DefinitionRecord[]) =>
    ownFields(installedCatalogue, whole(...records).catalogue);
  const option = (value: string, label = value) => ({ value, label });
  const choice = (...options: readonly ReturnType<typeof option>[]) =>
    field('crm/deal', 'mood', { type: 'choice', options: [...options] });

  it('[Q-1] contain no kind without fields of the tenant', () => {
    expect(shapes()).toEqual({});
    expect(Object.keys(shapes(field('crm/deal', 'region'), kind('vehicle')))).toEqual(['crm/deal', 'own/vehicle']);
  });
  it('[Q-1] change with the type of a field, its search setting and the places of options, not with labels', () => {
    const before = shapes(choice(option('good'), option('bad')));
    expect(shapes(choice(option('good', 'Very good'), option('bad')))).toEqual(before);
    expect(shapes(choice(option('bad'), option('good')))).not.toEqual(before);
    expect(shapes(field('crm/deal', 'mood', { type: 'tags' }))).not.toEqual(before);
    const text = shapes(field('crm/deal', 'mood'));
    expect(shapes(field('crm/deal', 'mood', { searched: true }))).not.toEqual(text);
    expect(shapes(field('crm/deal', 'mood', { label: 'Other words' }))).toEqual(text);
  });
  it('[Q-4] distinguish a phone field from one of the builds that did not find its digits', () => {
    expect(shapes(field('crm/deal', 'line', { type: 'phone' }))['crm/deal']).toBe(
      '[["line","phone",false,"found by its digits"]]',
    );
    expect(shapes(field('crm/deal', 'line'))['crm/deal']).toBe('[["line","text",false]]');
  });
  it('[K-3] come from the kinds of record that define fields, kinds or packs', () => {
    expect(
      definingEntities(installedCatalogue)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      'platform/custom-object',
      'platform/field-definition',
      'platform/installed-pack',
      'platform/page-layout',
      'platform/pipeline',
      'platform/stage',
    ]);
  });
  it('[K-3] make a kind that belongs to another list that one after its title, and four more fields', () => {
    const fields = ['a', 'b', 'c', 'd', 'e'].map((name) => field('own/trip', name));
    const { catalogue } = whole(kind('trip', { belongsTo: 'crm/account' }), ...fields);
    expect(entityOf(catalogue, 'own/trip').listed).toEqual([
      'name',
      'parent',
      'a',
      'b',
      'c',
      'd',
      'ownerId',
      'updatedAt',
    ]);
  });
});
