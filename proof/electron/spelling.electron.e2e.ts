import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumLanguages } from '@outpost/desktop/main/spelling/chromium-languages';
import { type ElectronApplication, expect, test } from '@playwright/test';
import { type AppWindow, openInElectron } from '../testbed/app-windows.ts';

// The check of spelling on Linux, with a dictionary that the system has installed, and with none.

type ElectronWindow = AppWindow & { readonly electron: ElectronApplication };
const server = 'http://127.0.0.1:9'; // nothing of this needs a server

/** Opens the app on a computer with a dictionary of `language`, or without any, and notes each download of a dictionary. */
async function openWith(language: string | undefined): Promise<ElectronWindow> {
  const share = await mkdtemp(join(tmpdir(), 'outpost-share-'));
  const folder = join(share, 'hunspell');
  await mkdir(folder);
  if (language !== undefined) {
    await writeFile(
      join(folder, `${language}.aff`),
      'SET UTF-8\nTRY helo\nSFX S Y 2\nSFX S y ies [^aeiou]y\nSFX S 0 s [^y]\n',
    );
    await writeFile(join(folder, `${language}.dic`), '4\nhello/S\nparty/S\nna\u00EFve\nworld\n');
  }
  const downloads = join(share, 'downloads.cjs');
  await writeFile(
    downloads,
    `const { app } = require('electron');
globalThis.downloads = [];
app.on('session-created', (session) =>
  session.on('spellcheck-dictionary-download-begin', (_event, language) => globalThis.downloads.push(language)));`,
  );
  const profile = await mkdtemp(join(tmpdir(), 'outpost-spelling-'));
  return openInElectron(server, profile, {
    preload: [downloads],
    env: { XDG_DATA_DIRS: share, XDG_DATA_HOME: share, LANGUAGE: 'en_US' },
  });
}

const downloadsOf = ({ electron }: ElectronWindow) =>
  electron.evaluate(() => (globalThis as unknown as { downloads: string[] }).downloads); // of the script above

/** Writes a text into a field, and presses the right button on its first word. Returns the labels of the menu. */
async function menuOn({ electron, page }: ElectronWindow, text: string): Promise<readonly (string | undefined)[]> {
  await electron.evaluate(({ Menu }) => {
    Object.assign(globalThis, { labels: [] });
    Menu.buildFromTemplate = ((template: { label?: string; role?: string }[]) => {
      Object.assign(globalThis, { labels: template.map(({ label, role }) => label ?? role) });
      return { popup: () => undefined };
    }) as unknown as typeof Menu.buildFromTemplate;
  });
  await page.evaluate(() => {
    document.querySelector('#words')?.remove();
    const field = document.createElement('textarea');
    field.id = 'words';
    document.body.prepend(field);
    field.focus();
  });
  await page.keyboard.type(text);
  await page.locator('#words').click({ button: 'right', position: { x: 12, y: 12 } });
  const labels = () => electron.evaluate(() => (globalThis as unknown as { labels: string[] }).labels);
  await expect.poll(async () => (await labels()).length).toBeGreaterThan(0);
  return labels();
}

test('words are checked with the system’s dictionary, the menu mends them, and nothing is downloaded', async () => {
  const app = await openWith('en_US');
  const languages = () => app.electron.evaluate(({ session }) => session.defaultSession.getSpellCheckerLanguages());
  await expect.poll(languages).toEqual(['en-US']);
  await expect
    .poll(() => menuOn(app, 'helo world '))
    .toEqual(expect.arrayContaining(['hello', 'Add to the dictionary']));
  for (const right of ['hellos world ', 'parties world ', 'na\u00EFve world '])
    expect(await menuOn(app, right), right).not.toContain('Add to the dictionary');
  expect(await menuOn(app, 'partys world ')).toContain('Add to the dictionary');
  const known = await app.electron.evaluate(({ session }) => session.defaultSession.availableSpellCheckerLanguages);
  expect(chromiumLanguages.filter((language) => !known.includes(language))).toEqual([]);
  expect(await downloadsOf(app)).toEqual([]);
  await app.close();
});

test('without a dictionary nothing is checked, and nothing is downloaded', async () => {
  const app = await openWith(undefined);
  await expect.poll(() => app.electron.evaluate(({ session }) => session.defaultSession.isSpellCheckerEnabled())).toBe(false); // prettier-ignore
  expect(await menuOn(app, 'helo world ')).not.toContain('Add to the dictionary');
  expect(await downloadsOf(app)).toEqual([]);
  await app.close();
});
