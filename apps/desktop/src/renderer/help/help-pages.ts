import { foldText } from '@outpost/domain/kernel/text/fold-text';

/** The pages of the help, in their order. A new page is a file in docs/help and its name here; a test compares the two. */
export const helpOrder = [
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
  'notifications',
  'undo',
  'sync',
  'links',
  'keyboard',
] as const;
export type HelpPageId = (typeof helpOrder)[number];

/** A page of the help: its name in the address, its title, and its text in Markdown without the title. */
export type HelpPage = { readonly id: HelpPageId; readonly title: string; readonly text: string };

// The build copies the texts into the app, so that help is there without a network.
const files = import.meta.glob<string>('../../../../../docs/help/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The texts of all files in docs/help, by name. */
export const helpFiles: ReadonlyMap<string, string> = new Map(
  Object.entries(files).map(([path, text]) => [path.replace(/^.*\//, '').replace(/\.md$/, ''), text]),
);

/** The pages of the help. */
export const helpPages: readonly HelpPage[] = helpOrder.map((id) => {
  const [head = '', ...rest] = (helpFiles.get(id) ?? '').split('\n');
  return { id, title: head.replace(/^#\s*/, ''), text: rest.join('\n').trim() };
});

/** Returns the page that a link of another page ("views.md") names; undefined for any other link. */
export const helpPageOfLink = (href: string): HelpPage | undefined =>
  href.endsWith('.md') ? helpPages.find(({ id }) => id === href.slice(0, -'.md'.length)) : undefined;

/** A page that a search found, with the line that contains the words. */
export type HelpHit = { readonly page: HelpPage; readonly line: string };

/** Returns a text without the signs of Markdown. */
const plain = (line: string): string =>
  line
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[#\s]+|^\s*(?:[-*]|\d+\.)\s+|[`*]/g, '')
    .trim();

/**
 * Returns the pages that contain all words of the text, those with the words in the title first. Case and accents do not matter. A
 * blank text finds all pages.
 */
export function findHelp(text: string): readonly HelpHit[] {
  const words = foldText(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  const has = (where: string) => words.every((word) => foldText(where).includes(word));
  const hits = helpPages
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
