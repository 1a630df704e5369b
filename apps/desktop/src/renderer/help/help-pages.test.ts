import { installedCatalogue } from '@outpost/domain/installed-packs';
import { describe, expect, it } from 'vitest';
import { menuTemplate } from '../../main/menu-template.ts';
import { findHelp, helpFiles, helpPageOfLink, helpPagesOf, shortcutKeysOf, ownHelpOrder } from './help-pages.ts';

// The keys that the screens bind, as their sources spell them. A key in the help that no screen binds fails here.
const sources = import.meta.glob<string>(
  ['../**/*.{ts,tsx}', '../../../../../packages/ui/src/**/*.{ts,tsx}', '!**/*.test.{ts,tsx}'],
  { query: '?raw', import: 'default', eager: true },
);
const inSources = Object.values(sources).flatMap((text) =>
  [...text.matchAll(/\bkeys: '([^']+)'/g)].map(([, keys]) => keys ?? ''),
);
const declared = [...installedCatalogue.views.values()].flatMap(({ quickActs = [] }) => quickActs.flatMap(({ key }) => key ?? [])); // prettier-ignore
const inMenu = menuTemplate('linux', {
  command: () => {},
  openWindow: () => {},
  capture: () => {},
  captureKey: { accelerator: 'Alt+Shift+N' as const, isOn: false, isTaken: false, set: () => {} },
}).flatMap(
  ({ submenu }) =>
  Array.isArray(submenu) ? submenu.flatMap(({ accelerator }) => (accelerator ?? '').replace('CmdOrCtrl', 'mod').toLowerCase()) : [], // prettier-ignore
);
const stages = ['1', '9'];
const bound = new Set([...inSources, ...declared, ...inMenu, ...stages]);

/** The pages of a tenant that has every pack of the build. */
const helpPages = helpPagesOf(installedCatalogue);

it('the help has a file for each page, and a page for each file', () => {
  expect([...helpFiles.keys()].toSorted()).toEqual(helpPages.map(({ id }) => id).toSorted());
  expect(helpPages).toHaveLength(ownHelpOrder.length + installedCatalogue.help.length); // each pack's page follows one that is there
});

it('[T-20] the help lists a page of a pack behind the page that it follows, and only if the tenant has the pack', () => {
  const ids = helpPages.map(({ id }) => id);
  for (const { id, after } of installedCatalogue.help) expect(ids.indexOf(id)).toBeGreaterThan(ids.indexOf(after));
  expect(ids).toContain('crm/sales');
  expect(helpPagesOf({ help: [] }).map(({ id }) => id)).toEqual([...ownHelpOrder]);
});

it('the app has no link to a page of a pack, which a tenant may lack', () => {
  const own = helpPages.filter(({ id }) => !id.includes('/'));
  expect(own.flatMap(({ text }) => text.match(/\]\([^)]*\/[^)]*\)/g) ?? [])).toEqual([]);
});

describe.each(helpPages)('the help page $id', ({ title, text }) => {
  it('has a title and a text', () => {
    expect(title).toMatch(/^\p{Lu}/u);
    expect(text.length).toBeGreaterThan(200);
  });

  it('links only to pages of the help', () => {
    const links = [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, href]) => href ?? '');
    expect(links.filter((href) => helpPageOfLink(helpPages, href) === undefined)).toEqual([]);
  });

  it('names only keys that exist, and uses code only for keys', () => {
    const keys = [...text.matchAll(/`([^`]+)`/g)].map(([, written]) => shortcutKeysOf(written ?? ''));
    expect(keys.filter((key) => !bound.has(key))).toEqual([]);
  });

  it('contains no HTML, no picture and no table, which the page does not draw', () => {
    expect(text).not.toMatch(/<[a-z/!]|!\[|^\|/im);
  });
});

describe('the search in the help', () => {
  it('finds pages by words in any order, with the title first and the line that has them', () => {
    expect(findHelp(helpPages, 'DATES csv').map(({ page }) => page.id)).toEqual([]);
    const [first] = findHelp(helpPages, 'undo');
    expect(first?.page.id).toBe('undo');
    const hit = findHelp(helpPages, 'vcard')[0];
    expect([hit?.page.id, hit?.line]).toEqual([
      'import',
      'Outpost reads Excel workbooks (.xlsx), CSV and other text tables, contacts (vCard) and calendars (iCalendar). The files are read on this device; nothing leaves it before you import.', // prettier-ignore
    ]);
  });

  it('lists all pages in their order without words', () => {
    expect(findHelp(helpPages, '  ').map(({ page }) => page.id)).toEqual(helpPages.map(({ id }) => id));
  });

  it('shows lines without the signs of Markdown', () => {
    expect(findHelp(helpPages, 'country')[0]?.line).toBe('Telephone numbers are found with and without their country.');
  });
});

it('the help’s keys are read as the help writes them', () => {
  expect(['Ctrl+Shift+Z', 'G H', 'Esc', '/', 'PageDown'].map(shortcutKeysOf)).toEqual(['mod+shift+z', 'g h', 'escape', '/', 'pagedown']); // prettier-ignore
});
