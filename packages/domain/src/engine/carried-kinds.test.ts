import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { installedPacks } from '../installed-packs.ts';
import { tokensOf } from '../kernel/access/access.ts';
import { whatCarries } from '../kernel/entities/what-carries.ts';
import { type Catalogue, catalogueOf, childEntities, entityOf, type Pack } from '../kernel/catalogue/catalogue.ts';
import { entity } from '../kernel/entities/entity.ts';
import { email, flag, instant, number, ref, refTarget, refValue, text } from '../kernel/entities/fields.ts';
import { type AnyRef, idOf } from '../kernel/ids.ts';
import type { Values } from '../kernel/entities/typed-record.ts';
import { viewsOf } from '../kernel/catalogue/views-of.ts';
import type { activity } from '../packs/crm/entities/activity.entity.ts';
import { ann, ben, DecisionWorld, make, north, record, set } from '../testing/decision-world.ts';

const label = { one: 'Job', many: 'Jobs' };
const JobId = idOf('workshop/job');
const job = entity(JobId, {
  label,
  title: 'name',
  byWildcard: true,
  carries: ['activities', 'tasks'],
  reach: { email: 'mail', isUnwanted: 'isQuiet' },
  schedule: { at: 'startsAt' },
  score: 'risk',
  isAssigned: true,
  fields: { name: text({ required: true }), mail: email(), isQuiet: flag(), startsAt: instant(), risk: number() },
});
const bench = entity(idOf('workshop/bench'), { label, title: 'name', fields: { name: text() } });
const workshop: Pack = { name: 'workshop', version: 1, entities: [job, bench], roles: [] };
const withWorkshop = catalogueOf([...installedPacks, workshop]);
const withoutWorkshop = catalogueOf(installedPacks);
const aboutIn = (catalogue: Catalogue, kind = 'crm/activity') => {
  const field = entityOf(catalogue, kind).fields['about'];
  if (field?.type !== 'ref') throw new Error('about is a reference');
  return field;
};
const idAt = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const [jobId, noteId, benchId] = [idAt(71), idAt(72), idAt(73)];

describe('[T-19] a reference to all kinds that carry activities', () => {
  it('has the kinds that declare it, of any pack, as its targets, and each value contains its kind', () => {
    expect(aboutIn(withWorkshop).targets.toSorted()).toEqual(['crm/account', 'crm/contact', 'crm/deal', 'crm/lead', 'workshop/job']); // prettier-ignore
    expect(aboutIn(withoutWorkshop).targets).not.toContain('workshop/job');
    expect(childEntities(withWorkshop, 'workshop/job').map(({ name }) => name)).toEqual([
      'crm/task',
      'crm/activity',
      'crm/enrolment',
      'crm/conversation',
      'crm/letter',
    ]);
    expect(childEntities(withWorkshop, 'workshop/bench')).toEqual([]);
    expectTypeOf<Values<typeof activity>['about']>().toEqualTypeOf<AnyRef<string>>();
  });
  it('contains the kind where only one carries activities, and none without an error', () => {
    const note = entity(idOf('notes/note'), {
      label,
      title: 'name',
      fields: { name: text(), about: ref(whatCarries('files')) },
    });
    const notes: Pack = { name: 'notes', version: 1, entities: [note], roles: [] };
    const filed = entity(idOf('notes/case'), { label, title: 'name', carries: ['files'], fields: { name: text() } });
    const one = aboutIn(catalogueOf([{ ...notes, entities: [note, filed] }]), 'notes/note');
    expect(one.targets).toEqual(['notes/case']);
    expect(refValue(one, 'notes/case', jobId)).toBe(`notes/case:${jobId}`);
    expect(refTarget(one, `notes/case:${jobId}`)).toEqual({ entity: 'notes/case', id: jobId });
    expect(aboutIn(catalogueOf([notes]), 'notes/note').targets).toEqual([]);
  });
});

describe('[T-19] an activity about a kind of another pack', () => {
  const note = { about: `workshop/job:${jobId}`, kind: 'note', subject: 'Hello' };
  const inherited = { ownerId: ben, teamId: north, sharedWith: [] };
  let world: DecisionWorld;
  beforeEach(() => {
    world = new DecisionWorld();
    world.installed = withWorkshop;
    world.records.set(jobId, record(jobId, 'workshop/job', { name: 'Roof' }, { ownerId: ben }));
    world.records.set(benchId, record(benchId, 'workshop/bench', { name: 'Vice' }));
  });
  it('is its child: it has the visibility of the record that it is about', () => {
    const made = world.decide([make(noteId, 'crm/activity', note)]).records.find((one) => one.record.id === noteId);
    expect(made?.record.inherited).toEqual(inherited);
    expect(made && tokensOf(entityOf(withWorkshop, 'crm/activity'), made.record)).toEqual([
      'crm/activity@org',
      `crm/activity@team:${north}`,
      `crm/activity@user:${ben}`,
    ]);
  });
  it('is refused about a kind that carries none', () => {
    expect(world.said([make(noteId, 'crm/activity', { ...note, about: `workshop/bench:${benchId}` })])).toEqual({
      status: 'refused',
      [noteId]: 'records/invalid',
    });
  });
  it('stays valid when that pack is removed, and can be changed and moved like any other', () => {
    world.installed = withoutWorkshop;
    world.records.set(noteId, record(noteId, 'crm/activity', note, { inherited }));
    world.records.delete(jobId);
    const change = [set(noteId, { subject: ['Hello', 'x'] }, 'crm/activity')];
    expect(world.said(change)).toEqual({ status: 'accepted' });
    world.records.set(ann, record(ann, 'crm/deal', { name: 'A', stage: 'won' }));
    expect(world.said([set(noteId, { about: [note.about, `crm/deal:${ann}`] }, 'crm/activity')]).status).toBe(
      'accepted',
    );
  });
});

describe('[T-19] capabilities that a kind declares', () => {
  it('determine the order of its lists and the contents of its page where it declares no views', () => {
    const { order, page } = viewsOf(withWorkshop, job);
    expect(order).toBe('startsAt.asc');
    expect(page).toEqual({
      subline: ['startsAt'],
      figures: [{ field: 'risk' }],
      sections: [
        { title: 'Details', fields: ['name', 'startsAt', 'risk'] },
        { title: 'Reach', fields: ['mail', 'isQuiet'] },
      ],
    });
  });
  it('name existing fields of a suitable type', () => {
    const fields = { name: text(), risk: number() };
    // @ts-expect-error an e-mail address is not a number
    entity(JobId, { label, title: 'name', fields, reach: { email: 'risk' } });
    // @ts-expect-error the capability does not exist
    entity(JobId, { label, title: 'name', fields, carries: ['activites'] });
    // @ts-expect-error the field does not exist
    expect(() => entity(JobId, { label, title: 'name', fields, score: 'worry' })).toThrow(
      '"worry" is not one of its fields',
    );
  });
});
