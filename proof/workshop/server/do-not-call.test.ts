import { accept } from '@outpost/domain/kernel/refusal';
import { expect, it } from 'vitest';
import { serverWorkOf } from '../pack-server.ts';
import { workshopServer } from './server.ts';

const asked: string[] = [];
const answers: unknown[] = [];
const fetched = ((url: URL) => {
  asked.push(url.href);
  const answer = answers.shift();
  return answer === undefined ? Promise.reject(new Error('down')) : Promise.resolve(Response.json(answer));
}) as unknown as typeof fetch; // only the call that is made here
const work = (services: Readonly<Record<string, string>>) =>
  serverWorkOf([workshopServer], { mail: null, services, fetch: fetched }).doNotCallLists;
const number = '+13035550164';
const of = { number, channel: 'call', ground: { by: 'consent', consent: 'c' }, record: { entity: 'crm/activity', id: 'a' }, at: '2026-11-20T18:00:00.000Z' } as const; // prettier-ignore

it('[MSG-77] the workshop brings a list of its own, and messages about a repair need none', async () => {
  expect(work({})).toEqual([]);
  const [lists] = work({ 'workshop.doNotCall': 'https://association.example' });
  const ask = (purpose: 'contract' | 'offers') => lists?.ask({} as never, { ...of, purpose }); // it reads no records
  expect(await ask('contract')).toEqual(accept({ is: 'exempt', why: 'A repair is under way.' }));
  expect(asked).toEqual([]);
  const list = 'Customers who want no calls of workshops';
  answers.push({ asOf: '2026-11-19', since: '2026-05-03' }, { asOf: '2026-11-19', since: null });
  expect(await ask('offers')).toEqual(accept({ is: 'listed', list, since: '2026-05-03', rule: '47 CFR 64.1200(d)' }));
  expect(await ask('offers')).toEqual(accept({ is: 'clear', list, asOf: '2026-11-19' }));
  expect(await ask('offers')).toMatchObject({ value: { is: 'unknown', list } });
  expect(asked[0]).toBe('https://association.example/do-not-call/%2B13035550164');
});
