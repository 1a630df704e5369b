import { accept, refuse } from '@outpost/domain/kernel/refusal';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { northTeam, southTeam } from '../../../testing/given-people.ts';
import { givenShownRecord, me } from '../../../testing/given-record.ts';
import { givenSession, renderApp } from '../../../testing/render-app.tsx';

installDomLayout();
const id = '0190b1f2-7c00-7000-8000-000000000e01';
const first = '0190b1f2-7c00-7000-8000-000000000e03';
const second = '0190b1f2-7c00-7000-8000-000000000e04';
const other = '0190b1f2-7c00-7000-8000-000000000e05';
const admin = { role: 'admin', teamId: null, grants: ['**:*@org'], portal: false };

const steps: JsonValue = [
  { id: 'wait-1', kind: 'wait', count: 3, unit: 'day' },
  { id: 'tell-1', kind: 'tell', to: { field: 'ownerId' }, words: 'Well done' },
];
const record = (change: Partial<ShownRecord> = {}): ShownRecord =>
  givenShownRecord({
    id,
    entity: 'platform/automation',
    fields: { name: 'Won deals', describes: 'Says thanks.', live: first },
    ...change,
  });
const version = (number: number, change: Partial<ShownRecord> = {}, fields: Record<string, JsonValue> = {}): ShownRecord =>
  givenShownRecord({
    id: number === 1 ? first : second,
    entity: 'platform/automation-version',
    createdBy: me,
    createdAt: `2026-11-${10 + number}T09:00:00.000Z`,
    fields: { name: `Won deals, version ${number}`, automation: id, number, forEntity: 'crm/deal', trigger: { kind: 'change', on: ['changed'], after: { field: 'stage', op: 'is', value: 'won' } }, steps, ...fields },
    ...change,
  }); // prettier-ignore

async function open(rows: readonly ShownRecord[], edit: string = id) {
  const offline = refuse('sync/offline', 'The server can’t be reached.', {});
  const app = await renderApp({
    at: `/settings/automations?edit=${edit}`,
    session: givenSession({ memberships: [admin] }),
    rows,
    handlers: { 'automations.list': () => Promise.resolve(offline), 'automations.dryRun': () => Promise.resolve(offline) },
  });
  const list = await screen.findByRole('list', { name: 'Steps of the automation' }, { timeout: 20_000 });
  const lines = () => within(list).getAllByRole('button').map(({ textContent }) => textContent);
  const current = () => list.querySelector('[aria-current="true"]')?.textContent ?? '';
  return { ...app, list, lines, current };
} // prettier-ignore
const pane = () => within(screen.getByRole('complementary', { name: 'Chosen part' }));
const keptDraft = (local: ReadonlyMap<string, unknown>, of: string) => local.get(`draft/automation/${of}`) as { readonly draft: { readonly steps: readonly { readonly id: string }[] } } | null | undefined; // prettier-ignore

const press = (key: string, more: { readonly altKey?: boolean; readonly ctrlKey?: boolean } = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more });
const stepList = () => within(screen.getByRole('list', { name: 'Steps of the automation' }));
const focusList = (line: RegExp) => stepList().getByRole('button', { name: line }).focus();
const add = async (kind: string) => fireEvent.click(await screen.findByRole('menuitem', { name: kind }));
const type = (field: RegExp | string, value: string) =>
  fireEvent.change(pane().getByRole('textbox', { name: field }), { target: { value } });

describe('[AUT-11] the editor of an automation', () => {
  it('is written by the keyboard: a name, a branch and a step in it, and faults stand at their steps', async () => {
    const { lines, current, performed, local } = await open([], 'new');
    expect(current()).toContain('No name yet');
    expect(current()).toContain('Give the automation a name.');
    focusList(/No name yet/);
    press('Enter');
    await waitFor(() => expect(document.activeElement?.getAttribute('maxlength')).toBe('120'));
    type(/^Name/, 'Won deals');
    press('Escape');
    expect(document.activeElement?.textContent).toContain('Won deals');
    press('End');
    press('a');
    await add('Choose by a condition');
    expect(current()).toContain('Choose the condition.');
    expect(pane().getByRole('alert').textContent).toContain('Choose the condition.');
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Move the step up'));
    press('Escape');
    press('ArrowDown');
    expect(current()).toBe('Yes: nothing');
    press('a');
    await add('Tell somebody');
    type('What they are told', 'See ');
    const words = pane().getByRole('textbox', { name: 'What they are told' });
    if (words instanceof HTMLTextAreaElement) words.setSelectionRange(4, 4);
    fireEvent.click(pane().getByRole('button', { name: 'Insert a value' }));
    fireEvent.click(await screen.findByRole('option', { name: 'Stage' }));
    expect(words).toHaveProperty('value', 'See {stage}');
    expect(lines().slice(3)).toEqual([
      expect.stringContaining('If …'),
      'Yes',
      expect.stringMatching(/^2Tell the owner.*See \{stage\}$/) as string,
      'No: nothing',
    ]);
    await waitFor(() => expect(keptDraft(local, 'new')?.draft.steps).toHaveLength(1));
    // The branch has no condition: nothing is saved.
    fireEvent.click(screen.getByRole('button', { name: 'Save as version 1' }));
    expect(performed).toEqual([]);
    focusList(/^1If/);
    press('ArrowDown'); // the list follows the chosen line
    focusList(/^1If/);
    fireEvent.click(stepList().getByRole('button', { name: /^1If/ }));
    press('Delete');
    expect(lines()).toHaveLength(3);
    press('z', { ctrlKey: true });
    expect(lines()).toHaveLength(7);
    press('End');
    press('Delete');
    expect(lines()).toHaveLength(7); // the heading of a part is no step
  });

  it('moves, duplicates and takes steps out, shows what is new against the live version, and undoes', async () => {
    const { list, lines, current, local } = await open([record(), version(1)]);
    focusList(/Wait 3 days/);
    fireEvent.click(stepList().getByRole('button', { name: /Wait 3 days/ }));
    press('ArrowDown', { altKey: true });
    expect(lines().slice(3)).toEqual([expect.stringContaining('Tell'), expect.stringContaining('Wait 3 days')]);
    expect(current()).toContain('Wait 3 days');
    expect(document.activeElement).toBe(list.querySelector('[aria-current="true"]'));
    press('d');
    expect(lines()[5]).toMatch(/Wait 3 days.*new$/);
    fireEvent.click(screen.getByRole('button', { name: '2 differences from live' }));
    const found = within(pane().getByRole('region', { name: 'Differences' }));
    expect(found.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'New: Wait 3 days',
      'The order of the steps',
    ]);
    await waitFor(() => expect(keptDraft(local, id)?.draft.steps).toHaveLength(3));
    const undo = screen.getByRole('button', { name: 'Undo the last change' });
    fireEvent.click(undo);
    fireEvent.click(undo);
    expect(lines().slice(3)).toEqual([expect.stringContaining('Wait 3 days'), expect.stringContaining('Tell')]);
    await waitFor(() => expect(keptDraft(local, id)).toBeNull());
  });

  it('saves a changed name and a new version in one act, and puts a version live after it has said what differs', async () => {
    const { performed } = await open([record(), version(2, {}, { conditions: { field: 'source', op: 'is', value: 'Fair' } }), version(1)]); // prettier-ignore
    fireEvent.click(screen.getByRole('button', { name: 'Put version 2 live' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Put version 2 live?' }));
    expect(dialog.getByRole('listitem').textContent).toBe('Only if: Source: Fair (was: Always)');
    fireEvent.click(dialog.getByRole('button', { name: /^Put it live/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Put version 2 of Won deals live',
      edits: [{ entity: 'platform/automation', id, fields: { live: second } }],
    });
    fireEvent.click(stepList().getByRole('button', { name: /^Won deals/ }));
    type(/^Name/, 'Won deals!');
    fireEvent.click(screen.getByRole('button', { name: 'Save as version 3' }));
    await waitFor(() => expect(performed).toHaveLength(2));
    expect(performed[1]).toMatchObject({
      label: 'Saved version 3 of Won deals!',
      edits: [
        { entity: 'platform/automation', id, fields: { name: 'Won deals!' } },
        { entity: 'platform/automation-version', create: { fields: { automation: id, number: 3, name: 'Won deals!, version 3', forEntity: 'crm/deal', steps } } },
      ],
    }); // prettier-ignore
  });

  it('writes values by the editors of the fields, and as days, as the record and as its values', async () => {
    const { performed } = await open([record(), version(1)]);
    fireEvent.click(screen.getByRole('button', { name: 'Add a step' }));
    await add('Make a record');
    fireEvent.change(pane().getByRole('combobox', { name: 'Kind of the new record' }), {
      target: { value: 'crm/task' },
    });
    expect(pane().getByRole('alert').textContent).toContain('Task must be filled in.');
    const field = (name: string) => fireEvent.change(pane().getByRole('combobox', { name: 'One more field' }), { target: { value: name } }); // prettier-ignore
    type('Task', 'Call {name}');
    for (const name of ['about', 'dueAt', 'ownerId']) field(name);
    fireEvent.change(pane().getByRole('textbox', { name: /^Due/ }), { target: { value: '2' } });
    fireEvent.change(pane().getByRole('combobox', { name: /^How Due is given/ }), { target: { value: 'is' } });
    fireEvent.change(pane().getByRole('combobox', { name: /^How Due is given/ }), { target: { value: 'days' } });
    fireEvent.change(pane().getByRole('textbox', { name: /^Due/ }), { target: { value: '2' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save as version 2' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits[0]).toMatchObject({
      create: { fields: { steps: [{ kind: 'create', entity: 'crm/task', set: { subject: { text: 'Call {name}' }, about: { record: true }, dueAt: { days: 2 }, ownerId: { of: 'ownerId' } } }, {}, {}] } },
    }); // prettier-ignore
  });

  it('[AUT-16] writes a wait until something is true, with the steps of both ends', async () => {
    const { local, lines } = await open([record(), version(1)]);
    fireEvent.click(screen.getByRole('button', { name: 'Add a step' }));
    await add('Wait until something is true');
    expect(pane().getByRole('alert').textContent).toContain('Choose the condition.');
    expect(lines()).toEqual(expect.arrayContaining(['As soon as it is true: nothing', 'If the time is over: nothing']));
    fireEvent.change(pane().getByRole('textbox', { name: 'For at most' }), { target: { value: '5' } });
    fireEvent.change(pane().getByRole('combobox', { name: 'Unit' }), { target: { value: 'hour' } });
    expect(stepList().getByRole('button', { name: /Wait until … *for at most 5 hours/ })).toBeTruthy();
    fireEvent.click(stepList().getByRole('button', { name: /If the time is over/ }));
    expect(pane().getByText(/the time is over and the record does not match/)).toBeTruthy();
    fireEvent.click(pane().getByRole('button', { name: 'Add one here' }));
    await add('Wait some time');
    expect(lines()).toContain('If the time is over');
    const kept = { id: 'until-1', kind: 'until', count: 5, unit: 'hour', yes: [], no: [{ id: 'wait-2', kind: 'wait', count: 1, unit: 'day' }] }; // prettier-ignore
    await waitFor(() => expect(keptDraft(local, id)?.draft.steps).toContainEqual(kept));
  });

  it('[AUT-17] writes a request for approval, with the steps of both ends', async () => {
    const { lines, local } = await open([record(), version(1)]);
    fireEvent.click(screen.getByRole('button', { name: 'Add a step' }));
    await add('Ask for approval');
    expect(pane().getByRole('alert').textContent).toContain('Write what they are asked.');
    type('What they are asked', 'May we discount {name}?');
    expect(pane().queryByRole('alert')).toBeNull();
    expect(lines()).toEqual(expect.arrayContaining(['Approved: nothing', 'Declined, or the time is over: nothing']));
    await waitFor(() => expect(keptDraft(local, id)?.draft.steps).toContainEqual({ id: 'approve-1', kind: 'approve', to: { field: 'ownerId' }, words: 'May we discount {name}?', count: 3, unit: 'day', yes: [], no: [] })); // prettier-ignore
  });

  it('[AUT-20] writes an offer to a team, with the steps of both ends', async () => {
    const { lines, local } = await open([record(), version(1), northTeam, southTeam]);
    fireEvent.click(screen.getByRole('button', { name: 'Add a step' }));
    await add('Offer it to several people');
    expect(pane().getByRole('alert').textContent).toContain('Choose to whom it is offered.');
    fireEvent.change(await pane().findByRole('combobox', { name: 'Team' }), { target: { value: northTeam.id } });
    type('What they read', 'Who takes {name}?');
    expect(pane().queryByRole('alert')).toBeNull();
    expect(lines()).toEqual(expect.arrayContaining(['Somebody took it: nothing', 'Nobody took it: nothing']));
    await waitFor(() => expect(lines().join('\n')).toContain('Offer it to everyone in North'));
    await waitFor(() => expect(keptDraft(local, id)?.draft.steps).toContainEqual({ id: 'offer-1', kind: 'offer', to: { team: northTeam.id }, words: 'Who takes {name}?', count: 30, unit: 'minute', yes: [], no: [] })); // prettier-ignore
  });

  it('[AUT-16] shows a saved wait in words, and its differences from the live version', async () => {
    const until = { id: 'until-1', kind: 'until', where: { field: 'source', op: 'is', value: 'Fair' }, count: 2, unit: 'day', yes: [], no: [] } as const; // prettier-ignore
    await open([record(), version(2, {}, { steps: [...steps, until] }), version(1)]);
    expect(stepList().getByRole('button', { name: /Wait until Source: Fair *for at most 2 days/ })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: '1 difference from live' }));
    expect(within(pane().getByRole('region', { name: 'Differences' })).getByRole('listitem').textContent).toBe(
      'New: Wait until Source: Fair: for at most 2 days',
    );
  });

  it('says that somebody else saved a version meanwhile, that the dry run needs the server, and keeps the draft', async () => {
    const { local, unmount } = await open([record(), version(1)]);
    fireEvent.click(screen.getByRole('button', { name: 'Dry run' }));
    expect((await pane().findByRole('alert')).textContent).toContain('The server can’t be reached.');
    fireEvent.click(screen.getByRole('button', { name: 'Edit' }));
    fireEvent.click(pane().getByRole('checkbox', { name: 'a deal is made' }));
    await waitFor(() => expect(keptDraft(local, id)?.draft).toBeTruthy());
    const kept = JSON.parse(JSON.stringify(keptDraft(local, id))) as JsonValue;
    unmount();
    const held = new Map<string, JsonValue>([[`draft/automation/${id}`, kept]]);
    await renderApp({
      at: `/settings/automations?edit=${id}`,
      session: givenSession({ memberships: [admin] }),
      rows: [record(), version(2, { createdBy: other }), version(1)],
      handlers: { 'local.get': ({ key }) => Promise.resolve(accept({ value: held.get(key) ?? null })) },
    });
    expect((await screen.findByText(/This draft was begun with version 1/)).textContent).toContain('Version 2 by');
    expect(screen.getAllByText('A deal is made or changed').length).toBeGreaterThan(0);
  });
});
