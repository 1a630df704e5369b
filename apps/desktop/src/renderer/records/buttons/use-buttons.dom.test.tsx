import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { dana, givenShownRecord, me } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const at = `/record/${deal.id}`;
const idOf = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const automation = idOf(1);
const admin = { role: 'admin', teamId: null, grants: ['**:*@org'], portal: false };
const button = (n: number, fields: ShownRecord['fields'] = {}): ShownRecord =>
  givenShownRecord({
    id: idOf(100 + n),
    entity: 'platform/button',
    ownerId: null,
    fields: { name: `Button ${n}`, automation, forEntity: 'crm/deal', pressedBy: 'changers', ...fields },
  });
const press = (n: number, fields: ShownRecord['fields'] = {}, change: Partial<ShownRecord> = {}): ShownRecord =>
  givenShownRecord({
    id: idOf(200 + n),
    entity: 'platform/press',
    ownerId: null,
    fields: { name: 'Button 1', automation, about: `crm/deal:${deal.id}`, ...fields },
    ...change,
  });
const shown = () => screen.queryAllByRole('button', { name: /^Run: / }).map(({ textContent }) => textContent);

describe('[AUT-13] the buttons of a record', () => {
  it('are those of its kind that the person may press, and a press is written at once, also offline', async () => {
    const { performed } = await renderApp({
      rows: [deal, button(1), button(2, { isOff: true }), button(3, { pressedBy: 'administrators' }), button(4, { forEntity: 'crm/lead' })],
      at,
    }); // prettier-ignore
    fireEvent.click(await screen.findByRole('button', { name: 'Run: Button 1' }));
    expect(shown()).toEqual(['Run: Button 1']);
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Pressed “Run: Button 1”',
      edits: [{ entity: 'platform/press', create: { fields: { name: 'Button 1', automation, about: `crm/deal:${deal.id}` } } }],
    }); // prettier-ignore
  });

  it('has those for administrators for them, and none for people who may not change the record', async () => {
    const rows = [deal, button(1), button(3, { pressedBy: 'administrators' })];
    const first = await renderApp({ rows, at, session: givenSession({ memberships: [admin] }) });
    expect(await screen.findByRole('button', { name: 'Run: Button 3' })).toBeDefined();
    expect(shown()).toEqual(['Run: Button 1', 'Run: Button 3']);
    first.unmount();
    const no = { allowed: false, why: 'It is Dana’s.' };
    await renderApp({
      rows,
      at,
      handlers: {
        'records.get': () => Promise.resolve(accept({ record: deal, refs: {}, waiting: [], replaced: [], may: { update: no, assign: no, delete: no, administer: no }, ways: [] })),
      },
    }); // prettier-ignore
    await screen.findByRole('heading', { name: 'Acme renewal' });
    expect(shown()).toEqual([]);
  });

  it('cannot be pressed again before the server has answered', async () => {
    const { performed } = await renderApp({ rows: [deal, button(1), press(1)], at });
    const waiting = await screen.findByRole('button', { name: 'Run: Button 1' });
    await waitFor(() => expect(waiting.getAttribute('aria-disabled')).toBe('true'));
    fireEvent.click(waiting);
    expect(performed).toEqual([]);
  });

  it('is in the palette of the open record', async () => {
    const { performed } = await renderApp({ rows: [deal, button(1)], at });
    await screen.findByRole('button', { name: 'Run: Button 1' });
    fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    const palette = within(await screen.findByRole('dialog'));
    fireEvent.change(palette.getByRole('combobox'), { target: { value: 'Run: Bu' } });
    fireEvent.click(await palette.findByRole('option', { name: /Run: Button 1/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
  });

  it('shows in the timeline who pressed it, and what the server answered', async () => {
    const entries = [
      press(1, {}, { waiting: 1 }),
      press(2),
      press(3, { answer: 'started' }, { createdBy: dana }),
      press(4, { answer: 'refused', why: 'The automation is paused.' }),
    ].map((record, place) => ({ kind: 'record' as const, at: `2026-11-1${place}T10:00:00.000Z`, parent: deal.id, record })); // prettier-ignore
    await renderApp({
      rows: [deal, button(1)],
      at,
      handlers: {
        'records.timeline': () =>
          Promise.resolve(accept({ entries, refs: {}, names: { [dana]: 'Dana', [me]: 'Me' }, more: false, filled: [], related: { count: 0, isAll: true } })), // prettier-ignore
      },
    });
    expect(await screen.findByText('Dana pressed “Run: Button 1”: started')).toBeDefined();
    expect(screen.getByText('You pressed “Run: Button 1”: not started. The automation is paused.')).toBeDefined();
    expect(screen.getAllByText('You pressed “Run: Button 1”')).toHaveLength(2);
    expect(screen.getByText('Waits for the server')).toBeDefined();
  });
});
