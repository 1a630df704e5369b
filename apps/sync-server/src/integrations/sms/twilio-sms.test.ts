import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { twilioSms } from './twilio-sms.ts';

const account = 'AC0123456789abcdef0123456789abcdef';
type Asked = {
  readonly method?: string;
  readonly url?: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};
const asked: Asked[] = [];
const warned: object[] = [];
const reply = { status: 201, body: {} as object };
let service: Server;
let url: string;

/** A service with the shapes of Twilio's "Messages" resource. */
beforeAll(async () => {
  service = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const { method, url: path, headers } = request;
      asked.push({ ...(method && { method }), ...(path && { url: path }), headers, body });
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((listening) => service.listen(0, '127.0.0.1', listening));
  const address = service.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});
beforeEach(() => {
  asked.length = 0;
  warned.length = 0;
});
afterAll(() => new Promise((closed) => service.close(closed)));

const send = () =>
  twilioSms(
    { account, token: 'secret', from: '+14155550100', url },
    { warn: (details) => warned.push(details) },
  )({
    to: '+436601234567',
    text: 'K7PM-X2QD is your Outpost code.',
  });

describe('text messages by Twilio', () => {
  it('are created for the account, with its token', async () => {
    reply.status = 201;
    reply.body = { sid: 'SM0123456789abcdef0123456789abcdef', status: 'queued', account_sid: account };
    expect(await send()).toBe('sent');
    expect(asked.map(({ method, url: path }) => [method, path])).toEqual([['POST', `/2010-04-01/Accounts/${account}/Messages.json`]]); // prettier-ignore
    expect(asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from(`${account}:secret`).toString('base64')}`);
    expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toEqual({ To: '+436601234567', From: '+14155550100', Body: 'K7PM-X2QD is your Outpost code.' }); // prettier-ignore
  });

  it('name the address for the report, where the server takes reports', async () => {
    reply.status = 201;
    reply.body = { sid: 'SM0123456789abcdef0123456789abcdef', status: 'queued', account_sid: account };
    const reportTo = 'https://crm.example.com/sms/report?org=1&message=2';
    const sendWithReport = twilioSms(
      { account, token: 'secret', from: '+14155550100', url },
      { warn: () => undefined },
    );
    expect(await sendWithReport({ to: '+436601234567', text: 'A code', reportTo })).toBe('sent');
    expect(new URLSearchParams(asked[0]?.body).get('StatusCallback')).toBe(reportTo);
  });

  it('that are not accepted fail, and the log names neither text nor number', async () => {
    reply.status = 400;
    reply.body = { code: 21_211, message: 'The "To" number +436601234567 is not valid.', status: 400, more_info: '' };
    expect(await send()).toBe('failed');
    expect(warned).toEqual([{ status: 400, code: 21_211 }]);
    expect(asked).toHaveLength(1); // not sent again
  });

  it('fail where the service answers nothing', async () => {
    const nowhere = twilioSms({ account, token: 'secret', from: '+14155550100', url: 'http://127.0.0.1:1' }, { warn: (details) => warned.push(details) }); // prettier-ignore
    expect(await nowhere({ to: '+436601234567', text: 'x' })).toBe('failed');
    expect(warned).toHaveLength(1);
  });
});
