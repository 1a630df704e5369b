import { PGlite } from '@electric-sql/pglite';
import { expect, it } from 'vitest';
import { readInTenant } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { pgliteDatabase } from '../db/pglite-database.ts';
import { verifyAccessToken } from './tokens/access-token.ts';
import { changePassword } from './accounts/accounts.ts';
import { refresh } from './sessions/refresh.ts';
import { signIn } from './sign-in/sign-in.ts';
import { goodPassword, openSignInWorld } from '../testing/sign-in-world.ts';

it('[P-2] an in-process Postgres signs in, refreshes, locks out and hides identities like a server', async () => {
  const lite = await PGlite.create();
  const owner = {
    run: async (statements: string) => {
      await lite.exec(statements);
    },
    rows: async (statement: string) => (await lite.query<Readonly<Record<string, unknown>>>(statement)).rows,
  };
  await migrate(owner);
  const world = await openSignInWorld({ owner, database: pgliteDatabase(lite), appUrl: '', close: () => lite.close() });
  try {
    const { ports } = world;
    const orgId = await world.addTenant('Nordwind');
    await world.addTenant('Suedwind');
    const names = [{ sql: 'select name from store.tenants', parameters: [] }];
    expect(await readInTenant(ports.database, { orgId }, names)).toEqual([[{ name: 'Nordwind' }]]);
    expect(await ports.database.read(names)).toEqual([[]]);
    const personId = await world.addPerson(orgId, 'ann@example.com');
    const device = world.device();
    const answer = await signIn({ email: 'ann@example.com', password: goodPassword, device }, ports);
    if (!answer.ok) throw new Error(answer.message);
    const { accessToken, refreshToken } = answer.value;
    const successors = await Promise.all([1, 2, 3].map(() => refresh({ refreshToken }, ports)));
    expect(new Set(successors.map((each) => (each.ok ? each.value.refreshToken : each.code))).size).toBe(1);
    const caller = await verifyAccessToken(accessToken, ports);
    if (!caller.ok) throw new Error(caller.message);
    expect(caller.value).toMatchObject({ userId: personId, deviceId: device.id });
    expect(
      await changePassword(
        { caller: caller.value, currentPassword: goodPassword, newPassword: 'seven loud blue rivers' },
        ports,
      ),
    ).toMatchObject({ ok: true });
    const tries = await Promise.all(
      Array.from({ length: 7 }, () =>
        signIn({ email: 'ann@example.com', password: goodPassword, device: world.device() }, ports),
      ),
    );
    expect(tries.map((each) => (each.ok ? 'in' : each.code)).toSorted()).toEqual([
      ...Array<string>(5).fill('access/bad-credentials'),
      ...Array<string>(2).fill('access/locked-out'),
    ]);
    await expect(
      ports.database.transaction('write', (tx) => tx.query('select email from auth.identity')),
    ).rejects.toThrow('permission denied');
  } finally {
    await world.close();
  }
});
