import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { filesKindOf } from '@outpost/domain/kernel/files/files-kind';
import { importKind, importRecordId, refusedRowsIn } from '@outpost/domain/kernel/import/reports/kept-refused-rows';
import { describe, expect, it } from 'vitest';
import { StorageFault } from '../storage/files/storage-fault.ts';
import { accepted, importsForTest } from '../testing/imports-for-test.ts';
import { givenMembership, givenPerson } from '../testing/given-tenant.ts';

type Given = Awaited<ReturnType<typeof importsForTest>>;

/** Imports a file, and returns the record of the import, the text of its files, and the last message. */
async function imported(given: Given, entity: string, content: string) {
  const plan = await given.planOf({ name: 'given.csv', content, entity });
  const group = await given.run(plan.importId);
  const { message } = accepted(await given.calls['imports.progress']({ importId: plan.importId }));
  return { group, message, importId: plan.importId, ...keptBy(given, group) };
}

function keptBy({ device: { tenant } }: Given, group: string) {
  const record = tenant.device.lookups.shown(importKind, importRecordId(group));
  const parts = refusedRowsIn(record);
  const kind = filesKindOf(tenant.device.catalogue)?.entity.name ?? '';
  const files = parts.map(({ file }) => tenant.device.lookups.shown(kind, file));
  const texts = files.map((file) => {
    const content = file?.fields['content'] as { readonly sha256: string; readonly sizeBytes: number }; // a file's own field
    const bytes: Uint8Array[] = [];
    for (let at = 0; at < content.sizeBytes; at += bytes.at(-1)?.length ?? content.sizeBytes)
      bytes.push(tenant.contents.read(content.sha256, at) ?? new Uint8Array());
    return Buffer.concat(bytes).toString();
  });
  return { record, parts, files, texts };
}

const header = 'Name,Employees,Remark';
const own = 'Row in the file,Why refused,Accepted values,Not in a column';
const accounts = `${header}\nAcme,10,first\nBoreal,many,=1+1\nCorvid,20,third\nDorado,"lots",fourth\n`;

describe('the refused rows of an import', () => {
  it('[E-2] are a file of the import record with the original cells and the reasons, whose bytes wait for the server', async () => {
    const given = await importsForTest();
    const { record, parts, files, texts, message } = await imported(given, 'crm/account', accounts);
    expect(given.device.faults).toEqual([]);
    expect(record).toMatchObject({ ownerId: givenPerson.id, teamId: null, sharedWith: [] });
    expect(parts).toMatchObject([{ label: 'Accounts', rows: 2, leftOut: 0 }]);
    expect(files[0]?.fields).toMatchObject({
      name: 'Refused rows, accounts.csv',
      about: `${importKind}:${record?.id}`,
    });
    const lines = texts[0]?.split('\r\n') ?? [];
    expect(lines[0]).toBe(`${header},${own}`);
    expect(lines[1]).toMatch(/^Boreal,many,'=1\+1,2,Employees: .*,.+,$/u); // guarded as an export does it
    expect(lines[2]).toMatch(/^Dorado,lots,fourth,4,/u);
    expect(lines.slice(3)).toEqual(['']);
    expect(given.device.tenant.contents.waiting()).toMatchObject([
      { record: files[0]?.id, sizeBytes: Buffer.byteLength(texts[0] ?? '') },
    ]);
    expect(message).toContain('2 refused rows are kept with the import: find them on the page Sync when it is sent.');
    expect(JSON.stringify([record, files])).not.toContain('given'); // the name of the imported file stays on the device
  });

  it('[S-4c] stay when the import is undone, and Ctrl+Z undoes the import rather than them', async () => {
    const given = await importsForTest();
    const { group } = await imported(given, 'crm/account', accounts);
    expect(accepted(await given.device.tenant.acts.undoLast())).toMatchObject({ group });
    expect(await given.fieldsOf('crm/account', 'name')).toEqual([]);
    const { record, files, texts } = keptBy(given, group);
    expect([record?.life, files[0]?.life]).toEqual(['alive', 'alive']);
    expect(texts[0]).toContain('Boreal,many');
  });

  it('[E-2] can be mended and imported again', async () => {
    const given = await importsForTest();
    const { texts } = await imported(given, 'crm/account', accounts);
    const mended = texts[0]?.replace('many', '30').replace('lots', '40') ?? '';
    const again = await imported(given, 'crm/account', mended);
    expect(again.record).toBeUndefined();
    const fields = await given.fieldsOf('crm/account', 'name');
    expect(fields.map(({ name, employeeCount }) => [name, employeeCount])).toEqual([
      ['Acme', 10],
      ['Boreal', 30],
      ['Corvid', 20],
      ['Dorado', 40],
    ]);
  });

  it('[K-4] leave out columns that fill no field, and rows that do not fit them, where the kind has sealed fields', async () => {
    const given = await importsForTest();
    const csv =
      'Full name,SSN,E-mail\nAda,078-05-1120,ada@example.com\nBob,219-09-9999,nowhere\nCai, Jr,457-55-5462,cai@example.com\nDee,"078"05,dee@example.com\n';
    const { texts } = await imported(given, 'crm/contact', csv);
    const lines = texts[0]?.split('\r\n') ?? [];
    expect(lines[0]).toBe(`Full name,E-mail,${own}`);
    expect(lines[1]).toMatch(/^Bob,nowhere,2,/u);
    expect(lines[2]).toMatch(/^,,3,The row does not fit the columns of its file\.,/u);
    expect(lines[3]).toMatch(/^,,4,The row does not fit the columns of its file\.,/u);
    expect(texts[0]).not.toMatch(/\d{3}-\d{2}|078|05/u);
  });

  it('[K-4] of a kind that "*" does not cover stay on the device, and the person is told', async () => {
    const { byWildcard: _covered, ...account } = entityOf(installedCatalogue, 'crm/account');
    const catalogue = {
      ...installedCatalogue,
      entities: new Map(installedCatalogue.entities).set(account.name, account),
    };
    const given = await importsForTest({ tenant: { catalogue } });
    const { record, message } = await imported(given, 'crm/account', accounts);
    expect([record, given.device.tenant.contents.waiting()]).toEqual([undefined, []]);
    expect(message).toContain('2 refused rows are only on this device, and only now: save them as a file.');
  });

  it('[A-2] stay on the device where the role does not allow files or imports, and the person is told', async () => {
    const membership = { ...givenMembership('member'), grants: ['crm/account:*@own', '*:read@shared'] };
    const given = await importsForTest({ tenant: { membership } });
    const { record, message } = await imported(given, 'crm/account', accounts);
    expect([record, given.device.tenant.contents.waiting()]).toEqual([undefined, []]);
    expect(message).toContain('2 refused rows are only on this device, and only now: save them as a file.');
    expect(await given.fieldsOf('crm/account', 'name')).toHaveLength(2);
  });

  it.each([
    { also: '', isDeleted: false },
    { also: ', also after the person deleted them', isDeleted: true },
  ])('[D-2] are replaced when a stopped import goes on, so that each row is kept once$also', async ({ isDeleted }) => {
    let stopped = '';
    const given: Given = await importsForTest({
      tell: ({ importId, state, done }) => {
        if (state === 'running' && done >= 100 && stopped !== 'no') void given.calls['imports.cancel']({ importId });
        if (state === 'cancelled') stopped = importId;
      },
    });
    const rows = Array.from({ length: 300 }, (_, index) => `Account ${index},1,\n`).join('');
    const open = async () =>
      (await given.planOf({ name: 'given.csv', content: `${accounts}${rows}`, entity: 'crm/account' })).importId;
    accepted(await given.calls['imports.run']({ importId: await open() }));
    await expect.poll(() => stopped).not.toBe('');
    const first = stopped;
    stopped = 'no';
    const { group } = accepted(await given.calls['imports.progress']({ importId: first }));
    const before = keptBy(given, group ?? '');
    expect(before.parts).toMatchObject([{ rows: 2 }]);
    const deleted = { entity: importKind, id: before.record?.id ?? '', fields: { life: 'deleted' } };
    if (isDeleted)
      accepted(await given.device.tenant.acts.perform({ label: 'Deleted', shape: 'together', edits: [deleted] }));
    expect(await given.run(await open())).toBe(group);
    const after = keptBy(given, group ?? '');
    expect(after.record?.life).toBe('alive');
    expect(after.parts).toMatchObject([{ rows: 2 }]);
    expect(after.parts[0]?.file).not.toBe(before.parts[0]?.file);
    const kind = after.files[0]?.entity ?? '';
    expect(given.device.tenant.device.lookups.shown(kind, before.parts[0]?.file ?? '')?.life).toBe('deleted');
  });

  it('[D-2] are kept at the beginning of a run, so that a killed run has them', async () => {
    let during: ReturnType<typeof keptBy> | undefined;
    const given: Given = await importsForTest({
      tell: ({ state, done, group }) => {
        if (state === 'running' && done >= 200) during ??= keptBy(given, group ?? '');
      },
    });
    const rows = Array.from({ length: 300 }, (_, index) => `Account ${index},1,\n`).join('');
    const { parts } = await imported(given, 'crm/account', `${accounts}${rows}`);
    expect(during?.parts).toMatchObject([{ rows: 2 }]);
    expect(during?.texts[0]).toContain('Boreal,many');
    expect(parts).toEqual(during?.parts); // not a second time at the end
  });

  it('[E-1] that a full disk does not take can still be saved: the import has not failed', async () => {
    const given = await importsForTest();
    const { contents } = given.device.tenant;
    const full = new StorageFault('disk-full', 'The disk is full');
    const write = contents.writePiece.bind(contents);
    const drafts: string[] = [];
    contents.writePiece = (draft, at, bytes) => {
      drafts.push(draft);
      write(draft, at, bytes);
      throw full;
    };
    const { message, record, importId } = await imported(given, 'crm/account', accounts);
    expect(message).toMatch(
      /^Imported 2 accounts\. They can be undone as one\. 2 refused rows could not be kept with the import, because an internal error occurred \([0-9a-f-]{36}\): save them as a file now\.$/u,
    );
    expect(record).toBeUndefined();
    expect(given.device.faults).toEqual([full]);
    expect(drafts.map((draft) => contents.draftBytes(draft))).toEqual([0]); // nothing of it takes room
    const { csv } = accepted(await given.calls['imports.refusedRows']({ importId, file: 'given.csv', piece: 0 }));
    expect(csv).toContain('Boreal,many');
    expect(await given.fieldsOf('crm/account', 'name')).toHaveLength(2);
  });

  it('[E-3] beyond the bound of a file are left out, and the last line and the record say how many', async () => {
    const rows = Array.from({ length: 2_000 }, (_, index) => `Account ${index},many,\n`).join('');
    const mostKeptBytes = 100_000;
    const given = await importsForTest({ mostKeptBytes });
    const { parts, texts } = await imported(given, 'crm/account', `Name,Employees,Remark\nSound,1,\n${rows}`);
    const [part] = parts;
    const [text = ''] = texts;
    expect(part?.rows).toBeGreaterThan(500);
    expect((part?.rows ?? 0) + (part?.leftOut ?? 0)).toBe(2_000);
    expect(text.length).toBeLessThanOrEqual(mostKeptBytes);
    const lines = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + (part?.rows ?? 0) + 1);
    expect(lines.at(-1)).toContain(`${part?.leftOut.toLocaleString('en')} more refused rows are left out`);
    // The last line makes no record where the person leaves it in the file.
    const again = await given.planOf({
      name: 'again.csv',
      content: text.replaceAll(',many,', ',5,'),
      entity: 'crm/account',
    });
    expect(again.counts).toMatchObject({ creates: { 'crm/account': part?.rows }, refused: 1 });
  });
});
