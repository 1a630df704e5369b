import { describe, expect, it } from 'vitest';
import { compileList } from '@outpost/domain/kernel/query/lists/compile-list';
import { compilePlaces } from '@outpost/domain/kernel/query/lists/compile-places';
import { type ListQueryInput, listQuerySchema, placesQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import type { CompiledQuery } from '@outpost/domain/kernel/query/query-engine';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenPerson } from '../testing/given-tenant.ts';
import { addedRecord } from '../testing/performed.ts';
import { FileReader } from './file-reader.ts';
import { ShownRecordCache } from './known-records.ts';

/**
 * Makes a reader whose threads cannot start, so every answer was read in this thread. `reading` is the duration of each read
 * by its clock.
 */
async function givenReader() {
  const device = await tenantForTest();
  const { tenant } = device;
  const clock = { nowMs: 0, reading: 0 };
  const statements = { begun: 0 };
  const nowMs = () => {
    statements.begun += 1;
    if (statements.begun % 2 === 0) clock.nowMs += clock.reading; // the clock is read before and after a read
    return clock.nowMs;
  };
  const reader = new FileReader(tenant.device.database.file, { workerFile: new URL('file:///none.ts') }, nowMs);
  const list = (query: Partial<ListQueryInput> = {}) => {
    const compiled = compileList(
      {
        catalogue: tenant.device.catalogue,
        engine: { dialect: 'sqlite', willRead: (entity) => tenant.device.database.storage.makeTable(entity) },
        asking: { userId: givenPerson.id, now: '2026-11-20T08:00:00.000Z', timeZone: 'UTC' },
      },
      listQuerySchema.parse({ entity: 'crm/deal', sort: [{ field: 'name', direction: 'asc' }], ...query }),
    );
    if (!compiled.ok) throw new Error(compiled.message);
    return compiled.value;
  };
  const isReadHere = (query: CompiledQuery<unknown> = list()) =>
    reader.ask('windows', query).then(
      () => true,
      () => {
        statements.begun += 1; // it was called before, and not again
        return false;
      },
    );
  return { device, reader, clock, list, isReadHere };
}

describe('[D-3] the places of an area', () => {
  const vienna = { latitude: 48.2, longitude: 16.37 };
  const placesNear = (device: GivenTenant['tenant']['device'], metres: number) => {
    const near = { field: 'place', op: 'near' as const, value: { ...vienna, metres } };
    const compiled = compilePlaces(
      {
        catalogue: device.catalogue,
        engine: { dialect: 'sqlite' },
        asking: { userId: givenPerson.id, now: '2026-11-20T08:00:00.000Z', timeZone: 'UTC' },
      },
      placesQuerySchema.parse({ entity: 'crm/account', field: 'place', where: near }),
    );
    if (!compiled.ok) throw new Error(compiled.message);
    return compiled.value;
  };

  it('are read in the calling thread where they are few, and in a thread where they are many', async () => {
    const { device, reader } = await givenReader();
    const far = Array.from({ length: 1_000 }, (_empty, at) => ({ ...vienna, longitude: vienna.longitude + 0.5 + at / 10_000 })); // prettier-ignore
    for (const places of [far, [vienna]]) {
      const edits = places.map((place) => ({ entity: 'crm/account', create: { fields: { name: 'Acme', place } } }));
      const made = await device.tenant.acts.perform({ label: 'Added', shape: 'each', edits });
      expect(made.ok || made.message).toBe(true);
    }
    const few = await reader.ask('scans', placesNear(device.tenant.device, 5_000));
    expect(few.ok && few.value.degrees).toEqual([48.2, 16.37]);
    await expect(reader.ask('scans', placesNear(device.tenant.device, 100_000))).rejects.toThrow(); // its threads cannot start
  });

  it('are read in a thread by a question that took long before, and while this thread reads slowly', async () => {
    const { device, clock, isReadHere, list } = await givenReader();
    await addedRecord(device, 'crm/account', { name: 'Acme', place: vienna });
    const question = placesNear(device.tenant.device, 5_000);
    clock.reading = 2;
    expect([await isReadHere(question), await isReadHere(question)]).toEqual([true, false]);
    clock.reading = 6;
    for (let turn = 0; turn < 3; turn += 1) await isReadHere(list());
    expect(await isReadHere(placesNear(device.tenant.device, 4_000))).toBe(false);
  });
});

describe('[D-3] a question whose values depend on the time', () => {
  it('is read in the calling thread after a short first run, although it is compiled each time', async () => {
    const { list, isReadHere } = await givenReader();
    const question = {};
    expect(await isReadHere({ ...list(), question })).toBe(true); // a window: it is read here, and its time is noted
    expect(await isReadHere({ ...list({ limit: 500 }), question })).toBe(true);
    expect(await isReadHere({ ...list({ limit: 500 }), question: {} })).toBe(false);
  });
});

describe('[D-3] a window of an index', () => {
  it('is read in the calling thread, and sees each commit', async () => {
    const { device, reader, list } = await givenReader();
    const names = async () => {
      const answer = await reader.ask('windows', list());
      return answer.ok && answer.value.rows.map(({ fields }) => fields['name']);
    };
    expect(await names()).toEqual([]);
    await addedRecord(device, 'crm/deal', { name: 'Renewal', stage: 'prospecting' });
    expect(await names()).toEqual(['Renewal']);
  });

  it('goes to a reader thread for more rows than a window, or for a scan', async () => {
    const { reader, list, isReadHere } = await givenReader();
    expect(await isReadHere(list({ limit: 100 }))).toBe(true);
    expect(await isReadHere(list({ limit: 500 }))).toBe(false);
    expect(await isReadHere(list({ offset: 100_000 }))).toBe(false);
    expect(await isReadHere(list({ search: 'renewal' }))).toBe(false);
    await expect(reader.ask('scans', list())).rejects.toThrow();
  });

  it('is read again from the cache, except records that were written since', async () => {
    const { device, reader } = await givenReader();
    const { tenant } = device;
    const records = new ShownRecordCache();
    const question = (after?: string) => {
      const compiled = compileList(
        {
          catalogue: tenant.device.catalogue,
          engine: { dialect: 'sqlite', records },
          asking: { userId: givenPerson.id, now: '2026-11-20T08:00:00.000Z', timeZone: 'UTC' },
        },
        listQuerySchema.parse({
          entity: 'crm/deal',
          sort: [{ field: 'name', direction: 'desc' }],
          limit: 3,
          ...(after === undefined ? {} : { after }),
        }),
      );
      if (!compiled.ok) throw new Error(compiled.message);
      return compiled.value;
    };
    const ask = async (after?: string) => {
      const answer = await reader.ask('windows', question(after));
      if (!answer.ok) throw new Error(answer.message);
      // Reads the whole texts, as a thread would: the same records, the same cursor.
      const { sql, parameters, decode } = question(after);
      expect(decode(tenant.device.database.file.writer.prepare(sql).all(...parameters) as [])).toEqual(answer.value);
      return answer.value;
    };
    const names = ['Ada', 'Ben', 'Ben', 'Ben', 'Cleo', 'Dora', 'Emil'];
    await tenant.acts.perform({
      label: 'Added',
      shape: 'together',
      edits: names.map((name) => ({ entity: 'crm/deal', create: { fields: { name, stage: 'prospecting' } } })),
    });
    const first = await ask();
    expect(first.rows.map(({ fields }) => fields['name'])).toEqual(['Emil', 'Dora', 'Cleo']);
    const second = await ask(first.next ?? '');
    const third = await ask(second.next ?? '');
    expect([...second.rows, ...third.rows].map(({ fields }) => fields['name'])).toEqual(['Ben', 'Ben', 'Ben', 'Ada']);
    expect(third.next).toBeNull();
    const again = await ask();
    expect(again.rows.map((row, place) => row === first.rows[place])).toEqual([true, true, true]);
    const [emil, dora] = first.rows;
    await tenant.acts.perform({
      label: 'Changed',
      shape: 'together',
      edits: [{ entity: 'crm/deal', id: dora?.id ?? '', fields: { stage: 'engaging' } }],
    });
    const changed = await ask();
    expect(changed.rows[0]).toBe(emil);
    expect(changed.rows[1]).toMatchObject({ fields: { name: 'Dora', stage: 'engaging' } });
  });

  it('[D-3] a short question of a thread is then read in this thread, until a read takes long', async () => {
    const { device, list } = await givenReader();
    await addedRecord(device, 'crm/deal', { name: 'Renewal', stage: 'prospecting' }); // the search index is created with the first deal
    const clock = { nowMs: 0, readingMs: 0 };
    const nowMs = () => (clock.nowMs += clock.readingMs);
    const workerFile = new URL('../storage/reading/reader-worker.ts', import.meta.url);
    const reader = new FileReader(device.tenant.device.database.file, { workerFile }, nowMs);
    const short = list({ search: 'renewal' });
    const long: CompiledQuery<unknown> = {
      sql: 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000) select max(i) from n',
      parameters: [],
      decode: (rows) => rows,
    };
    // The first answer waits for its thread to start, and on a busy machine a short read may once take long.
    for (let turn = 0; turn < 10; turn += 1) expect((await reader.ask('scans', short)).ok).toBe(true);
    expect((await reader.ask('scans', long)).ok).toBe(true);
    await reader.close(); // any read in a thread fails from now on
    clock.readingMs = 2;
    expect((await reader.ask('scans', short)).ok).toBe(true);
    await expect(reader.ask('scans', short)).rejects.toThrow('closed');
    await expect(reader.ask('scans', long)).rejects.toThrow('closed');
  });

  it('goes to a reader thread for a while after three slow reads in a row', async () => {
    const { clock, isReadHere } = await givenReader();
    const during = async (readings: readonly number[]) => {
      const here: boolean[] = [];
      for (const reading of readings) {
        clock.reading = reading;
        here.push(await isReadHere());
      }
      return here;
    };
    expect(await during([9, 9, 0, 9, 9, 9, 0])).toEqual([true, true, true, true, true, true, false]);
    clock.nowMs += 250;
    expect(await during([0])).toEqual([true]);
  });
});
