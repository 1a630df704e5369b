import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../kernel/json.ts';
import { ann, ben, DecisionWorld, holding, make, record, set } from '../../testing/decision-world.ts';

const idOf = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const [adminRole, readerRole] = [20, 21].map(idOf) as [string, string];
const ofNobody = { ownerId: null, teamId: null };
const roles = (...keys: readonly string[]): JsonValue => keys.map((role) => ({ role, teamId: null }));
const readsDeals = ['crm/deal:read@org'];
/** A person who administers people and roles, reads deals, and has no other rights. */
const hr = holding('platform/*:*@org', ...readsDeals);

let world: DecisionWorld;
const said = (...asked: Parameters<DecisionWorld['said']>) => world.said(...asked);
const setPerson = (fields: Parameters<typeof set>[1], id = ben) => set(id, fields, 'platform/person');
const setRole = (id: string, fields: Parameters<typeof set>[1]) => set(id, fields, 'platform/role');

beforeEach(() => {
  world = new DecisionWorld();
  const person = (id: string, name: string, key: string) =>
    record(
      id,
      'platform/person',
      { name, status: 'active', email: `${name}@example.com`, memberships: roles(key) },
      ofNobody,
    );
  const role = (id: string, key: string, grants: readonly string[]) =>
    record(id, 'platform/role', { key, label: key, grants: [...grants], builtIn: false, portal: false }, ofNobody);
  for (const one of [
    person(ann, 'ann', 'admin'),
    person(ben, 'ben', 'reader'),
    role(adminRole, 'admin', ['*:*@org']),
    role(readerRole, 'reader', readsDeals),
  ])
    world.records.set(one.id, one);
  world.addresses.set(ann, 'ann@example.com');
  world.addresses.set(ben, 'ben@example.com');
});

describe('[A-1] rights that an act assigns', () => {
  it('are held by its author: a role for somebody, or more grants in a role that somebody has', () => {
    const promote = setPerson({ memberships: [roles('reader'), roles('admin')] });
    expect(said([promote])).toEqual({ status: 'accepted' });
    expect(said([promote], { by: hr })).toEqual({ status: 'refused', [ben]: 'access/denied' });
    expect(said([promote], { by: 'server' })).toEqual({ status: 'accepted' });
    const widen = setRole(readerRole, { grants: [readsDeals, ['crm/deal:*@org']] });
    expect(said([widen])).toEqual({ status: 'accepted' });
    expect(said([widen], { by: hr })).toEqual({ status: 'refused', [readerRole]: 'access/denied' });
  });
  it('are judged record by record in an act of that shape, and a refused record refuses the edits that depend on it', () => {
    const edits = [setPerson({ memberships: [roles('reader'), roles('admin')] }), setRole(readerRole, { label: ['reader', 'Reader'] })]; // prettier-ignore
    expect(said(edits, { by: hr, shape: 'each' })).toEqual({ status: 'merged', [ben]: 'access/denied' });
    expect(said(edits, { by: hr })).toEqual({ status: 'refused', [ben]: 'access/denied', [readerRole]: 'act/refused-whole' }); // prettier-ignore
  });
  it('come from existing roles, including those that the act creates', () => {
    const unknown = setPerson({ memberships: [roles('reader'), roles('fresh')] });
    expect(said([unknown])).toEqual({ status: 'refused', [ben]: 'records/invalid' });
    const fresh = make(idOf(30), 'platform/role', { key: 'fresh', label: 'Fresh', grants: readsDeals, builtIn: false, portal: false }); // prettier-ignore
    expect(said([fresh, unknown])).toEqual({ status: 'accepted' });
  });
  it('are restored by an undo only if its author could assign them', () => {
    const target = idOf(60);
    world.did(target, [{ record: ben, entity: 'platform/person', changed: { memberships: [roles('admin'), roles('reader')] } }]); // prettier-ignore
    expect(said([], { undoes: target, by: hr })).toEqual({ status: 'refused', [ben]: 'access/denied' });
    expect(said([], { undoes: target })).toEqual({ status: 'accepted' });
    world.did(target, [{ record: ben, entity: 'platform/person', changed: { memberships: [roles('gone'), roles('reader')] } }]); // prettier-ignore
    expect(said([], { undoes: target })).toEqual({ status: 'accepted' }); // the value of the journal; the roles that exist now do not matter
  });
});

describe('[A-1] the e-mail address with which somebody signs in', () => {
  const move = (id: string, to: string) =>
    said([setPerson({ email: [`${id === ben ? 'ben' : 'ann'}@example.com`, to] }, id)]);
  it('belongs to one person of the tenant', () => {
    expect(move(ben, 'ann@example.com')).toEqual({ status: 'refused', [ben]: 'records/taken' });
    expect(move(ben, 'Ann@Example.com')).toEqual({ status: 'refused', [ben]: 'records/taken' });
    expect(move(ben, 'new@example.com')).toEqual({ status: 'accepted' });
    expect(move(ben, 'Ben@example.com')).toEqual({ status: 'accepted' });
  });
  it('is checked only for people who sign in, and where it changes', () => {
    world.addresses.delete(ben);
    expect(move(ben, 'ann@example.com')).toEqual({ status: 'accepted' });
    world.addresses.set(ben, 'ann@example.com'); // an older duplicate
    world.addresses.delete(ann);
    world.addresses.set(ann, 'ann@example.com');
    expect(said([setPerson({ phone: [null, '+431234567'] })])).toEqual({ status: 'accepted' });
  });
});

describe('[A-1] the last administrator', () => {
  it('stays, whichever way an act would remove the last one who can sign in', () => {
    const gone = (id: string) => ({ status: 'refused', [id]: 'access/last-administrator' });
    expect(said([setPerson({ status: ['active', 'suspended'] }, ann)])).toEqual(gone(ann));
    expect(said([setPerson({ life: ['alive', 'deleted'] }, ann)])).toEqual(gone(ann));
    expect(said([setPerson({ memberships: [roles('admin'), roles('reader')] }, ann)])).toEqual(gone(ann));
    const forTime = [{ role: 'admin', teamId: null, until: '2026-11-20T12:00:00.000Z' }]; // a role that ends by itself
    expect(said([setPerson({ memberships: [roles('admin'), forTime] }, ann)])).toEqual(gone(ann));
    expect(said([setRole(adminRole, { grants: [['*:*@org'], readsDeals] })])).toEqual(gone(adminRole));
    expect(said([setRole(adminRole, { grants: [['*:*@org'], readsDeals] })], { shape: 'each' })).toEqual(gone(adminRole)); // prettier-ignore
    const hands = [setPerson({ memberships: [roles('reader'), roles('admin')] }), setPerson({ status: ['active', 'suspended'] }, ann)]; // prettier-ignore
    expect(said(hands)).toEqual({ status: 'accepted' });
    world.addresses.delete(ben);
    expect(said(hands)).toEqual({ status: 'refused', [ann]: 'access/last-administrator', [ben]: 'act/refused-whole' });
    expect(said(hands, { shape: 'each' })).toEqual({ status: 'merged', [ann]: 'access/last-administrator' });
  });
  it('is not required where there was none before', () => {
    world.addresses.clear();
    expect(said([setPerson({ status: ['active', 'suspended'] }, ann)])).toEqual({ status: 'accepted' });
  });
});

describe('a definition', () => {
  const kind = (id: string, name: string, more = {}) =>
    make(id, 'platform/custom-object', { name, label: `One ${name}`, labelMany: `Many ${name}s`, ...more });
  it('[K-3] is judged among the definitions of its act', () => {
    expect(said([kind(idOf(40), 'vehicle'), kind(idOf(41), 'trip', { belongsTo: 'own/vehicle' })])).toEqual({ status: 'accepted' }); // prettier-ignore
    expect(said([kind(idOf(41), 'trip', { belongsTo: 'own/vehicle' })])).toEqual({ status: 'refused', [idOf(41)]: 'records/invalid' }); // prettier-ignore
    expect(said([kind(idOf(40), 'deal')])).toEqual({ status: 'refused', [idOf(40)]: 'records/invalid' });
  });
});
