import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { SsoProviderShown } from '../../../bridge/calls/identity/sso-calls.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';
import type { AppPorts } from '../../window/app-ports.tsx';
import type { ShownSsoSettings } from './use-sso.ts';

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
const none: ShownSsoSettings = {
  providers: [],
  domains: [],
  rule: { isEnforced: false, asksSecond: false, breakGlass: [] },
  presets: [],
};

const metadata = { issuer: 'urn:idp', entryPoint: 'https://idp.example/sso', certificates: ['AAAA'], validUntil: ['2027-01-31T00:00:00.000Z'] }; // prettier-ignore
const samlUntil = (until: string): SsoProviderShown => ({
  ...provider,
  kind: 'saml',
  saml: { entryPoint: 'https://idp.example/sso', certificates: ['AAAA'], emailClaim: null, nameClaim: null, validUntil: [until] }, // prettier-ignore
});

async function openDialog() {
  const buttons = await screen.findAllByRole('button', { name: 'Add a provider' });
  fireEvent.click(buttons[0] ?? document.body);
  return screen.findByRole('dialog', { name: 'Add an identity provider' });
}

async function givenPage(
  first: ShownSsoSettings,
  handlers: Partial<BridgeHandlers> = {},
  session = admin,
  ports: Partial<AppPorts> = {},
) {
  const state = { settings: first };
  await renderApp({
    at,
    session,
    ports,
    handlers: { 'sso.read': () => Promise.resolve(accept(state.settings)), ...handlers },
  });
  return state;
}
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

describe('the page of signing in', () => {
  it('[PLT-32] shows the values for a provider of SAML, and the end of its certificate', async () => {
    const copied: string[] = [];
    await givenPage({ ...none, providers: [samlUntil('2027-01-31T00:00:00.000Z')] }, {}, admin, { copy: (text) => Promise.resolve(void copied.push(text)) }); // prettier-ignore
    expect(await screen.findByText(`https://outpost.example/sign-in/saml/${id}/metadata`)).toBeTruthy();
    expect(screen.getByText('Certificate valid until 31 Jan 2027')).toBeTruthy();
    expect(screen.queryByText(/certificate of .* ends/)).toBe(null);
    fireEvent.click(screen.getByRole('button', { name: /^Copy Address for answers/ }));
    expect(await screen.findByRole('button', { name: /^Copied Address for answers/ })).toBeDefined();
    expect(copied).toEqual([`https://outpost.example/sign-in/saml/${id}/acs`]);
  });

  it.each([
    ['2026-12-10T09:00:00.000Z', /^The certificate of Fenwright ID ends in .*, on 10 Dec 2026/],
    ['2026-11-01T09:00:00.000Z', /^The certificate of Fenwright ID ended .*, on 1 Nov 2026/],
  ])('[PLT-32] warns of a certificate that ends at %s', async (until, says) => {
    await givenPage({ ...none, providers: [samlUntil(until)] });
    expect((await screen.findByText(says)).closest('[role=status]')).not.toBe(null);
  });

  it('[PLT-32] warns administrators of it on the page of people, too', async () => {
    const settings = { ...none, providers: [samlUntil('2026-12-10T09:00:00.000Z')] };
    await renderApp({ at: '/settings/people', session: admin, handlers: { 'sso.read': () => Promise.resolve(accept(settings)) } }); // prettier-ignore
    expect(await screen.findByText(/certificate of Fenwright ID ends/)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Open the settings of signing in' }));
    expect(await screen.findByRole('heading', { name: 'Identity providers' })).toBeDefined();
  });

  it('[PLT-32] adds a provider of SAML by its metadata, whose addresses are shown before', async () => {
    const [asked, saved]: [unknown[], unknown[]] = [[], []];
    const state = await givenPage(none, {
      'sso.draftProvider': () => Promise.resolve(accept({ id, draft: 's1.1.draft' })),
      'sso.readMetadata': (input) => {
        asked.push(input);
        return Promise.resolve('metadataUrl' in input && input.metadataUrl.includes('wrong') ? refuse('request/invalid', 'metadataUrl: does not answer', { path: 'metadataUrl' }) : accept(metadata)); // prettier-ignore
      },
      'sso.saveProvider': (input) => {
        saved.push(input);
        state.settings = { ...none, providers: [samlUntil('2027-01-31T00:00:00.000Z')] };
        return Promise.resolve(accept({ id }));
      },
    });
    const dialog = await openDialog();
    const press = (name: string) => fireEvent.click(within(dialog).getByRole('button', { name }));
    fireEvent.change(within(dialog).getByLabelText('Kind of provider'), { target: { value: 'saml' } });
    expect(await within(dialog).findByText(`https://outpost.example/sign-in/saml/${id}/acs`)).toBeDefined();
    type('Name', 'Fenwright SAML');
    press('Add');
    expect((await within(dialog).findByRole('alert')).textContent).toContain('read the provider’s metadata');
    type('Metadata of the provider', 'https://wrong.example/metadata');
    press('Read the metadata');
    expect(await within(dialog).findByText(/does not answer/)).toBeDefined();
    type('Metadata of the provider', ' https://idp.example/metadata\n');
    press('Read the metadata');
    expect(await within(dialog).findByText(/^Read the metadata of urn:idp, with 1 certificate, valid until 31 Jan 2027/)).toBeDefined(); // prettier-ignore
    expect(within(dialog).getByLabelText('Address for signing in')).toHaveProperty('value', metadata.entryPoint);
    type('Attribute with groups', 'groups');
    type('Roles by group', 'bosses = admin');
    press('Add');
    expect(await screen.findByText('Certificate valid until 31 Jan 2027')).toBeDefined();
    expect(asked).toEqual([{ metadataUrl: 'https://wrong.example/metadata' }, { metadataUrl: 'https://idp.example/metadata' }]); // prettier-ignore
    const roles = { claim: 'groups', byGroup: { bosses: 'admin' }, usual: null };
    const details = { entryPoint: metadata.entryPoint, certificates: ['AAAA'], emailClaim: null, nameClaim: null };
    expect(saved).toEqual([{ draft: 's1.1.draft', provider: { kind: 'saml', name: 'Fenwright SAML', issuer: 'urn:idp', roles, provisions: true, saml: details } }]); // prettier-ignore
  });

  it('[PLT-32] reads metadata that was pasted before it saves, and refuses that of another provider', async () => {
    const saved: unknown[] = [];
    let issuer = 'urn:other';
    await givenPage(
      { ...none, providers: [samlUntil('2026-12-10T09:00:00.000Z')] },
      {
        'sso.readMetadata': () => Promise.resolve(accept({ ...metadata, issuer, certificates: ['BBBB'] })),
        'sso.saveProvider': (input) => {
          saved.push(input);
          return Promise.resolve(accept({ id }));
        },
      },
    );
    fireEvent.click(await screen.findByRole('button', { name: 'Change Fenwright ID' }));
    const dialog = await screen.findByRole('dialog', { name: 'Change Fenwright ID' });
    type('New metadata of the provider', '<EntityDescriptor/>');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect((await within(dialog).findByRole('alert')).textContent).toContain('another provider, urn:other');
    expect(saved).toEqual([]);
    issuer = provider.issuer;
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(saved).toMatchObject([{ id, provider: { kind: 'saml', issuer, saml: { certificates: ['BBBB'] } } }])); // prettier-ignore
  });

  it('[PLT-32] adds a provider even at a server that gives no id beforehand', async () => {
    const saved: unknown[] = [];
    await givenPage(none, {
      'sso.draftProvider': () => Promise.resolve(refuse('records/not-found', 'There is no such route.', { id: 'x' })),
      'sso.saveProvider': (input) => {
        saved.push(input);
        return Promise.resolve(accept({ id }));
      },
    });
    const dialog = await openDialog();
    expect(within(dialog).queryByText('Enter these at the provider')).toBe(null);
    type('Name', 'Fenwright ID');
    type('Address (issuer)', provider.issuer);
    type('Client ID', 'outpost');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Add' }));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]).not.toHaveProperty('draft');
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
    const dialog = await openDialog();
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
    await waitFor(() => expect(screen.queryByRole('dialog')).toBe(null));
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
        'sso.changeRule': () => Promise.resolve(refuse('request/invalid', 'breakGlass: must have at least one administrator with a second factor', { path: 'breakGlass' })), // prettier-ignore
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
