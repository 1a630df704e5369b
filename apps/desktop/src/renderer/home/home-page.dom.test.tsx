import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallInput } from '../../bridge/contract.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
afterEach(cleanup);

const task = (place: number, fields: object) =>
  givenShownRecord({ id: `0190b1f2-7c00-7000-8000-000000000e0${place}`, entity: 'crm/task', fields: { ...fields } });
const late = task(1, { subject: 'Call Ada', dueAt: '2020-01-01T09:00:00.000Z', done: false });
const finished = task(2, { subject: 'Send the offer', done: true });
const quiet = givenShownRecord({ updatedAt: '2020-01-01T09:00:00.000Z' });

/** Answers lists with the records of their kind: the finished task for filters that ask for finished ones. */
const lists = ({ entity, where }: CallInput<'records.list'>) => {
  const asksDone = JSON.stringify(where ?? {}).includes('"op":"within","value":"today"');
  const tasks = asksDone ? [finished] : [late];
  return Promise.resolve(accept({ rows: entity === 'crm/task' ? tasks : entity === quiet.entity ? [quiet] : [], refs: {}, next: null })); // prettier-ignore
};
const panel = async (name: string) => within(await screen.findByRole('region', { name }));

describe('[T-20] the home page', () => {
  it('draws the panels that the packs declare', async () => {
    await renderApp({ rows: [late, quiet], handlers: { 'records.list': lists } });
    const tasks = await panel('Tasks');
    expect(await tasks.findByRole('button', { name: 'Call Ada' })).toBeDefined();
    const box = await tasks.findByRole<HTMLInputElement>('checkbox', { name: 'Done: Send the offer' });
    expect(box.checked).toBe(true);
    expect(tasks.getByText('1 done today')).toBeDefined();
    const deals = await panel('Quiet deals');
    expect(await deals.findByText(/^\d,\d{3} days$/)).toBeDefined();
    expect(deals.getByText('$46,800')).toBeDefined();
    const figures = ['My won value', 'Calls I logged', 'My open deals'];
    await Promise.all(figures.map((name) => panel(name)));
    expect(await screen.findByText(/^1 task left, 1 late$/)).toBeDefined();
  });

  it('finishes a record in its line, and opens the list of the panel', async () => {
    const { performed, router } = await renderApp({ rows: [late], handlers: { 'records.list': lists } });
    const tasks = await panel('Tasks');
    fireEvent.click(await tasks.findByRole('checkbox', { name: 'Done: Call Ada' }));
    await waitFor(() => expect(performed).toMatchObject([{ label: 'Finished Call Ada', edits: [{ entity: 'crm/task', id: late.id, fields: { done: true } }] }])); // prettier-ignore
    fireEvent.click(tasks.getByRole('button', { name: 'All tasks' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/list/crm/task'));
    expect(router.state.location.search).toMatchObject({ view: 'to-do' });
  });

  it('[A-2] has no panel of a kind of which the person may create no record', async () => {
    const session = givenSession({ memberships: [{ role: 'reader', teamId: null, grants: ['*:read@org'], portal: false }] }); // prettier-ignore
    await renderApp({ rows: [late, quiet], session });
    await panel('New for you');
    expect(screen.queryByRole('region', { name: 'Tasks' })).toBeNull();
    expect(screen.queryByText(/left/)).toBeNull();
  });

  it('[T-25] has no panel of a pack that the tenant has removed', async () => {
    const { tellDefinitions } = await renderApp({ rows: [late, quiet] });
    await panel('Tasks');
    await act(() => tellDefinitions({ packs: [{ pack: 'crm', isRemoved: true }] }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Tasks' })).toBeNull());
    expect(screen.queryByRole('region', { name: 'My open deals' })).toBeNull();
    expect(await panel('New for you')).toBeDefined();
  });
});
