import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { foldText } from '@outpost/domain/kernel/text/fold-text';

/** The app's own pages, in their order. A new page is a file in docs/help and its name here; a test compares the two. */
export const ownHelpOrder = [
  'start',
  'lists',
  'views',
  'board',
  'calendar',
  'map',
  'record',
  'files',
  'search',
  'import',
  'export',
  'duplicates',
  'reports',
  'kinds',
  'journal',
  'formulas',
  'stages',
  'pipelines',
  'mailbox',
  'visits',
  'notifications',
  'automations',
  'assignment',
  'webhooks-in',
  'undo',
  'sync',
  'links',
  'keyboard',
] as const;

/**
 * A page of the help. It has a name in links and in the address ("record", or "crm/sales" for a page of a pack), a
 * title, and a text in Markdown without the title.
 */
export type HelpPage = { readonly id: string; readonly title: string; readonly text: string };

// The build copies the texts into the app, so that help is available without a network.
const files = import.meta.glob<string>(
  ['../../../../../docs/help/*.md', '../../../../../packages/domain/src/packs/*/help/*.md'],
  { query: '?raw', import: 'default', eager: true },
);

/** Returns the id of a page by the path of its file: "…/docs/help/record.md" is "record", "…/packs/crm/help/sales.md" is "crm/sales". */
const idOfFile = (path: string): string =>
  path
    .replace(/^.*\/docs\/help\/|^.*\/packs\//, '')
    .replace('/help/', '/')
    .replace(/\.md$/, '');

/** The texts of all files in docs/help and in the packs of the build, by the id of their page. */
export const helpFiles: ReadonlyMap<string, string> = new Map(
  Object.entries(files).map(([path, text]) => [idOfFile(path), text]),
);

function pageOf(id: string): HelpPage {
  const [head = '', ...rest] = (helpFiles.get(id) ?? '').split('\n');
  return { id, title: head.replace(/^#\s*/, ''), text: rest.join('\n').trim() };
}

/** Returns the pages that a tenant's help has: the app's own, each followed by those of the tenant's packs. */
export const helpPagesOf = ({ help }: Pick<Catalogue, 'help'>): readonly HelpPage[] =>
  ownHelpOrder.flatMap((id) => [
    pageOf(id),
    ...help.filter(({ after }) => after === id).map((page) => pageOf(page.id)),
  ]);

/** Returns the page that a link of another page ("views.md") names. Undefined for any other link, and for a page that is not there. */
export const helpPageOfLink = (pages: readonly HelpPage[], href: string): HelpPage | undefined =>
  href.endsWith('.md') ? pages.find(({ id }) => id === href.slice(0, -'.md'.length)) : undefined;

/** A page that a search found, with the line that contains the words. */
export type HelpHit = { readonly page: HelpPage; readonly line: string };

/** Returns a text without the signs of Markdown. */
const plain = (line: string): string =>
  line
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[#\s]+|^\s*(?:[-*]|\d+\.)\s+|[`*]/g, '')
    .trim();

/**
 * Returns those pages that contain all words of the text, those with the words in the title first. Case and accents do not matter. A
 * blank text finds all pages.
 */
export function findHelp(pages: readonly HelpPage[], text: string): readonly HelpHit[] {
  const words = foldText(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  const has = (where: string) => words.every((word) => foldText(where).includes(word));
  const hits = pages
    .filter(({ title, text: body }) => has(`${title}\n${body}`))
    .map((page): HelpHit => {
      const line = words.length === 0 ? undefined : page.text.split('\n').find((one) => words.some((word) => foldText(one).includes(word))); // prettier-ignore
      return { page, line: plain(line ?? '') };
    });
  return [...hits.filter(({ page }) => has(page.title)), ...hits.filter(({ page }) => !has(page.title))];
}

const partNames: Readonly<Record<string, string>> = { ctrl: 'mod', esc: 'escape' };

/** Returns a key as help pages write it ("Ctrl+K", "G H") in the notation of shortcuts ("mod+k", "g h"). */
export const shortcutKeysOf = (written: string): string =>
  written
    .toLowerCase()
    .split(' ')
    .map((press) =>
      press
        .split('+')
        .map((part) => partNames[part] ?? part)
        .join('+'),
    )
    .join(' ');
