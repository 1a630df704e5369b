import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CallInput } from '../../bridge/contract.ts';
import { pageRows } from '../queries/use-windows.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

// A board over 10,000 records in one column.

installDomLayout();
const count = 10_000;
const recordAt = (index: number) =>
  givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-${String(index).padStart(12, '0')}`,
    fields: { name: `Deal ${index}`, stage: 'engaging' },
  });

// jsdom has no layout. So a list gets the height of its style, and the scroll event comes later, as in a browser.
beforeEach(() => {
  Object.defineProperty(HTMLElement.prototype, 'scrollHeight', {
    configurable: true,
    get(this: HTMLElement) {
      return Number.parseFloat(this.querySelector('ul')?.style.height ?? '0');
    },
  });
  Element.prototype.scrollTo = function scrollTo(this: Element, to?: ScrollToOptions | number) {
    if (typeof to !== 'object' || to.top === undefined) return;
    this.scrollTop = to.top;
    setTimeout(() => fireEvent.scroll(this));
  };
});

/** Draws the board, and records the windows that it asks for. */
async function draw() {
  const asked: CallInput<'records.list'>[] = [];
  const app = await renderApp({
    at: '/list/crm/deal?kind=board',
    handlers: {
      'records.list': (input) => {
        if (input.entity !== 'crm/deal') return Promise.resolve(accept({ rows: [], refs: {}, next: null }));
        asked.push(input);
        const isFull = JSON.stringify(input.where ?? {}).includes('"engaging"');
        const { offset = 0, limit } = input;
        const rows = isFull
          ? Array.from({ length: Math.max(0, Math.min(limit, count - offset)) }, (_, at) => recordAt(offset + at))
          : [];
        return Promise.resolve(accept({ rows, refs: {}, next: null }));
      },
      'records.summary': () => Promise.resolve(accept({ groups: [{ value: 'engaging', count, sums: {} }], refs: {} })),
    },
  });
  await screen.findByText('Deal 0');
  const windows = () => asked.filter(({ where }) => JSON.stringify(where ?? {}).includes('"engaging"'));
  return { ...app, windows };
}

describe('a board with 10,000 records in a column', () => {
  it('reads windows and never all records, and moves the last one by its key', async () => {
    const { performed, windows } = await draw();
    expect(screen.getAllByRole('article').length).toBeLessThan(20);
    const board = screen.getByRole('application', { name: 'Deals by stage' });
    act(() => board.focus());
    fireEvent.keyDown(board, { key: 'End' });
    expect(await screen.findByText('Deal 9999')).toBeDefined();
    fireEvent.keyDown(board, { key: '3' });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([{ entity: 'crm/deal', id: recordAt(9_999).id, fields: { stage: 'proposal' } }]); // prettier-ignore
    for (const { limit } of windows()) expect(limit).toBe(pageRows);
    const offsets = new Set(windows().map(({ offset }) => offset));
    expect(offsets.has(count - pageRows)).toBe(true);
    expect(offsets.size).toBeLessThan(5);
  });
});
