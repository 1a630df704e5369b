import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { SsoProviderShown } from '../../../bridge/calls/sso-calls.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';
import type { SsoSettings } from './use-sso.ts';

installDomLayout();
const at = '/settings/sign-in';
const id = '0190b1f2-7c00-7000-8000-0000000000aa';
const admin = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['**:*@org'], portal: false }] });
const provider: SsoProviderShown = {
  id,
  kind: 'oidc',
  name: 'Fenwright ID',
  issuer: 'https://login.fenwright.example',
  clientId: 'outpost',
  hasSecret: true,
  preset: null,
  roles: { claim: null, byGroup: {}, usual: 'member' },
  provisions: true,
  trustsEmail: false,
};
const none: SsoSettings = {
  providers: [],
  domains: [],
  rule: { isEnforced: false, asksSecond: false, breakGlass: [] },
  presets: [],
};

async function givenPage(first: SsoSettings, handlers: Partial<BridgeHandlers> = {}, session = admin) {
  const state = { settings: first };
  await renderApp({
    at,
    session,
    handlers: { 'sso.read': () => Promise.resolve(accept(state.settings)), ...handlers },
  });
  return state;
}
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

describe('the page of signing in', () => {
  it('[PLT-30] shows what a provider of SAML must know, and the end of its certificate', async () => {
    const saml = { entryPoint: 'https://idp.example/sso', certificates: ['AAAA'], emailClaim: null, nameClaim: null, validUntil: ['2027-01-31T00:00:00.000Z'] }; // prettier-ignore
    await givenPage({ ...none, providers: [{ ...provider, kind: 'saml', saml }] });
    expect(await screen.findByText(/sign-in\/saml\/.*\/metadata$/)).toBeTruthy();
    expect(screen.getByText(/sign-in\/saml\/.*\/acs$/)).toBeTruthy();
    expect(screen.getByText('Certificate valid until 2027-01-31')).toBeTruthy();
  });

  it('[PLT-23] adds a provider after a test of its connection', async () => {
    const saved: unknown[] = [];
    const state = await givenPage(none, {
      'sso.test': ({ issuer }) =>
        Promise.resolve(issuer === provider.issuer ? accept({ issuer }) : refuse('request/invalid', 'issuer: the provider cannot be used: it does not answer', { path: 'issuer' })), // prettier-ignore
      'sso.saveProvider': (input) => {
        saved.push(input);
        state.settings = { ...none, providers: [provider] };
        return Promise.resolve(accept({ id }));
      },
    });
    const buttons = await screen.findAllByRole('button', { name: 'Add a provider' });
    fireEvent.click(buttons[0] ?? document.body);
    const dialog = await screen.findByRole('dialog', { name: 'Add an identity provider' });
    const press = (name: string) => fireEvent.click(within(dialog).getByRole('button', { name }));
    press('Add');
    expect((await within(dialog).findByRole('alert')).textContent).toBe('Fill in the name, the address and the client ID.'); // prettier-ignore
    type('Name', 'Fenwright ID');
    type('Address (issuer)', 'https://other.example');
    press('Test the connection');
    expect(await within(dialog).findByText(/it does not answer/)).toBeDefined();
    type('Address (issuer)', provider.issuer);
    press('Test the connection');
    expect(await within(dialog).findByText(`The provider answers as ${provider.issuer}.`)).toBeDefined();
    type('Client ID', 'outpost');
    press('Add');
    expect(await screen.findByText(/\/sign-in\/oidc\/.*\/callback/)).toBeDefined();
    expect(saved).toMatchObject([{ provider: { name: 'Fenwright ID', issuer: provider.issuer, clientId: 'outpost' } }]);
  });

  it('[PLT-23] shows the record of a domain, and looks for it', async () => {
    const record = { name: '_outpost.fenwright.example', text: 'outpost-domain=abc' };
    const state = await givenPage(none, {
      'sso.addDomain': ({ domain }) => {
        state.settings = { ...none, domains: [{ domain, record, verifiedAt: null }] };
        return Promise.resolve(accept({ domain, record, verifiedAt: null }));
      },
      'sso.verifyDomain': ({ domain }) => {
        state.settings = { ...none, domains: [{ domain, record, verifiedAt: '2026-11-20T08:00:00.000Z' }] };
        return Promise.resolve(accept({ domain, record, verifiedAt: '2026-11-20T08:00:00.000Z' }));
      },
    });
    await screen.findByRole('heading', { name: 'Domains' });
    type('Another domain', 'fenwright.example');
    fireEvent.click(screen.getByRole('button', { name: 'Add the domain' }));
    expect(await screen.findByText('outpost-domain=abc')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: /^Look for it/ }));
    expect(await screen.findByText('Proved')).toBeDefined();
  });

  it('[PLT-23] says why passwords cannot be switched off yet', async () => {
    await givenPage(
      { ...none, providers: [provider] },
      {
        'sso.changeRule': () => Promise.resolve(refuse('request/invalid', 'breakGlass: wants at least one administrator with a second factor', { path: 'breakGlass' })), // prettier-ignore
      },
    );
    fireEvent.click(await screen.findByRole('switch', { name: /People sign in by the identity provider only/ }));
    expect((await screen.findByRole('alert')).textContent).toContain('at least one administrator');
    await waitFor(() => expect(screen.getByRole('switch', { name: /People sign in by the identity provider only/ })).toHaveProperty('checked', false)); // prettier-ignore
  });

  it('is for administrators', async () => {
    await givenPage(none, {}, givenSession());
    expect(await screen.findByText(/Only administrators change how people sign in/)).toBeDefined();
  });

  it('says that the settings could not be read, and asks again', async () => {
    await givenPage(none, { 'sso.read': () => Promise.resolve(refuse('server/busy', 'The server is busy.', { waitSeconds: 5 })) }); // prettier-ignore
    expect((await screen.findByRole('alert')).textContent).toContain('could not be read');
  });
});
