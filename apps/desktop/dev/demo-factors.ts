/** An authenticator app that is being set up in the demo. */
export const demoApp = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  uri: 'otpauth://totp/Outpost:ilse%40fenwright.example?issuer=Outpost&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
};

/** The second factors of the demo's person. */
export const demoFactors = [
  { id: demoApp.id, kind: 'totp', name: 'Phone', madeAt: '2026-03-04T09:12:00.000Z', usedAt: '2026-11-20T07:02:00.000Z', left: null },
  { id: '01890a5d-ac96-774b-bcce-b302099a8058', kind: 'backup-codes', name: 'Backup codes', madeAt: '2026-03-04T09:12:00.000Z', usedAt: null, left: 8 },
]; // prettier-ignore

export const demoCodes = ['K7PM-X2QD', 'AB3D-9KLM', 'PQ4R-T6VW', 'X8YZ-2C3D', 'EF5G-H7JK', 'LM9N-P2QR', 'ST4U-V6WX', 'YZ8A-B3CD', 'EF5G-7HJK', 'MN2P-Q4RS']; // prettier-ignore

/**
 * Returns the problem that a password of the demo leads to: "second" to a second factor, "set up" to one that a role
 * requires.
 */
export function halfwayBy(password: string): object | undefined {
  const details =
    password === 'second'
      ? { challenge: 'demo', kinds: ['totp', 'email', 'backup-code'] }
      : password === 'set up'
        ? { challenge: 'demo', kinds: [], setUp: ['totp', 'email'] }
        : undefined;
  return (
    details && {
      type: 'about:blank',
      title: 'A second factor is needed',
      status: 403,
      code: 'access/second-factor-needed',
      detail: 'The account asks for a second factor.',
      details,
      retry: 'after-edit',
      instance: '/x',
    }
  );
}
