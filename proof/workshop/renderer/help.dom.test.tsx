import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { renderApp } from '../../testing/render-app.tsx';

installDomLayout();
afterEach(cleanup);

const list = async () => within(await screen.findByRole('navigation', { name: 'Pages of the help' }));
/** Returns the pages of the help that the palette finds with these words. */
const inPalette = async (words: string): Promise<readonly (string | null)[]> => {
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
  fireEvent.change(await screen.findByRole('combobox'), { target: { value: `> help ${words}` } });
  await screen.findByRole('dialog');
  return screen.queryAllByRole('option').map((one) => one.textContent);
};

describe('[T-20] the help page of the pack', () => {
  it('is in the list, in its search and in the palette, and its links work', async () => {
    await renderApp({ at: '/help', definitions: { packs: [{ pack: 'workshop', isRemoved: false }] } });
    fireEvent.change(await screen.findByRole('searchbox', { name: 'Search in the help' }), {
      target: { value: 'customer takes the device' },
    });
    fireEvent.click(within(await screen.findByRole('navigation', { name: 'Pages of the help' })).getByRole('button', { name: /^Repairs/ })); // prettier-ignore
    const page = within(await screen.findByRole('article', { name: 'Repairs' }));
    fireEvent.click(page.getByRole('button', { name: 'Sales' }));
    expect(await screen.findByRole('article', { name: 'Sales' })).toBeDefined();
    expect(await inPalette('repairs')).toEqual(['Help: Repairs']);
  });

  it('[T-25] is added and removed with the pack', async () => {
    const { tellDefinitions } = await renderApp({ at: '/help?page=workshop/repairs' });
    expect(await screen.findByRole('article', { name: 'Start here' })).toBeDefined();
    expect((await list()).queryByRole('button', { name: /^Repairs/ })).toBeNull();
    await tellDefinitions({ packs: [{ pack: 'workshop', isRemoved: false }] });
    expect(await screen.findByRole('article', { name: 'Repairs' })).toBeDefined();
    await tellDefinitions({ packs: [{ pack: 'workshop', isRemoved: true }] });
    expect(await screen.findByRole('article', { name: 'Start here' })).toBeDefined();
    expect((await list()).queryByRole('button', { name: /^Repairs/ })).toBeNull();
    await waitFor(async () => expect(await inPalette('repairs')).toEqual([]));
  });
});
