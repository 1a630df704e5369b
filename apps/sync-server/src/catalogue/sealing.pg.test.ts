import { expect, it } from 'vitest';
import { inTenant } from '../db/database.ts';
import { Unwrappable } from '../identity/keys/master-key.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeDataKey, readDataKeys } from './sealing.ts';

const given = givenServer();

it('[K-4] a data key that is copied to another tenant does not open there, though this process opened it before', async () => {
  const { database } = given.database;
  const [{ orgId: from }, { orgId: to }] = [await given.test.tenant(), await given.test.tenant()];
  const [row] = await inTenant(database, { orgId: from, mode: 'write' }, async (tx) => {
    await makeDataKey(tx, from, 1); // opens it
    return tx.query('select id, wrapped from store.data_key where org_id = $1', [from]);
  });
  await inTenant(database, { orgId: to, mode: 'write' }, (tx) =>
    tx.query('insert into store.data_key (org_id, id, wrapped, made_ms) values ($1, $2, $3, 1)', [
      to,
      row?.['id'],
      row?.['wrapped'],
    ]),
  );
  await expect(
    inTenant(database, { orgId: to, mode: 'snapshot' }, (tx) => readDataKeys(tx, to)),
  ).rejects.toBeInstanceOf(Unwrappable);
});
