import { type Locator, type Page, expect } from '@playwright/test';
import { addShownApp } from '../testbed/app-windows.ts';
import type { State, StateScreen } from './state-screen.ts';

/** Sends a group to the server, as a directory does with the address and the token that a dialog shows (SCIM 2.0). */
async function sendGroup(dialog: Locator, displayName: string): Promise<void> {
  const [address, token] = await dialog.getByRole('definition').allTextContents();
  const body = JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName });
  const headers = { authorization: `Bearer ${token ?? ''}`, 'content-type': 'application/scim+json' };
  const { status } = await fetch(`${address ?? ''}/Groups`, { method: 'POST', headers, body });
  expect(status).toBe(201);
}

/** Loads the page again as if all packs could be removed: the packs of this build are part of every organisation. */
async function withRemovablePacks(page: Page): Promise<void> {
  let count = 0;
  await page.route('**/*.js', async (route) => {
    const answer = await route.fetch();
    const script = await answer.text();
    const body = script.replace(/(\bisOptional:)\w+===!0(,entities:\w+\.map\()/, '$1!0$2');
    if (body !== script) count += 1;
    await route.fulfill({ response: answer, body });
  });
  await page.reload();
  await expect.poll(() => count).toBe(1);
}

/** The pages and dialogs of an account, of the organisation's plan, of keys and of the directory, as its owner sees them. */
export const accountStates = ({ page, main, dialog, go, press, at, leave }: StateScreen): readonly State[] => {
  const button = (name: RegExp | string) => main().getByRole('button', { name }).first();
  /** Returns a dialog that a button of a page opens. */
  const asked = (name: string, address: string, by: RegExp | string): State => ({
    name,
    open: async () => {
      await go(address);
      await button(by).click();
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  });
  return [
    at('settings-profile', '/settings/profile', /Your colleagues see this name/),
    asked('erase-own-account', '/settings/profile', /^Erase your account/),
    at('settings-security', '/settings/security', 'Second factors'),
    asked('change-password', '/settings/security', 'Change your password'),
    asked('factor-authenticator', '/settings/security', 'Add an authenticator app'),
    {
      name: 'change-email-without-address',
      open: async () => {
        await page.getByTitle(/: settings$/).click();
        await dialog().getByRole('button', { name: 'Change e-mail' }).click();
        await press('Enter');
        await expect(dialog().getByText('Type the new address.')).toBeVisible();
      },
      end: leave,
    },
    at('settings-activity', '/settings/activity', /./),
    at('settings-devices', '/settings/devices', /Devices/),
    asked('devices-sign-out', '/settings/devices', /^Sign out/),
    at('settings-plan', '/settings/plan', 'Ownership'),
    asked('plan-transfer', '/settings/plan', 'Transfer ownership'),
    asked('plan-leave', '/settings/plan', /^Leave/),
    asked('plan-delete', '/settings/plan', /^Delete/),
    at('settings-sign-in', '/settings/sign-in', /./),
    at('settings-keys', '/settings/keys', 'No program uses the API yet'),
    {
      name: 'new-key-with-errors',
      open: async () => {
        await button('New key').click();
        await expect(dialog().getByRole('textbox', { name: 'Name' })).toBeFocused();
        await press('Control+Enter');
        await expect(dialog().locator('[aria-invalid="true"]').first()).toBeVisible();
      },
    },
    {
      name: 'key-made',
      open: async () => {
        await dialog().getByRole('textbox', { name: 'Name' }).fill('Warehouse scanner');
        await dialog().getByRole('checkbox', { name: 'Deals' }).check();
        await press('Control+Enter');
        await expect(page.getByRole('dialog', { name: 'The new key' })).toBeVisible();
      },
      end: leave,
    },
    {
      name: 'keys',
      open: () => expect(main().getByText('Warehouse scanner').first()).toBeVisible(),
    },
    {
      name: 'key-end',
      open: async () => {
        await button(/^End/).click();
        await expect(dialog()).toBeVisible();
      },
      end: leave,
    },
    asked('directory-new-token', '/settings/directory', 'Make a token'),
    {
      name: 'directory-token-made',
      open: async () => {
        await button('Make a token').click();
        await dialog().getByRole('textbox', { name: 'Name' }).fill('Entra ID');
        await press('Control+Enter');
        await expect(dialog().getByText('It is shown only now and is stored nowhere.')).toBeVisible();
      },
      end: async () => {
        await sendGroup(dialog(), 'Field engineers');
        await leave();
      },
    },
    {
      name: 'directory',
      open: async () => {
        await page.reload(); // the page asks the server again after a minute only
        await expect(main().getByText('Field engineers').first()).toBeVisible();
      },
    },
    {
      name: 'directory-group-roles',
      isWhole: true,
      open: async () => {
        await button(/^Change roles of Field engineers/).click();
        await expect(page.getByRole('dialog', { name: 'Roles of the group Field engineers' })).toBeVisible();
      },
      end: leave,
    },
    {
      name: 'directory-end-token',
      open: async () => {
        await button(/^End/).click();
        await expect(dialog()).toBeVisible();
      },
      end: leave,
    },
    at('settings-of-packs', '/settings/of-packs', /./),
    {
      name: 'pack-remove',
      open: async () => {
        await withRemovablePacks(page);
        await go('/settings/packs');
        await button('Remove Sales').click();
        await expect(page.getByRole('dialog', { name: 'Remove Sales' })).toBeVisible();
      },
      end: async () => {
        await leave();
        await page.unroute('**/*.js');
        await page.reload();
      },
    },
    asked('team-change', '/settings/teams', /^Change/),
    asked('team-remove', '/settings/teams', /^Remove/),
    {
      name: 'role-unsaved',
      open: async () => {
        await go('/settings/roles');
        await main().getByRole('button', { name: 'New role' }).click();
        await dialog().getByRole('textbox', { name: 'Name' }).fill('Site lead');
        await press('Control+Enter');
        await expect(page.getByRole('grid', { name: 'Rights of Site lead' })).toBeVisible();
        await main()
          .getByRole('button', { name: /^Deals, See/ })
          .click();
        await page.getByRole('menuitemradio').or(page.getByRole('menuitem')).last().click();
        await expect(main().getByText('1 right changed, not saved yet.')).toBeVisible();
      },
    },
    {
      name: 'role-rename',
      open: async () => {
        await main().getByRole('button', { name: 'Discard' }).click();
        await button('Rename').click();
        await expect(dialog()).toBeVisible();
      },
      end: leave,
    },
    {
      name: 'add-person-without-name',
      open: async () => {
        await go('/settings/people');
        await button(/^Add a person/).click();
        await expect(dialog().getByRole('textbox', { name: 'Name' })).toBeFocused(); // its form comes when the draft was read
        await press('Control+Enter');
        await expect(dialog().locator('[aria-invalid="true"]').first()).toBeVisible();
      },
      end: leave,
    },
    {
      name: 'person-take-away',
      open: async () => {
        await main()
          .getByRole('row', { name: /Carl Medina/ })
          .getByRole('button')
          .click();
        await dialog()
          .getByRole('button', { name: /Take away|Stop|access/ })
          .first()
          .click();
        await expect(page.getByRole('dialog', { name: /^Take away/ })).toBeVisible();
      },
      end: leave,
    },
    {
      name: 'person-erase',
      open: async () => {
        await main()
          .getByRole('row', { name: /Carl Medina/ })
          .getByRole('button')
          .click();
        await dialog()
          .getByRole('button', { name: /^Erase/ })
          .click();
        await expect(
          page
            .getByRole('dialog', { name: /^Erase/ })
            .getByRole('textbox')
            .first(),
        ).toBeVisible();
      },
      end: leave,
    },
    {
      name: 'factor-authenticator-code',
      open: async () => {
        await go('/settings/security');
        await button('Add an authenticator app').click();
        await press('Enter');
        await expect(dialog().getByRole('img', { name: /^QR code/ })).toBeVisible();
      },
    },
    {
      name: 'backup-codes',
      isWhole: true,
      open: async () => {
        await addShownApp(page);
        await expect(page.getByRole('dialog', { name: 'Your backup codes' })).toBeVisible();
      },
      end: leave,
    },
    {
      name: 'settings-security-with-factors',
      open: () => expect(main().getByText('Backup codes').first()).toBeVisible(),
    },
  ];
};
