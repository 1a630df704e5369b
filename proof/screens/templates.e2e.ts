import { type Page, expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, syncSign } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';
import { type PosingRelay, openPosingRelay } from '../testbed/posing-relay.ts';

// A person writes a template of e-mails, looks at it as its reader does, and uses it without a network.

let server: OutpostServer;
let relay: PosingRelay;
let opened: AppWindow;
let page: Page;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  server = await startOutpostServer();
  relay = await openPosingRelay(server.url);
  opened = await openApp('browser', relay.url);
  page = opened.page;
  page.setDefaultTimeout(10_000);
  await signInOnPage(page, { server: relay.url, ...accountWithRole(server, 'admin') });
  await expect(syncSign(page)).toContainText('Up to date', { timeout: 40_000 });
});
test.afterAll(async () => {
  await opened.close();
  await relay.close();
  await server.stop();
});

const field = (name: string) => page.getByLabel(name, { exact: true });
const preview = () => page.getByRole('region', { name: 'Preview' });
const mail = () => page.frameLocator('iframe[title="The mail as its reader sees it"]');

test('[MSG-20] [MSG-22] a template is written by the keyboard and shown as its reader sees it', async () => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('go to templates');
  await expect(page.getByRole('option', { name: 'Go to Templates', exact: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'New template' }).click();
  const dialog = page.getByRole('dialog', { name: 'New template' });
  await dialog.getByLabel('Name').fill('After the survey');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { name: 'After the survey' })).toBeVisible();

  await field('Subject').fill('Our survey: {{ deal.name }}');
  await field('Text').fill('Dear customer,\n\nthis is about **');
  await page.getByRole('button', { name: 'Insert a value' }).click();
  await page.keyboard.type('contact: first');
  await page.keyboard.press('Enter');
  await expect(field('Text')).toHaveValue('Dear customer,\n\nthis is about **{{ deal.contact.firstName }}');
  await expect(field('Text')).toBeFocused();
  await field('Text').fill(
    'Dear customer,\n\nthis is about **{{ deal.name }}**.\n\n[Read it](https://fenwright.example/7 "button")',
  );
  await expect(mail().locator('strong')).toHaveText(/\w/);
  await expect(mail().getByText('Read it')).toHaveCSS('display', 'inline-block');
  await inspectScreen(page, 'templates');
  await preview().getByText('Plain text').click();
  await expect(preview().getByText('Read it: https://fenwright.example/7')).toBeVisible();
});

test('[MSG-20] an empty value is named, and a fault says its line', async () => {
  await field('Text').fill('Hello {{ deal.nmae }}');
  await expect(preview().getByText('Text: Line 1: there is no value “deal.nmae”.')).toBeVisible();
  await field('Text').fill('Hello {% if %}');
  await expect(preview().getByRole('status')).toContainText('Text: Line 1');
  await field('Text').fill('Dear customer,\n\nabout {{ deal.name }}');
  await expect(preview().getByRole('status')).toBeHidden();
});

test('[MSG-23] a layout with faults is not saved; a draft outlives a reload; versions can be taken back', async () => {
  await page.getByText('Layout', { exact: true }).click();
  await field('Layout (MJML)').fill('<mjml><mj-body><mj-rocket /></mj-body></mjml>');
  await page.getByRole('button', { name: 'Save as new version' }).click();
  await expect(page.getByText(/Line 1: .*mj-rocket/)).toBeVisible();
  await expect(page.getByText('The layout has faults.')).toBeVisible();
  await field('Layout (MJML)').fill('');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'After the proposal' })).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: 'After the survey' }).click();
  await expect(field('Text')).toHaveValue('Dear customer,\n\nabout {{ deal.name }}');
  await page.getByRole('button', { name: 'Save as new version' }).click();
  await expect(page.getByText('In use')).toBeVisible();
  await field('Text').fill('Other words for {{ deal.name }}');
  await page.getByRole('button', { name: 'Save as new version' }).click();
  await page.getByRole('button', { name: 'Take these words' }).click();
  await expect(field('Text')).toHaveValue('Dear customer,\n\nabout {{ deal.name }}');
  await page.getByRole('button', { name: 'Discard the draft' }).click();
  await expect(field('Text')).toHaveValue('Other words for {{ deal.name }}');
});

test('[MSG-24] without a network an e-mail begins with a template, and goes to the server afterwards', async () => {
  await goTo(page, '/list/crm/deal?kind=grid');
  const row = page.getByRole('grid', { name: 'Deals' }).getByRole('row').nth(2);
  await row.getByRole('gridcell').nth(1).click();
  await page.keyboard.press('Enter');
  relay.cut();
  await page.getByRole('button', { name: 'Use a template' }).first().click();
  const choice = page.getByRole('dialog', { name: 'Use a template' });
  await choice.getByRole('button', { name: 'After the survey' }).click();
  await expect(choice.getByText(/^Other words for \w/)).toBeVisible();
  await inspectScreen(page, 'template-choice');
  await page.keyboard.press('Control+Enter');
  const letter = page.getByRole('dialog', { name: 'Write an e-mail' });
  await expect(letter.getByLabel('Subject')).toHaveValue(/^Our survey: \w/);
  await letter.getByLabel('To').fill('client@example.com');
  await page.keyboard.press('Control+Enter');
  await expect(letter).toBeHidden();
  relay.step();
  await expect(syncSign(page)).toContainText('Up to date', { timeout: 40_000 });
});
