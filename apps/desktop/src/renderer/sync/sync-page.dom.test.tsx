import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenTrayEntry, givenTrayEntryOfWhole } from '../testing/given-tray-entry.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout(420, 900, true);
const refused = givenTrayEntry();

describe('the sync page on a phone', () => {
  it('[S-5] puts items that need the person above mere information', async () => {
    await renderApp({ at: '/sync', handlers: { 'sync.tray': () => Promise.resolve(accept({ entries: [refused] })) } });
    const tray = await screen.findByRole('region', { name: 'Changes that need you' });
    const told = screen.getByText('Nothing to send');
    expect(tray.compareDocumentPosition(told) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  });

  it('[S-5] shows the reason of a refused act that names no record', async () => {
    const entries = [givenTrayEntryOfWhole('There is no such act to undo.')];
    await renderApp({ at: '/sync', handlers: { 'sync.tray': () => Promise.resolve(accept({ entries })) } });
    const tray = await screen.findByRole('region', { name: 'Changes that need you' });
    expect(within(tray).getByText('There is no such act to undo.')).toBeTruthy();
  });
});
