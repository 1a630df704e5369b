import { expect } from '@playwright/test';
import type { State, StateScreen } from './state-screen.ts';

/** Dialogs, menus, records, and their empty states. */
export const dialogStates = ({
  page,
  main,
  dialog,
  go,
  press,
  at,
  leave,
  grid,
  firstRecord,
}: StateScreen): readonly State[] => [
  {
    name: 'grid-selected',
    open: async () => {
      await grid('crm/deal');
      await press('x', 'j', 'x', 'j', 'x');
      await expect(page.getByRole('toolbar', { name: 'Selected records' })).toBeVisible();
    },
  },
  {
    name: 'change-many',
    open: async () => {
      await press('e');
      await expect(dialog().getByLabel('Field')).toBeFocused();
      await page.keyboard.type('Tags');
      await press('Enter');
      await dialog().getByLabel('Tags').focus();
      await page.keyboard.type('Autumn fair');
      await press('Enter');
      await expect(dialog().getByText('will change')).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'delete-many',
    open: async () => {
      await page
        .getByRole('toolbar', { name: 'Selected records' })
        .getByRole('button', { name: /^Delete/ })
        .click();
      await expect(dialog().getByText('will change')).toBeVisible();
    },
    end: async () => {
      await press('Control+Enter');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    },
  },
  at('bin', '/bin', /Deleted|deleted/),
  {
    name: 'merge-many',
    open: async () => {
      await grid('crm/account');
      await press('x', 'j', 'x', 'j', 'x');
      await page.getByRole('button', { name: 'Merge the 3' }).click();
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'export',
    open: async () => {
      await go('/list/crm/deal?kind=grid');
      await main().getByRole('button', { name: 'More for this list' }).click();
      await page.getByRole('menuitem', { name: 'Export…' }).click();
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'list-menu',
    open: async () => {
      await main().getByRole('button', { name: 'More for this list' }).click();
      await expect(page.getByRole('menu')).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'column-menu',
    open: async () => {
      await grid('crm/deal');
      await press('ArrowUp', 'ArrowRight', 'Alt+ArrowDown');
      await expect(page.getByRole('menuitem', { name: 'Sort ascending' })).toBeVisible();
    },
    end: () => press('Escape', 'ArrowDown', 'Home', 'ArrowLeft'), // to a row, where single keys act
  },
  {
    name: 'view-editor',
    isWhole: true,
    open: async () => {
      await go('/list/crm/deal?view=closing&kind=grid');
      await expect(page.getByRole('button', { name: 'Closing this quarter', pressed: true })).toBeVisible();
      await press('v');
      await expect(page.getByRole('complementary').getByRole('textbox', { name: 'Name' })).toBeVisible();
    },
    end: () => press('Escape'),
  },
  {
    name: 'filter-with-conditions',
    open: async () => {
      const where = { and: [{ field: 'value', op: 'gte', value: { amount: 5_000_000, currency: 'USD' } }, { field: 'closesOn', op: 'within', value: 'this-month' }] }; // prettier-ignore
      await go(`/list/crm/deal?kind=grid&where=${encodeURIComponent(JSON.stringify(where))}`);
      await expect(main().getByRole('grid')).toBeVisible();
      await press('f');
    },
    end: leave,
  },
  {
    name: 'filtered-to-nothing',
    open: async () => {
      const where = { field: 'name', op: 'is', value: 'Nothing is called so' };
      await go(`/list/crm/deal?kind=grid&where=${encodeURIComponent(JSON.stringify(where))}`);
      await expect(main().getByText('No deal matches')).toBeVisible();
    },
  },
  { name: 'record', open: () => firstRecord('crm/deal') },
  {
    name: 'record-menu',
    open: async () => {
      await main().getByRole('button', { name: 'More', exact: true }).last().click();
      await expect(page.getByRole('menu')).toBeVisible();
    },
    end: () => press('Escape'),
  },
  {
    name: 'share',
    open: async () => {
      await firstRecord('crm/deal');
      await main().getByRole('button', { name: 'Share' }).first().click();
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'log-a-call',
    open: async () => {
      await firstRecord('crm/deal');
      await press('l');
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'new-task',
    open: async () => {
      await firstRecord('crm/deal');
      await press('t');
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'earlier-values',
    open: async () => {
      await firstRecord('crm/deal');
      await press('h');
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'record-as-it-was',
    isWhole: true,
    open: async () => {
      await firstRecord('crm/deal');
      await main().getByRole('button', { name: 'More', exact: true }).last().click();
      await page.getByRole('menuitem', { name: 'As it was on a date' }).click();
      await expect(main().getByText(/^This is the deal as it was on/)).toBeVisible();
    },
  },
  {
    name: 'record-as-it-was-too-late',
    open: async () => {
      const id = /record\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
      await go(`/record/${id}?asOf=2099-01-01T00:00:00.000Z`);
      await expect(main().getByText(/^This time has not come yet/)).toBeVisible();
    },
    end: () => press('Escape'),
  },
  {
    name: 'pipeline-change',
    open: async () => {
      await firstRecord('crm/deal');
      await main()
        .getByRole('button', { name: /^Pipeline .* Change it$/ })
        .click();
      await expect(page.getByRole('dialog', { name: 'Change the pipeline' })).toBeVisible();
    },
    end: () => press('Escape'),
  },
  {
    name: 'task-repeated-by-months',
    open: async () => {
      await grid('crm/task');
      await press('c');
      await dialog().getByRole('textbox', { name: 'Task' }).fill('Inspect the lift');
      await dialog().getByRole('textbox', { name: 'Due' }).fill('tomorrow 9:00');
      await dialog().getByRole('combobox', { name: 'Repeats' }).selectOption('month');
      await dialog().getByRole('combobox', { name: 'When it ends' }).selectOption('times');
      await expect(dialog().getByText(/^Every month/)).toBeVisible();
    },
  },
  {
    name: 'repeated-which-ones',
    open: async () => {
      await press('Control+Enter');
      const panel = page.getByRole('complementary', { name: 'Inspect the lift' });
      await panel.getByRole('button', { name: /^Due:/ }).click();
      await press('Control+a');
      await page.keyboard.type('tomorrow 11:00');
      await press('Enter');
      await expect(dialog().getByRole('button', { name: 'Only this one' })).toBeVisible();
    },
    end: leave,
  },
  { name: 'record-account', open: () => firstRecord('crm/account') },
  {
    name: 'note-mentions',
    open: async () => {
      await press('n');
      await page.keyboard.type('Can you check, @al');
      await expect(page.getByRole('option').first()).toBeVisible();
    },
    end: () => press('Escape'),
  },
  {
    name: 'place-picker',
    open: async () => {
      await go('/list/crm/account?kind=map');
      await main().getByRole('listbox').press('ArrowDown');
      await press('Enter');
      await page.locator('[data-field-value="place"]').first().click();
      await page.getByRole('button', { name: /on the map$/ }).click();
      await expect(page.getByRole('dialog', { name: /on the map$/ })).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'lost-asks',
    open: async () => {
      await go('/list/crm/deal?kind=board');
      await expect(page.getByRole('application').getByRole('article').first()).toBeVisible(); // the key is for a card
      await page.getByRole('application').focus();
      await press('6');
      await expect(page.getByRole('dialog', { name: 'Move to Lost' })).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'move-menu',
    open: async () => {
      await page.getByRole('application').focus();
      await press('m');
      await expect(page.getByRole('menu')).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'calendar-in-other-programs',
    open: async () => {
      await go('/calendar');
      await main().getByRole('button', { name: 'In other programs' }).click();
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'palette-found',
    open: async () => {
      await go('/');
      await press('Control+k');
      await page.keyboard.type('hallam');
      await expect(page.getByRole('option').first()).toBeVisible();
    },
    end: leave,
  },
  {
    name: 'palette-nothing',
    open: async () => {
      await press('Control+k');
      await page.keyboard.type('>xqzzy');
      await expect(page.getByText(/Nothing on this device/)).toBeVisible();
    },
    end: leave,
  },
  at('help-start', '/help', /Start here/),
  at('search-empty', '/search', 'Find any record'),
  at('search-nothing', '/search?text=xqzzy', 'No record matches'),
  at('calculation', '/calculate/crm/line-price', /price/i),
  {
    name: 'wallboard',
    open: async () => {
      await go('/reports/dashboard/crm/sales?wall=true');
      await expect(page.getByRole('img', { name: /^How much did we win/ })).toBeVisible();
    },
    end: () => press('Escape'),
  },
  {
    name: 'dashboard-edited',
    isWhole: true,
    open: async () => {
      await go('/reports/dashboard/crm/sales');
      await main().getByRole('button', { name: 'Copy to change' }).click();
      await expect(page.getByRole('complementary', { name: 'Edit dashboard' })).toBeVisible();
    },
  },
  {
    name: 'dashboard-empty',
    open: async () => {
      await go('/reports');
      await main().getByRole('button', { name: 'New dashboard' }).click();
      await expect(page.getByRole('complementary', { name: 'Edit dashboard' })).toBeVisible();
    },
  },
  ...['reports/report', 'record'].map((path) => ({
    name: `${path === 'record' ? path : 'report'}-gone`,
    open: async () => {
      await go(`/${path}/0190b1f2-7c00-7000-8000-00000000ffff`);
      await expect(main().getByRole('heading', { level: 1 })).toBeVisible();
    },
  })),
  at('notifications-of-admin', '/notifications', 'Notifications'),
  {
    name: 'export-everything',
    open: async () => {
      await go('/sync');
      await main().getByRole('button', { name: 'Export everything…' }).click();
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
];
