import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import type { Act } from '../../kernel/acts/act.ts';
import { entityOf } from '../../kernel/catalogue/catalogue.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import { ann, ben, holding, record, set } from '../../testing/decision-world.ts';
import { actTooLarge } from './act-too-large.ts';
import { authorOf, serverAuthor } from './author.ts';
import { changesBetween } from '../merge/changes-between.ts';
import type { JournalChange, KnownAct, Look } from '../reads/look.ts';
import { mayUndo } from './may-undo.ts';
import { parentFieldNames, targetsOf } from '../reads/references.ts';
import { weightOfAct, weightOfFields, weightOfPlaces } from './weight-of.ts';

const idOf = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const [deal, other, note] = [4, 5, 6].map(idOf) as [string, string, string];
const nobodys = { ownerId: null, teamId: null };
const aDeal = (more: Partial<StoredRecord> = {}) => record(deal, 'crm/deal', { name: 'Acme' }, { ...nobodys, ...more });
const author = (...grants: readonly string[]) => authorOf(holding(...grants), installedCatalogue);
const actOf = (edits: Act['edits']): Pick<Act, 'edits'> => ({ edits });

describe('the differences between two states of a record', () => {
  it('contain each field and envelope name that differs, from and to', () => {
    const before = aDeal({ ownerId: ann, fields: { name: 'Acme', source: 'x', tags: ['a'] } });
    const now = aDeal({
      ownerId: ben,
      life: 'deleted',
      sharedWith: [ann],
      fields: { name: 'Acme', about: 'y', tags: ['a'] },
    });
    expect(changesBetween(before, now)).toEqual({
      source: ['x', null],
      about: [null, 'y'],
      ownerId: [ann, ben],
      sharedWith: [[], [ann]],
      life: ['alive', 'deleted'],
    });
    expect(changesBetween(before, before)).toEqual({});
  });
  it('contain all filled-in fields of a new record, but not its life', () => {
    const made = aDeal({ ownerId: ann, fields: { name: 'Acme', tags: [] } });
    expect(changesBetween(undefined, made)).toEqual({ name: [null, 'Acme'], ownerId: [null, ann] });
    expect(changesBetween(undefined, aDeal({ sharedWith: [ben] }))).toEqual({ name: [null, 'Acme'], sharedWith: [null, [ben]] }); // prettier-ignore
  });
});

describe('[S-4c] the right to undo all that an act did', () => {
  const change = (more: Partial<JournalChange> = {}): JournalChange => ({ n: 1, act: 'a', record: deal, entity: 'crm/deal', kind: 'changed', changed: { name: ['a', 'b'] }, expanded: false, ...more }); // prettier-ignore
  const may = (by: Parameters<typeof mayUndo>[1], changes: readonly JournalChange[], act: Partial<KnownAct> | undefined = { author: ben }) => {
    const look = { act: () => act, changesOf: () => changes, record: (id: string) => (id === deal ? aDeal({ ownerId: ann }) : undefined) };
    return mayUndo(look as unknown as Look, by, { id: 'a', catalogue: installedCatalogue });
  }; // prettier-ignore
  const own = author('*:read@own', '*:update@own');
  it('is held by its author, the server, and people who may reverse each change', () => {
    expect(may(own, [change()])).toBe(true);
    expect(may(author('*:read@own'), [change()])).toBe(false);
    expect(may(author('*:read@own'), [], { author: ann })).toBe(true);
    expect(may(serverAuthor, [])).toBe(true);
    expect(may(own, [])).toBe(false);
    expect(mayUndo({ act: () => undefined } as unknown as Look, serverAuthor, { id: 'a', catalogue: installedCatalogue })).toBe(false); // prettier-ignore
  });
  it('requires the right to delete created records, and to see changed ones', () => {
    expect(may(own, [change({ kind: 'created' })])).toBe(false);
    expect(may(author('*:read@own', '*:delete@own'), [change({ kind: 'created' })])).toBe(true);
    expect(may(own, [change(), change({ changed: { ownerId: [null, ann] } })])).toBe(false);
    expect(may(author('crm/lead:read@own', 'crm/deal:update@own'), [change()])).toBe(false);
  });
  it('requires nothing for changes that followed a merge, for erased records and for unknown kinds', () => {
    expect(may(author('*:read@own'), [change({ expanded: true })])).toBe(false); // the act has no other change
    expect(may(own, [change(), change({ expanded: true, kind: 'created' })])).toBe(true);
    expect(may(own, [change({ record: other, kind: 'created' })])).toBe(true);
    expect(may(own, [change({ entity: 'crm/unheard', kind: 'created' })])).toBe(true);
  });
});

describe('the size and the references of an act', () => {
  it('edits weigh by their texts, and children by the people who see them', () => {
    expect([weightOfFields({}), weightOfFields({ a: 'x'.repeat(499) }), weightOfFields({ a: 'x'.repeat(500), b: 7, c: null })]).toEqual([1, 1, 2]); // prettier-ignore
    expect(weightOfFields({ a: [{ b: 'x'.repeat(600) }, 'x'.repeat(400)] })).toBe(3);
    expect(weightOfAct(actOf([set(deal, { name: ['', 'x'.repeat(1_000)] }), { id: note, entity: 'crm/activity', create: { fields: {}, ownerId: null, teamId: null, sharedWith: [], schema: 1 } }]))).toBe(4); // prettier-ignore
    const shared = (count: number) => weightOfPlaces({ inherited: { ownerId: null, teamId: null, sharedWith: Array.from({ length: count }, () => ann) } }); // prettier-ignore
    expect([weightOfPlaces({ inherited: null }), shared(0), shared(40)]).toEqual([1, 1, 3]);
  });
  it('[E-3, A-5] an act that writes too much is refused with the limit and without a count', () => {
    expect(actTooLarge('changes', 10_000)).toMatchObject({ details: { what: 'changes', limit: 10_000 }, message: expect.stringContaining('change more than 10,000 records in one step') as string }); // prettier-ignore
    expect(actTooLarge('places', 4).message).toContain('more than 4 entries');
  });
  it('[A-3a] finds the targets of a record, and the fields that name parents', () => {
    expect(targetsOf(entityOf(installedCatalogue, 'crm/activity'), { about: `crm/deal:${deal}`, with: ben, subject: ben })).toEqual(new Map([['about', deal], ['with', ben]])); // prettier-ignore
    expect(targetsOf(entityOf(installedCatalogue, 'crm/activity'), { about: `crm/task:${deal}`, with: '' }).size).toBe(
      0,
    );
    expect(parentFieldNames(installedCatalogue)).toEqual(expect.arrayContaining(['crm/activity.about', 'crm/task.about'])); // prettier-ignore
    expect(parentFieldNames(installedCatalogue)).not.toContain('crm/deal.account');
  });
});
