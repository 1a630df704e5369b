import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { Notification } from '../../bridge/calls/notification-calls.ts';
import { dana, givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();

const deal = givenShownRecord();
const given = (kind: Notification['kind'], title: string): Notification => ({
  id: `2026-11-20T08:00:00.000Z ${kind}`,
  kind,
  at: '2026-11-20T08:00:00.000Z',
  by: { id: dana, name: 'Dana Rehmark' },
  record: { id: deal.id, entity: deal.entity, title },
  count: 1,
  field: null,
  value: null,
  quote: null,
  needs: null,
});

it('the home page shows unread notifications without the due records that are listed next to them', async () => {
  const entries = [given('assigned', 'Acme'), given('due', 'Call Ada')];
  await renderApp({
    at: '/',
    handlers: { 'notifications.list': () => Promise.resolve(accept({ entries, more: false })) },
  });
  const section = within(await screen.findByRole('region', { name: 'New for you' }));
  expect(await section.findByText(/Acme/)).toBeDefined();
  expect(section.queryByText(/Call Ada/)).toBeNull();
});

it('the home page shows a record once if it has arrived and a notification names it', async () => {
  const lead = (place: number, name: string) =>
    givenShownRecord({
      id: `0190b1f2-7c00-7000-8000-000000000a0${place}`,
      entity: 'crm/lead',
      fields: { name, status: 'new' },
    });
  const [told, silent] = [lead(1, 'Orla Dunmere'), lead(2, 'Perrin Hallam')];
  const entry = { ...given('assigned', 'Orla Dunmere'), record: { id: told.id, entity: told.entity, title: 'Orla Dunmere' } }; // prettier-ignore
  await renderApp({
    at: '/',
    rows: [told, silent],
    handlers: { 'notifications.list': () => Promise.resolve(accept({ entries: [entry], more: false })) },
  });
  const section = within(await screen.findByRole('region', { name: 'New for you' }));
  expect(await section.findByText(/Perrin Hallam/)).toBeDefined();
  expect(await section.findAllByText(/Orla Dunmere/)).toHaveLength(1);
});
