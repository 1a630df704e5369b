import { expect } from '@playwright/test';
import type { State, StateScreen } from './state-screen.ts';
import { focusGrid, goTo } from '../testbed/app-windows.ts';

/** Parts that open while people work: pickers, errors beside fields, messages, and the ends of long work. */
export const workStates = ({
  page,
  main,
  dialog,
  go,
  press,
  at,
  leave,
  grid,
  firstRecord,
}: StateScreen): readonly State[] => {
  const newDeal = async () => {
    await grid('crm/deal');
    await press('c');
    await expect(page.getByRole('dialog', { name: 'New deal' }).getByRole('textbox', { name: 'Name' })).toBeFocused();
  };
  return [
    {
      name: 'new-deal-without-name',
      open: async () => {
        await newDeal();
        await press('Control+Enter');
        await expect(dialog().locator('[aria-invalid="true"]').first()).toBeVisible();
      },
    },
    {
      name: 'reference-found',
      isWhole: true,
      open: async () => {
        await dialog().getByRole('textbox', { name: 'Account' }).fill('ha');
        await expect(page.getByRole('option').first()).toBeVisible();
      },
    },
    {
      name: 'reference-not-found',
      open: async () => {
        await dialog().getByRole('textbox', { name: 'Account' }).fill('Nobody Ltd');
        await press('Escape', 'Tab');
        await expect(dialog().getByText(/^No record on this device has the name/)).toBeVisible();
      },
    },
    {
      name: 'day-picker',
      isWhole: true,
      open: async () => {
        await dialog()
          .getByRole('button', { name: /Closes/ })
          .or(dialog().getByRole('button', { name: /calendar|day/i }))
          .first()
          .click();
        await expect(page.getByRole('button', { name: /^\d+ [A-Z]/ }).first()).toBeVisible();
      },
      end: async () => {
        await press('Escape', 'Escape');
        await expect(page.getByRole('dialog')).toHaveCount(0);
      },
    },
    {
      name: 'log-a-call-empty',
      open: async () => {
        await firstRecord('crm/deal');
        await press('l');
        await expect(dialog().getByRole('toolbar', { name: 'Outcome' }).getByRole('button').first()).toBeFocused();
        await press('Control+Enter');
        await expect(dialog().locator('[aria-invalid="true"], [role="alert"]').first()).toBeVisible();
      },
      end: leave,
    },
    {
      name: 'new-task-wrong-time',
      open: async () => {
        await firstRecord('crm/deal');
        await press('t');
        await dialog().getByRole('textbox').first().fill('Send the price');
        await press('Tab');
        await page.keyboard.type('someday');
        await press('Tab');
        await expect(dialog().locator('[aria-invalid="true"]').first()).toBeVisible();
      },
      end: leave,
    },
    {
      name: 'calendar-what-to-add',
      open: async () => {
        await go('/calendar');
        await expect(page.getByRole('application')).toBeVisible();
        await press('c');
        await expect(dialog()).toBeVisible();
      },
      end: leave,
    },
    {
      name: 'calendar-choose-day',
      open: async () => {
        await main()
          .getByRole('button', { name: /2026|2027/ })
          .first()
          .click();
        await expect(page.getByRole('dialog', { name: 'Choose a day' })).toBeVisible();
      },
      end: leave,
    },
    {
      name: 'board-told',
      open: async () => {
        await go('/list/crm/deal?kind=board');
        await expect(page.getByRole('application').getByRole('article').first()).toBeVisible(); // the key is for a card
        await page.getByRole('application').focus();
        await press('3');
        await expect(page.getByText(/^Moved .* to Proposal$/).first()).toBeVisible();
      },
      end: () => press('Control+z'),
    },
    {
      name: 'change-many-done',
      open: async () => {
        await grid('crm/deal');
        await press('x', 'j', 'x', 'e');
        await expect(dialog().getByLabel('Field')).toBeFocused();
        await page.keyboard.type('Tags');
        await press('Enter');
        await dialog().getByLabel('Tags').focus();
        await page.keyboard.type('Autumn fair');
        await press('Enter');
        await expect(dialog().getByRole('button', { name: 'Change 2 deals' })).toBeEnabled();
        await press('Control+Enter');
        await expect(page.getByText('Changed Tags of 2 deals', { exact: true })).toBeVisible();
      },
      end: () => press('Control+z'),
    },
    {
      name: 'change-many-to-stage',
      open: async () => {
        await grid('crm/deal');
        await press('x', 'j', 'x');
        await page.getByRole('button', { name: 'Move to stage' }).click();
        await expect(dialog()).toBeVisible();
      },
      end: leave,
    },
    {
      name: 'export-done',
      open: async () => {
        await grid('crm/deal');
        await press('Control+k');
        await page.keyboard.type('export');
        await expect(page.getByRole('option', { name: /Export/ }).first()).toBeVisible();
        await press('Enter');
        await expect(dialog().getByRole('button', { name: /^Export \d+ deal/ })).toBeEnabled();
        await press('Control+Enter');
        await expect(dialog().getByText(/exported to/)).toBeVisible();
      },
      end: leave,
    },
    {
      name: 'view-for-everyone',
      open: async () => {
        await grid('crm/deal', '&sort=value.desc');
        await press('v');
        const side = page.getByRole('complementary');
        await side.getByRole('textbox', { name: 'Name' }).fill('Largest first');
        await side
          .getByRole('radio', { name: /Everyone|All/ })
          .or(side.getByRole('button', { name: /Everyone|All/ }))
          .first()
          .click();
        await side.getByRole('button', { name: 'Save as new' }).click();
        await expect(page.getByRole('button', { name: 'Largest first', pressed: true })).toBeVisible();
      },
      end: () => press('Escape'),
    },
    {
      name: 'queue-later',
      open: async () => {
        await go('/list/crm/task?view=to-do');
        await main().getByRole('button', { name: 'More for this list' }).click();
        await page.getByRole('menuitem', { name: 'Work through these' }).click();
        await expect(
          main()
            .getByRole('status')
            .filter({ hasText: /^1 of / }),
        ).toBeVisible();
        await press('p');
        await expect(page.getByRole('menu')).toBeVisible();
      },
      end: () => press('Escape'),
    },
    {
      name: 'queue-end',
      open: async () => {
        for (
          let presses = 0;
          presses < 300 && // a press before the next record is drawn skips the same one
          !(await main()
            .getByText(/skipped\.$/)
            .isVisible());
          presses += 1
        )
          await press('s');
        await expect(main().getByText(/skipped\.$/)).toBeVisible();
      },
    },
    at('duplicates-none', '/duplicates/crm/lead', /No two leads look alike/),
    at('report-table', '/reports/report/crm/deal/pipeline', /./),
    {
      name: 'report-without-records',
      open: async () => {
        await go('/reports/report/new?of=crm/deal');
        await expect(main().getByRole('img', { name: /^New report/ })).toBeVisible();
        await main().getByRole('textbox', { name: 'Name', exact: true }).fill('Nothing');
      },
    },
    {
      name: 'target-wrong',
      open: async () => {
        await go('/reports/targets');
        await focusGrid(page);
        await press('Home', 'ArrowRight', 'ArrowRight', 'ArrowRight');
        await page.keyboard.type('many');
        await press('Enter');
        await expect(page.getByRole('alert').or(main().locator('[aria-invalid="true"]')).first()).toBeVisible();
      },
      end: () => press('Escape', 'Escape'),
    },
    {
      name: 'cell-wrong',
      open: async () => {
        await grid('crm/deal');
        const head = main().getByRole('columnheader', { name: /^Value/ });
        const place = Number(await head.getAttribute('aria-colindex')) - 2;
        await press('ArrowRight', 'Home', ...Array<string>(place).fill('ArrowRight'));
        await page.keyboard.type('xq');
        await press('Tab');
        await expect(page.getByRole('alert').first()).toBeVisible();
      },
      end: () => press('Escape', 'Escape'),
    },
    {
      name: 'columns-beside-record',
      open: async () => {
        await grid('crm/deal');
        await press('Enter');
        await expect(page.getByRole('complementary')).toBeVisible();
        await page.getByRole('button', { name: 'Choose columns' }).click();
        await expect(page.getByRole('checkbox').first()).toBeVisible();
      },
      end: () => press('Escape', 'Escape'),
    },
    {
      name: 'deleted-record',
      open: async () => {
        await firstRecord('crm/lead');
        const address = (await page.evaluate(() => location.hash)).slice(1);
        await main().getByRole('button', { name: 'More', exact: true }).last().click();
        await page.getByRole('menuitem', { name: /^Delete/ }).click();
        await go(address);
        await expect(
          page
            .getByRole('complementary')
            .getByText(/You deleted this/)
            .first(),
        ).toBeVisible();
      },
      end: () => press('Control+z'),
    },
    {
      name: 'import-wrong-file',
      open: async () => {
        await go('/import');
        await expect(main().getByRole('button', { name: 'Choose files' })).toBeVisible();
        const buffer = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
        await page.locator('input[type="file"]').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer });
        await expect(main().getByRole('alert').first()).toBeVisible();
      },
    },
    {
      name: 'export-everything-done',
      open: async () => {
        await go('/sync');
        await main().getByRole('button', { name: 'Export everything…' }).click();
        await dialog()
          .getByRole('button', { name: /^Export/ })
          .last()
          .click();
        await expect(dialog().getByText(/exported to/)).toBeVisible({ timeout: 30_000 });
      },
      end: leave,
    },
    {
      name: 'screen-not-loaded',
      open: async () => {
        await page.route('**/*.js', (route) => route.abort());
        await goTo(page, '/help');
        await expect(page.getByRole('button', { name: /Try again|Reload|Copy/ }).first()).toBeVisible();
      },
      end: () => page.unroute('**/*.js'),
    },
  ];
};
