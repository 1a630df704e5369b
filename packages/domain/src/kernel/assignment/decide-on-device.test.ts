import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import type { ChangeTrigger, Step } from '../automation/automation-definition.ts';
import { emptyDraft } from '../automation/automation-draft.ts';
import { readDeviceRule, withRule } from '../automation/rule-on-device.ts';
import { blankRecord, type StoredRecord } from '../entities/record.ts';
import type { AssignmentDefinition } from './assignment-definition.ts';
import type { AssignmentPerson } from './decide-assignment.ts';
import { decideOnDevice } from './decide-on-device.ts';
import { serverReasons } from './server-reasons.ts';

const [id, act, automation, maker] = [1, 2, 3, 4].map((digit) => `0190b1f2-7c00-7000-8000-00000000000${digit}`) as [string, string, string, string]; // prettier-ignore
const trigger: ChangeTrigger = { kind: 'change', on: ['changed'], fields: ['source'], onDevices: true };
const made = { id: 'task', kind: 'create', entity: 'crm/task', set: { subject: { text: 'Call {name}' } } } as const;
const task: Step = made;
const close: Step = { id: 'close', kind: 'change', set: { closesOn: { days: 3 } } };
const tell: Step = { id: 'tell', kind: 'tell', to: { field: 'ownerId' }, words: 'Go on' };
const assign: Step = { id: 'assign', kind: 'assign', rule: maker };
const won: Step = { id: 'won', kind: 'change', set: { stage: { is: 'won' } } };

describe('[AUT-21] an assignment on a device', () => {
  const record: StoredRecord = { ...blankRecord(id, 'crm/deal'), version: 7, fields: { name: 'Villa', stage: 'won', source: 'Call' } }; // prettier-ignore
  const change = { kind: 'changed', changed: { source: ['Mail', 'Call'] }, act, record } as const;
  const ground = { catalogue: installedCatalogue, now: '2026-11-28T22:30:00.000Z', timeZone: 'Europe/Vienna' };
  const rule = ({ steps }: { readonly steps: readonly Step[] }) => {
    const fields = { automation, maker, forEntity: 'crm/deal', trigger, steps };
    const read = readDeviceRule({ fields: JSON.parse(JSON.stringify(fields)) as StoredRecord['fields'] });
    if (read === undefined) throw new Error('the rule cannot be read');
    return read;
  };
  const [mia, moe] = [act.replace(/2$/u, '7'), act.replace(/2$/u, '8')] as const;
  const west = {
    id: 'west',
    where: { field: 'source', op: 'is', value: 'Call' },
    members: [{ person: mia }],
    way: 'in-turn',
  };
  const rest = { id: 'rest', members: [{ person: moe }, { person: mia }], way: 'in-turn' };
  type Given = {
    readonly parts?: readonly object[];
    readonly fallback?: string;
    readonly person?: Partial<AssignmentPerson>;
  };
  /** Returns the owner whom the rule gives the record, and the owner of its task; undefined where the server must decide. */
  function ownersOf({ parts = [west, rest], fallback, person = {} }: Given) {
    const given = rule({ steps: [{ ...assign, by: { parts, fallback: fallback ?? null } } as never, { ...made, set: { subject: { is: 'X' }, ownerId: { of: 'ownerId' } } }] });
    const facts: AssignmentPerson = { name: '', isActive: true, today: '2026-11-28', away: null, openCount: 0, maySee: true, ...person };
    const edits = [{ id, entity: 'crm/deal', seen: 7, fields: { source: ['Mail', 'Call'] as ['Mail', 'Call'] } }];
    const named = { ...change, record: { ...record, fields: { ...record.fields, account: maker } } };
    const [own, added] = withRule({ ...ground, assigns: (asked) => decideOnDevice({ ...ground, factsOf: (of) => (of === mia || of === moe ? facts : undefined) }, asked) }, { rule: given, change: named, edits }) ?? [];
    return [own && 'fields' in own ? own.fields['ownerId']?.[1] : undefined, added && 'create' in added ? added.create.ownerId : undefined];
  } // prettier-ignore

  it.each<readonly [string, Given, string | undefined]>([
    ['the part that fits names one person', {}, mia],
    ['a part before it does not fit', { parts: [{ ...rest, where: { field: 'source', op: 'is', value: 'Mail' } }, west] }, mia],
    ['no part fits, and there is a fallback', { parts: [{ ...west, where: { field: 'source', op: 'is', value: 'Mail' } }], fallback: moe }, moe],
    ['the part that fits has a choice', { parts: [rest, west] }, undefined],
    ['its one member is a role', { parts: [{ ...west, members: [{ role: 'member' }] }] }, undefined],
    ['the person has a limit', { parts: [{ ...west, most: 5 }] }, undefined],
    ['a filter before it asks another record', { parts: [{ ...rest, where: { not: { field: 'account.name', op: 'is', value: 'X' } } }, west] }, undefined],
    ['a filter before it compares with today', { parts: [{ ...rest, where: { field: 'closesOn', op: 'within', value: 'past' } }, west] }, undefined],
    ['the person is away', { person: { away: { from: '2026-11-28', until: null } } }, undefined],
    ['the person is not active', { person: { isActive: false } }, undefined],
    ['the person would not see the record', { person: { maySee: false } }, undefined],
    ['the person is not known here', { parts: [{ ...west, members: [{ person: maker }] }] }, undefined],
    ['nobody is found', { parts: [{ ...west, where: { field: 'source', op: 'is', value: 'Mail' } }] }, undefined],
  ])('assigns as the server does, or leaves it and the steps behind it to the server, where %s', (_what, given, owner) => {
    expect(ownersOf(given)).toEqual([owner, owner]);
  }); // prettier-ignore

  it('cannot be read with an assignment whose rule cannot', () => {
    const [step] = rule({ steps: [{ ...assign, by: { parts: [{ id: 'x', way: 'luck' }] } } as never] }).definition
      .steps;
    expect(step).toEqual(assign);
    expect(ownersOf({ parts: [{ id: 'x', way: 'luck' }] })).toEqual([undefined, undefined]);
  });

  it('says in a draft which steps the server carries out, and why', () => {
    const turns: AssignmentDefinition = { entity: 'crm/deal', fallback: null, parts: [{ id: 'west', name: 'West', members: [{ person: maker }], way: 'in-turn' }, { id: 'rest', members: [{ team: maker }], way: 'in-turn' }, { id: 'full', members: [{ person: maker }], way: 'fewest', most: 3 }, { id: 'late', where: { field: 'closesOn', op: 'within', value: 'past' }, members: [{ person: maker }], way: 'fewest' }] };
    const reasons = (steps: readonly Step[]) => serverReasons(installedCatalogue, { ...emptyDraft('crm/deal'), trigger, steps }, () => turns).map(({ at, some, why }) => `${at}${some ? '?' : ''} ${why}`);
    expect(reasons([task, assign, tell])).toEqual([
      '2? part 2 gives records in turn, and only the server keeps the turns',
      '2? part 3 has a limit, and only the server counts the open records',
      '2? part 4 asks when closesOn is, compared with today, and the server may decide on a later day',
      '3 only the server tells people',
    ]);
    expect(reasons([close, won])).toEqual(['2 only the server moves a record to another stage']);
    expect(reasons([task])).toEqual([]);
  }); // prettier-ignore
});
