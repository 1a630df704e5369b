import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../../bridge/contract.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { type GivenReplica, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const viewId = '0190b1f2-7c00-7000-8000-0000000000a1';
const goneId = '0190b1f2-7c00-7000-8000-0000000000a9';
const closing = { field: 'stage', op: 'is', value: 'proposal' };
const named = { field: 'name', op: 'contains', value: 'Acme' };
const savedView = (fields: Readonly<Record<string, JsonValue>> = {}) =>
  givenShownRecord({
    id: viewId,
    entity: 'platform/saved-view',
    fields: { name: 'Closing', forEntity: 'crm/deal', where: closing, kind: 'board', ...fields },
  });
const inAddress = (value: unknown) => encodeURIComponent(JSON.stringify(value));
const press = (key: string, shiftKey = false) => fireEvent.keyDown(document.body, { key, shiftKey });

/** Draws a list, and records the questions about its records. `views`: the answer with the saved views. */
async function draw(at: string, { views, ...given }: GivenReplica & { readonly views?: Promise<unknown> } = {}) {
  const asked: CallInput<'records.list'>[] = [];
  const sums: CallInput<'records.summary'>[] = [];
  const app = await renderApp({
    rows: [deal],
    at,
    ...given,
    handlers: {
      'records.list': async (input) => {
        if (input.entity === 'platform/saved-view') {
          await views;
          return accept({ rows: [savedView()], refs: {}, next: null });
        }
        if (input.entity !== 'crm/deal') return accept({ rows: [], refs: {}, next: null });
        asked.push(input);
        return accept({ rows: [deal], refs: {}, next: null });
      },
      'records.summary': (input) => {
        if (input.entity === 'crm/deal') sums.push(input);
        const value = input.groupBy === 'stage' ? 'proposal' : null;
        return Promise.resolve(accept({ groups: [{ value, count: 1, sums: {} }], refs: {} }));
      },
      ...given.handlers,
    },
  });
  return { ...app, asked, sums };
}

describe('the view of an address', () => {
  it('that no longer exists is replaced by the first one, without the changes that were made in it', async () => {
    const { asked, router } = await draw(`/list/crm/deal?kind=grid&view=${goneId}&sort=value.desc&instead=true&where=${inAddress(closing)}`); // prettier-ignore
    await screen.findByRole('application', { name: 'Deals by stage' });
    expect(screen.getByRole('button', { name: 'All', pressed: true })).toBeDefined();
    expect(JSON.stringify(asked)).not.toContain('desc","field":"value');
    for (const { where } of asked) expect(JSON.stringify(where ?? {})).not.toContain('"and"');
    press('G', true);
    expect(await screen.findByRole('grid', { name: 'Deals' })).toBeDefined();
    expect(router.state.location.search).toEqual({ kind: 'grid' });
    await waitFor(() => expect(asked.at(-1)).not.toHaveProperty('where'));
  });

  it('drops the changes that a person made in it, and keeps the filters of the list', async () => {
    const { router } = await draw(
      `/list/crm/deal?kind=grid&sort=value.desc&group=stage&search=acme&where=${inAddress(named)}`,
    );
    await screen.findByRole('treegrid', { name: 'Deals' });
    fireEvent.click(screen.getByRole('button', { name: 'Closing' }));
    await waitFor(() => expect(router.state.location.search).toEqual({ view: viewId, search: 'acme', where: named }));
    expect(await screen.findByRole('application', { name: 'Deals by stage' })).toBeDefined();
  });

  it('is drawn immediately if it is built in, otherwise when the saved views are read', async () => {
    let answer = () => {};
    const views = new Promise<void>((resolve) => (answer = resolve));
    const waiting = await draw('/list/crm/deal', { views });
    expect(waiting.asked).toEqual([]);
    expect(waiting.sums).toEqual([]);
    await act(async () => {
      answer();
      await views;
    });
    await screen.findByRole('application', { name: 'Deals by stage' });
    waiting.unmount();
    const { asked } = await draw('/list/crm/deal?view=mine&kind=grid', { views: new Promise(() => {}) });
    await screen.findByRole('grid', { name: 'Deals' });
    await waitFor(() => expect(asked.length).toBeGreaterThan(0));
    for (const { where } of asked) expect(where).toEqual({ field: 'ownerId', op: 'is', value: '@me' });
  });

  it('is edited with V even while a record is open over the panel', async () => {
    const { router } = await draw(`/list/crm/deal?kind=grid&view=${viewId}`);
    await screen.findByRole('grid', { name: 'Deals' });
    press('v');
    await screen.findByRole('complementary', { name: 'Edit view' });
    fireEvent.click(await screen.findByRole('button', { name: 'Acme renewal' }));
    await screen.findByRole('complementary', { name: 'Acme renewal' });
    press('v');
    expect(await screen.findByRole('complementary', { name: 'Edit view' })).toBeDefined();
    expect(router.state.location.search).not.toHaveProperty('open');
  });

  it('shows its deleted records as a grid, and leaves them with another kind of view', async () => {
    const { router } = await draw(`/list/crm/deal?view=${viewId}&life=deleted`);
    expect(await screen.findByRole('grid', { name: 'Deals' })).toBeDefined();
    press('B', true);
    expect(await screen.findByRole('application', { name: 'Deals by stage' })).toBeDefined();
    expect(router.state.location.search).toEqual({ view: viewId, kind: 'board' });
  });
});
