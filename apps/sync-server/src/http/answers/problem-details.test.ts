import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusalCodes, refuse } from '@outpost/domain/kernel/refusal';
import { describe, expect, it } from 'vitest';
import { faultResponse, httpStatusOf, problemResponse, problemSchema, problemTitles } from './problem-details.ts';

const bodyOf = async (response: Response): Promise<unknown> => response.json();

describe('problem details', () => {
  it('[E-1] has an error status, a title, and the standard members for every refusal', async () => {
    expect(Object.keys(httpStatusOf).toSorted()).toEqual([...refusalCodes].toSorted());
    for (const code of refusalCodes) {
      const refusal = { ...refuse('request/invalid', 'This is wrong.', { path: 'body' }), code } as ReturnType<
        typeof refuse<'request/invalid'>
      >;
      const response = problemResponse(refusal, 'request-1');
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      const problem = problemSchema.parse(await bodyOf(response));
      expect(problem).toMatchObject({
        type: `urn:outpost:problem:${code}`,
        title: problemTitles[code],
        status: response.status,
        detail: 'This is wrong.',
        code,
        instance: 'urn:outpost:request:request-1',
      });
    }
  });

  it('[E-1] is listed in the description of the protocol, code by code', () => {
    const written = readFileSync(join(import.meta.dirname, '../../../../../docs/sync-protocol.md'), 'utf8');
    const rows = [...written.matchAll(/^\| (\d{3}) \| (.*) \|$/gm)].flatMap(([, status, codes = '']) =>
      [...codes.matchAll(/`([^`]+)`/g)].map(([, code]) => [code, Number(status)]),
    );
    expect(Object.fromEntries(rows)).toEqual(httpStatusOf);
  });

  it('[E-1] has headers for the time to retry and the way to sign in', () => {
    expect(
      problemResponse(refuse('access/locked-out', 'Wait.', { waitSeconds: 30 }), 'r').headers.get('retry-after'),
    ).toBe('30');
    expect(
      problemResponse(refuse('access/signed-out', 'Sign in.', { reason: 'expired' }), 'r').headers.get(
        'www-authenticate',
      ),
    ).toContain('Bearer');
  });

  it('[E-1] names only the request of a fault', async () => {
    const response = faultResponse('request-1');
    expect(response.status).toBe(500);
    expect(await bodyOf(response)).not.toHaveProperty('code');
  });
});
