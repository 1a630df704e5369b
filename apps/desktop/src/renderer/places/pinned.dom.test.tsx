import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
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
const pin = ({ id }: typeof kept, label: string, prefix = '') => ({
  id: `pinned/crm/deal/${id}`,
  label,
  entity: 'crm/deal',
  view: `${prefix}${id}`,
});

describe('the pins of saved views', () => {
  it('[A-4] have the present name of the view, and are removed with it', async () => {
    const pins = [pin(kept, 'Former name', 'own-'), pin(deleted, 'Deleted'), pin(unshared, 'No longer shared')];
    await renderApp({
      rows: [kept, deleted],
      handlers: { 'local.get': ({ key }) => Promise.resolve(accept({ value: key === 'pinned' ? pins : null })) },
    });
    const rail = within(await screen.findByRole('navigation', { name: 'Main' }));
    expect(await rail.findByText('Renamed since')).toBeDefined();
    await waitFor(() => expect(rail.queryByText('No longer shared')).toBeNull());
    expect([rail.queryByText('Deleted'), rail.queryByText('Former name')]).toEqual([null, null]);
  });
});
