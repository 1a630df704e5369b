import { importKind } from '@outpost/domain/kernel/import/reports/kept-refused-rows';
import { expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';
import { heldFiles } from './held-files.ts';

const idOf = (number: number) => `0190b1f2-7c00-7000-8000-0000000000d${number}`;

it('files of deleted records are held, because they can be restored, except for deleted refused rows of imports', async () => {
  const fileOf = (number: number, parent: string, life: 'alive' | 'deleted') => {
    const content = { id: idOf(number), name: 'a.csv', sizeBytes: 1, mediaType: 'text/csv', sha256: `${number}`.repeat(64) }; // prettier-ignore
    const made = givenDeal(idOf(number), number);
    const fields = { name: 'a.csv', about: `${parent}:${idOf(9)}`, content };
    const inherited = { ownerId: made.ownerId, teamId: null, sharedWith: [] };
    return { record: { ...made, entity: 'platform/file', life, inherited, fields } };
  };
  const server = new ScriptedServer();
  server.page({
    rows: [
      fileOf(1, 'crm/deal', 'alive'),
      fileOf(2, 'crm/deal', 'deleted'),
      fileOf(3, importKind, 'alive'),
      fileOf(4, importKind, 'deleted'),
    ],
    head: 4,
  });
  const { tenant } = await tenantForTest({ transport: server.transport });
  expect((await tenant.engine.now()).state).toBe('up-to-date');
  const held = await heldFiles(tenant.device.catalogue, (question) => tenant.questions.list(question));
  expect(held).toEqual(new Set(['1', '2', '3'].map((digit) => digit.repeat(64))));
});
