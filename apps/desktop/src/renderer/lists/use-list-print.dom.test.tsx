import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallInput, ShownRecord } from '../../bridge/contract.ts';
import type { BridgeHandlers } from '../../bridge/serve-bridge.ts';
import { dana, givenShownRecord } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();

const print = vi.spyOn(window, 'print');
beforeEach(() => {
  print.mockReset().mockImplementation(() => undefined);
});
afterEach(() => {
  act(() => void window.dispatchEvent(new Event('afterprint')));
});

const idAt = (place: number) => `0190b1f2-7c00-7000-8000-${String(place).padStart(12, '0')}`;
const given = (count: number, stageOf: (place: number) => string = () => 'engaging') =>
  Array.from({ length: count }, (_, place) =>
    givenShownRecord({
      id: idAt(place),
      fields: { name: `Deal ${place}`, stage: stageOf(place), value: { amount: 100_000, currency: 'USD' } },
    }),
  );

/** Answers as the replica does: the rows whose stage the filter names, their counts, and the sums of their values. */
function replicaOf(rows: readonly ShownRecord[], change: Partial<BridgeHandlers> = {}): Partial<BridgeHandlers> {
  const found = ({ entity, where }: Pick<CallInput<'records.list'>, 'entity' | 'where'>) => {
    const named = /"(engaging|proposal|won)"/gu;
    const stages = [...JSON.stringify(where ?? '').matchAll(named)].map(([, stage]) => stage);
    const isAsked = ({ fields }: ShownRecord) =>
      where === undefined || stages.some((stage) => stage === fields['stage']);
    return rows.filter((row) => row.entity === entity && isAsked(row));
  };
  return {
    'records.list': ({ offset = 0, limit, ...asked }) =>
      Promise.resolve(accept({ rows: found(asked).slice(offset, offset + limit), refs: {}, next: null })),
    'records.summary': ({ groupBy, ...asked }) => {
      const groups = Map.groupBy(found(asked), ({ fields }) =>
        groupBy === undefined ? null : (fields[groupBy] ?? null),
      );
      return Promise.resolve(
        accept({
          groups: [...groups].map(([value, ones]) => ({
            value,
            count: ones.length,
            sums: { value: { USD: ones.length * 100_000 } },
          })),
          refs: {},
        }),
      );
    },
    ...change,
  };
}

const pressPrint = () => fireEvent.keyDown(document.body, { key: 'p', ctrlKey: true });
const sheet = () => document.querySelector<HTMLElement>('[data-printed]');
/** Presses the key of printing, and returns the printed sheet when the dialog of printing opens. */
async function printed(): Promise<HTMLElement> {
  pressPrint();
  await waitFor(() => expect(print).toHaveBeenCalledTimes(1));
  const drawn = sheet();
  if (!drawn) throw new Error('A sheet is printed');
  return drawn;
}
const textsOf = (rows: Iterable<Element>) => [...rows].map((row) => row.firstElementChild?.textContent);
const openGrid = async (handlers: Partial<BridgeHandlers>, more = '') => {
  const app = await renderApp({ rows: given(3), handlers, at: `/list/crm/deal?kind=grid${more}` });
  await screen.findByText('Deal 0');
  return app;
};

describe('a printed grid', () => {
  it('has all rows of the list in their order, below one head, and nothing of the window around it', async () => {
    await openGrid(replicaOf(given(1_050)));
    const drawn = await printed();
    const names = textsOf(drawn.querySelectorAll('tbody tr'));
    expect(names).toEqual(Array.from({ length: 1_050 }, (_, place) => `Deal ${place}`));
    expect([...drawn.querySelectorAll('thead th')].map((head) => head.textContent)).toEqual([
      'Deal',
      'Account',
      'Stage',
      'Value',
      'Closes',
      'Owner',
      'Product',
    ]);
    expect(within(drawn).getByRole('heading', { name: 'Deals', hidden: true })).toBeDefined();
    expect(drawn.textContent).toContain('1,050 deals · Value $1,050,000');
    expect(drawn.textContent).toContain('Ilse Torvane, Fenwright Systems, 20 Nov 2026');
    // The style sheet hides all other children of the body on paper.
    expect(drawn.parentElement).toBe(document.body);
    expect(drawn.querySelector('nav, button, input')).toBeNull();
  });

  it('[A-1] is what the window shows for a person who may export none of its records', async () => {
    const reader = { role: 'reader', teamId: null, grants: ['*:read@org'], portal: false };
    const session = givenSession({ memberships: [reader] });
    await renderApp({ rows: given(3), handlers: replicaOf(given(3)), session, at: '/list/crm/deal?kind=grid' });
    await screen.findByText('Deal 0');
    pressPrint();
    expect(sheet()).toBeNull();
  });

  it('leaves the window as it was after the dialog is closed', async () => {
    await openGrid(replicaOf(given(3)));
    await printed();
    expect(screen.queryByText(/^Preparing/u)).toBeNull();
    act(() => void window.dispatchEvent(new Event('afterprint')));
    expect(sheet()).toBeNull();
    pressPrint();
    await waitFor(() => expect(print).toHaveBeenCalledTimes(2));
  });

  it('has its groups with their sums, and of a folded group only the heading', async () => {
    const rows = given(5, (place) => (place < 2 ? 'engaging' : 'proposal'));
    const { local } = await openGrid(replicaOf(rows), '&group=stage');
    fireEvent.click(await screen.findByRole('row', { name: /Proposal/u, expanded: true }));
    await waitFor(() => expect([...local.keys()].some((key) => key.includes('/folds/'))).toBe(true));
    const drawn = await printed();
    const lines = [...drawn.querySelectorAll('tbody tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent).filter((text) => text !== ''),
    );
    expect(lines).toEqual([
      ['Engaging (2)', '$2,000'],
      ['Deal 0', 'Engaging', '$1,000', 'Ilse Torvane'],
      ['Deal 1', 'Engaging', '$1,000', 'Ilse Torvane'],
      ['Proposal (3)', '$3,000'],
    ]);
    expect(drawn.textContent).toContain('Group: Stage');
  });

  it('ends at 5,000 rows, and says what to do for the others', async () => {
    const few = replicaOf(given(3));
    await openGrid({
      ...few,
      'records.summary': () => Promise.resolve(accept({ groups: [{ value: null, count: 6_001, sums: {} }], refs: {} })),
    });
    const drawn = await printed();
    expect(drawn.textContent).toContain('These are the first 5,000 of 6,001 deals; the sums are those of all.');
    expect(drawn.textContent).toContain('narrow the list by a filter');
  });

  it('is not printed where a question is refused, and says so', async () => {
    const rows = replicaOf(given(300));
    await openGrid({
      ...rows,
      'records.list': (asked) =>
        asked.limit === 300
          ? Promise.resolve(refuse('query/too-costly', 'Too many. Narrow the list.', { rows: 9, limit: 1, cheaper: 'a word' })) // prettier-ignore
          : (rows['records.list']?.(asked) ?? Promise.reject(new Error('no answer'))),
    });
    pressPrint();
    expect(await screen.findByText('The deals were not printed. Too many. Narrow the list.')).toBeDefined();
    expect(screen.queryByText(/^Preparing/u)).toBeNull();
    expect(print).not.toHaveBeenCalled();
  });

  it('says that it is being prepared, and is stopped by Esc', async () => {
    const rows = replicaOf(given(300));
    let answer = () => {};
    await openGrid({
      ...rows,
      'records.list': async (asked) => {
        if (asked.limit === 300) await new Promise<void>((resolve) => (answer = resolve));
        return await (rows['records.list']?.(asked) ?? Promise.reject(new Error('no answer')));
      },
    });
    pressPrint();
    expect((await screen.findByText('Preparing 300 deals for printing…')).role).toBe('status');
    pressPrint(); // a second press does not begin a second print
    expect(screen.getAllByText(/^Preparing/u)).toHaveLength(1);
    fireEvent.keyDown(screen.getByRole('grid'), { key: 'Escape' });
    await waitFor(() => expect(screen.queryByText(/^Preparing/u)).toBeNull());
    await act(async () => {
      answer();
      await new Promise((resolve) => {
        setTimeout(resolve, 30);
      });
    });
    expect(print).not.toHaveBeenCalled();
    expect(sheet()).toBeNull();
  });

  it('gives way to the record that is open beside it', async () => {
    await openGrid(replicaOf(given(3)));
    fireEvent.click(screen.getByRole('button', { name: 'Deal 1' }));
    await screen.findByRole('complementary');
    const isTaken = !pressPrint();
    expect(isTaken).toBe(false); // the browser itself, or the menu of the app, prints the record
    expect(sheet()).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'More for this list' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Print' }));
    await waitFor(() => expect(print).toHaveBeenCalledTimes(1));
    expect(textsOf(sheet()?.querySelectorAll('tbody tr') ?? [])).toEqual(['Deal 0', 'Deal 1', 'Deal 2']);
  });
});

describe('[A-1] a list printed by a person who may export some of its records', () => {
  const session = (...grants: readonly string[]) =>
    givenSession({ memberships: [{ role: 'reader', teamId: null, grants: ['*:read@org', ...grants], portal: false }] });
  const mixed = given(5, (place) => (place < 3 ? 'engaging' : 'proposal')).map((row, place) =>
    place === 1 || place === 4 ? { ...row, ownerId: dana } : row,
  );
  const open = async (more: string, grants = ['crm/deal:export@own'], change: Partial<BridgeHandlers> = {}) => {
    const handlers = replicaOf(mixed, change);
    const app = await renderApp({ handlers, session: session(...grants), at: `/list/crm/deal?kind=${more}` });
    await screen.findByText('Deal 0');
    return app;
  };

  it('has only those, and says how many are left out and why, without the sums of the others', async () => {
    await open('grid');
    const drawn = await printed();
    expect(textsOf(drawn.querySelectorAll('tbody tr'))).toEqual(['Deal 0', 'Deal 2', 'Deal 3']);
    expect(drawn.textContent).toContain('2 of 5 deals are left out: your role lets you see but not export them. The sums are left out, too.'); // prettier-ignore
    expect(drawn.textContent).toContain('3 deals');
    expect(drawn.textContent).not.toContain('$5,000'); // the sum of all
  });

  it('counts them in the headings of its groups, and counts nothing of a folded one', async () => {
    const { local } = await open('grid&group=stage');
    fireEvent.click(await screen.findByRole('row', { name: /Proposal/u, expanded: true }));
    await waitFor(() => expect([...local.keys()].some((key) => key.includes('/folds/'))).toBe(true));
    const drawn = await printed();
    const heads = [...drawn.querySelectorAll('tr[data-heading]')].map((row) => row.textContent);
    expect(heads).toEqual(['Engaging (2)', 'Proposal']);
  });

  it('has the same of a board', async () => {
    await open('board');
    const drawn = await printed();
    const heads = [...drawn.querySelectorAll('tr[data-heading]')].map((row) => row.firstElementChild?.textContent);
    expect(heads.filter((head) => !head?.includes('(0)'))).toEqual(['Engaging (2)', 'Proposal (1)']);
  });

  it('has its sums where the person may export all that it shows', async () => {
    const handlers = replicaOf(given(3));
    await renderApp({ handlers, session: session('crm/deal:export@own'), at: '/list/crm/deal?kind=grid' });
    await screen.findByText('Deal 0');
    const drawn = await printed();
    expect(drawn.textContent).toContain('3 deals · Value $3,000');
    expect(drawn.textContent).not.toContain('left out');
  });

  it('has no columns of linked records of which the person may not export all, and says so', async () => {
    const kept = { columns: ['name', 'account.sector', 'stage'] };
    await open('grid', ['crm/deal:export@org', 'crm/account:export@own'], {
      'local.get': ({ key }) => Promise.resolve(accept({ value: key === 'grid/crm/deal' ? kept : null })),
    });
    const drawn = await printed();
    expect([...drawn.querySelectorAll('thead th')].map((head) => head.textContent)).toEqual(['Deal', 'Stage']);
    expect(drawn.textContent).toContain('Columns of accounts are left out: your role may not export all accounts.');
    expect(drawn.textContent).toContain('5 deals · Value $5,000');
  });
});

describe('a printed plain list', () => {
  it('has the same rows and columns as a grid', async () => {
    await renderApp({ handlers: replicaOf(given(3)), at: '/list/crm/deal?kind=list' });
    await screen.findByText('Deal 0');
    const drawn = await printed();
    expect(textsOf(drawn.querySelectorAll('tbody tr'))).toEqual(['Deal 0', 'Deal 1', 'Deal 2']);
    expect(drawn.textContent).toContain('3 deals · Value $3,000');
  });
});

describe('a printed board', () => {
  it('has its columns one after the other, each with all its cards', async () => {
    const rows = given(260, (place) => (place < 130 ? 'engaging' : place < 258 ? 'proposal' : 'won'));
    await renderApp({ handlers: replicaOf(rows), at: '/list/crm/deal?kind=board' });
    await screen.findByText('Deal 0');
    const drawn = await printed();
    const heads = [...drawn.querySelectorAll('tr[data-heading]')].map((row) => row.firstElementChild?.textContent);
    expect(heads.filter((head) => !head?.includes('(0)'))).toEqual([
      expect.stringMatching(/^Engaging \(130\), \$39,000 at 30\s%$/u),
      expect.stringMatching(/^Proposal \(128\), /u),
      'Won (2)',
    ]);
    const names = textsOf(drawn.querySelectorAll('tbody tr:not([data-heading])'));
    expect(names).toEqual(Array.from({ length: 260 }, (_, place) => `Deal ${place}`));
    expect(drawn.textContent).toContain('260 deals · Value $260,000');
  });
});
