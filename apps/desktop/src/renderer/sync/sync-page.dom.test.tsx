import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, within } from '@testing-library/react';
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

  it('[S-5] gives the focus to the refused act that a notification leads to, and to none without it', async () => {
    const other = givenTrayEntry({ id: '0190b1f2-7c00-7000-8000-000000000e09', label: 'Moved Beta to Won' });
    const handlers = { 'sync.tray': () => Promise.resolve(accept({ entries: [refused, other] })) };
    Element.prototype.scrollIntoView = () => {}; // the DOM of tests has none
    const { unmount } = await renderApp({ at: `/sync?entry=${other.id}`, handlers });
    expect(await screen.findByRole('article', { name: 'Moved Beta to Won' })).toBe(document.activeElement);
    unmount();
    await renderApp({ at: '/sync', handlers });
    expect(await screen.findByRole('article', { name: 'Moved Beta to Won' })).not.toBe(document.activeElement);
  });

  it('[S-5] shows the reason of a refused act that names no record', async () => {
    const entries = [givenTrayEntryOfWhole('There is no such act to undo.')];
    await renderApp({ at: '/sync', handlers: { 'sync.tray': () => Promise.resolve(accept({ entries })) } });
    const tray = await screen.findByRole('region', { name: 'Changes that need you' });
    expect(within(tray).getByText('There is no such act to undo.')).toBeTruthy();
  });
});

describe('the export of everything', () => {
  const exportId = '0190b1f2-7c00-7000-8000-0000000000e1';
  const device = {
    deviceId: '0190b1f2-7c00-7000-8000-0000000000e2',
    fileBytes: 1,
    encrypted: true,
    counts: {},
  };
  const open = async () => {
    fireEvent.click(await screen.findByRole('button', { name: 'Export everything…' }));
    return screen.findByRole('dialog', { name: 'Export everything' });
  };

  it('lists the contents of the archive, says that it is not encrypted, and saves it', async () => {
    const { saved } = await renderApp({
      at: '/sync',
      handlers: {
        'sync.device': () => Promise.resolve(accept(device)),
        'exports.beginAll': () =>
          Promise.resolve(accept({ exportId, fileName: 'Acme.zip', total: 3, isPartial: false, isNarrowed: false })),
        'exports.piece': () => Promise.resolve(accept({ base64: btoa('PK'), done: 3, next: null })),
        'exports.cancel': () => Promise.resolve(accept(null)),
      },
    });
    const dialog = await open();
    expect(within(dialog).getByText(/The archive is not encrypted/)).toBeTruthy();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Export everything' }));
    expect(await screen.findByText('3 records exported to Acme.zip.')).toBeTruthy();
    expect(saved.map(({ name }) => name)).toEqual(['Acme.zip']);
    expect(saved[0]?.content).toHaveProperty('type', 'application/zip');
  });

  it('shows the reason of a refusal, and saves nothing', async () => {
    const { saved } = await renderApp({
      at: '/sync',
      handlers: {
        'sync.device': () => Promise.resolve(accept(device)),
        'exports.beginAll': () =>
          Promise.resolve(refuse('query/timed-out', 'The count took too long.', { limitMs: 1 })),
      },
    });
    const dialog = await open();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Export everything' }));
    expect((await screen.findByRole('alert')).textContent).toBe('The count took too long.');
    expect(saved).toEqual([]);
  });
});
