import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput, ShownRecord } from '../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const id = '0190b1f2-7c00-7000-8000-000000000e01';
const decision = '0190b1f2-7c00-7000-8000-000000000e02';
const mia = '0190b1f2-7c00-7000-8000-000000000e03';
const moe = '0190b1f2-7c00-7000-8000-000000000e04';
const admin = { role: 'admin', teamId: null, grants: ['**:*@org'], portal: false };
const deal = givenShownRecord();
const personNamed = (person: string, name: string): ShownRecord => givenShownRecord({ id: person, entity: 'platform/person', fields: { name, status: 'active' } }); // prettier-ignore
const role = givenShownRecord({ id: '0190b1f2-7c00-7000-8000-000000000e05', entity: 'platform/role', fields: { key: 'member', label: 'Member' } }); // prettier-ignore
const people = [personNamed(mia, 'Mia'), personNamed(moe, 'Moe'), role];
const parts = [
  { id: 'fair', name: 'Fairs', where: { field: 'source', op: 'is', value: 'Fair' }, members: [{ person: mia, weight: 2 }, { person: moe }], way: 'weighted', most: 20 },
  { id: 'rest', members: [{ role: 'member' }], way: 'in-turn' },
]; // prettier-ignore
const rule = (fields: ShownRecord['fields'] = {}): ShownRecord => givenShownRecord({ id, entity: 'platform/assignment-rule', fields: { name: 'Leads', forEntity: 'crm/deal', parts, fallback: moe, ...fields } }); // prettier-ignore

const offline = refuse('sync/offline', 'The server can’t be reached.', {});
const decided = { id: decision, entity: 'crm/deal', recordId: deal.id, person: moe, reason: 'It was their turn in part 2.', passed: [{ person: mia, part: 'part 2', why: 'They are away until 2026-12-05.' }, { person: null, part: '“Fairs”', why: 'The record does not match its filter.' }], at: '2026-11-20T11:02:00.000Z' }; // prettier-ignore

async function open(rows: readonly ShownRecord[], { edit, handlers = {}, grants = [admin] }: { readonly edit?: string; readonly handlers?: Partial<BridgeHandlers>; readonly grants?: readonly (typeof admin)[] } = {}) {
  return renderApp({
    at: `/settings/assignment${edit === undefined ? '' : `?edit=${edit}`}`,
    session: givenSession({ memberships: [...grants] }),
    rows: [...rows, ...people],
    handlers: {
      'assignment.decisions': () => Promise.resolve(accept({ decisions: [decided], names: { [mia]: 'Mia', [moe]: 'Moe' }, records: { [deal.id]: deal } })),
      ...handlers,
    },
  });
} // prettier-ignore
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const longer = { timeout: 20_000 };

describe('[ASG-6] the page of assignment rules', () => {
  it('shows a rule in words, and its decisions with the people who were passed over', async () => {
    await open([rule()]);
    const details = within(await screen.findByRole('region', { name: 'Leads' }, longer));
    const lines = () => within(details.getByRole('region', { name: 'Parts' })).getAllByRole('listitem').map(({ textContent }) => textContent); // prettier-ignore
    await waitFor(() =>
      expect(lines()).toEqual([
        'Fairs: Source: FairBy weight, at most 20 open deals each: Mia (2) and Moe (1)',
        'All dealsIn turn: everyone with the role Member',
      ]),
    );
    expect(await details.findByText('It was their turn in part 2.')).toBeTruthy();
    expect(within(details.getByRole('list', { name: 'Passed over' })).getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'Mia, part 2: They are away until 2026-12-05.',
      '“Fairs”: The record does not match its filter.',
    ]); // prettier-ignore
  });

  it('[ASG-7] names the automations that assign by the rule, also without a network, and opens one', async () => {
    const automation = (of: string, name: string, version: string, fields: ShownRecord['fields'] = {}) => givenShownRecord({ id: of, entity: 'platform/automation', fields: { name, live: version, ...fields } }); // prettier-ignore
    const versionOf = (version: string, of: string, by: string) => givenShownRecord({ id: version, entity: 'platform/automation-version', fields: { name: 'One', automation: of, number: 1, forEntity: 'crm/deal', trigger: { kind: 'change', on: ['created'] }, steps: [{ id: 'if', kind: 'branch', where: { field: 'source', op: 'is-not-empty' }, yes: [{ id: 'a', kind: 'assign', rule: by }], no: [] }] } }); // prettier-ignore
    const [a, b, c] = ['0190b1f2-7c00-7000-8000-000000000e11', '0190b1f2-7c00-7000-8000-000000000e12', '0190b1f2-7c00-7000-8000-000000000e13'] as const; // prettier-ignore
    const [va, vb, vc] = ['0190b1f2-7c00-7000-8000-000000000e21', '0190b1f2-7c00-7000-8000-000000000e22', '0190b1f2-7c00-7000-8000-000000000e23'] as const; // prettier-ignore
    const rows = [rule(), automation(a, 'Fairs', va), automation(b, 'Old', vb, { pausedAt: '2026-11-20T09:00:00.000Z', pausedWhy: 'person' }), automation(c, 'Others', vc), versionOf(va, a, id), versionOf(vb, b, id), versionOf(vc, c, moe)]; // prettier-ignore
    await open(rows, { handlers: { 'automations.list': () => Promise.resolve(offline) } });
    await screen.findByRole('region', { name: 'Leads' }, { timeout: 60_000 });
    const uses = within(await screen.findByRole('region', { name: 'Used by' }));
    await waitFor(() =>
      expect(uses.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual(['Fairslive', 'Oldpaused']),
    );
    fireEvent.click(uses.getByRole('button', { name: 'Fairs' }));
    expect(await screen.findByRole('list', { name: 'Steps of the automation' }, longer)).toBeTruthy();
  });

  it('says what a rule is for where there is none, and that the server has the decisions', async () => {
    await open([]);
    expect(await screen.findByText('No assignment rules yet', {}, longer)).toBeTruthy();
    expect(screen.getAllByRole('button', { name: 'New assignment rule' }).length).toBeGreaterThan(0);
  });

  it('shows the rules without a network', async () => {
    await open([rule()], { handlers: { 'assignment.decisions': () => Promise.resolve(offline) } });
    const details = within(await screen.findByRole('region', { name: 'Leads' }, longer));
    expect((await details.findByRole('alert')).textContent).toContain('The server can’t be reached.');
  });

  it('is for administrators', async () => {
    await open([rule()], { grants: [{ role: 'member', teamId: null, grants: ['*:read@org'], portal: false }] as never }); // prettier-ignore
    expect(await screen.findByText('Only administrators change assignment rules', {}, longer)).toBeTruthy();
  });

  it('deletes a rule by an act that can be undone', async () => {
    const { performed } = await open([rule()]);
    await screen.findByRole('region', { name: 'Leads' }, longer);
    press('Delete');
    await waitFor(() => expect(performed.at(-1)).toMatchObject({ label: 'Deleted Leads', edits: [{ id, fields: { life: 'deleted' } }] })); // prettier-ignore
  });
});

describe('[ASG-6] the editor of an assignment rule', () => {
  it('names faults at their place, and saves a new rule by one act', async () => {
    const { performed } = await open([], { edit: 'new' });
    const name = await screen.findByRole('textbox', { name: 'Name' }, longer);
    const part = within(screen.getByRole('region', { name: 'Part 1' }));
    expect(part.getByRole('alert').textContent).toBe('Choose who can get the records.');
    fireEvent.change(name, { target: { value: 'Leads' } });
    fireEvent.change(screen.getByRole('combobox', { name: 'Assigns' }), { target: { value: 'crm/deal' } });
    fireEvent.change(part.getByRole('combobox', { name: 'Add to part 1' }), { target: { value: 'role' } });
    await part.findByRole('option', { name: 'Member' });
    fireEvent.change(part.getByRole('combobox', { name: 'Role for part 1' }), { target: { value: 'member' } });
    fireEvent.change(part.getByRole('combobox', { name: 'How it chooses' }), { target: { value: 'fewest' } });
    fireEvent.change(part.getByRole('textbox', { name: 'At most open deals each' }), { target: { value: '12' } });
    expect(part.queryByRole('alert')).toBeNull();
    press('Save');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Saved the assignment rule Leads',
      edits: [{ entity: 'platform/assignment-rule', create: { fields: { name: 'Leads', forEntity: 'crm/deal', parts: [{ id: 'part-1', members: [{ role: 'member' }], way: 'fewest', most: 12 }] } } }],
    }); // prettier-ignore
    expect(await screen.findByText('No assignment rules yet')).toBeTruthy();
  });

  it('moves and removes parts, changes a weight, and keeps the draft on this device', async () => {
    const { performed, local } = await open([rule()], { edit: id });
    await screen.findByRole('region', { name: 'Part 2' }, longer);
    const weight = await screen.findByRole('textbox', { name: 'Weight of Mia' });
    fireEvent.change(weight, { target: { value: '5' } });
    press('Move part 1 down');
    const first = within(screen.getByRole('region', { name: 'Part 1' }));
    expect(first.getByText('Everyone with the role Member')).toBeTruthy();
    await waitFor(() => expect(JSON.stringify(local.get(`draft/assignment/${id}`))).toContain('"weight":5'));
    press('Save');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({ edits: [{ id, fields: { parts: [{ id: 'rest' }, { id: 'fair', members: [{ person: mia, weight: 5 }, { person: moe }] }] } }] }); // prettier-ignore
    expect(performed[0]?.edits.map((edit) => ('fields' in edit ? Object.keys(edit.fields) : []))).toEqual([['parts']]);
  });

  it('[ASG-5] tries the rule out on a record as it is written, and says who was passed over', async () => {
    const asked: CallInput<'assignment.tryOut'>[] = [];
    await open([rule(), deal], {
      edit: id,
      handlers: {
        'assignment.tryOut': (input) => {
          asked.push(input);
          return Promise.resolve(accept({ person: moe, reason: decided.reason, passed: decided.passed, names: { [mia]: 'Mia', [moe]: 'Moe' } })); // prettier-ignore
        },
      },
    });
    const pane = within(await screen.findByRole('complementary', { name: 'Try it out' }, longer));
    const field = pane.getByRole('textbox', { name: 'Deal' });
    fireEvent.focus(field);
    fireEvent.click(field);
    fireEvent.click(await screen.findByRole('option', { name: /Acme renewal/, hidden: true }, longer));
    fireEvent.click(pane.getByRole('button', { name: 'Who would get it?' }));
    expect(await pane.findByText('Moe')).toBeTruthy();
    expect(pane.getByText('Mia, part 2: They are away until 2026-12-05.')).toBeTruthy();
    expect(asked).toEqual([{ rule: id, entity: 'crm/deal', parts, fallback: moe, record: deal.id }]);
    press('Move part 1 down');
    expect(await pane.findByText('The rule or the deal has changed since this answer.')).toBeTruthy();
  });
});
