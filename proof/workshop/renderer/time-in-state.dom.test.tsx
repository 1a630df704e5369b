import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
afterEach(cleanup);
const job = (fields: object) =>
  givenShownRecord({ entity: 'workshop/job', fields: { name: 'Robot stops', ...fields } });
const ready = job({ status: 'ready', readyOn: '2026-11-08', begunOn: '2026-11-02' });
const given = {
  definitions: { packs: [{ pack: 'workshop', isRemoved: false }] },
  session: givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['**:*@org'], portal: false }] }),
};

describe('[T-14] the time of a job in its status', () => {
  it('is shown on its page and its card, too long after a week for a device that nobody has collected', async () => {
    await renderApp({ ...given, rows: [ready], at: `/record/${ready.id}` });
    expect(await screen.findByText('12 days in Ready')).toBeDefined();
    expect(screen.getByText('Too long: at most 7 days')).toBeDefined();
    cleanup();
    await renderApp({ ...given, rows: [ready], at: '/list/workshop/job?kind=board' });
    const card = await screen.findByRole('article', {
      name: /12 days in Ready\. Ready: 8 Nov 2026\. Too long: at most 7 days/,
    });
    expect(within(card).getByText('12 days')).toBeDefined();
  });

  it('is shown without a limit for a repair, and not at all for a job that was only received', async () => {
    const begun = job({ status: 'in-repair', begunOn: '2026-11-02' });
    await renderApp({ ...given, rows: [begun], at: `/record/${begun.id}` });
    expect(await screen.findByText('18 days in repair')).toBeDefined();
    expect(screen.queryByText(/Too long/)).toBeNull();
    cleanup();
    await renderApp({ ...given, rows: [job({ status: 'received' })], at: `/record/${begun.id}` });
    await screen.findByRole('list', { name: 'Stage' });
    expect(screen.queryByText(/days in/)).toBeNull();
  });

  it('[T-20] is a list of the jobs that are too long in a state', async () => {
    const asked: unknown[] = [];
    await renderApp({
      ...given,
      rows: [ready],
      at: '/list/workshop/job?kind=grid',
      handlers: {
        'records.list': ({ entity, where }) => {
          if (entity === 'workshop/job') asked.push(where);
          return Promise.resolve(accept({ rows: entity === 'workshop/job' ? [ready] : [], refs: {}, next: null }));
        },
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Too long in a state' }));
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ and: [{ field: 'status', op: 'is', value: 'ready' }, {}, {}] })); // prettier-ignore
    expect(await screen.findByText('Robot stops')).toBeDefined();
  });
});
