import { expect, type Page } from '@playwright/test';
import { goTo } from '../testbed/app-windows.ts';

/** A person's steps on the screen, in the words of the screen. */

/** Waits until the corner says that there is no network. */
export const untilOffline = (page: Page) =>
  expect(page.getByRole('button', { name: /Offline, working from this device/ })).toBeVisible({ timeout: 30_000 });

/**
 * Asks for contact now instead of waiting for the next try, as often as the network breaks, until the corner shows
 * the expected text.
 */
export async function tryNowUntil(page: Page, corner: RegExp): Promise<void> {
  await expect(async () => {
    const sign = page.getByRole('status').getByRole('button').first();
    if (!corner.test((await sign.textContent()) ?? '')) {
      await sign.click();
      await page.getByRole('button', { name: 'Try now' }).click();
    }
    await expect(sign).toHaveText(corner, { timeout: 4_000 });
  }).toPass({ timeout: 60_000 });
}

/** Opens a record on the whole page. */
export async function openRecord(page: Page, entity: string, id: string): Promise<void> {
  await goTo(page, `#/list/${entity}?open=${id}&full=true`);
}

/** Opens a record and waits for its title. */
export async function openRecordCalled(
  page: Page,
  { entity, id, name }: { readonly entity: string; readonly id: string; readonly name: string },
): Promise<void> {
  await openRecord(page, entity, id);
  await expect(page.getByRole('heading', { level: 2, name })).toBeVisible();
}

/** Types a value into a field of the open record. */
export async function setField(page: Page, label: string, value: string): Promise<void> {
  const showAll = page.getByRole('button', { name: /empty field/ });
  const field = page.getByRole('button', { name: new RegExp(`^${label}:`) });
  if (!(await field.isVisible()) && (await showAll.isVisible())) await showAll.click();
  await field.click();
  const box = page
    .getByRole('textbox', { name: label })
    .or(page.getByRole('combobox', { name: label }))
    .first();
  await box.fill(value);
  await box.press('Enter');
  await expect(page.getByRole('button', { name: new RegExp(`^${label}:`) })).toBeVisible();
}

/** Writes a note on the open record. */
export async function writeNoteOnScreen(page: Page, text: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Write a note' });
  await box.fill(text);
  await box.press('Control+Enter');
  await expect(page.getByText(text).first()).toBeVisible();
}

/** Adds a tag to the open record. */
export async function addTag(page: Page, tag: string): Promise<void> {
  const showAll = page.getByRole('button', { name: /empty field/ });
  const field = page.getByRole('button', { name: /^Tags:/ });
  if (!(await field.isVisible()) && (await showAll.isVisible())) await showAll.click();
  await field.click();
  const box = page
    .getByRole('textbox', { name: 'Tags' })
    .or(page.getByRole('combobox', { name: 'Tags' }))
    .first();
  await box.fill(tag);
  await box.press('Enter');
  await box.press('Tab');
  await expect(page.getByRole('button', { name: new RegExp(`^Tags:.*${tag}`) })).toBeVisible();
}

/** Deletes the open record. */
export async function deleteRecord(page: Page, kind: string): Promise<void> {
  await page.getByRole('complementary').getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: `Delete ${kind}` }).click();
}
