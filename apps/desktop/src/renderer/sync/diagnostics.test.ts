import { describe, expect, it } from 'vitest';
import { givenTrayEntry } from '../testing/given-tray-entry.ts';
import { diagnosticsOf, type DiagnosticsInput } from './diagnostics.ts';

const id = '0190b1f2-7c00-7000-8000-00000000e001';
const input: DiagnosticsInput = {
  device: { deviceId: id, fileBytes: 1_234, encrypted: true, counts: { 'crm/deal': 7, 'own/villas': 3, 'own/boats': 2 } },
  sync: {
    state: 'offline',
    toSend: 2,
    needsYou: 1,
    done: 0,
    total: 0,
    lastContactAt: '2026-11-19T08:00:00.000Z',
    upToDateAt: null,
    nextTryAt: null,
    firstSync: false,
    notKept: ['own/villas'],
    partlyKept: [{ kind: 'own/visits', since: '2026-11' }],
    problem: 'https://crm.prentice.example does not answer',
  },
  outbox: [
    { act: id, label: 'Changed Value of Prentice Yachts', madeAt: '2026-11-19T07:00:00.000Z', group: null, state: 'waiting', records: [{ id, entity: 'crm/deal', title: 'Prentice Yachts' }], editCount: 2, isJudgedLater: true },
    { act: id, label: 'Called Ada', madeAt: '2026-11-18T07:00:00.000Z', group: null, state: 'sending', records: [], editCount: 1, isJudgedLater: false },
  ],
  tray: [givenTrayEntry({ label: 'Moved Prentice to Won' })],
  schemas: { 'crm/deal': 4 },
  userAgent: 'Electron/42',
  locale: 'en-GB',
  now: '2026-11-19T09:00:00.000Z',
}; // prettier-ignore

describe('diagnostics', () => {
  it('have the states, numbers, times and codes of a device', () => {
    expect(JSON.parse(diagnosticsOf(input))).toMatchObject({
      device: '0190b1f2',
      records: { 'crm/deal': 7 },
      ownKinds: { kinds: 2, records: 5 },
      sync: { state: 'offline', kindsNotKept: 1, kindsKeptInPart: 1, hasProblem: true },
      unsent: { acts: 2, edits: 3, states: { waiting: 1, sending: 1 }, oldestMadeAt: '2026-11-18T07:00:00.000Z', judgedByServer: 1 },
      refused: { acts: 1 },
    }); // prettier-ignore
  });

  it('contain no data of a person or an organisation', () => {
    const text = diagnosticsOf(input);
    const [reason] = input.tray.flatMap(({ reasons }) => reasons);
    expect(reason).toBeDefined();
    const private_ = ['Prentice', 'Ada', 'villas', 'boats', 'crm.prentice', id.slice(9), 'Moved', reason?.title, reason?.message];
    expect(private_.filter((word) => word !== undefined && word !== '' && text.includes(word))).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({ refused: { codes: { [reason?.code ?? '']: 1 } } });
  }); // prettier-ignore

  it('are made before the first contact, too', () => {
    expect(JSON.parse(diagnosticsOf({ ...input, sync: undefined, outbox: [], tray: [] }))).toMatchObject({
      unsent: { acts: 0, oldestMadeAt: null },
      refused: { codes: {} },
    });
  });
});
