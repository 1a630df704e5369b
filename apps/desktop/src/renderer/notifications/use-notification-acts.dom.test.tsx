import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Notification } from '../../bridge/calls/notification-calls.ts';
import type { ShownRecord } from '../../bridge/contract.ts';
import { dana, givenShownRecord } from '../testing/given-record.ts';
import { type GivenReplica, renderApp } from '../testing/render-app.tsx';
import { withMention } from './use-notification-acts.ts';

installDomLayout();
const deal = givenShownRecord();
const note = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-000000000d77',
  entity: 'crm/activity',
  fields: { about: `crm/deal:${deal.id}`, kind: 'note', subject: 'Rack', body: '@Ilse the rack moves' },
});
const mention = (record: ShownRecord, change: Partial<Notification> = {}): Notification => ({
  id: '2026-11-20T08:00:00.000Z mentioned 1',
  kind: 'mentioned',
  at: '2026-11-20T08:00:00.000Z',
  by: { id: dana, name: 'Dana Rehmark' },
  record: { id: record.id, entity: record.entity, title: 'Acme renewal' },
  count: 1,
  field: 'body',
  value: null,
  quote: '@Ilse the rack moves. Can you tell them?',
  needs: null,
  ...change,
});
const open = (entry: Notification, more: GivenReplica = {}) =>
  renderApp({
    at: '/notifications',
    rows: [deal, note],
    ...more,
    handlers: {
      'notifications.list': () => Promise.resolve(accept({ entries: [entry], more: false })),
      ...more.handlers,
    },
  });

describe('the acts of a notification', () => {
  it.each([
    ['a note', note],
    ['the record itself', deal],
  ])('answer a mention in %s: the record opens with the author’s name in its note', async (_what, record) => {
    const { router, local, performed } = await open(mention(record));
    fireEvent.click(await screen.findByRole('button', { name: 'Answer' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/record/${deal.id}`));
    const editor = await screen.findByRole('textbox', { name: 'Write a note' });
    expect(editor.textContent).toContain('@Dana Rehmark');
    await waitFor(() => expect(document.activeElement).toBe(editor));
    expect(local.get(`draft/note/${deal.id}`)).toBe('@Dana Rehmark ');
    await waitFor(() => expect(performed[0]?.label).toBe('Marked 1 notification as read'));
  });

  it('keep what is typed in the note already', () => {
    expect(withMention('Half a thought\n', 'Dana')).toBe('Half a thought\n\n@Dana ');
    expect(withMention('Half\n\n@Dana ', 'Dana')).toBe('Half\n\n@Dana ');
    expect(withMention(null, 'Dana')).toBe('@Dana ');
  });

  it('make a task about the record, with the words of the mention', async () => {
    const { performed } = await open(mention(note));
    fireEvent.click(await screen.findByRole('button', { name: 'Make a task' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Add a task' }));
    const subject = await dialog.findByLabelText(/^Task/);
    fireEvent.change(subject, { target: { value: 'Tell them' } });
    fireEvent.blur(subject);
    fireEvent.click(dialog.getByRole('button', { name: /^Add the task/ }));
    await waitFor(() => expect(performed.map(({ label }) => label)).toContain('Added task Tell them'));
    expect(performed.flatMap(({ edits }) => edits)).toContainEqual(
      expect.objectContaining({
        entity: 'crm/task',
        create: expect.objectContaining({
          fields: expect.objectContaining({
            subject: 'Tell them',
            about: `crm/deal:${deal.id}`,
            body: '@Ilse the rack moves. Can you tell them?',
          }) as unknown,
        }) as unknown,
      }),
    );
  });

  it('offer a task for other notifications too, and no answer', async () => {
    await open(mention(deal, { kind: 'assigned', quote: null }));
    expect(await screen.findByRole('button', { name: 'Make a task' })).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Answer' })).toBeNull();
  });

  it('say so if the record is gone meanwhile', async () => {
    await open(mention(note), { rows: [] });
    fireEvent.click(await screen.findByRole('button', { name: 'Answer' }));
    expect(await screen.findByText(/is not on this computer any more/)).toBeDefined();
  });

  it('do not begin an answer where the person may not write', async () => {
    const no = { allowed: false, why: 'This deal is Dana’s.' };
    const { router, local } = await open(mention(deal), {
      handlers: {
        'records.get': () =>
          Promise.resolve(
            accept({ record: deal, refs: {}, waiting: [], replaced: [], may: { update: no, assign: no, delete: no, administer: no }, ways: [] }), // prettier-ignore
          ),
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Answer' }));
    expect(await screen.findByText('This deal is Dana’s.')).toBeDefined();
    expect([router.state.location.pathname, local.get(`draft/note/${deal.id}`)]).toEqual(['/notifications', undefined]);
  });
});
