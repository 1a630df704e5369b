import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { describe, expect, it } from 'vitest';
import { exportHandlers } from '../exports/exports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { performed } from '../testing/performed.ts';
import type { ServerLink } from '../sync/line/server-link.ts';
import { settleTurns } from '../testing/virtual-time.ts';
import { JournalNotes } from './journal-notes.ts';

type Asked = { readonly path: string; readonly body: unknown };

/** A server that takes notes, loses replies, or refuses. */
function noteTaker() {
  const asked: Asked[] = [];
  const state = { answers: 'done' as 'done' | 'lost' | 'refused' };
  const ask = async (path: string, body: unknown) => {
    asked.push({ path, body: structuredClone(body) });
    if (state.answers === 'lost') return { kind: 'failed', problem: 'lost' };
    if (state.answers === 'refused')
      return { kind: 'refused', refusal: refuse('request/not-found', 'There is no such address.', { path }) };
    return { kind: 'value', value: { done: true } };
  };
  return { asked, state, link: { ask } as unknown as ServerLink }; // the notes call nothing else of it
}
const note = (count: number) => ({ of: 'crm/deal', count, format: 'csv', at: '2026-11-20T08:00:00.000Z' });

describe('notes for the journal', () => {
  it('[K-4] stay on disk until the server has them: also after lost replies, a refusal and a restart', async () => {
    const { tenant } = await tenantForTest();
    const { database } = tenant.device;
    const { asked, state, link } = noteTaker();
    const notes = new JournalNotes('exported', { database, link, mayContact: true });
    state.answers = 'lost';
    await notes.note(note(1));
    await settleTurns();
    state.answers = 'refused'; // a server of an earlier build
    await notes.note(note(2));
    await settleTurns();
    expect(await database.getLocal('exported')).toEqual([note(1), note(2)]);
    state.answers = 'done';
    const restarted = new JournalNotes('exported', { database, link, mayContact: true });
    await restarted.send();
    expect(asked.at(-1)).toEqual({ path: '/sync/exported', body: { exported: [note(1), note(2)] } });
    expect(await database.getLocal('exported')).toEqual([]);
    await restarted.send();
    expect(asked).toHaveLength(3);
  });

  it('are sent a hundred at once, and not at all where the replica may not contact the server', async () => {
    const { tenant } = await tenantForTest();
    const { database } = tenant.device;
    const { asked, link } = noteTaker();
    const silent = new JournalNotes('exported', { database, link, mayContact: false });
    for (let count = 0; count < 130; count += 1) await silent.note(note(count));
    expect(asked).toEqual([]);
    await new JournalNotes('exported', { database, link, mayContact: true }).send();
    const sent = asked.map(({ body }) => (body as { exported: readonly unknown[] }).exported.length);
    expect(sent).toEqual([100, 30]);
  });

  it('wait in the file where it is closed while they are sent', async () => {
    const { tenant } = await tenantForTest();
    const { database } = tenant.device;
    const answers: ((answer: unknown) => void)[] = [];
    const link = { ask: () => new Promise((resolve) => answers.push(resolve)) } as unknown as ServerLink; // as above
    await new JournalNotes('exported', { database, link, mayContact: false }).note(note(1));
    const notes = new JournalNotes('exported', { database, link, mayContact: true });
    const sent = notes.send();
    await settleTurns();
    notes.stop();
    await tenant.close();
    expect(answers).toHaveLength(1);
    for (const answer of answers) answer({ kind: 'value', value: { done: true } });
    await expect(sent).resolves.toBe(undefined);
    await expect(notes.send()).resolves.toBe(undefined);
  });

  it('are of one kind each', async () => {
    const { tenant } = await tenantForTest();
    const { database } = tenant.device;
    const { asked, link } = noteTaker();
    await new JournalNotes('exported', { database, link, mayContact: false }).note(note(1));
    await new JournalNotes('revealed', { database, link, mayContact: true }).send();
    expect(asked).toEqual([]);
  });
});

describe('an export', () => {
  it('is noted before a piece of it is read: of a list, of a report, and of everything', async () => {
    const given = await tenantForTest();
    const { tenant } = given;
    await performed(given, 'Added a deal', [
      { entity: 'crm/deal', create: { fields: { name: 'Ardent', stage: 'prospecting' } } },
    ]);
    const calls = exportHandlers({ tenant: () => accept(tenant), ports: tenant.device.ports });
    expect(await calls['exports.begin']({ entity: 'crm/deal', format: 'csv', sort: [], columns: 'all', life: 'alive' })).toMatchObject({ ok: true }); // prettier-ignore
    expect(await calls['exports.beginAll'](null)).toMatchObject({ ok: true });
    expect(await tenant.device.database.getLocal('exported')).toMatchObject([
      { of: 'crm/deal', count: 1, format: 'csv' },
      { of: 'everything', format: 'zip' },
    ]);
  });
});
