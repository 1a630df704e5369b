import { accept, refuse } from '@outpost/domain/kernel/refusal';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallOutput } from '../../../../bridge/contract.ts';
import { givenShownRecord, me } from '../../../testing/given-record.ts';
import { givenSession, renderApp } from '../../../testing/render-app.tsx';

installDomLayout();
const id = '0190b1f2-7c00-7000-8000-000000000e01';
const first = '0190b1f2-7c00-7000-8000-000000000e03';
const admin = { role: 'admin', teamId: null, grants: ['**:*@org'], portal: false };
const tellOwner: JsonValue = [{ id: 'tell-1', kind: 'tell', to: { field: 'ownerId' }, words: 'Well done' }];
const isWon: JsonValue = { kind: 'change', on: ['changed'], after: { field: 'stage', op: 'is', value: 'won' } };
type DryRunAnswer = CallOutput<'automations.dryRun'>;

async function open({ trigger = isWon, steps = tellOwner, more = [], dryRun }: { readonly more?: readonly ReturnType<typeof givenShownRecord>[]; readonly trigger?: JsonValue; readonly steps?: JsonValue; readonly dryRun?: Partial<DryRunAnswer> } = {}) {
  const automation = givenShownRecord({ id, entity: 'platform/automation', fields: { name: 'Deals', live: first } });
  const version = givenShownRecord({ id: first, entity: 'platform/automation-version', createdBy: me, fields: { name: 'Deals, version 1', automation: id, number: 1, forEntity: 'crm/deal', trigger, steps } });
  const offline = refuse('sync/offline', 'The server can’t be reached.', {});
  const found: DryRunAnswer = { basis: 'records', moments: 0, matching: 0, rows: 0, isWhole: true, starts: 0, unmet: 0, steps: {}, examples: [], records: {} };
  const app = await renderApp({
    at: `/settings/automations?edit=${id}`,
    session: givenSession({ memberships: [admin] }),
    rows: [automation, version, ...more],
    handlers: {
      'automations.list': () => Promise.resolve(offline),
      'automations.dryRun': () => Promise.resolve(accept({ ...found, ...dryRun })),
    },
  });
  const list = await screen.findByRole('list', { name: 'Steps of the automation' }, { timeout: 20_000 });
  const starts = () => within(list).getAllByRole('button')[1]?.textContent ?? '';
  fireEvent.click(within(list).getAllByRole('button')[1] ?? list);
  return { ...app, starts };
} // prettier-ignore

const pane = () => within(screen.getByRole('complementary', { name: 'Chosen part' }));
const choose = (label: string, value: string) =>
  fireEvent.change(pane().getByRole('combobox', { name: label }), { target: { value } });
const write = (label: RegExp, value: string) => fireEvent.change(pane().getByLabelText(label), { target: { value } });
const fault = () => pane().queryByRole('alert')?.textContent;
const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save as version 2' }));
const saved = (performed: readonly { readonly edits: readonly unknown[] }[]) => performed[0]?.edits.at(-1);

describe('[AUT-11] what starts an automation', () => {
  it('[AUT-21] is a change that devices answer, too, and says which steps they cannot do', async () => {
    const { performed, starts } = await open();
    fireEvent.click(pane().getByRole('checkbox', { name: 'Also on devices, at once' }));
    expect(fault()).toContain('Devices can do nothing of it');
    fireEvent.click(pane().getByRole('checkbox', { name: 'Also on devices, at once' }));
    expect(fault()).toBeUndefined();
    expect(starts()).not.toContain('also on devices');
    expect(performed).toEqual([]);
  });

  it('[AUT-21] says which steps the server carries out, and why', async () => {
    const turns = { id: 'turns', members: [{ team: id }], way: 'in-turn' };
    const rule = givenShownRecord({ id: first.replace('e03', 'e09'), entity: 'platform/assignment-rule', fields: { name: 'Leads', forEntity: 'crm/deal', parts: [turns] } }); // prettier-ignore
    const steps: JsonValue = [
      { id: 'assign', kind: 'assign', rule: rule.id },
      { id: 'tell-1', kind: 'tell', to: { field: 'ownerId' }, words: 'Well done' },
    ];
    await open({
      steps,
      trigger: { kind: 'change', on: ['changed'], fields: ['stage'], onDevices: true },
      more: [rule],
    });
    expect(await pane().findByText('Step 1 runs on the server for some records: part 1 gives records in turn, and only the server keeps the turns.')).toBeDefined(); // prettier-ignore
    expect(pane().getByText('From step 2 on it runs on the server: only the server tells people.')).toBeDefined();
    expect(pane().getByText(/more than 20 records at once starts it when the change reaches the server/)).toBeDefined();
  });

  it('[AUT-21] is saved as a change that devices answer, too', async () => {
    const { performed, starts } = await open({
      steps: [{ id: 'name', kind: 'change', set: { source: { is: 'Fair' } } }],
    });
    fireEvent.click(pane().getByRole('checkbox', { name: 'Also on devices, at once' }));
    expect(starts()).toContain('A deal is changed, also on devices');
    save();
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(saved(performed)).toMatchObject({ create: { fields: { trigger: { kind: 'change', onDevices: true } } } });
  });

  it('[AUT-13] is a button with a name and the people who may press it', async () => {
    const { performed, starts } = await open();
    choose('How it starts', 'button');
    expect(fault()).toContain('Give the button a name.');
    write(/^Name of the button/, 'Welcome');
    choose('Who may press it', 'administrators');
    expect(fault()).toBeUndefined();
    expect(starts()).toContain('An administrator presses “Run: Welcome” on a deal');
    save();
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(saved(performed)).toMatchObject({ create: { fields: { trigger: { kind: 'button', label: 'Welcome', by: 'administrators' } } } }); // prettier-ignore
  });

  it('[AUT-14] is a date with days before it and a time of day, and says which dates start nothing', async () => {
    const { performed, starts } = await open();
    choose('How it starts', 'date');
    expect(fault()).toContain('Choose the date.');
    choose('Date', 'closesOn');
    write(/^How many/, '3');
    write(/^Time of day/, '09:30');
    expect(starts()).toContain('3 days before Closes, at 09:30');
    expect(pane().getByText(/Dates whose moment has passed when the automation goes live/)).toBeDefined();
    save();
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(saved(performed)).toMatchObject({ create: { fields: { trigger: { kind: 'date', field: 'closesOn', offset: -3, unit: 'day', at: '09:30' } } } }); // prettier-ignore
  });

  it('[AUT-14] counts hours from a field with a time, which has no time of day of its own', async () => {
    const { performed, starts } = await open();
    choose('How it starts', 'date');
    choose('Date', 'createdAt');
    expect(pane().queryByLabelText(/^Time of day/)).toBeNull();
    choose('Unit', 'hour');
    write(/^How many/, '2');
    choose('Side', 'after');
    expect(starts()).toContain('2 hours after it was made');
    save();
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(saved(performed)).toMatchObject({ create: { fields: { trigger: { kind: 'date', field: 'createdAt', offset: 2, unit: 'hour' } } } }); // prettier-ignore
  });

  it('[AUT-15] is a schedule with its day, its time and the most records', async () => {
    const { performed, starts } = await open();
    choose('How it starts', 'schedule');
    expect(starts()).toContain('Every day at 09:00, for at most 200 deals');
    choose('How often', 'week');
    choose('Weekday', '5');
    write(/^At most so many deals/, '25');
    write(/^Time of day/, '');
    expect(fault()).toContain('09:00');
    write(/^Time of day/, '17:00');
    expect(starts()).toContain('Every Friday at 17:00, for at most 25 deals');
    save();
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(saved(performed)).toMatchObject({ create: { fields: { trigger: { kind: 'schedule', every: 'week', weekday: 5, at: '17:00', most: 25 } } } }); // prettier-ignore
  });

  it.each<readonly [string, JsonValue, Partial<DryRunAnswer>, readonly RegExp[]]>([
    ['a button: nobody knows', { kind: 'button', label: 'Go', by: 'changers' }, { basis: 'none', matching: 4 }, [/Nobody can know who would have pressed the button\. 4 deals would match/]],
    ['a date: the records as they are now', { kind: 'date', field: 'closesOn', offset: -3, unit: 'day', at: '09:00' }, { starts: 2, rows: 2, matching: 2 }, [/2 times/, /with the records as they are now/]],
    ['a schedule: how often it was due, and what is left out', { kind: 'schedule', every: 'day', at: '09:00', most: 10 }, { moments: 30, starts: 300, matching: 12 }, [/Due 30 times, each time for 10 deals\. Each time 2 would be left out/]],
  ])('[AUT-7] has a dry run of %s', async (_words, trigger, dryRun, told) => {
    await open({ trigger, dryRun });
    fireEvent.click(screen.getByRole('button', { name: 'Dry run' }));
    for (const words of told) expect(await pane().findByText(words)).toBeDefined();
  }); // prettier-ignore
});
