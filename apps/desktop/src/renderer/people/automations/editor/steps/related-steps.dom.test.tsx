import { accept, refuse } from '@outpost/domain/kernel/refusal';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord, me } from '../../../../testing/given-record.ts';
import { givenSession, renderApp } from '../../../../testing/render-app.tsx';

installDomLayout();
const id = '0190b1f2-7c00-7000-8000-000000000e01';
const first = '0190b1f2-7c00-7000-8000-000000000e03';
const run = '0190b1f2-7c00-7000-8000-000000000e06';
const task = '0190b1f2-7c00-7000-8000-000000000e07';
const gone = '0190b1f2-7c00-7000-8000-000000000e08';
const admin = { role: 'admin', teamId: null, grants: ['**:*@org'], portal: false };
const steps: JsonValue = [{ id: 'each-1', kind: 'each', entity: 'crm/task', by: 'about', matching: { field: 'priority', op: 'is', value: 'low' }, most: 20, yes: [{ id: 'change-1', kind: 'change', set: { priority: { is: 'high' } } }], no: [] }]; // prettier-ignore
const trigger: JsonValue = { kind: 'change', on: ['changed'] };
const rows = [
  givenShownRecord({ id, entity: 'platform/automation', fields: { name: 'Won deals', live: first } }),
  givenShownRecord({ id: first, entity: 'platform/automation-version', createdBy: me, fields: { name: 'Won deals, version 1', automation: id, number: 1, forEntity: 'crm/deal', trigger, steps } }),
  givenShownRecord({ id: task, entity: 'crm/task', fields: { subject: 'Call the bank' } }),
]; // prettier-ignore
const longer = { timeout: 60_000 };

async function open(at: string, handlers = {}) {
  const app = await renderApp({ at, session: givenSession({ memberships: [admin] }), rows, handlers: { 'automations.list': () => Promise.resolve(refuse('sync/offline', 'The server can’t be reached.', {})), ...handlers } }); // prettier-ignore
  return app;
}
const pane = () => within(screen.getByRole('complementary', { name: 'Chosen part' }));
const stepList = () => within(screen.getByRole('list', { name: 'Steps of the automation' }));
const add = async (kind: string) => fireEvent.click(await screen.findByRole('menuitem', { name: kind }));
const choose = (name: string | RegExp, value: string) =>
  fireEvent.change(pane().getByRole('combobox', { name }), { target: { value } });
const lines = () => stepList().getAllByRole('button').map(({ textContent }) => textContent); // prettier-ignore

describe('[AUT-18] the editor of a loop', () => {
  it('goes through related records by the keyboard, and the steps in it are about them', async () => {
    const { performed } = await open('/settings/automations?edit=new');
    const list = await screen.findByRole('list', { name: 'Steps of the automation' }, longer);
    fireEvent.click(within(list).getByRole('button', { name: /No name yet/ }));
    fireEvent.change(pane().getByRole('textbox', { name: /^Name/ }), { target: { value: 'Tidy tasks' } });
    choose('Kind of record', 'crm/deal');
    const end = stepList().getAllByRole('button').at(-1);
    end?.focus();
    fireEvent.keyDown(end ?? list, { key: 'a' });
    await add('Go through related records');
    expect(pane().getByRole('alert').textContent).toContain('Choose the records of the loop.');
    choose('Which records', 'crm/task about');
    fireEvent.change(pane().getByRole('textbox', { name: 'At most' }), { target: { value: '20' } });
    const each = stepList().getByRole('button', { name: /For each of them/ });
    each.focus();
    fireEvent.keyDown(each, { key: 'a' });
    await add('Change the record');
    const offered = within(pane().getByRole('combobox', { name: 'One more field' })).getAllByRole('option').map(({ textContent }) => textContent); // prettier-ignore
    expect(offered).toContain('Priority');
    expect(offered).not.toContain('Stage');
    choose('One more field', 'priority');
    expect(lines().slice(3)).toEqual([
      expect.stringMatching(/For each task.*at most 20 tasks/) as string,
      'For each of them',
      expect.stringMatching(/Change the task.*Priority/) as string,
      'If there is none: nothing',
    ]);
    fireEvent.click(screen.getByRole('button', { name: 'Save as version 1' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits[1]).toMatchObject({
      create: { fields: { steps: [{ kind: 'each', entity: 'crm/task', by: 'about', most: 20, yes: [{ kind: 'change', set: { priority: {} } }], no: [] }] } },
    }); // prettier-ignore
  });

  it('reads a loop in words, and its log names each record', async () => {
    const shown = { id, name: 'Won deals', describes: null, isLive: true, version: { id: first, number: 1, madeBy: me, definition: { entity: 'crm/deal', trigger, steps } }, paused: null, runs: {}, lastDue: null }; // prettier-ignore
    const at = '2026-11-20T09:00:00.000Z';
    const one = { id: run, n: 7, entity: 'crm/deal', recordId: gone, cause: null, status: 'done', step: null, why: null, wakesAt: null, madeAt: at, changedAt: at }; // prettier-ignore
    const line = (of: { readonly step: string; readonly kind: string; readonly why: string | null; readonly record: string | null; readonly outcome?: string }) => ({ outcome: 'done', by: null, at, to: null, ...of }); // prettier-ignore
    await open('/settings/automations', {
      'automations.list': () => Promise.resolve(accept({ automations: [shown] })),
      'automations.runs': () => Promise.resolve(accept({ runs: [one], more: false, records: {} })),
      'automations.run': () => Promise.resolve(accept({ run: one, version: shown.version, lines: [line({ step: 'each-1', kind: 'each', why: 'Found 2 tasks.', record: null }), line({ step: 'change-1', kind: 'change', why: null, record: task }), line({ step: 'change-1', kind: 'change', why: 'The record is deleted.', record: gone, outcome: 'skipped' })] })),
    }); // prettier-ignore
    const details = within(await screen.findByRole('region', { name: 'Won deals' }, longer));
    await waitFor(() => expect(details.getByRole('region', { name: 'Steps' }).textContent).toContain('For each: at most 20 tasks, Priority: Low')); // prettier-ignore
    expect(details.getByRole('region', { name: 'Steps' }).textContent).toContain('Change Priority High');
    fireEvent.click(await details.findByRole('button', { name: /A record that is not|Deal|Done/ }));
    const log = within(await screen.findByRole('region', { name: 'Log of the run' }));
    await waitFor(() =>
      expect(log.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
        expect.stringMatching(/^each-1Found 2 tasks\./) as string,
        expect.stringMatching(/^change-1: Call the bankDone/) as string,
        expect.stringMatching(/^change-1: a record that is not hereLeft out: The record is deleted\./) as string,
      ]),
    );
  });
});

describe('[AUT-19] the editor of a calculation', () => {
  it('gives values of the record, and keeps the answer in a field of the same form', async () => {
    const { performed } = await open(`/settings/automations?edit=${id}`);
    await screen.findByRole('list', { name: 'Steps of the automation' }, longer);
    fireEvent.click(screen.getByRole('button', { name: 'Add a step' }));
    await add('Calculate a value');
    expect(pane().getByRole('alert').textContent).toContain('Choose a calculation.');
    choose('Calculation', 'crm/line-price');
    expect(pane().getByRole('alert').textContent).toContain('Choose a field that keeps the answer.');
    choose('Line price goes to', 'value');
    expect(pane().getByRole('alert').textContent).toContain('Quantity must be filled in.');
    choose('How List price is given', 'of');
    choose('List price', 'value');
    const quantity = pane().getByRole('textbox', { name: /^Quantity/ });
    fireEvent.change(quantity, { target: { value: '3' } });
    fireEvent.blur(quantity);
    await waitFor(() => expect(pane().queryByRole('alert')).toBeNull());
    fireEvent.click(screen.getByRole('button', { name: 'Save as version 2' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    const saved = JSON.stringify(performed[0]?.edits);
    expect(saved).toContain('"calculation":"crm/line-price","give":{"quantity":{"is":3},"listPrice":{"of":"value"}},"keep":{"value":"net"}'); // prettier-ignore
  });
});
