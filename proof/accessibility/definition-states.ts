import { expect } from '@playwright/test';
import type { State, StateScreen } from './state-screen.ts';

/** The dialogs of a tenant's own fields, kinds and stages. */
export const definitionStates = ({ page, main, dialog, go, press, leave }: StateScreen): readonly State[] => {
  const choose = async (label: string, option: RegExp | string) => {
    await dialog().getByRole('combobox', { name: label }).click();
    await page.getByRole('option', { name: option }).first().click();
  };
  const holds = async (label: string, kind: RegExp) => {
    await go('/settings/fields');
    await expect(main().getByRole('button', { name: 'Deals' }).first()).toBeVisible();
    await press('c');
    await dialog().getByRole('textbox', { name: 'Name' }).fill(label);
    await choose('Holds', kind);
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
      name: 'new-field-roll-up',
      isWhole: true,
      open: async () => {
        await go('/settings/fields?of=crm%2Faccount');
        await expect(main().getByRole('button', { name: 'Accounts' }).first()).toBeVisible();
        await press('c');
        await dialog().getByRole('textbox', { name: 'Name' }).fill('Value of deals');
        await choose('Holds', /^Roll-up/);
        await choose('Related records', 'Deals, by Account');
        await choose('Figure', 'Sum');
        await choose('Of the field', 'Value');
      },
    },
    {
      name: 'field-roll-up',
      isWhole: true,
      open: async () => {
        await press('Control+Enter');
        await expect(page.getByRole('dialog')).toHaveCount(0);
        await main().getByRole('button', { name: 'Value of deals' }).click();
        await expect(dialog().getByText('Given when the field was made, and kept.').first()).toBeVisible();
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
