import { request } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { type Returned, type ReturnPage, serveReturnPage } from './return-page.ts';

const [code, state] = ['c'.repeat(43), 's'.repeat(43)];
let page: ReturnPage | undefined;
afterEach(() => page?.close());

const ask = (address: string, options: { readonly method?: string; readonly host?: string } = {}) =>
  new Promise<number | undefined>((resolve, reject) => {
    const { method = 'GET', host } = options;
    request(address, { method, agent: false, ...(host === undefined ? {} : { headers: { host } }) }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });

it('[PLT-23] the return page takes the code of the browser with our state, on this computer alone', async () => {
  const taken: Returned[] = [];
  page = await serveReturnPage((answer) => answer.state === state && taken.push(answer) > 0);
  expect(page.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/signed-in$/);
  const right = `${page.address}?code=${code}&state=${state}`;
  expect(await ask(`${page.address}?code=${code}&state=${'x'.repeat(43)}`)).toBe(400);
  expect(await ask(`${page.address}?code=${code}`)).toBe(400);
  expect(await ask(right.replace('/signed-in', '/other'))).toBe(400);
  expect(await ask(right, { method: 'POST' })).toBe(400);
  expect(await ask(right, { host: 'evil.example' })).toBe(400);
  expect(taken).toEqual([]);
  expect(await ask(right)).toBe(200);
  expect(taken).toEqual([{ code, state }]);
});
