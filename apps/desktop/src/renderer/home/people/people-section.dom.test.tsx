import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallInput } from '../../../bridge/contract.ts';
import { ana, givenPersonRecord, northTeam, olga, southTeam } from '../../testing/given-people.ts';
import { type GivenReplica, givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
afterEach(cleanup);

const ben = givenPersonRecord('0190b1f2-7c00-7000-8000-000000000861', 'Ben Carrow', {
  roles: [['member', northTeam.id]],
});
const cleo = givenPersonRecord('0190b1f2-7c00-7000-8000-000000000862', 'Cleo Marsh', {
  roles: [['member', southTeam.id]],
});
const manager = ['*:read@team', '*:read@shared', '*:create@own', '*:create@team', '*:assign@team'];
const leading = (role = 'manager', grants: readonly string[] = manager) =>
  givenSession({ memberships: [{ role, teamId: northTeam.id, grants: [...grants], portal: false }] });

type Asked = CallInput<'records.report'>;
const row = (groups: readonly string[], measures: Readonly<Record<string, number>>) => ({
  groups: [...groups],
  measures,
});
const isAbout = ({ entity, measures }: Asked, kind: string, measure: string) =>
  entity === kind && measures.some(({ name }) => name === measure);

/** Answers the questions of the rules: Ana has late tasks and quiet deals, Ben few activities and a lower win rate, Cleo everything. */
const rowsOf = (asked: Asked) => {
  if (isAbout(asked, 'crm/task', 'count'))
    return [row([ana.id, '2026-11-08'], { count: 1 }), row([ana.id, '2026-11-19'], { count: 4 }), row([cleo.id, '2026-11-01'], { count: 9 })]; // prettier-ignore
  if (isAbout(asked, 'crm/deal', 'wonNow'))
    return [row([ben.id], { closedNow: 14, wonNow: 5, closedBefore: 21, wonBefore: 10 })];
  if (isAbout(asked, 'crm/activity', 'last')) return [row([ben.id], { last: 3, before: 34 }), row([ana.id], { last: 9, before: 34 })]; // prettier-ignore
  return isAbout(asked, 'crm/deal', 'count') ? [row([ana.id], { count: 3 })] : [];
};

async function open(given: Partial<GivenReplica> = {}, rows = rowsOf) {
  const asked: Asked[] = [];
  const app = await renderApp({
    session: leading(),
    rows: [ana, ben, cleo, olga, northTeam],
    ...given,
    handlers: {
      'records.report': (input) => (asked.push(input), Promise.resolve(accept({ rows: rows(input), refs: {} }))),
      ...given.handlers,
    },
  });
  const panel = within(await screen.findByRole('region', { name: 'Who needs help?' }));
  return { ...app, asked, panel };
}
const lines = (of: Awaited<ReturnType<typeof open>>['panel'], name: string) =>
  within(of.getByRole('list', { name: `Why ${name} may need help` }))
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);

describe('[T-20] the panel about the people who may need help', () => {
  it('names the people of the team with each reason and its figures', async () => {
    const { panel, asked } = await open();
    await panel.findByText('2 of 2 people');
    expect(lines(panel, 'Ana Brecklin')).toEqual([
      expect.stringMatching(/^5 overdue tasksThe oldest was due 12 days ago\.Hand over/),
      expect.stringMatching(/^3 quiet dealsThey have not changed for 21 days or more\.Open/),
    ]);
    expect(lines(panel, 'Ben Carrow')).toEqual([
      expect.stringMatching(
        /^A lower win rate than before36\s?% of 14 deals won \(.*\), 48\s?% of 21 deals won \(.*\) before\.Open/,
      ),
      expect.stringMatching(/^Fewer activities than usual3 activities in the last 5 working days\. 8\.5 is usual: the average of the 4 weeks before\.New task/), // prettier-ignore
    ]);
    expect(panel.queryByText('Cleo Marsh')).toBeNull();
    // One question for each rule, never one for each person.
    const rules = [['crm/task', 'count'], ['crm/deal', 'wonNow'], ['crm/activity', 'last'], ['crm/deal', 'count']] as const; // prettier-ignore
    expect(rules.map(([kind, measure]) => asked.filter((one) => isAbout(one, kind, measure)).length)).toEqual([
      1, 1, 1, 1,
    ]);
  });

  it('opens the records behind a reason as a list', async () => {
    const { panel, router } = await open();
    fireEvent.click(await panel.findByRole('button', { name: '5 overdue tasks' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/list/crm/task'));
    expect(JSON.stringify(router.state.location.search)).toContain(`"field":"ownerId","op":"is","value":"${ana.id}"`);
  });

  it('hands overdue records over with the dialog that changes many records', async () => {
    const { panel } = await open();
    fireEvent.click(await panel.findByRole('button', { name: /^Hand over the overdue tasks of Ana/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Change 5 tasks' }));
    expect(dialog.getByRole<HTMLInputElement>('combobox', { name: 'Field' }).value).toBe('Assigned to');
  });

  it('writes a task for a person, in the team that the person leads', async () => {
    const { panel, performed } = await open();
    fireEvent.click(await panel.findByRole('button', { name: 'New task for Ben Carrow' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New task for Ben Carrow' }));
    const subject = await dialog.findByLabelText('Task');
    fireEvent.change(subject, { target: { value: 'Plan a talk' } });
    fireEvent.blur(subject);
    fireEvent.click(dialog.getByText('Add the task'));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toMatchObject([
      { entity: 'crm/task', create: { ownerId: ben.id, teamId: northTeam.id, fields: { subject: 'Plan a talk' } } },
    ]);
  });

  it('[A-2] offers only lists to a person who may not change records of the team', async () => {
    const { panel } = await open({ session: leading('viewer', ['*:read@team', '*:read@shared']) });
    await panel.findByText('2 of 2 people');
    expect(panel.queryByRole('button', { name: /Hand over|New task/ })).toBeNull();
    expect(panel.getByRole('button', { name: 'Open the tasks of Ana Brecklin' })).toBeDefined();
  });

  it('says that nobody needs help, and that there is nobody else', async () => {
    const { panel } = await open({}, () => []);
    await panel.findByText(/^Nobody needs help/);
    cleanup();
    const alone = await open({ rows: [olga, northTeam] }, () => []);
    await alone.panel.findByText('There is nobody else in your teams.');
  });

  it('[A-6] leaves out a rule about records that this device does not keep', async () => {
    const { panel } = await open({
      handlers: { 'records.report': (input) => Promise.resolve(input.entity === 'crm/activity' ? { ok: false, code: 'query/invalid', message: 'Not kept.', details: {} } : accept({ rows: rowsOf(input), refs: {} })) as never }, // prettier-ignore
    });
    await panel.findByText('2 of 2 people');
    expect(lines(panel, 'Ben Carrow')).toHaveLength(1);
  });

  it('follows the period of the page for the win rate', async () => {
    const { panel, asked, router } = await open();
    await panel.findByText('2 of 2 people');
    fireEvent.change(screen.getByLabelText('Period'), { target: { value: 'last-year' } });
    await waitFor(() => expect(router.state.location.search).toEqual({ period: 'last-year' }));
    await waitFor(
      () =>
      expect(asked.some((one) => isAbout(one, 'crm/deal', 'wonNow') && JSON.stringify(one).includes('2025-01-01'))).toBe(true), // prettier-ignore
    );
  });
});
