import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderApp } from '../testing/render-app.tsx';
import { HelpText } from './help-text.tsx';

installDomLayout();

describe('the help', () => {
  it('shows the first page, follows a link, and keeps the page in the address', async () => {
    const { router } = await renderApp({ at: '/help' });
    expect(await screen.findByRole('article', { name: 'Start here' })).toBeDefined();
    const article = screen.getByRole('article');
    fireEvent.click(within(article).getByRole('button', { name: 'Offline and sync' }));
    const page = await screen.findByRole('article', { name: 'Offline and sync' });
    expect(router.state.location.search).toEqual({ page: 'sync' });
    expect(document.activeElement).toBe(page);
  });

  it('searches all pages, and says where nothing is found', async () => {
    await renderApp({ at: '/help' });
    const field = await screen.findByRole('searchbox', { name: 'Search in the help' });
    fireEvent.change(field, { target: { value: 'vcard' } });
    const list = within(screen.getByRole('navigation', { name: 'Pages of the help' }));
    expect(list.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([expect.stringContaining('Import'), expect.stringContaining('Export')]); // prettier-ignore
    fireEvent.change(field, { target: { value: 'unicorns' } });
    fireEvent.click(list.getByRole('button', { name: /clear/i }));
    expect(list.getAllByRole('listitem').length).toBeGreaterThan(10);
  });

  it('is found by the palette, page by page', async () => {
    const { router } = await renderApp({});
    fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    fireEvent.change(await screen.findByRole('combobox'), { target: { value: '> help duplicates' } });
    await waitFor(() =>
      expect(screen.getAllByRole('option').map((one) => one.textContent)).toEqual(['Help: Duplicates']),
    );
    fireEvent.click(screen.getByRole('option'));
    await waitFor(() => expect(router.state.location.search).toEqual({ page: 'duplicates' }));
  });

  it('[T-25] has the pages of the packs that the tenant has, and removes them with their pack', async () => {
    const { router, tellDefinitions } = await renderApp({ at: '/help?page=crm/sales' });
    await screen.findByRole('article', { name: 'Sales' });
    const list = within(screen.getByRole('navigation', { name: 'Pages of the help' }));
    expect(list.getByRole('button', { name: 'Sales' }).getAttribute('aria-current')).toBe('page');
    await tellDefinitions({ packs: [{ pack: 'crm', isRemoved: true }] });
    expect(await screen.findByRole('article', { name: 'Start here' })).toBeDefined();
    expect(list.queryByRole('button', { name: 'Sales' })).toBeNull();
    await tellDefinitions({ packs: [{ pack: 'crm', isRemoved: false }] });
    fireEvent.click(within(await screen.findByRole('article', { name: 'Sales' })).getByRole('button', { name: 'reports' })); // prettier-ignore
    expect(await screen.findByRole('article', { name: 'Reports and dashboards' })).toBeDefined();
    expect(router.state.location.search).toEqual({ page: 'reports' });
  });

  it('draws a link to a page that is not there as text', () => {
    const { container } = render(<HelpText text="See [Sales](crm/sales.md)." pages={[]} onPage={() => undefined} />);
    expect(container.querySelector('button')).toBeNull();
    expect(container.textContent).toBe('See Sales.');
  });

  it('is one press away from the list of keys', async () => {
    await renderApp({});
    fireEvent.keyDown(document.body, { key: '?' });
    fireEvent.click(await screen.findByRole('button', { name: 'Open the help' }));
    expect(await screen.findByRole('article', { name: 'Start here' })).toBeDefined();
  });

  it('[E-2] draws no HTML, and no link out of the help', () => {
    const text =
      'A <img src=x onerror=alert(1)> <b>b</b> [out](https://evil.example) [script](javascript:alert(1)) `Ctrl+K`';
    const { container } = render(<HelpText text={text} pages={[]} onPage={() => undefined} />);
    expect(container.querySelectorAll('img, b, a, button')).toHaveLength(0);
    expect(container.textContent).toContain('<img src=x onerror=alert(1)>');
    expect(container.querySelector('kbd')?.textContent).toBe('Ctrl K');
  });
});
