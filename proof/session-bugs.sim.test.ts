import { describe, expect, it } from 'vitest';
import { bugsOfSessions } from './torture/bugs/bugs-of-sessions.ts';
import { runChild } from './torture/jobs.ts';

describe('planted bugs of sessions', () => {
  it.each(bugsOfSessions)('[S-5] [A-2] $name is found: $says', { timeout: 300_000 }, async ({ name }) => {
    expect(await runChild(name, ['--plant', name, '--histories', '12'])).toMatchObject({ name, found: true });
  });
});
