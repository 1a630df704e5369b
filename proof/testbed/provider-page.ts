import { type Page, expect } from '@playwright/test';
import type { RealProvider } from '@outpost/sync-server/identity/testing/real-provider';

/** Presses a button of the app that opens the provider's page in the person's browser, and signs in there. */
export async function signInAtProvider(
  page: Page,
  idp: RealProvider,
  { button, login }: { readonly button: string; readonly login: string },
): Promise<void> {
  const opened = page.context().waitForEvent('page');
  await page.getByRole('button', { name: button }).click();
  const browser = await opened;
  browser.setDefaultTimeout(10_000);
  await browser.getByPlaceholder('Enter any login').fill(login);
  expect(new URL(browser.url()).origin).toBe(idp.issuer);
  await browser.getByPlaceholder('and password').fill('any');
  await browser.getByRole('button', { name: 'Sign-in' }).click();
  await browser.getByRole('button', { name: 'Continue' }).click();
  // The app's own page: the server's page before it has the same heading, and brings the code only when it has gone on.
  await expect(browser.getByText('You can close this page.', { exact: true })).toBeVisible();
  await browser.close();
}
