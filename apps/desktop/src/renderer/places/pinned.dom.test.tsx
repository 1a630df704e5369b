import { installedCatalogue } from '@outpost/domain/installed-packs';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';
import { myNotificationsKind } from './my-notifications.ts';
import { defaultPins } from './pinned.ts';

installDomLayout();
afterEach(cleanup);

const viewOf = (end: string, name: string, life: 'alive' | 'deleted' = 'alive') =>
  givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-0000000000${end}`,
    entity: 'platform/saved-view',
    life,
    fields: { name, forEntity: 'crm/deal' },
  });
const kept = viewOf('a1', 'Renamed since');
const deleted = viewOf('a2', 'Deleted', 'deleted');
const unshared = viewOf('a3', 'No longer shared');
const deal = givenShownRecord();
const mine = (fields: object) =>
  givenShownRecord({ id: '0190b1f2-7c00-7000-8000-0000000000b1', entity: myNotificationsKind, fields: { ...fields } });
const rail = async () => within(await screen.findByRole('navigation', { name: 'Main' }));

describe('pins in the rail', () => {
  it('[A-4] have the present names of records and views, and are removed with them', async () => {
    const gone = givenShownRecord({ id: '0190b1f2-7c00-7000-8000-0000000000c1', fields: { name: 'Deleted deal' }, life: 'deleted' }); // prettier-ignore
    const pinned = [
      ...[kept, deleted, unshared].map(({ id }) => `crm/deal?${id}`),
      ...[deal.id, gone.id, '0190b1f2-7c00-7000-8000-0000000000c2'].map((id) => `crm/deal:${id}`),
      'garden/bed:0190b1f2-7c00-7000-8000-0000000000c3',
    ];
    const { router } = await renderApp({ rows: [kept, deleted, deal, gone, mine({ pinned })] });
    const shown = within(await (await rail()).findByRole('group', { name: 'Pinned' }));
    expect(await shown.findByText('Renamed since')).toBeDefined();
    const names = shown.getAllByRole('button').map((one) => one.textContent);
    expect(names.slice(-2)).toEqual(['Renamed since', 'Acme renewal']);
    expect(names).toHaveLength(defaultPins(installedCatalogue).length + 2);
    fireEvent.click(shown.getByText('Acme renewal'));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/record/${deal.id}`));
    expect(shown.getByRole('button', { name: 'Acme renewal', current: 'page' })).toBeDefined();
  });

  it('leave out a default list that the person has unpinned', async () => {
    const [first = ''] = defaultPins(installedCatalogue);
    await renderApp({ rows: [mine({ unpinned: [first] })] });
    const shown = within(await (await rail()).findByRole('group', { name: 'Pinned' }));
    await waitFor(() => expect(shown.getAllByRole('button')).toHaveLength(defaultPins(installedCatalogue).length - 1));
  });
});

describe('[S-4] pins that a device has kept for itself', () => {
  const onDevice = [{ id: `pinned/crm/deal/${kept.id}`, label: 'Former name', entity: 'crm/deal', view: `own-${kept.id}` }]; // prettier-ignore
  const withLocal = () => {
    const stored = new Map<string, unknown>([['pinned', onDevice]]);
    return {
      stored,
      handlers: {
        'local.get': ({ key }: { readonly key: string }) => Promise.resolve(accept({ value: (stored.get(key) ?? null) as null })), // prettier-ignore
        'local.set': ({ key, value }: { readonly key: string; readonly value: unknown }) => Promise.resolve((stored.set(key, value), accept(null))), // prettier-ignore
      },
    };
  };

  it('are moved to the record that all devices of the person have, once', async () => {
    const { stored, handlers } = withLocal();
    const other = `crm/deal:${deal.id}`;
    const { performed } = await renderApp({ rows: [kept, mine({ pinned: [other] })], handlers });
    await waitFor(() => expect(stored.get('pinned')).toBeNull());
    expect(performed).toMatchObject([
      {
        label: 'Moved the pinned views from this device',
        edits: [{ entity: myNotificationsKind, fields: { pinned: [other, `crm/deal?${kept.id}`], unpinned: defaultPins(installedCatalogue) } }], // prettier-ignore
      },
    ]);
  });

  it('stay on the device while the move is refused', async () => {
    const { stored, handlers } = withLocal();
    let asked = 0;
    const refused = () => ((asked += 1), Promise.resolve(refuse('access/denied', 'Not now.', { entity: myNotificationsKind } as never))); // prettier-ignore
    await renderApp({ rows: [kept], handlers: { ...handlers, 'acts.perform': refused } });
    await waitFor(() => expect(asked).toBe(1));
    expect(stored.get('pinned')).toEqual(onDevice);
  });
});
