import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../bridge/contract.ts';
import { dana, givenShownRecord } from '../testing/given-record.ts';
import { givenSession, renderApp, type GivenReplica } from '../testing/render-app.tsx';

// The person is in UTC, the window in en-GB; it is Friday 20 November 2026, 9:00.
installDomLayout();
const task = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-000000000e01',
  entity: 'crm/task',
  fields: { subject: 'Send contract', dueAt: '2026-11-20T10:15:00.000Z', done: false },
});
const meeting = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-000000000e02',
  entity: 'crm/activity',
  fields: { subject: 'Terms', kind: 'meeting', happensAt: '2026-11-20T14:00:00.000Z', lasts: 3_600 },
});
/** jsdom has no positions, so that a menu whose page is drawn again counts as hidden. */
const inMenu = { hidden: true };
const colleague = givenShownRecord({ id: dana, entity: 'platform/person', fields: { name: 'Dana Whitlock' } });

async function draw(given: GivenReplica = {}) {
  const asked: CallInput<'records.list'>[] = [];
  const rows = given.rows ?? [task, meeting, colleague];
  const app = await renderApp({
    rows,
    at: '/calendar',
    ...given,
    handlers: {
      'records.list': (input) => {
        asked.push(input);
        return Promise.resolve(accept({ rows: rows.filter(({ entity }) => entity === input.entity), refs: {}, next: null })); // prettier-ignore
      },
    },
  });
  return { ...app, asked };
}
/** The questions of the days are a range of the schedule's field. The lane asks for empty or earlier times. */
const isOfDays = ({ where }: CallInput<'records.list'>) => JSON.stringify(where ?? '').includes('"op":"gte"');
const owners = (asked: readonly CallInput<'records.list'>[]) =>
  asked
    .filter((input) => input.entity.startsWith('crm/') && isOfDays(input))
    .map(({ entity, where }) => [entity, /"ownerId","op":"is","value":"([^"]+)"/.exec(JSON.stringify(where))?.[1]]);

describe('[T-19] the calendar of all scheduled kinds', () => {
  it('shows the person’s own records of each kind, with one question for each', async () => {
    const { asked } = await draw();
    expect(await screen.findByRole('article', { name: /^Send contract, Task/ })).toBeDefined();
    expect(screen.getByRole('article', { name: /^Terms, Activity, Fri 20 Nov, 14:00 – 15:00/ })).toBeDefined();
    expect(owners(asked).toSorted(([a = ''], [b = '']) => a.localeCompare(b))).toEqual([
      ['crm/activity', '@me'],
      ['crm/task', '@me'],
    ]);
  });

  it('shows another person’s records, and everyone’s', async () => {
    const { asked, router } = await draw();
    fireEvent.click(await screen.findByRole('button', { name: 'Me' }));
    fireEvent.click(await screen.findByRole('menuitemradio', { name: 'Dana Whitlock', ...inMenu }));
    await waitFor(() => expect(router.state.location.search).toEqual({ who: dana }));
    await waitFor(() => expect(owners(asked)).toContainEqual(['crm/task', dana]));
    fireEvent.click(await screen.findByRole('button', { name: 'Dana Whitlock' }));
    fireEvent.click(await screen.findByRole('menuitemradio', { name: 'Everyone', ...inMenu }));
    await waitFor(() => expect(owners(asked)).toContainEqual(['crm/task', undefined]));
  });

  it('leaves out a kind, and says so when none is left', async () => {
    const { router } = await draw();
    fireEvent.click(await screen.findByRole('button', { name: 'All kinds' }));
    fireEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'Tasks', ...inMenu }));
    await waitFor(() => expect(screen.queryByRole('article', { name: /^Send contract/ })).toBeNull());
    expect(router.state.location.search).toEqual({ without: ['crm/task'] });
    fireEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'Activities', ...inMenu }));
    fireEvent.click(await screen.findByText('Show all kinds'));
    expect(await screen.findByRole('article', { name: /^Send contract/ })).toBeDefined();
  });

  it('asks for the kind of a new record, and fills in the slot', async () => {
    await draw();
    const calendar = await screen.findByRole('application', { name: /^Calendar/ });
    await screen.findByRole('article', { name: /^Send contract/ });
    act(() => calendar.focus());
    fireEvent.keyDown(calendar, { key: 'ArrowDown' });
    fireEvent.keyDown(calendar, { key: 'n' });
    const choice = await screen.findByRole('dialog', { name: 'Add on Fri 20 Nov, 9:30' });
    fireEvent.click(within(choice).getByText('New task'));
    const form = within(await screen.findByRole('dialog', { name: 'New task' }));
    expect((await form.findByLabelText('Due')).getAttribute('value')).toContain('9:30');
  });

  it('moves a record of any kind by one act', async () => {
    const { performed } = await draw();
    const calendar = await screen.findByRole('application', { name: /^Calendar/ });
    await screen.findByRole('article', { name: /^Terms/ });
    act(() => calendar.focus());
    for (const key of ['j', 'j', 'p', 'ArrowRight', 'Enter']) fireEvent.keyDown(calendar, { key });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Moved Terms to Sat 21 Nov, 14:00 – 15:00',
      edits: [{ id: meeting.id }],
    });
  });

  it('[A-2] has only the kinds that the person can read', async () => {
    const session = givenSession({ memberships: [{ role: 'member', teamId: null, grants: ['crm/task:read@org'], portal: false }] }); // prettier-ignore
    const { asked } = await draw({ session });
    await screen.findByRole('article', { name: /^Send contract/ });
    expect(owners(asked).map(([entity]) => entity)).toEqual(['crm/task']);
    expect(screen.queryByRole('button', { name: 'All kinds' })).toBeNull();
  });
});
