import type { QueuedWork } from '@outpost/domain/kernel/catalogue/intents/queued-work';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ActRequest, CallInput, CallOutput, ShownRecord } from '../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const at = '/settings/queue';
const admin = { role: 'admin', teamId: null, grants: ['**:*@org'], portal: false };
const mail = (end: string, fields: ShownRecord['fields']): ShownRecord =>
  givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-0000000000${end}`,
    entity: 'crm/activity',
    fields: { kind: 'email', delivery: 'send', toAddress: 'client@example.com', ...fields },
  });
const [waiting, failed] = [mail('e1', { subject: 'Your offer' }), mail('e2', { subject: 'The contract', deliveryStatus: 'failed' })]; // prettier-ignore
const work = (record: ShownRecord | null, more: Partial<QueuedWork> = {}): QueuedWork => ({
  kind: 'email',
  record: record && { entity: record.entity, id: record.id },
  tries: 0,
  opensAt: null,
  closesAt: null,
  runsSince: null,
  endedAt: null,
  why: null,
  ...more,
});
const counts = { waiting: 10_000, running: 0, failed: 1, unclear: 0, expired: 0 };

async function open(
  answerOf: (asked: CallInput<'queue.list'>) => Partial<CallOutput<'queue.list'>>,
  { grants = [admin], ...handlers }: Partial<BridgeHandlers> & { grants?: (typeof admin)[] } = {},
) {
  const asked: CallInput<'queue.list'>[] = [];
  const app = await renderApp({
    at,
    session: givenSession({ memberships: grants }),
    handlers: {
      'queue.list': (question) => {
        asked.push(question);
        const records = { [waiting.id]: waiting, [failed.id]: failed };
        return Promise.resolve(accept({ counts, resting: [], work: [], next: null, records, ...answerOf(question) }));
      },
      ...handlers,
    },
  });
  return { ...app, asked };
}

describe('[T-23] the page of the queue', () => {
  it('shows what waits, with numbers, reasons and a way to the record, and hurries what waits for its next try', async () => {
    const hurried: CallInput<'queue.hurry'>[] = [];
    await open(
      () => ({
        work: [
          work(waiting, { tries: 2, opensAt: '2026-11-20T10:30:00.000Z' }),
          work(null, { opensAt: '2026-11-20T11:00:00.000Z' }),
        ],
      }),
      { 'queue.hurry': (one) => Promise.resolve(hurried.push(one)).then(() => accept({ hurried: true })) },
    );
    const table = within(await screen.findByRole('table'));
    expect(table.getByText('Your offer')).toBeTruthy();
    expect(table.getByText(/^Not before .* after 2 tries$/)).toBeTruthy();
    expect(table.getByText('A record that you do not see')).toBeTruthy();
    expect(table.getAllByRole('button').map(({ textContent }) => textContent)).toEqual([
      'Try now: Your offer',
      'Do not send it: Your offer',
      'Open: Your offer',
    ]);
    expect(screen.getByRole('button', { name: 'Waiting 10,000 or more', pressed: true })).toBeTruthy();
    fireEvent.click(table.getByRole('button', { name: 'Try now: Your offer' }));
    await screen.findByText('It is tried within a minute');
    expect(hurried).toEqual([{ entity: 'crm/activity', record: waiting.id }]);
  });

  it('offers for what has failed what its record offers', async () => {
    const acts: ActRequest[] = [];
    const { asked } = await open(({ state }) => (state === 'failed' ? { work: [work(failed, { tries: 1, endedAt: '2026-11-20T08:00:00.000Z', why: 'The mail server refused it.' })] } : {}), {
      'acts.perform': (act) => {
        acts.push(act);
        return Promise.resolve(accept({ act: failed.id, group: null }) as never); // what the page does not read
      },
    }); // prettier-ignore
    await screen.findByText('Nothing waits');
    fireEvent.click(screen.getByRole('button', { name: 'Failed 1' }));
    const table = within(await screen.findByRole('table'));
    expect(table.getByText('The mail server refused it.')).toBeTruthy();
    fireEvent.click(table.getByRole('button', { name: 'Send it again: The contract' }));
    const again = { id: failed.id, fields: { deliveryDecision: 'again' } };
    await waitFor(() => expect(acts).toMatchObject([{ label: 'To be sent again: The contract', edits: [again] }]));
    await waitFor(() => expect(asked.filter(({ state }) => state === 'failed').length).toBeGreaterThan(1)); // it asks again
  });

  it('goes to older work and back, and says which provider rests', async () => {
    const { asked } = await open(({ before }) => ({
      work: [work(before === null ? waiting : failed)],
      next: before === null ? `7:${waiting.id}` : null,
      resting: [{ kind: 'email', until: '2026-11-20T10:30:00.000Z' }],
    }));
    expect((await screen.findByText(/The server that sends e-mails can’t be reached/)).textContent).toContain('uses up no tries'); // prettier-ignore
    fireEvent.click(screen.getByRole('button', { name: 'Older' }));
    expect(await screen.findByText('The contract')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Newest' }));
    expect(await screen.findByText('Your offer')).toBeTruthy();
    expect(asked.slice(0, 2).map(({ before }) => before)).toEqual([null, `7:${waiting.id}`]);
  });

  it('says that it needs the server, and is for administrators only', async () => {
    const refusal = refuse('sync/offline', 'The server can’t be reached.', {});
    const { unmount } = await open(() => ({}), { 'queue.list': () => Promise.resolve(refusal) });
    expect((await screen.findByRole('alert')).textContent).toContain('The server can’t be reached.');
    unmount();
    await open(() => ({ work: [work(waiting)] }), {
      grants: [{ ...admin, role: 'member', grants: ['crm/*:read@org'] }],
    });
    await screen.findByText('Only administrators see what the server has to do');
    expect(screen.queryByRole('table')).toBeNull();
  });
});
