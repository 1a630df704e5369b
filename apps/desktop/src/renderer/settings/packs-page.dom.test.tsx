import { installedCatalogue } from '@outpost/domain/installed-packs';
import { type Catalogue, catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { withPacks } from '@outpost/domain/kernel/definitions/tenant-packs';
import { closedPack } from '@outpost/domain/testing/packs/closed-pack';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { ThemeProvider } from '@outpost/ui/theme/theme-provider';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { givenShownRecord } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';
import { PackList } from './packs-page.tsx';

installDomLayout();
afterEach(cleanup);
const admin = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['**:*@org'], portal: false }] });
const payroll = { ...closedPack, label: 'Payroll', describes: 'Pays people.', isOptional: true } as const;
const build = catalogueOf([payroll]);

function draw(catalogue: Catalogue, isAdministrator = true): readonly (readonly [string, boolean])[] {
  const changed: (readonly [string, boolean])[] = [];
  const note = (pack: { readonly name: string }, isWanted: boolean) => void changed.push([pack.name, isWanted]);
  render(
    <ThemeProvider colorScheme="light" locale="en-GB" timeZone="UTC" now={() => 0}>
      <PackList catalogue={catalogue} onChange={isAdministrator ? note : undefined} />
    </ThemeProvider>,
  );
  return changed;
}
const listed = (name: string) =>
  within(screen.getByRole('region', { name }))
    .queryAllByRole('listitem')
    .map(({ textContent }) => textContent);

describe('the packs of an organisation', () => {
  it('[T-25] are listed in settings, installed ones first, with the purpose of each', async () => {
    const pack = (name: string) =>
      givenShownRecord({ entity: 'platform/installed-pack', ownerId: null, fields: { pack: name } });
    await renderApp({ session: admin, at: '/settings/packs', rows: [pack('crm')] });
    await screen.findByRole('region', { name: 'Installed' });
    expect(listed('Installed').map((text) => text?.replace(/version.*/, ''))).toEqual(
      installedCatalogue.packs.filter(({ isInstalled }) => isInstalled).map(({ label }) => `${label} `),
    );
    expect(screen.queryByRole('button', { name: /^(Install|Remove) / })).toBeNull(); // both are part of every organisation
  });

  it('[T-25] are installed with one press', () => {
    const changed = draw(build);
    expect(listed('Available')).toEqual([expect.stringContaining('Pays people. Kinds of record: Slips.')]);
    fireEvent.click(screen.getByRole('button', { name: 'Install Payroll' }));
    expect(changed).toEqual([['payroll', true]]);
  });

  it('[T-25] are removed after an explanation of the effect and the remaining data', async () => {
    const changed = draw(withPacks(build, [{ pack: 'payroll', isRemoved: false }]));
    fireEvent.click(screen.getByRole('button', { name: 'Remove Payroll' }));
    const dialog = await screen.findByRole('dialog', { name: 'Remove Payroll' });
    for (const said of [/records any more: Slips/, /drops them at its next sync/, /The server keeps all of them/])
      expect(within(dialog).getByText(said)).toBeDefined();
    expect(changed).toEqual([]);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Remove Payroll' }));
    expect(changed).toEqual([['payroll', false]]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('[T-25] are read-only for people who may not administer', () => {
    draw(build, false);
    expect(screen.getByText(/Only administrators install and remove packs/)).toBeDefined();
    expect(screen.queryByRole('button')).toBeNull();
  });
});
