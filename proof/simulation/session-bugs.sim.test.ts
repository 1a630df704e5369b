import { describe, expect, inject, it } from 'vitest';
import { bugsOfSessions } from '../torture/bugs/bugs-of-sessions.ts';
import { runChild } from '../torture/jobs.ts';

/** Some ten seconds each; `npm run test:long` plays all of them. */
const quick = ['ended-session-writes', 'sealed-with-record', 'wiped-files-stay', 'handed-over-act-dropped', 'sealed-made-unjudged']; // prettier-ignore
const planted = bugsOfSessions.filter(({ name }) => inject('effort') === 'long' || quick.includes(name));

describe('planted bugs of sessions', () => {
  it.each(planted)('[A-2] [D-5] [K-4] $name is found: $says', { timeout: 300_000 }, async ({ name }) => {
    expect(await runChild(name, ['--plant', name, '--histories', '12'])).toMatchObject({ name, found: true });
  });
});
