import { targetKey, type TargetSubject } from '@outpost/domain/kernel/reports/targets';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { admin, ana, givenRecords, northTeam } from '../testing/given-people.ts';
import { givenShownRecord, me } from '../testing/given-record.ts';
import { type GivenReplica, givenSession, renderApp } from '../testing/render-app.tsx';

// It is Friday 20 November 2026.
installDomLayout();
const measure = 'crm/deal/won';
const target = (end: string, subject: TargetSubject, amount: number) => {
  const startsOn = '2026-10-01';
  return givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-0000000000${end}`,
    entity: 'platform/target',
    ownerId: subject.of === 'person' ? subject.id : null,
    teamId: subject.of === 'team' ? subject.id : null,
    fields: {
      name: 'Won',
      measure,
      unit: 'quarter',
      startsOn,
      money: { amount, currency: 'USD' },
      key: targetKey({ measure, unit: 'quarter', startsOn, subject }),
      ...(subject.of === 'all' ? {} : { [subject.of]: subject.id }),
    },
  });
};
const ofAll = target('f1', { of: 'all' }, 150_000_000);
const manager = givenSession({
  memberships: [
    {
      role: 'manager',
      teamId: northTeam.id,
      grants: [
        '*:read@team',
        ...['read', 'create', 'update', 'delete'].map((action) => `platform/target:${action}@team`),
      ],
      portal: false,
    },
  ],
});
const open = (more: Partial<GivenReplica> = {}) =>
  renderApp({ session: admin, at: '/reports/targets', rows: [...givenRecords, ofAll], ...more });
const grid = () => screen.findByRole('grid', { name: /^Targets of “Won”, 2026/ });
const rowOf = async (name: string) => {
  const [cell] = within(await grid()).getAllByText(name);
  return cell?.closest<HTMLElement>('[role=row]') ?? null;
};

/** Types into the cell of a row and a column, as a person does in a grid. */
async function typeInto(line: number, column: number, text: string) {
  const box = await grid();
  act(() => box.focus());
  for (let at = 0; at < line; at += 1) fireEvent.keyDown(box, { key: 'ArrowDown' });
  for (let at = 0; at <= column; at += 1) fireEvent.keyDown(box, { key: 'ArrowRight' });
  fireEvent.keyDown(box, { key: '9' });
  const field = await within(box).findByRole('textbox');
  fireEvent.change(field, { target: { value: text } });
  fireEvent.keyDown(field, { key: 'Enter' });
}

describe('the targets of a year', () => {
  it('are a line for the organisation, each team and each person, with a column for each quarter', async () => {
    await open();
    expect((await rowOf('Fenwright Systems'))?.textContent).toContain('$1,500,000');
    for (const name of ['North', 'South', 'Ana Brecklin', 'Olga Keene']) expect(await rowOf(name)).not.toBeNull();
    expect(within(await grid()).queryByText('Sam Vale')).toBeNull(); // suspended
    expect(
      within(await grid())
        .getAllByRole('columnheader')
        .map(({ textContent }) => textContent),
    ).toEqual(expect.arrayContaining(['Q1 2026', 'Q2 2026', 'Q3 2026', 'Q4 2026', 'Year']));
  });

  it('are set by typing: a new target belongs to its person, and to a team of theirs', async () => {
    const { performed } = await open();
    await rowOf('Ana Brecklin');
    await typeInto(3, 2, '90000');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Set the target of Ana Brecklin, Q1 2026',
      edits: [
        {
          entity: 'platform/target',
          create: {
            ownerId: ana.id,
            teamId: northTeam.id,
            fields: {
              person: ana.id,
              measure,
              unit: 'quarter',
              startsOn: '2026-01-01',
              money: { amount: 9_000_000, currency: 'USD' },
              key: `${measure} quarter 2026-01-01 person:${ana.id}`,
            },
          },
        },
      ],
    });
  });

  it('are pasted from a spreadsheet as one act; a target that is there is changed, and removed where its cell is cleared', async () => {
    const { performed } = await open();
    await rowOf('North');
    const box = await grid();
    act(() => box.focus());
    for (let at = 0; at < 5; at += 1) fireEvent.keyDown(box, { key: 'ArrowRight' });
    const clipboardData = { getData: (type: string) => (type === 'text/plain' ? '1000\t2000\n3000\t4000' : '') };
    fireEvent.paste(box, { clipboardData });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.label).toBe('Set 4 targets of “Won”');
    const amounts = performed[0]?.edits.map((edit) => ('create' in edit ? edit.create.fields['money'] : [edit.id, edit.fields])); // prettier-ignore
    const usd = (amount: number) => ({ amount, currency: 'USD' });
    expect(amounts).toEqual([usd(100_000), [ofAll.id, { money: usd(200_000) }], usd(300_000), usd(400_000)]);
    fireEvent.keyDown(box, { key: 'ArrowRight' });
    fireEvent.keyDown(box, { key: 'Delete' });
    await waitFor(() => expect(performed).toHaveLength(2));
    expect(performed[1]?.edits).toEqual([{ entity: 'platform/target', id: ofAll.id, fields: { life: 'deleted' } }]);
  });

  it('are those of a manager’s own team for that manager, and not those of other people', async () => {
    await open({ session: manager, rows: givenRecords });
    expect(await rowOf('Ana Brecklin')).not.toBeNull();
    expect(await rowOf('North')).not.toBeNull();
    for (const name of ['Fenwright Systems', 'South', 'Olga Keene'])
      expect(within(await grid()).queryByText(name)).toBeNull();
  });

  it('say so to a person who has none and may set none', async () => {
    const session = givenSession({
      memberships: [
        {
          role: 'member',
          teamId: northTeam.id,
          grants: ['*:read@shared', 'platform/target:read@shared'],
          portal: false,
        },
      ],
    });
    await open({ session, rows: givenRecords });
    expect(await screen.findByText('No targets for you')).toBeDefined();
  });

  it('keep a text that was typed and not entered, also after the page was left', async () => {
    const drafts = { [`${me} 2026-04-01`]: '1200' };
    const { performed } = await open({
      handlers: {
        'local.get': ({ key }) => Promise.resolve({ ok: true, value: { value: key.startsWith('draft/fields/targets/') ? drafts : null } }), // prettier-ignore
        'local.set': () => Promise.resolve({ ok: true, value: null }),
      },
    });
    expect(await screen.findByText(/“1200” was typed for Ilse Torvane, Q2 2026/)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Enter it' }));
    await waitFor(() => expect(performed).toHaveLength(1));
  });
});
