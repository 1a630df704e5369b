import { expect } from '@playwright/test';
import type { State, StateScreen } from './state-screen.ts';

/** The pages of settings, and the first run. */
export const settingsStates = ({ page, main, dialog, go, press, at, leave }: StateScreen): readonly State[] => [
  at('settings-people', '/settings/people', 'Active'),
  {
    name: 'person',
    open: async () => {
      await main()
        .getByRole('row', { name: /Maya Okafor/ })
        .getByRole('button')
        .click();
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  at('settings-roles', '/settings/roles', 'Rights, and the records that they cover'),
  {
    name: 'new-role',
    open: async () => {
      await press('c');
      await expect(page.getByRole('dialog', { name: 'New role' })).toBeVisible();
    },
    end: leave,
  },
  at('settings-teams', '/settings/teams', 'North'),
  {
    name: 'new-team',
    open: async () => {
      await press('c');
      await expect(dialog()).toBeVisible();
    },
    end: leave,
  },
  at('settings-who-can-see', '/settings/who-can-see', 'Choose a record'),
  at('settings-directory', '/settings/directory', /No directory yet/),
  at('settings-journal', '/settings/journal', /This is the journal on the server/),
  at('settings-automations', '/settings/automations', /Large deal won/),
  at('settings-assignment', '/settings/assignment', /No assignment rules yet/),
  at('new-assignment-rule', '/settings/assignment?edit=new', /Choose who can get the records/),
  at('new-automation', '/settings/automations?edit=new', /Give the automation a name/),
  {
    name: 'automation-editor',
    open: async () => {
      await go('/settings/automations');
      await main().getByRole('button', { name: 'Edit', exact: true }).click();
      await main()
        .getByRole('button', { name: /Make a task/ })
        .click();
      await expect(main().getByRole('combobox', { name: 'Kind of the new record' })).toBeVisible();
    },
  },
  {
    name: 'automation-versions',
    open: async () => {
      await main()
        .getByRole('button', { name: /^Versions/ })
        .click();
      await expect(main().getByRole('region', { name: 'Versions' })).toBeVisible();
    },
  },
  at('settings-snippets', '/settings/snippets', /Times for a visit/),
  at('settings-templates', '/settings/templates', /After the proposal/),
  at('settings-sequences', '/settings/sequences', /Call about the proposal/),
  at('settings-social', '/settings/social', /No page is connected/),
  at('settings-webhooks', '/settings/webhooks', /Nothing is sent yet/),
  at('settings-mailbox', '/settings/mailbox', /No mailbox is connected/),
  at('settings-webhooks-in', '/settings/webhooks-in', /Nothing is received yet/),
  at('settings-events', '/settings/events', /No broker is set up/),
  at('settings-mail-domains', '/settings/mail-domains', /No key yet/),
  at('settings-queue', '/settings/queue', /Nothing waits/),
  at('settings-imports', '/settings/imports', /No imports in the last 90 days/),
  at('settings-audit-reports', '/settings/audit-reports', /No report yet/),
  at('settings-person-data', '/settings/person-data', /Nobody was erased yet/),
  at('settings-stages', '/settings/stages', /stages?/i),
  at('settings-pages', '/settings/pages', 'Details'),
  at('settings-packs', '/settings/packs', /version/i),
  at('settings-organisation', '/settings/organisation', /currency/i),
  at('setup', '/setup', 'Getting started'),
  at('setup-people', '/setup?step=people', /Invite your colleagues/),
  at('setup-data', '/setup?step=import', /A file/),
  {
    name: 'tour',
    open: async () => {
      await go('/setup?step=help');
      await main().getByRole('button', { name: 'Begin the tour' }).click();
      await expect(page.getByRole('button', { name: 'Leave the tour' })).toBeVisible();
    },
    end: async () => page.getByRole('button', { name: 'Leave the tour' }).click(),
  },
  at('settings-kinds', '/settings/kinds', /kinds? of record/i),
  {
    name: 'new-kind',
    open: async () => {
      await press('c');
      await dialog().getByRole('textbox', { name: 'One is called' }).fill('Vehicle');
    },
    end: leave,
  },
  at('settings-own-fields', '/settings/fields', /fields/),
  {
    name: 'new-field-formula',
    open: async () => {
      await press('c');
      await dialog().getByRole('textbox', { name: 'Name' }).fill('Net value');
      await dialog().getByRole('combobox', { name: 'Holds' }).click();
      await page.getByRole('option', { name: /^Formula/ }).click();
      await dialog().getByRole('textbox', { name: 'Formula' }).fill('value * 0.8');
      await expect(
        dialog()
          .getByText(/USD|\$/)
          .first(),
      ).toBeVisible();
    },
  },
  {
    name: 'new-field-formula-wrong',
    open: async () => {
      await dialog().getByRole('textbox', { name: 'Formula' }).fill('valeu * 0.8');
      await expect(dialog().getByText(/valeu/).last()).toBeVisible();
    },
    end: leave,
  },
];
