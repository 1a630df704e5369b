import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';

const logged = (details: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const lines: string[] = [];
  createLog({ level: 'info', to: { write: (line) => void lines.push(line) } }).error(details, 'it failed');
  return JSON.parse(lines.join('')) as Record<string, unknown>;
};

describe('the log', () => {
  it('[E-1] has the message, the stack and the causes of a fault', () => {
    const error = new Error('outer', { cause: new TypeError('inner', { cause: 'innermost' }) });
    expect(logged({ requestId: 'r-1', err: error })).toMatchObject({
      level: 'error',
      msg: 'it failed',
      requestId: 'r-1',
      err: {
        type: 'Error',
        message: 'outer',
        cause: { type: 'TypeError', message: 'inner', cause: { message: 'innermost' } },
      },
    });
  });

  it('writes one line for each entry, with any text of a request in it', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', to: { write: (line) => void lines.push(line) } });
    const forged = 'x\n{"level":"info","msg":"signed in"}\r\n\u001b[31m\u2028';
    log.info({ route: forged }, forged);
    expect(
      lines
        .join('')
        .trimEnd()
        .split(/[\n\r]/),
    ).toHaveLength(1);
    expect(JSON.parse(lines.join(''))).toMatchObject({ route: forged });
  });

  it('leaves out personal data and secrets in errors', () => {
    const error = Object.assign(
      new Error(
        'no such user: ann@example.com, token eyJhbGciOi.eyJzdWIiOi.c2ln, or1.0190b1f2-7c00.1.c2VjcmV0, postgres://owner:hunter2@db/x',
      ),
      {
        code: '23505',
        constraint: 'identity_email_key_key',
        detail: 'Key (email_key)=(ann@example.com) already exists.',
        parameters: ['ann@example.com'],
      },
    );
    const line = logged({ err: error });
    expect(line).toMatchObject({ err: { code: '23505', constraint: 'identity_email_key_key' } });
    for (const secret of ['ann', 'c2ln', 'c2VjcmV0', 'hunter2', 'already exists'])
      expect(JSON.stringify(line)).not.toContain(secret);
  });

  it('handles an error that is its own cause', () => {
    const error = new Error('around');
    error.cause = error;
    expect(logged({ err: error })).toHaveProperty('err.cause.cause');
  });
});
