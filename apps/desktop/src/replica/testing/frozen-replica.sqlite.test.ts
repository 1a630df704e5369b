import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  dealId,
  freeze,
  frozenActs,
  frozenDeals,
  frozenDraft,
  frozenFolder,
  thaw,
  workToFreeze,
} from './frozen-replica.ts';
import { GivenMachine } from './given-machine.ts';

/** Chosen: at one release a month, years of such files do not make a clone slow. */
const mostBytes = 200_000;

describe('a replica of an earlier release', () => {
  let machine: GivenMachine;
  beforeEach(() => {
    machine = new GivenMachine({ seed: 3 });
  });
  afterEach(() => machine.end());

  /** Opens the machine's replica with the present code, and expects everything that was in it. */
  const look = async () => {
    const replica = await machine.start();
    const tenant = replica.tenant();
    if (!tenant) throw new Error('The replica did not open');
    const { memory, database, lookups } = tenant.device;
    expect(database.file.findDamage()).toEqual([]);
    expect([...memory.acts.values()].map((entry) => [entry.act.label, entry.act.number])).toEqual(
      frozenActs.map((label, at) => [label, at + 2]),
    );
    expect([...memory.tray.values()].map((entry) => entry.act.label)).toEqual(['Refused']);
    expect(memory.state.synced).toBe(true);
    const list = await replica.handlers['records.list']({
      entity: 'crm/deal',
      life: 'alive',
      sort: [{ field: 'name', direction: 'asc' }],
      limit: 50,
    });
    const names = list.ok ? list.value.rows.map((row) => row.fields['name']) : [];
    expect(names).toHaveLength(frozenDeals + 1);
    expect(names).toEqual(expect.arrayContaining(['First of all', 'Deal 1', 'Made offline']));
    const found = await replica.handlers['records.search']({ text: 'offline', limit: 10 });
    expect(found.ok && found.value.hits.map((hit) => hit.title)).toEqual(['Made offline']);
    // The words of titles reach records of earlier builds in the background.
    const how = async (text: string) => {
      const answer = await replica.handlers['records.search']({ text, limit: 10 });
      return answer.ok ? answer.value.hits.map((hit) => [hit.title, hit.how]) : answer;
    };
    await expect.poll(() => how('offline made'), { timeout: 10_000 }).toEqual([['Made offline', 'title']]);
    expect(await how('offlnie')).toEqual([['Made offline', 'near']]);
    await expect.poll(() => tenant.device.memory.state.titleWords, { timeout: 10_000 }).toBe(1);
    expect(lookups.counts()['crm/activity']).toBe(1);
    const history = await replica.handlers['records.history']({ id: dealId(0), limit: 10, withChildren: false });
    expect(history.ok && history.value.rows.map((row) => row.label)).toContain('Imported');
    expect(await replica.handlers['local.get']({ key: 'draft/note/x' })).toEqual({
      ok: true,
      value: { value: frozenDraft },
    });
    const more = await replica.call('acts.perform', {
      label: 'Since',
      edits: [{ entity: 'crm/deal', id: dealId(2), fields: { name: 'Changed since' } }],
    });
    expect(more.ok).toBe(true);
    machine.line.isCut = false;
    await replica.handlers['sync.now'](null);
    expect(machine.server.pushes.at(-1)?.acts.map((act) => act.label)).toEqual([...frozenActs, 'Since']);
  };

  for (const name of readdirSync(frozenFolder).toSorted()) {
    it(`[K-5] opens with all its content, continues to work, and sends its unsent acts: ${name}`, async () => {
      const frozen = join(frozenFolder, name);
      expect(statSync(frozen).size).toBeLessThan(mostBytes);
      machine.line.isCut = true;
      thaw(frozen, machine);
      await look();
    });
  }

  it('[K-5] a replica that is frozen with the present code opens in the same way', async () => {
    await workToFreeze(machine);
    const image = machine.saveImage();
    const to = join(image, 'frozen.gz');
    freeze(machine, to);
    await machine.end();
    machine = new GivenMachine({ seed: 4 });
    machine.line.isCut = true;
    thaw(to, machine);
    rmSync(image, { recursive: true });
    await look();
  });
});
