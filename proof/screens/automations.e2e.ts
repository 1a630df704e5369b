import { expect, test } from '@playwright/test';
import { type AppWindow, goTo, openApp, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { inspectScreen } from '../testbed/inspect-screen.ts';
import { type HeadlessDevice, signInHeadless } from '../testbed/headless-device.ts';
import { type OutpostServer, accountWithRole, startOutpostServer } from '../testbed/outpost-server.ts';

// A member wins a large deal on their own computer. The demo's automation makes the task and tells them, and an administrator reads the run.

let server: OutpostServer;
let opened: AppWindow;
let seller: HeadlessDevice;
test.beforeAll(async () => {
  server = await startOutpostServer();
  opened = await openApp('browser', server.url);
  seller = await signInHeadless({ server: server.url, ...accountWithRole(server, 'member') });
});
test.afterAll(async () => {
  await opened.close();
  await seller.remove();
  await server.stop();
});

test('[AUT-9] a won deal starts the automation, whose run the administrator reads and pauses', async () => {
  const { page } = opened;
  await signInOnPage(page, { server: server.url, ...accountWithRole(server, 'admin') });
  await untilUpToDate(page);
  await goTo(page, '/settings/automations');
  const details = page.getByRole('region', { name: 'Large deal won' });
  await expect(details.getByText('A deal is changed')).toBeVisible();
  await expect(details.getByText(/^Make a task: Task “Call to say thanks: {name}”/)).toBeVisible();
  await expect(details.getByText('Nothing has started it yet.')).toBeVisible();

  const id = '01a22383-7e17-74f3-885c-a4ce4e9b4c01';
  const value = { amount: 12_345_600, currency: 'USD' };
  const create = { fields: { name: 'Museum, audio guide', stage: 'negotiation', value, source: 'Fair' } };
  const act = (label: string, edit: object) => seller.ask(['act', '-'], JSON.stringify({ label, edits: [{ entity: 'crm/deal', id, ...edit }] })); // prettier-ignore
  await act('Added a deal', { create });
  await seller.ask(['sync']);
  await act('Won it', { fields: { stage: 'won', closedOn: new Date().toISOString().slice(0, 10) } });
  await seller.ask(['sync']);

  const run = details.getByRole('button', { name: /Museum, audio guide/ });
  await expect(run).toBeVisible({ timeout: 40_000 });
  await run.click();
  const log = page.getByRole('region', { name: 'Log of the run' });
  await expect(log.getByText(/^Waits until/)).toBeVisible();
  await log.getByRole('button', { name: 'Do not wait' }).click();
  await expect(page.getByText('The step is skipped')).toBeVisible();
  await expect(log.getByText('The filter matched')).toBeVisible({ timeout: 40_000 });

  await details.getByRole('button', { name: 'Dry run' }).click();
  const dry = page.getByRole('region', { name: /^What would it have done/ });
  await expect(dry.getByText('Museum, audio guide')).toBeVisible();
  await details.getByRole('button', { name: 'Pause' }).click();
  await expect(details.getByText(/^Paused since/)).toBeVisible();

  await seller.ask(['sync']);
  const told = JSON.stringify(await seller.ask(['list', 'notice']));
  expect(told).toContain('Call to say thanks within two days');
});

test('[AUT-13] a button that is written in the app stands on the record’s page, and a press starts it, with the name of the person in the log', async () => {
  const { page } = opened;
  await goTo(page, '/settings/automations?edit=new');
  const pane = page.getByRole('complementary', { name: 'Chosen part' });
  await pane.getByRole('textbox', { name: 'Name' }).fill('Welcome packet');
  await pane.getByRole('combobox', { name: 'Kind of record' }).selectOption({ label: 'Deals' });
  const list = page.getByRole('list', { name: 'Steps of the automation' });
  await list.getByRole('button', { name: /^A deal is changed/ }).click();
  await pane.getByRole('combobox', { name: 'How it starts' }).selectOption({ label: 'A person presses a button' });
  await pane.getByRole('textbox', { name: 'Name of the button' }).fill('Welcome');
  await page.getByRole('button', { name: 'Add a step' }).click();
  await page.getByRole('menuitem', { name: 'Tell somebody' }).click();
  await pane.getByRole('textbox', { name: 'What they are told' }).fill('Send the packet for {name}.');
  await page.getByRole('button', { name: 'Save as version 1' }).click();
  await page.getByRole('button', { name: 'Put version 1 live' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Put it live/ })
    .click();
  await untilUpToDate(page);

  await goTo(page, '/record/01a22383-7e17-74f3-885c-a4ce4e9b4c01');
  const button = page.getByRole('button', { name: 'Run: Welcome' });
  await expect(button).toBeVisible({ timeout: 40_000 });
  await button.click();
  await expect(page.getByText('You pressed “Run: Welcome”: started')).toBeVisible({ timeout: 40_000 });
  await goTo(page, '/settings/automations');
  await page
    .getByRole('navigation', { name: 'Automations' })
    .getByRole('button', { name: /Welcome packet/ })
    .click();
  const details = page.getByRole('region', { name: 'Welcome packet' });
  await details.getByRole('button', { name: /Museum, audio guide/ }).click();
  await expect(page.getByRole('region', { name: 'Log of the run' }).getByText(/^Pressed by /)).toBeVisible();
});

test('[ASG-5] [ASG-6] an assignment rule is written in the app, tried on a deal before it is saved, and assigns by a step', async () => {
  const { page } = opened;
  await goTo(page, '/settings/assignment');
  await expect(page.getByText('No assignment rules yet')).toBeVisible();
  await inspectScreen(page, 'assignment-empty');
  await page.getByRole('button', { name: 'New assignment rule' }).first().click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('New deals');
  await page.getByRole('combobox', { name: 'Assigns' }).selectOption({ label: 'Deals' });
  const part = page.getByRole('region', { name: 'Part 1' });
  await part.getByRole('combobox', { name: 'Add to part 1' }).selectOption({ label: 'Everyone with a role' });
  await part.getByRole('combobox', { name: 'Role for part 1' }).selectOption({ label: 'Member' });
  await part.getByRole('combobox', { name: 'How it chooses' }).selectOption('fewest');
  const pane = page.getByRole('complementary', { name: 'Try it out' });
  await pane.getByRole('textbox', { name: 'Deal' }).fill('Museum');
  await page.getByRole('option', { name: /Museum, audio guide/ }).click();
  await pane.getByRole('button', { name: 'Who would get it?' }).click();
  await expect(pane.getByText(/^They have the fewest open deals in part 1: \d+\./)).toBeVisible();
  await inspectScreen(page, 'assignment-editor');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('region', { name: 'New deals' })).toBeVisible();
  await inspectScreen(page, 'assignment');
});

test('[AUT-17] a run asks for approval: it is given on the page of the record with a note, and the timeline names who gave it', async () => {
  const { page } = opened;
  await goTo(page, '/settings/automations?edit=new');
  const pane = page.getByRole('complementary', { name: 'Chosen part' });
  await pane.getByRole('textbox', { name: 'Name' }).fill('Discounts');
  await pane.getByRole('combobox', { name: 'Kind of record' }).selectOption({ label: 'Deals' });
  const list = page.getByRole('list', { name: 'Steps of the automation' });
  await list.getByRole('button', { name: /^A deal is changed/ }).click();
  await pane.getByRole('combobox', { name: 'How it starts' }).selectOption({ label: 'A person presses a button' });
  await pane.getByRole('textbox', { name: 'Name of the button' }).fill('Ask for a discount');
  await page.getByRole('button', { name: 'Add a step' }).first().click();
  await page.getByRole('menuitem', { name: 'Assign it by a rule' }).click();
  await pane.getByRole('combobox', { name: 'Rule' }).selectOption({ label: 'New deals' });
  await page.getByRole('button', { name: 'Add a step' }).last().click();
  await page.getByRole('menuitem', { name: 'Ask for approval' }).click();
  await pane.getByRole('combobox', { name: 'Who is asked' }).selectOption('role');
  await pane.getByRole('combobox', { name: 'Role' }).selectOption('admin');
  await pane.getByRole('textbox', { name: 'What they are asked' }).fill('May we give a discount on {name}?');
  await inspectScreen(page, 'automation-approval');
  await page.getByRole('button', { name: 'Save as version 1' }).click();
  await page.getByRole('button', { name: 'Put version 1 live' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Put it live/ })
    .click();
  await untilUpToDate(page);

  await goTo(page, '/record/01a22383-7e17-74f3-885c-a4ce4e9b4c01');
  const button = page.getByRole('button', { name: 'Run: Ask for a discount' });
  await expect(button).toBeVisible({ timeout: 40_000 });
  await button.click();
  const request = page.getByRole('region', { name: 'Discounts asks for your approval' });
  await expect(request.getByText('May we give a discount on Museum, audio guide?')).toBeVisible({ timeout: 40_000 });
  await inspectScreen(page, 'approval-request');
  await request.getByRole('textbox', { name: 'Note' }).fill('At most 5 %.');
  await request.getByRole('button', { name: 'Approve' }).click();
  await expect(request).toBeHidden({ timeout: 40_000 });
  await expect(page.getByText(/At most 5 %\./).first()).toBeVisible();
  await inspectScreen(page, 'approval-given');
});

test('[AUT-20] a run offers its record: the first who takes it becomes its owner, and the timeline says so', async () => {
  const { page } = opened;
  await goTo(page, '/settings/automations?edit=new');
  const pane = page.getByRole('complementary', { name: 'Chosen part' });
  await pane.getByRole('textbox', { name: 'Name' }).fill('Who has time');
  await pane.getByRole('combobox', { name: 'Kind of record' }).selectOption({ label: 'Deals' });
  const list = page.getByRole('list', { name: 'Steps of the automation' });
  await list.getByRole('button', { name: /^A deal is changed/ }).click();
  await pane.getByRole('combobox', { name: 'How it starts' }).selectOption({ label: 'A person presses a button' });
  await pane.getByRole('textbox', { name: 'Name of the button' }).fill('Offer it around');
  await page.getByRole('button', { name: 'Add a step' }).first().click();
  await page.getByRole('menuitem', { name: 'Offer it to several people' }).click();
  await pane.getByRole('combobox', { name: 'To whom it is offered' }).selectOption('role');
  await pane.getByRole('combobox', { name: 'Role' }).selectOption('admin');
  await pane.getByRole('textbox', { name: 'What they read' }).fill('Who takes {name}?');
  await inspectScreen(page, 'automation-offer');
  await page.getByRole('button', { name: 'Save as version 1' }).click();
  await page.getByRole('button', { name: 'Put version 1 live' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Put it live/ })
    .click();
  await untilUpToDate(page);

  await goTo(page, '/record/01a22383-7e17-74f3-885c-a4ce4e9b4c01');
  const button = page.getByRole('button', { name: 'Run: Offer it around' });
  await expect(button).toBeVisible({ timeout: 40_000 });
  await button.click();
  const request = page.getByRole('region', { name: 'Who has time offers you this deal' });
  await expect(request.getByText('Who takes Museum, audio guide?')).toBeVisible({ timeout: 40_000 });
  await inspectScreen(page, 'offer-request');
  await request.getByRole('button', { name: 'Take it' }).click();
  await expect(request).toBeHidden({ timeout: 40_000 });
  await expect(page.getByText(/took what was offered/).first()).toBeVisible();
  await inspectScreen(page, 'offer-taken');
});
