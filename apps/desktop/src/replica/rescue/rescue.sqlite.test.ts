import { existsSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RescueNote, rescueNoteKey, rescueNoteSchema } from '../../bridge/rescue-note.ts';
import type { Replica } from '../replica.ts';
import { flipByte } from '../storage/scratch-replica.ts';
import { givenCredentials, GivenMachine } from '../testing/given-machine.ts';
import { givenDeal, hashAt } from '../testing/scripted-server.ts';

const pageBytes = 4_096;
const deals = 200;
const dealId = (number: number) => `0190b1f2-7c00-7000-8000-${String(100_000 + number).padStart(12, '0')}`;
const actsMade = 60;
const longText = 'A long text. '.repeat(900); // needs overflow pages
const allLabels = Array.from({ length: actsMade + 1 }, (_, number) => `Rename ${number}`);

/** Returns the pages of a table or index with a type, according to dbstat. */
type PagesOf = (name: string, type: string) => readonly number[];
/**
 * The images of a machine with records, unsent acts, a draft and free pages: copies of its profile after closing and after a
 * simulated crash.
 */
type Images = {
  readonly closed: string;
  readonly crashed: string;
  readonly of: PagesOf;
  readonly free: readonly number[];
};

async function rename(replica: Replica, number: number, name: string, about?: string): Promise<void> {
  const made = await replica.handlers['acts.perform']({
    label: `Rename ${number}`,
    shape: 'together',
    edits: [{ entity: 'crm/deal', id: dealId(number), fields: { name, ...(about === undefined ? {} : { about }) } }],
  });
  if (!made.ok) throw new Error(made.message);
}

async function givenImages(): Promise<Images> {
  const machine = new GivenMachine();
  const replica = await machine.start();
  const signedIn = await replica.handlers['session.signIn'](givenCredentials);
  if (!signedIn.ok) throw new Error(signedIn.message);
  machine.server.page({
    rows: Array.from({ length: deals }, (_, number) => ({
      record: givenDeal(dealId(number), number + 1, { name: `Deal ${number}`, about: 'y'.repeat(400) }),
    })),
    head: deals,
  });
  await replica.handlers['sync.now'](null);
  machine.line.isCut = true;
  await replica.handlers['local.set']({ key: 'draft/note/x', value: 'South wall' });
  await replica.handlers['local.set']({ key: 'big', value: 'z'.repeat(400_000) });
  await replica.handlers['local.set']({ key: 'big', value: null }); // its pages are free now
  const file = replica.tenant()?.device.database.file;
  if (!file) throw new Error('No replica is open');
  file.checkpoint();
  await rename(replica, actsMade, longText.slice(0, 150), longText);
  for (let number = 0; number < actsMade; number += 1) await rename(replica, number, `Renamed ${number}`);
  const crashed = machine.saveImage();
  file.checkpoint();
  const statement = file.writer.prepare<
    [],
    { readonly name: string; readonly pageno: number; readonly pagetype: string }
  >('select name, pageno, pagetype from dbstat');
  const pages = statement.all();
  const used = new Set(pages.map((page) => page.pageno));
  const count = Number(file.writer.pragma('page_count', { simple: true }));
  await machine.stop();
  const closed = machine.saveImage();
  await machine.end();
  return {
    closed,
    crashed,
    of: (name, type) => pages.filter((page) => page.name === name && page.pagetype === type).map((page) => page.pageno),
    free: Array.from({ length: count }, (_, at) => at + 1).filter((page) => page > 2 && !used.has(page)), // page 2 is the pointer map
  };
}

/** Uses every function that a person uses, so that damage in any part is detected. */
async function useAll(replica: Replica): Promise<void> {
  for (const sort of [
    { field: 'name', direction: 'asc' },
    { field: 'createdAt', direction: 'desc' },
  ])
    await replica.call('records.list', { entity: 'crm/deal', sort: [sort], limit: 200 });
  for (let number = 0; number < deals; number += 4) await replica.call('records.get', { id: dealId(number) });
  await replica.call('records.search', { text: 'deal', limit: 200 });
  for (let number = 0; number < deals; number += 20)
    await replica.call('acts.perform', {
      label: 'Touched',
      edits: [{ entity: 'crm/deal', id: dealId(number), fields: { about: `t${number}`.repeat(1_000) } }],
    });
}

async function noteOf(replica: Replica): Promise<RescueNote> {
  const answer = await replica.handlers['local.get']({ key: rescueNoteKey });
  if (!answer.ok) throw new Error(answer.message);
  return rescueNoteSchema.parse(answer.value.value);
}

function labelsIn(replica: Replica): readonly string[] {
  const tenant = replica.tenant();
  if (!tenant) throw new Error('No replica is open');
  return [...tenant.device.memory.acts.values()]
    .map((entry) => entry.act.label)
    .filter((label) => label.startsWith('Rename '));
}

type Kind = {
  readonly pages: (images: Images) => readonly number[];
  /**
   * `lost`: the damage destroys acts and the note gives their number. `unknown`: the damage hides the number of acts, though all
   * are found.
   */
  readonly acts?: 'lost' | 'unknown';
  /** How many records the damage may destroy until the server sends them again. */
  readonly mostLost?: number;
};
/** More records than fit on two pages. */
const ofTwoLeaves = 8;

const kinds: Readonly<Record<string, Kind>> = {
  'the first page': { pages: () => [1], acts: 'unknown', mostLost: deals },
  'the map of pages': { pages: () => [2] },
  'the list of tables': {
    pages: ({ of }) => of('sqlite_schema', 'leaf').slice(0, 1),
    acts: 'unknown',
    mostLost: deals,
  },
  "the inner pages of the acts' table": { pages: ({ of }) => of('r_outpost_act', 'internal') },
  "the first leaf of the acts' table": { pages: ({ of }) => of('r_outpost_act', 'leaf').slice(0, 1), acts: 'lost' },
  "a leaf of the acts' table": { pages: ({ of }) => of('r_outpost_act', 'leaf').slice(3, 4), acts: 'lost' },
  'an overflow page of an act': { pages: ({ of }) => of('r_outpost_act', 'overflow').slice(0, 1), acts: 'lost' },
  "the inner pages of the records' table": { pages: ({ of }) => of('r_crm_deal', 'internal'), mostLost: deals },
  "the first leaf of the records' table": {
    pages: ({ of }) => of('r_crm_deal', 'leaf').slice(0, 1),
    mostLost: ofTwoLeaves,
  },
  "a leaf of the records' table": { pages: ({ of }) => of('r_crm_deal', 'leaf').slice(5, 7), mostLost: ofTwoLeaves },
  'an overflow page of a record': { pages: ({ of }) => of('r_crm_deal', 'overflow').slice(0, 1), mostLost: 1 },
  'an index of records': { pages: ({ of }) => of('sqlite_autoindex_r_crm_deal_1', 'leaf') },
  'the map of ids': { pages: ({ of }) => of('r__ids', 'leaf') },
  'the search index': { pages: ({ of }) => of('r_crm_deal__search_data', 'leaf') },
  "the device's state": { pages: ({ of }) => of('r_outpost_state', 'leaf') },
  'values that never leave the device': { pages: ({ of }) => of('sqlite_autoindex_c_local_1', 'leaf') },
  'pages that are free': { pages: ({ free }) => free },
};

describe('a replica whose file was damaged', () => {
  let images: Images;
  let machine: GivenMachine;
  beforeAll(async () => {
    images = await givenImages();
  });
  afterAll(() => {
    for (const image of [images.closed, images.crashed]) rmSync(image, { recursive: true });
  });
  afterEach(() => machine.end());

  const given = (image: string) => {
    machine = new GivenMachine({ image, seed: 2 });
    machine.line.isCut = true;
    return machine.file;
  };

  for (const [kind, { pages, acts, mostLost = 0 }] of Object.entries(kinds)) {
    it(`[S-5] in ${kind} is rebuilt from its readable parts, and reports the others`, async () => {
      const file = given(images.closed);
      const hit = pages(images);
      expect(hit.length).toBeGreaterThan(0);
      for (const page of hit) flipByte(file, (page - 1) * pageBytes + 1_111);
      const replica = await machine.start();
      await useAll(replica);
      const note = await vi.waitFor(() => noteOf(replica), { timeout: 20_000 }); // the file is being rebuilt
      const labels = labelsIn(replica);
      if (acts === 'lost') {
        expect(note.acts.lost).toBeGreaterThan(0);
        expect(labels.length + (note.acts.lost ?? 0)).toBe(allLabels.length);
        expect(labels.every((label) => allLabels.includes(label))).toBe(true);
        expect(note.remade).toBe(note.acts.lost); // each lost act was on a separate record
        for (let number = 0; number < actsMade; number += 1)
          if (number % 20 > 0) {
            const shown = await replica.handlers['records.get']({ id: dealId(number) });
            expect(shown.ok && shown.value.record.fields['name']).toBe(`Renamed ${number}`);
          }
      } else {
        expect(labels.toSorted()).toEqual(allLabels.toSorted());
        expect(note.acts.lost).toBe(acts === 'unknown' ? null : 0);
      }
      const list = await replica.handlers['records.list']({ entity: 'crm/deal', life: 'alive', sort: [], limit: 300 });
      expect(list.ok && list.value.rows.length).toBe(note.records.saved);
      expect(note.records.saved).toBeGreaterThanOrEqual(deals - mostLost);
      const draft = await replica.handlers['local.get']({ key: 'draft/note/x' });
      expect(draft).toEqual({ ok: true, value: { value: 'South wall' } });
      expect(replica.tenant()?.device.database.file.findDamage()).toEqual([]);
      expect(existsSync(`${file}.damaged`)).toBe(true);
    });
  }

  const frameBytes = pageBytes + 24;
  /** Counts the frames of a log without the zeros after them. */
  const framesIn = (log: Buffer): number => {
    let frames = 0;
    while (log.length > 32 + frames * frameBytes && log.readUInt32BE(32 + frames * frameBytes) > 0) frames += 1;
    return frames;
  };
  const inLog: Readonly<Record<string, (frames: number) => number>> = {
    'the head': () => 18,
    'a page': (frames) => 32 + Math.floor(frames / 2) * frameBytes + 1_000,
    "a page's number": (frames) => 32 + Math.floor(frames / 2) * frameBytes + 3,
    "a page's checksum": (frames) => 32 + Math.floor(frames / 2) * frameBytes + 17,
    'the first page': () => 32 + 24 + 100,
    'the last page': (frames) => 32 + (frames - 1) * frameBytes + 2_000,
    "the last page's salt of its log": (frames) => 32 + (frames - 1) * frameBytes + 13,
    "the last page's checksum": (frames) => 32 + (frames - 1) * frameBytes + 20,
  };
  for (const [place, at] of Object.entries(inLog)) {
    it(`[S-5] in ${place} of the log that a crash left keeps every commit behind that place`, async () => {
      const file = given(images.crashed);
      const frames = framesIn(readFileSync(`${file}-wal`));
      expect(frames).toBeGreaterThan(300);
      flipByte(`${file}-wal`, at(frames));
      const replica = await machine.start();
      const note = await noteOf(replica);
      expect(note.acts.saved + (note.acts.lost ?? 0)).toBe(allLabels.length);
      expect(note.acts.saved).toBeGreaterThan(allLabels.length - 12); // at most one page of acts is lost
      expect(labelsIn(replica)).toHaveLength(note.acts.saved);
      expect(existsSync(`${file}.damaged-wal.damaged`)).toBe(true);
    });
  }

  it("[S-5] [S-1a] in the device's state, after one start-over: records that its server does not name again are dropped", async () => {
    const before = new GivenMachine();
    const replica = await before.start();
    await replica.handlers['session.signIn'](givenCredentials);
    const rows = (numbers: readonly number[]) =>
      numbers.map((number) => ({ record: givenDeal(dealId(number), number + 1) }));
    const { server } = before;
    server.page({ rows: rows([0, 1, 2]), head: 10 });
    await replica.handlers['sync.now'](null);
    const head = { head: [20, hashAt(20)], signature: await server.sign(20) };
    server.answers.push(async () => ({ kind: 'reset', head }));
    server.page({ rows: rows([0, 1, 2]), head: 20 });
    await replica.handlers['sync.now'](null);
    const device = replica.tenant()?.device;
    expect(device?.memory.state.round).toBe(2);
    device?.database.file.checkpoint();
    const [page] = device?.database.file.writer.prepare<[], { readonly pageno: number }>("select pageno from dbstat where name = 'r_outpost_state' and pagetype = 'leaf'").all() ?? []; // prettier-ignore
    await before.stop();
    const image = before.saveImage();
    await before.end();

    const file = given(image);
    rmSync(image, { recursive: true });
    flipByte(file, ((page?.pageno ?? 0) - 1) * pageBytes + 1_111);
    const rebuilt = await machine.start();
    await useAll(rebuilt);
    expect((await vi.waitFor(() => noteOf(rebuilt), { timeout: 20_000 })).records).toEqual({ saved: 3, lost: 0 });
    machine.line.isCut = false;
    if ((rebuilt.tenant()?.unsent ?? 0) > 0) machine.server.refuse({}, 20); // acts that were sent before the damage was met
    machine.server.page({ rows: rows([0, 2]), head: 20 });
    await rebuilt.handlers['sync.now'](null);
    const list = await rebuilt.handlers['records.list']({ entity: 'crm/deal', life: 'alive', sort: [], limit: 9 });
    expect(list.ok && list.value.rows.map(({ id }) => id).toSorted()).toEqual([dealId(0), dealId(2)]);
  });

  it('[S-5] sends the saved acts, under a new name and in order, and only then deletes the damaged file', async () => {
    const file = given(images.closed);
    for (const page of images.of('r_crm_deal', 'leaf').slice(5, 7)) flipByte(file, (page - 1) * pageBytes + 1_111);
    const replica = await machine.start();
    await useAll(replica);
    const note = await vi.waitFor(() => noteOf(replica), { timeout: 20_000 });
    expect(note.records.lost).toBeGreaterThan(0);
    const { server } = machine;
    machine.line.isCut = false;
    server.accept({}, deals + 1);
    server.page({ rows: [], head: deals + 1, done: false }); // the pull is not complete yet
    server.answers.push(new Error('The line broke.'));
    await replica.handlers['sync.now'](null);
    const [push] = server.pushes;
    expect(
      push?.acts
        .slice(0, allLabels.length)
        .map((act) => act.label)
        .toSorted(),
    ).toEqual(allLabels.toSorted());
    expect(push?.acts.map((act) => act.number)).toEqual(push?.acts.map((_, at) => at + 1));
    expect(existsSync(`${file}.damaged`)).toBe(true);
    expect(server.pulls[0]?.at).toBeNull(); // the device starts over
    server.page({
      rows: Array.from({ length: deals }, (_, number) => ({ record: givenDeal(dealId(number), number + 1) })),
      head: deals + 1,
    });
    await replica.handlers['sync.now'](null);
    await vi.waitFor(() => expect(existsSync(`${file}.damaged`)).toBe(false));
    const summary = await replica.handlers['records.list']({ entity: 'crm/deal', life: 'alive', sort: [], limit: 300 });
    expect(summary.ok && summary.value.rows).toHaveLength(deals);
  });
});
