const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();
const provider = '0190b1f2-7c00-7000-8000-00000000e001';
const certificate = 'MIIDBTCCAe2gAwIBAgIQN3v8e0uJ0sJ1y3m5Vq2k9TANBgkqhkiG9w0BAQsFADAtMSswKQYDVQQDEyJhY2NvdW50cy5hY2Nlc3Njb250cm9sLndpbmRvd3MubmV0MB4X'; // prettier-ignore
const shared = { clientId: '', hasSecret: false, preset: null, provisions: true, trustsEmail: false };

/**
 * The identity providers of the demo's organisation: one of SAML, whose certificate ends soon, and one of OpenID
 * Connect.
 */
const demoSso = () => ({
  providers: [
    {
      ...shared,
      id: provider,
      kind: 'saml',
      name: 'Fenwright SAML',
      issuer: 'https://sts.fenwright.example/adfs/services/trust',
      roles: { claim: 'groups', byGroup: { 'Sales leads': 'manager' }, usual: 'member' },
      saml: { entryPoint: 'https://sts.fenwright.example/adfs/ls/', certificates: [certificate], emailClaim: null, nameClaim: null, validUntil: [days(12)] }, // prettier-ignore
    },
    {
      ...shared,
      id: '0190b1f2-7c00-7000-8000-00000000e002',
      kind: 'oidc',
      name: 'Fenwright ID',
      issuer: 'https://login.fenwright.example',
      clientId: 'outpost',
      hasSecret: true,
      roles: { claim: null, byGroup: {}, usual: 'member' },
    },
  ],
  domains: [
    { domain: 'fenwright.example', record: { name: '_outpost.fenwright.example', text: 'outpost-domain=zQ8' }, verifiedAt: days(-40) }, // prettier-ignore
    { domain: 'fenwright-labs.example', record: { name: '_outpost.fenwright-labs.example', text: 'outpost-domain=3kT9vQ0pXy7mN2sL5wB8cD1eF4gH6jK0' }, verifiedAt: null }, // prettier-ignore
  ],
  rule: { isEnforced: false, asksSecond: false, breakGlass: [] },
  presets: [],
});

/** The answers to the requests of the dialog of a provider; undefined for other paths. */
export const demoSsoAnswer = (path: string): object | undefined =>
  ({
    '/admin/sso': demoSso(),
    '/admin/sso/drafts': { id: '0190b1f2-7c00-7000-8000-00000000e003', draft: 'draft' },
    '/admin/sso/test': { issuer: 'https://idp.example/metadata', entryPoint: 'https://idp.example/sso', certificates: [certificate], validUntil: [days(900)] }, // prettier-ignore
  })[path];
