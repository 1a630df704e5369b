import { type Locator, type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountNamed, startOutpostServer } from '../testbed/outpost-server.ts';

// Boards by a choice that is not a stage, and the order of their cards.

let server: OutpostServer;
let shown: AppWindow;
let page: Page;
test.describe.configure({ mode: 'serial' });
test.use({ trace: 'off' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  shown = await openApp('browser', server.url);
  ({ page } = shown);
  await signInOnPage(page, { server: server.url, ...accountNamed(server, 'maya') });
  page.setDefaultTimeout(15_000);
  await untilUpToDate(page);
});
test.afterAll(async () => {
  await shown.close();
  await server.stop();
});

const go = (address: string) => goTo(page, address);
const board = (name: string) => page.getByRole('application', { name });
const column = (id: string) => page.locator(`section[data-column="${id}"]`);
const cards = (id: string) => column(id).getByRole('article');
const entry = (group: string, name: string) =>
  page.getByRole('group', { name: group }).getByRole('menuitem', { name, exact: true });
const titleOf = async (card: Locator): Promise<string> =>
  (await card.locator('[title]').first().getAttribute('title')) ?? '';
async function middleOf(at: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await at.boundingBox();
  if (!box) throw new Error('Nothing is drawn there');
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 300) };
}

test('tasks have a board by their priority; a dragged card gets another one, and undo restores the former one', async () => {
  await go('/list/crm/task?kind=board');
  await expect(board('Tasks by priority')).toBeVisible();
  await expect(cards('normal').first()).toBeVisible();
  await inspectScreen(page, 'board-by-priority');
  const name = await titleOf(cards('normal').first());
  const countBefore = await cards('low').count();
  const [from, to] = [await middleOf(cards('normal').first()), await middleOf(column('low'))];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 12, from.y + 12);
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
  await expect(cards('low')).toHaveCount(countBefore + 1);
  await expect(page.getByText(`Changed Priority of ${name}`).first()).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(cards('low')).toHaveCount(countBefore);
});

test('the menu of a board, opened by O, chooses its columns and the order of its cards; a saved view keeps both', async () => {
  await go('/list/crm/deal?kind=board');
  await expect(board('Deals by stage')).toBeVisible();
  await page.keyboard.press('o');
  await expect(entry('Columns by', 'Forecast')).toBeVisible();
  await inspectScreen(page, 'board-menu');
  await entry('Columns by', 'Forecast').click();
  await expect(board('Deals by forecast')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No forecast' })).toBeVisible();
  await page.keyboard.press('o');
  await entry('Cards by', 'Value').click();
  await expect(page.getByRole('status').filter({ hasText: 'Cards by Value, highest first' })).toBeAttached();
  const amounts = async () =>
    (
      await column('')
        .getByText(/^\$[\d,]+$/)
        .allInnerTexts()
    )
      .slice(1, 6)
      .map((text) => Number(text.replaceAll(/\D/g, '')));
  await expect.poll(async () => (await amounts()).length).toBeGreaterThan(3);
  const found = await amounts();
  expect(found).toEqual(found.toSorted((one, other) => other - one));
  await inspectScreen(page, 'board-by-forecast');

  await page.keyboard.press('v');
  await page.getByRole('textbox', { name: 'Name' }).fill('Forecast by value');
  await page.getByRole('button', { name: /^Save as new/ }).click();
  await expect(page.getByRole('button', { name: 'Forecast by value', exact: true })).toBeVisible();
  await go('/list/crm/deal?kind=grid&view=all');
  await page.getByRole('button', { name: 'Forecast by value', exact: true }).click();
  await expect(board('Deals by forecast')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Columns by Forecast, cards by Value, highest first/ })).toBeVisible();
});

test('[CRM-11] a call is logged by two keys; its page, the board of outcomes and the report have the outcome', async () => {
  await go('/list/crm/deal?kind=board');
  await expect(board('Deals by stage')).toBeVisible();
  await cards('engaging').first().click();
  const panel = page.getByRole('complementary');
  await expect(panel.getByRole('button', { name: /^Log a call/ })).toBeVisible();
  await page.keyboard.press('l');
  await expect(page.getByRole('toolbar', { name: 'Outcome' })).toBeVisible();
  await inspectScreen(page, 'log-a-call-with-outcome');
  await page.keyboard.press('3');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(panel.getByText('You logged a call, no answer').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await go('/list/crm/activity?view=calls&kind=board');
  await expect(board('Activities by outcome')).toBeVisible();
  await expect(cards('no-answer').first()).toBeVisible();
  await inspectScreen(page, 'calls-by-outcome');
});

test('[CRM-11] a meeting is logged by two keys with its outcome, beside a board', async () => {
  await go('/list/crm/deal?kind=board');
  await expect(board('Deals by stage')).toBeVisible();
  await cards('engaging').first().click();
  const panel = page.getByRole('complementary');
  await expect(panel.getByRole('button', { name: /^Meeting/ })).toBeVisible();
  await panel.getByRole('heading', { level: 2 }).first().click(); // on the board itself M moves the card
  await page.keyboard.press('m');
  await expect(page.getByRole('toolbar', { name: 'Meeting outcome' })).toBeVisible();
  await inspectScreen(page, 'log-a-meeting-with-outcome');
  await page.keyboard.press('2');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(panel.getByText('You logged a meeting, no show').first()).toBeVisible();
});
