import { describe, expect, it } from 'vitest';
import { serverUrl } from './server-url.ts';
import { signInProblem } from './sign-in-problem.ts';

const refused = (code: string, details: Record<string, number> = {}) => ({
  ok: false as const,
  code,
  message: 'As the replica says.',
  details,
  retry: 'never',
});

describe('signing in', () => {
  it('[E-1] shows how many tries are left, and the wait after them', () => {
    expect(signInProblem(refused('access/bad-credentials', { triesLeft: 4 }))).toEqual({
      field: 'password',
      text: 'The e-mail or the password is not right. 4 more tries, then a wait.',
    });
    expect(signInProblem(refused('replica/wrong-key'))).toEqual({ field: 'password', text: 'That is not it.' });
    expect(signInProblem(refused('access/locked-out', { waitSeconds: 300 })).text).toBe(
      'Too many wrong tries. Try again in 5 minutes.',
    );
    expect(signInProblem(refused('sync/offline')).text).toContain('needs a network');
    expect(signInProblem({ ok: false, fault: 'OP-1' }).text).toContain('OP-1');
    expect(signInProblem(refused('anything/else'))).toEqual({ field: null, text: 'As the replica says.' });
  });

  it('completes the address that people type', () => {
    expect(
      ['outpost.example.com/', ' HTTPS://a.example ', 'localhost:3000', '127.0.0.1:80', '', 'not an address'].map(
        serverUrl,
      ),
    ).toEqual([
      'https://outpost.example.com',
      'HTTPS://a.example',
      'http://localhost:3000',
      'http://127.0.0.1:80',
      '',
      '',
    ]);
  });
});
