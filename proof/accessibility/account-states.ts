import { expect } from '@playwright/test';
import type { State, StateScreen } from './state-screen.ts';

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
      end: leave,
    },
    { name: 'directory', open: () => expect(main().getByText('Entra ID').first()).toBeVisible() },
    {
      name: 'directory-end-token',
      open: async () => {
        await button(/^End/).click();
        await expect(dialog()).toBeVisible();
      },
      end: leave,
    },
    at('settings-of-packs', '/settings/of-packs', /./),
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
  ];
};

/** The dialogs of a tenant's own fields, kinds and stages. */
export const definitionStates = ({ page, main, dialog, go, press, leave }: StateScreen): readonly State[] => {
  const holds = async (label: string, kind: RegExp) => {
    await go('/settings/fields');
    await expect(main().getByRole('button', { name: 'Deals' }).first()).toBeVisible();
    await press('c');
    await dialog().getByRole('textbox', { name: 'Name' }).fill(label);
    await dialog().getByRole('combobox', { name: 'Holds' }).click();
    await page.getByRole('option', { name: kind }).first().click();
  };
  return [
    {
      name: 'new-field-without-name',
      open: async () => {
        await go('/settings/fields');
        await expect(main().getByRole('button', { name: 'Deals' }).first()).toBeVisible();
        await press('c');
        await expect(dialog().getByRole('textbox', { name: 'Name' })).toBeFocused();
        await press('Control+Enter');
        await expect(dialog().locator('[aria-invalid="true"]').first()).toBeVisible();
      },
      end: leave,
    },
    {
      name: 'new-field-number-series',
      open: async () => {
        await holds('Order number', /^Running number/);
        await expect(dialog().getByRole('textbox', { name: 'Before the number' })).toBeVisible();
      },
    },
    {
      name: 'field-number-series',
      open: async () => {
        await press('Control+Enter');
        await expect(page.getByRole('dialog')).toHaveCount(0);
        await main().getByRole('button', { name: 'Order number' }).click();
        await expect(dialog()).toBeVisible();
      },
      end: leave,
    },
    {
      name: 'kind-edit',
      open: async () => {
        await go('/settings/kinds');
        await main()
          .getByRole('button', { name: /^Add a kind/ })
          .first()
          .click();
        await dialog().getByRole('textbox', { name: 'One is called' }).fill('Van');
        await dialog().getByRole('textbox', { name: /^Many/ }).fill('Vans');
        await press('Control+Enter');
        await expect(page.getByRole('dialog')).toHaveCount(0);
        await main().getByRole('button', { name: 'Vans' }).click();
        await expect(dialog()).toBeVisible();
      },
      end: leave,
    },
    {
      name: 'stage-without-name',
      open: async () => {
        await go('/settings/stages');
        await main().getByRole('region', { name: 'Add a stage' }).getByRole('button', { name: /^Add/ }).click();
        await expect(main().getByText('The stage needs a name.')).toBeVisible();
      },
    },
    {
      name: 'stage-retired',
      open: async () => {
        const retire = main().getByRole('button', { name: 'Retire Engaging' });
        await retire.click();
        await expect(main().getByRole('button', { name: 'Bring Engaging back' })).toBeVisible();
      },
      end: async () => main().getByRole('button', { name: 'Bring Engaging back' }).click(),
    },
  ];
};
