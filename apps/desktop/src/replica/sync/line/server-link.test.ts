import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { HttpRequest, Transport } from '../../device/ports.ts';
import { ServerLink } from './server-link.ts';

/** A link whose server refuses every request with a code, and the requests that it got. */
function refusedWith(code: 'access/bad-code' | 'access/bad-credentials' | 'access/signed-out') {
  const sent: HttpRequest[] = [];
  const renewals: string[] = [];
  const body = JSON.stringify({
    type: `urn:outpost:problem:${code}`,
    title: 't',
    status: 401,
    detail: 'No.',
    code,
    details: {},
    retry: 'after-edit',
    instance: 'i',
  });
  const transport = {
    request: (request: HttpRequest) => {
      sent.push(request);
      return Promise.resolve({ status: 401, body, contentType: 'application/problem+json' });
    },
  } as unknown as Transport; // the link uses nothing else here
  const link = new ServerLink({
    transport,
    timers: { after: () => () => undefined },
    tokens: {
      accessToken: () => Promise.resolve({ kind: 'value', value: 'old' }),
      renewed: (token) => {
        renewals.push(token);
        return Promise.resolve({ kind: 'value', value: 'new' });
      },
    },
  });
  return { link, sent, renewals };
}

describe('the link to the server', () => {
  it.each(['access/bad-code', 'access/bad-credentials'] as const)(
    '[PLT-18] does not send a wrong answer twice (%s): each counts as a try',
    async (code) => {
      const { link, sent, renewals } = refusedWith(code);
      expect(await link.ask('/auth/step-up', {}, z.unknown())).toMatchObject({ kind: 'refused', refusal: { code } });
      expect(sent).toHaveLength(1);
      expect(renewals).toEqual([]);
    },
  );

  it('sends a request again with a new token where the token was refused', async () => {
    const { link, sent, renewals } = refusedWith('access/signed-out');
    await link.ask('/me', undefined, z.unknown());
    expect(sent.map(({ headers }) => headers['authorization'])).toEqual(['Bearer old', 'Bearer new']);
    expect(renewals).toEqual(['old']);
  });
});
