import { join } from 'node:path';
import { expect, type TestInfo } from '@playwright/test';
import { type AppWindow, openApp, type ShellName, signInOnPage, untilUpToDate } from '../testbed/app-windows.ts';
import { type FaultyNetwork, openFaultyNetwork } from '../testbed/faulty-network.ts';
import { type HeadlessDevice, signInHeadless } from '../testbed/headless-device.ts';
import type { OutpostServer } from '../testbed/outpost-server.ts';
import * as screen from './screen.ts';
import { accountOfPart, type JobPart, performOnDevice, setStage, type JobStage } from './stage.ts';

/** The state that the proof needs at every step. */
type World = {
  readonly server: OutpostServer;
  readonly stage: JobStage;
  readonly headless: Readonly<Record<'manager' | 'c' | 'viewer' | 'admin' | 'stranger', HeadlessDevice>>;
  readonly networks: { readonly a: FaultyNetwork; readonly b: FaultyNetwork };
  readonly windows: { a: AppWindow; b: AppWindow };
  /** Keeps a picture for a person to look at. */
  readonly picture: (name: string) => Promise<void>;
};

type Held = {
  readonly ownerId: string | null;
  readonly fields: Readonly<{ [field: string]: unknown }>;
  readonly life: string;
};
const recordOf = async (device: HeadlessDevice, id: string): Promise<Held> =>
  ((await device.ask(['get', id])) as { readonly record: Held }).record; // the command line's own answer

/**
 * The main job, end to end (issue 2, section 7): two agents work one pipeline offline in the app while others go on.
 * Everything comes back over a network that breaks, and all devices hold the records that their tokens give them.
 */
export async function playMainJob(shell: ShellName, server: OutpostServer, info: TestInfo): Promise<void> {
  const world = await raiseCurtain(shell, server, info);
  try {
    await strangersSeeNothing(world);
    await bothWorkOffline(world);
    await othersGoOn(world);
    await bothComeBack(world);
    await allAgree(world);
    await theConflictIsRestored(world);
    await theTrayTellsWhy(world);
    await theJournalHolds(world);
  } finally {
    await Promise.all([world.windows.a.close(), world.windows.b.close()]);
    await Promise.all([
      world.networks.a.close(),
      world.networks.b.close(),
      ...Object.values(world.headless).map((device) => device.remove()),
    ]);
  }
}

async function raiseCurtain(shell: ShellName, server: OutpostServer, info: TestInfo): Promise<World> {
  const device = (part: JobPart) => signInHeadless({ server: server.url, ...accountOfPart(server, part) });
  const [manager, c, viewer, admin, stranger] = await Promise.all([
    device('manager'),
    device('c'),
    device('viewer'),
    device('admin'),
    device('stranger'),
  ]);
  const stage = await setStage(server, manager);
  // The viewer begins in the other team.
  await performOnDevice(admin, membershipAct(stage, 'theirs', 'Moved Vera to South'));
  await admin.ask(['sync']);
  const [a, b] = await Promise.all([openFaultyNetwork(server.url), openFaultyNetwork(server.url)]);
  const windows = { a: await openApp(shell, a.url), b: await openApp(shell, b.url) };
  await signInOnPage(windows.a.page, { server: a.url, ...accountOfPart(server, 'a') });
  await signInOnPage(windows.b.page, { server: b.url, ...accountOfPart(server, 'b') });
  await Promise.all([untilUpToDate(windows.a.page), untilUpToDate(windows.b.page)]);
  const picture = async (name: string) => {
    await windows.a.page.screenshot({ path: info.outputPath(join('pictures', `${name}-a.png`)) });
    await windows.b.page.screenshot({ path: info.outputPath(join('pictures', `${name}-b.png`)) });
  };
  return { server, stage, headless: { manager, c, viewer, admin, stranger }, networks: { a, b }, windows, picture };
}

const membershipAct = ({ people, teams }: JobStage, team: keyof JobStage['teams'], label: string) => ({
  label,
  edits: [
    {
      entity: 'platform/person',
      id: people.viewer,
      fields: { memberships: [{ role: 'viewer', teamId: teams[team] }] },
    },
  ],
});

/** C, of another team, and the other tenant see none of it: not by list, search, count, report or direct id. */
async function strangersSeeNothing({ stage, headless }: World): Promise<void> {
  const seesNothing = async (device: HeadlessDevice): Promise<void> => {
    await device.ask(['sync']);
    const named = '{"field":"name","op":"is","value":"Harbour lighting"}';
    expect(await device.ask(['list', 'deal', '--where', named])).toMatchObject({ rows: [] });
    expect(await device.ask(['search', 'Harbour'])).toMatchObject({ hits: [] });
    const report = {
      entity: 'crm/deal',
      where: JSON.parse(named) as unknown,
      measures: [{ name: 'deals', fn: 'count' }],
    };
    expect(await device.ask(['report', JSON.stringify(report)])).toMatchObject({ rows: [{ measures: { deals: 0 } }] });
    for (const id of [stage.dealId, stage.contactId])
      expect(await device.run(['get', id])).toMatchObject({ code: 3, json: { code: 'records/not-found' } });
  };
  await Promise.all([headless.c, headless.stranger, headless.viewer].map(seesNothing));
}

async function bothWorkOffline({ stage, networks, windows, picture }: World): Promise<void> {
  networks.a.cut();
  networks.b.cut();
  const { page: a } = windows.a;
  const { page: b } = windows.b;
  await Promise.all([screen.untilOffline(a), screen.untilOffline(b)]);
  const deal = { entity: 'crm/deal', id: stage.dealId, name: 'Harbour lighting' };

  // A changes the same field and another one, adds a tag and a note, and closes the deal as won.
  await screen.openRecordCalled(a, deal);
  await screen.setField(a, 'Value', '12000');
  await screen.setField(a, 'Source', 'Harbour master');
  await screen.addTag(a, 'urgent');
  await screen.writeNoteOnScreen(a, 'Roof plan is final');
  await a.getByRole('list', { name: 'Stage' }).getByRole('button', { name: 'Won', exact: true }).click();
  await expect(a.getByRole('button', { name: /^Stage: Won/ })).toBeVisible();
  // A also edits the contact that B deletes,
  await screen.openRecordCalled(a, { entity: 'crm/contact', id: stage.contactId, name: 'Runa Quill' });
  await screen.setField(a, 'Job title', 'Head buyer');
  // and makes an account with a contact and a deal.
  await makeRecord(a, 'Accounts', 'account', { Name: 'Quill and Daughters' });
  await makeRecord(a, 'Contacts', 'contact', { Name: 'Ida Quill' });
  await makeRecord(a, 'Deals', 'deal', { Name: 'Quill showroom' });

  // B gives the same field another value, changes a third field, and adds a tag and a note. B also deletes the contact,
  // and works on the deal that M moves away.
  await screen.openRecordCalled(b, deal);
  await screen.setField(b, 'Value', '11000');
  await screen.setField(b, 'Closes', '2026-12-15');
  await screen.addTag(b, 'new build');
  await screen.writeNoteOnScreen(b, 'Keys with the harbour office');
  await screen.openRecordCalled(b, { entity: 'crm/contact', id: stage.contactId, name: 'Runa Quill' });
  await screen.deleteRecord(b, 'contact');
  await screen.openRecordCalled(b, { entity: 'crm/deal', id: stage.movedId, name: 'Night market sound' });
  await screen.setField(b, 'Source', 'Walk-in');
  await picture('1-offline');
}

async function makeRecord(
  page: AppWindow['page'],
  area: string,
  kind: string,
  fields: { readonly [label: string]: string },
): Promise<void> {
  await page.getByRole('link', { name: area, exact: true }).click();
  await page.getByRole('button', { name: new RegExp(`^New ${kind}`) }).click();
  const dialog = page.getByRole('dialog');
  for (const [label, value] of Object.entries(fields)) await dialog.getByRole('textbox', { name: label }).fill(value);
  await dialog.getByRole('button', { name: new RegExp(`^Add the ${kind}`) }).click();
  await expect(dialog).toBeHidden();
}

/** Meanwhile M moves one of B's deals to C's team, and V comes to A's team. */
async function othersGoOn({ stage, headless }: World): Promise<void> {
  const { people, teams } = stage;
  await headless.manager.ask(['sync']);
  await performOnDevice(headless.manager, {
    label: 'Gave Night market sound to South',
    edits: [{ entity: 'crm/deal', id: stage.movedId, fields: { ownerId: people.c, teamId: teams.theirs } }],
  });
  await headless.manager.ask(['sync']);
  await performOnDevice(headless.admin, membershipAct(stage, 'ours', 'Moved Vera to North'));
  await headless.admin.ask(['sync']);
}

/**
 * A comes back, and the connection is cut in mid-push. B comes back, it is cut in mid-pull, and B's device is killed in
 * between.
 */
async function bothComeBack(world: World): Promise<void> {
  const { networks, windows, server, picture } = world;
  const cutInPush = networks.a.cutRequestsAfter(1_500);
  networks.a.restore();
  await Promise.all([cutInPush, screen.tryNowUntil(windows.a.page, /^Up to date/)]);

  const cutInPull = networks.b.cutAnswersAfter(900);
  networks.b.restore();
  await Promise.all([
    cutInPull,
    windows.b.page
      .getByRole('status')
      .getByRole('button')
      .first()
      .click()
      .then(() => windows.b.page.getByRole('button', { name: 'Try now' }).click()),
  ]);
  networks.b.cut();
  windows.b = await windows.b.crashAndReopen();
  networks.b.restore();
  const { page } = windows.b;
  const password = page.getByLabel(/^Password/);
  const home = page.getByRole('navigation', { name: 'Main' });
  await expect(password.or(home).first()).toBeVisible({ timeout: 30_000 });
  if (await password.isVisible()) {
    await password.fill(accountOfPart(server, 'b').password);
    await page.getByRole('button', { name: /Unlock/ }).click();
  }
  await expect(home).toBeVisible({ timeout: 30_000 });
  await screen.tryNowUntil(page, /needs? you/);
  await picture('2-back');
}

/** All devices hold the records that their tokens give them. */
async function allAgree({ stage, headless, windows }: World): Promise<void> {
  await Promise.all(Object.values(headless).map((device) => device.ask(['sync'])));
  const deal = await recordOf(headless.manager, stage.dealId);
  expect(deal.fields).toMatchObject({
    stage: 'won',
    value: { amount: 1_100_000, currency: 'USD' }, // B's arrived later
    source: 'Harbour master',
    closesOn: '2026-12-15',
    tags: ['new build', 'retrofit', 'urgent'],
  });
  expect(await recordOf(headless.viewer, stage.dealId)).toEqual(deal); // V has come to A's team
  const notes = await headless.manager.ask([
    'list',
    'activity',
    '--where',
    JSON.stringify({ field: 'about', op: 'is', value: `crm/deal:${stage.dealId}` }),
  ]);
  const said = (notes as { rows: { fields: { subject?: string; body?: string } }[] }).rows.map(
    ({ fields }) => fields.body ?? fields.subject,
  );
  expect(new Set(said)).toEqual(new Set(['Keys with the harbour office', 'Roof plan is final']));
  const found = (await headless.manager.ask(['search', 'Quill'])) as { hits: readonly { title: string }[] };
  const titles = found.hits.map(({ title }) => title);
  for (const title of ['Quill and Daughters', 'Ida Quill', 'Quill showroom']) expect(titles).toContain(title);

  // The moved deal has left B and reached C.
  expect(await recordOf(headless.c, stage.movedId)).toMatchObject({
    ownerId: stage.people.c,
    fields: { name: 'Night market sound' },
  });
  await screen.openRecord(windows.b.page, 'crm/deal', stage.movedId);
  await expect(
    windows.b.page
      .getByText('No longer shared with you')
      .or(windows.b.page.getByText(/not shared with you|not on this device/))
      .first(),
  ).toBeVisible();

  // The other tenant, in the same database, saw nothing of all this.
  for (const id of [stage.dealId, stage.contactId, stage.movedId])
    expect(await headless.stranger.run(['get', id])).toMatchObject({ code: 3 });
  expect(await headless.stranger.ask(['search', 'Quill showroom'])).toMatchObject({ hits: [] });
}

/** A sees that B's value replaced theirs, and restores their own, which reaches everyone. */
async function theConflictIsRestored({ stage, windows, headless, picture }: World): Promise<void> {
  const { page } = windows.a;
  await screen.openRecordCalled(page, { entity: 'crm/deal', id: stage.dealId, name: 'Harbour lighting' });
  const entry = page.getByText(/value replaced yours/).first();
  await expect(entry).toBeVisible();
  await picture('3-conflict');
  await page.getByRole('button', { name: 'Restore mine' }).first().click();
  await expect(page.getByRole('button', { name: /^Value: \$12,000/ })).toBeVisible();
  await expect
    .poll(
      async () => {
        await headless.manager.ask(['sync']);
        return (await recordOf(headless.manager, stage.dealId)).fields['value'];
      },
      { timeout: 45_000 },
    )
    .toEqual({ amount: 1_200_000, currency: 'USD' });
}

/** The refused acts are in B's tray with their reasons. */
async function theTrayTellsWhy({ windows, picture }: World): Promise<void> {
  const { page } = windows.b;
  await page.getByRole('button', { name: /needs? you/ }).click();
  await expect(page.getByText('Night market sound').first()).toBeVisible();
  await expect(page.getByText(/not shared with you|no such record/i).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Discard/ }).first()).toBeVisible();
  await picture('4-tray');
}

/** The journal contains all of it in order, and its chain verifies. */
async function theJournalHolds({ stage, headless }: World): Promise<void> {
  const { rows } = (await headless.manager.ask(['history', stage.dealId])) as {
    rows: { n: number; label: string; superseded: { [field: string]: unknown } }[];
  };
  const numbers = rows.map(({ n }) => n);
  expect(numbers).toEqual([...numbers].sort((x, y) => y - x)); // newest first
  expect(rows.some(({ superseded }) => 'value' in superseded)).toBe(true);
  expect(await headless.admin.ask(['journal', 'verify'])).toMatchObject({ ok: true, problem: null });
}
