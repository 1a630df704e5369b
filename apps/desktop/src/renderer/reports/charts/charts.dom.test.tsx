import type { JsonValue } from '@outpost/domain/kernel/json';
import { targetKey, type TargetSubject } from '@outpost/domain/kernel/reports/targets';
import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { dana, givenShownRecord, me } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

// It is Friday 20 November 2026: 51 of the 92 days of the quarter.
installDomLayout();
const admin = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['**:*@org'], portal: false }] });
const reportId = '0190b1f2-7c00-7000-8000-0000000000b1';
const measure = 'crm/deal/won';
const target = (end: string, subject: TargetSubject, amount: number) =>
  givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-0000000000${end}`,
    entity: 'platform/target',
    ownerId: subject.of === 'person' ? subject.id : null,
    fields: {
      name: 'Won',
      measure,
      unit: 'quarter',
      startsOn: '2026-10-01',
      money: { amount, currency: 'USD' },
      key: targetKey({ measure, unit: 'quarter', startsOn: '2026-10-01', subject }),
      ...(subject.of === 'all' ? {} : { [subject.of]: subject.id }),
    },
  });
const targets = [target('f1', { of: 'all' }, 92_000_00), target('f2', { of: 'person', id: dana }, 20_000_00)];
const report = (fields: Readonly<Record<string, JsonValue>>) =>
  givenShownRecord({
    id: reportId,
    entity: 'platform/report',
    ownerId: me,
    teamId: null,
    fields: {
      name: 'What did we win?',
      forEntity: 'crm/deal',
      measures: [{ name: 'Won', fn: 'sum', field: 'value' }],
      period: { field: 'closedOn', span: 'this-quarter' },
      options: { target: measure },
      ...fields,
    },
  });
type Rows = { groups: JsonValue[]; measures: Record<string, number>; currency?: string }[];
const draw = (fields: Readonly<Record<string, JsonValue>>, rows: Rows) =>
  renderApp({
    session: admin,
    rows: [report(fields), ...targets],
    at: `/reports/report/${reportId}`,
    handlers: { 'records.report': () => Promise.resolve(accept({ rows, refs: {} })) },
  });
const won = (groups: JsonValue[], amount: number) => ({ groups, measures: { Won: amount }, currency: 'USD' });

/** Returns the text with usual blanks: a number and its unit have a no-break one between them. */
const textOf = (element: Element | null | undefined) => element?.textContent?.replaceAll('\u00A0', ' ');

describe('a chart with targets', () => {
  it('shows on a number how much of the target is reached, and the value of an even pace today', async () => {
    await draw({ chart: 'number' }, [won([], 46_000_00)]);
    const [said] = await screen.findAllByText(/of the target/);
    expect(textOf(said)).toMatch(/^50 % of the target \$92k; even pace today \$51k$/i);
    expect(screen.getByRole('meter').getAttribute('value')).toBe('0.5');
  });

  it('shows the same on a leaderboard for each person who has a target', async () => {
    await draw({ chart: 'leaderboard', groups: [{ field: 'ownerId' }] }, [
      won([dana], 25_000_00),
      won([me], 10_000_00),
    ]);
    const table = within(await screen.findByRole('group', { name: 'What did we win?' }));
    await waitFor(() => expect(table.getByRole('columnheader', { name: 'Of target' })).toBeDefined());
    expect(table.getAllByRole('row').map((row) => textOf(row.lastElementChild))).toEqual(['Of target', '125 %', '—']); // prettier-ignore
  });

  it('shows in a table the target of each quarter', async () => {
    await draw({ chart: 'table', groups: [{ field: 'closedOn', bucket: 'quarter' }] }, [
      won(['2026-10-01'], 23_000_00),
    ]);
    const table = within(await screen.findByRole('group', { name: 'What did we win?' }));
    await waitFor(() => expect(table.getByRole('columnheader', { name: 'Target' })).toBeDefined());
    expect(table.getAllByRole('cell').map(textOf)).toEqual(['$23,000', '$92,000', '25 %']);
  });

  it('shows no target if the measure is another one', async () => {
    await draw({ chart: 'number', measures: [{ name: 'Won', fn: 'count' }] }, [{ groups: [], measures: { Won: 4 } }]);
    expect(await screen.findByRole('button', { name: '4' })).toBeDefined();
    expect(screen.queryByText(/of the target/)).toBeNull();
  });
});

describe('a chart of progress', () => {
  const measures = [
    { name: 'Won', fn: 'sum', field: 'value' },
    { name: 'Commit', fn: 'sum', field: 'value', where: { field: 'forecast', op: 'is', value: 'commit' } },
  ];

  it('adds up its parts towards the target; a part opens its own records', async () => {
    const { router } = await draw({ chart: 'progress', measures }, [
      { groups: [], measures: { Won: 46_000_00, Commit: 23_000_00 }, currency: 'USD' },
    ]);
    expect(await screen.findByText('50 % of the target $92,000; $46,000 to go')).toBeDefined();
    expect(screen.getByText('$69,000 in all')).toBeDefined();
    expect(screen.getByText('75 %')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Commit' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/list/crm/deal'));
    expect(JSON.stringify(router.state.location.search)).toContain('"field":"forecast","op":"is","value":"commit"');
  });
});
