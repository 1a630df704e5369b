import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { buildDesktop } from '../../scripts/build-desktop.ts';
import { root } from '../../scripts/run-command.ts';
import { benchEntities } from '../bench-records.ts';
import { type Measured, median, quantile } from '../results.ts';
import { type BareTablePage, bareTable, fillBareTable } from '../screens/bare-table.ts';
import { withPage } from '../screens/with-page.ts';
import type { ScrolledPart, ScrollTimes, TimedPage } from '../screens/page-timing.ts';
import { withChild } from '../stage/child.ts';
import type { BenchStage } from '../stage/stage.ts';
import type { BenchRow } from './bench-row.ts';
import { prefixes } from './prefixes.ts';

/** A frame of 60 Hz, in ms: nothing is painted sooner. */
const frameMs = 1_000 / 60;
const scrolled = 240;
/** Chosen: the number of pages that a person may open in a long day, several times over. */
const navigations = 10_000;
const settledAfter = 1_000;

const contactsOf = (owner: string): string =>
  `#/list/${benchEntities.contact}?kind=grid&sort=name.asc&where=${encodeURIComponent(JSON.stringify({ field: 'ownerId', op: 'is', value: owner }))}`;

/** Opens a list by its address. Returns the time until its first row is painted. */
const openList = (page: Page, address: string): Promise<number> =>
  page.evaluate(
    (to) => (globalThis as unknown as TimedPage).timing.untilOtherRows(() => void (location.hash = to)),
    address,
  );

const rows: ScrolledPart = { selector: '[role=grid]', blank: '[role=row][aria-busy]' };
const cards: ScrolledPart = { selector: '[data-cards="0"]', blank: '[data-card-index]:not(:has(article))' };

const scroll = (page: Page, part: ScrolledPart): Promise<ScrollTimes> =>
  page.evaluate(({ steps, scrolledPart }) => (globalThis as unknown as TimedPage).timing.scroll(steps, scrolledPart), {
    steps: scrolled,
    scrolledPart: part,
  });

/** Opens the board of the deals, and scrolls its first column. */
async function scrollBoard(page: Page): Promise<ScrollTimes & { readonly cards: number }> {
  await page.evaluate((to) => void (location.hash = to), `#/list/${benchEntities.deal}?kind=board`);
  await page.locator(`${cards.selector} article`).first().waitFor();
  await page.waitForTimeout(2_000);
  const count = await page.locator(`${cards.selector} [aria-setsize]`).first().getAttribute('aria-setsize');
  return { cards: Number(count), ...(await scroll(page, cards)) };
}

/** Enters whole words in the palette, each in an empty one. Returns the times until the last change of the hits is painted. */
async function search(page: Page): Promise<readonly number[]> {
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Search and commands' });
  const times: number[] = [];
  for (const prefix of [...prefixes, ...prefixes, ...prefixes]) {
    await field.fill('');
    await page.waitForTimeout(300);
    await page.evaluate(() => (globalThis as unknown as TimedPage).timing.awaitInput('[role=listbox]', 600));
    await page.keyboard.insertText(prefix);
    times.push(await page.evaluate(() => (globalThis as unknown as TimedPage).timing.lastChange()));
  }
  await page.keyboard.press('Escape');
  return times;
}

/** Returns the bytes of the page's JavaScript after a collection. */
async function heapOf(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  return usedSize;
}

/** Goes through pages of the app, in turns. Returns the memory after the first `settledAfter` of them and after all. */
async function wander(
  page: Page,
  owners: readonly string[],
): Promise<{ readonly early: number; readonly late: number }> {
  const pages = [
    '#/',
    ...owners.slice(0, 8).map(contactsOf),
    '#/reports',
    '#/sync',
    '#/notifications',
    '#/search?text=ada',
  ];
  const go = (from: number, to: number) =>
    page.evaluate(
      async ({ addresses, begin, end }) => {
        for (let turn = begin; turn < end; turn += 1) {
          location.hash = addresses[turn % addresses.length] ?? '';
          await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        }
      },
      { addresses: pages, begin: from, end: to },
    );
  await go(0, settledAfter);
  const early = await heapOf(page);
  await go(settledAfter, navigations);
  return { early, late: await heapOf(page) };
}

async function measureOurs(stage: BenchStage, owners: readonly string[]) {
  const { exitCode, output } = await buildDesktop();
  if (exitCode !== 0) throw new Error(output);
  const profile = join(await stage.newFolder('screens'), 'profile');
  await cp(await stage.syncedProfile(), profile, { recursive: true });
  return withChild(async (child) => {
    const { url } = await child.ask('screen.serve', { profile, out: join(root, 'apps/desktop/out') });
    return withPage(async (page) => {
      await page.goto(url);
      await page.getByRole('navigation', { name: 'Main' }).waitFor({ timeout: 60_000 });
      await openList(page, contactsOf(owners[0] ?? ''));
      const others = owners.slice(1, 40);
      const unseen: number[] = [];
      for (const owner of others) unseen.push(await openList(page, contactsOf(owner)));
      const seen: number[] = [];
      for (const owner of others) seen.push(await openList(page, contactsOf(owner)));
      stage.say('screens: the palette …');
      const found = await search(page);
      stage.say('screens: scrolling …');
      await openList(page, `#/list/${benchEntities.contact}?kind=grid&sort=name.asc`);
      await page.waitForTimeout(2_000);
      const scrolledTimes = await scroll(page, rows);
      const board = await scrollBoard(page);
      stage.say(`screens: ${navigations.toLocaleString('en')} navigations …`);
      return { unseen, seen, found, scroll: scrolledTimes, board, heap: await wander(page, owners) };
    });
  }, stage.replicaProcess);
}

const measureBare = (count: number) =>
  withPage(async (page) => {
    await page.goto('about:blank');
    await page.setContent(bareTable);
    await page.evaluate(fillBareTable, count);
    const times: number[] = [];
    for (let turn = 0; turn < 40; turn += 1)
      times.push(
        await page.evaluate(() =>
          (globalThis as unknown as TimedPage).timing.untilOtherRows(() =>
            (globalThis as unknown as BareTablePage).bareTable.showOthers(),
          ),
        ),
      );
    return { times, scroll: await scroll(page, rows) };
  });

const line = (name: string, values: Pick<Measured, 'ours' | 'raw' | 'goal'>, unit = 'ms'): Measured => ({
  name,
  unit,
  better: 'lower',
  ...values,
});

/** The lines of a scrolled part: each frame in time, no frame with a blank row, no long task. */
const scrollLines = (part: string, ours: ScrollTimes, bare: ScrollTimes): readonly Measured[] => [
  line(`screen: scrolling ${part}, p95 of a frame (raw: a bare table)`, {
    ours: quantile(ours.frames, 0.95),
    raw: quantile(bare.frames, 0.95),
    goal: 1.1,
  }),
  {
    ...line(`screen: scrolling ${part}, frames without a blank one (of all)`, { ours: scrolled - ours.blank, raw: scrolled, goal: 1 }, 'frames'), // prettier-ignore
    better: 'higher',
  },
  {
    ...line(`screen: scrolling ${part}, frames without a long task (of all)`, { ours: scrolled - ours.longTasks.length, raw: scrolled, goal: 1 }, 'frames'), // prettier-ignore
    better: 'higher',
  },
];

/**
 * The screens of the app in Chromium on the real replica, compared with their SQL alone and a bare table. Times end
 * when the frame is painted, so none is below a frame.
 */
const screens: BenchRow = {
  name: 'screens',
  async run(stage) {
    const { owners } = await stage.tenant();
    const ours = await measureOurs(stage, owners);
    const bare = await measureBare(Math.floor(stage.size * 0.6)); // as many as there are contacts
    const file = await stage.rawFile();
    const raw = await withChild(async (child) => {
      await child.ask('raw.open', { file });
      const list = await child.ask('raw.list', { owners, offset: 0, times: 300 });
      const found = await child.ask('raw.search', { prefixes, times: prefixes.length * 10 });
      return { first: median(list.first), unseen: median(list.unseen), search: median(found) };
    });
    return [
      line('screen: a filtered, sorted list never shown before (raw: its SQL and a frame)', {
        ours: median(ours.unseen),
        raw: raw.unseen + frameMs,
        goal: (3 * raw.unseen + frameMs) / (raw.unseen + frameMs),
      }),
      line('screen: the same list shown before (raw: its SQL and a frame)', {
        ours: median(ours.seen),
        raw: raw.first + frameMs,
        goal: 1.5,
      }),
      line('screen: the same (raw: other rows in a bare table from memory)', {
        ours: median(ours.seen),
        raw: median(bare.times),
        goal: null,
      }),
      line('screen: a word in the palette → its hits painted (raw: its SQL and a frame)', {
        ours: median(ours.found.filter((ms) => ms > 0)),
        raw: raw.search + frameMs,
        goal: (2 * raw.search + frameMs) / (raw.search + frameMs),
      }),
      ...scrollLines('a table', ours.scroll, bare.scroll),
      ...scrollLines(`a column of ${ours.board.cards.toLocaleString('en')} cards`, ours.board, bare.scroll),
      line(
        `screen: memory of the page after ${navigations.toLocaleString('en')} navigations (raw: after ${settledAfter.toLocaleString('en')})`,
        { ours: ours.heap.late / 2 ** 20, raw: ours.heap.early / 2 ** 20, goal: 1.1 },
        'MiB',
      ),
    ];
  },
};

export const screenRows: readonly BenchRow[] = [screens];
