import { describe, expect, inject, it } from 'vitest';
import { bugsOfSessions } from './torture/bugs/bugs-of-sessions.ts';
import { runChild } from './torture/jobs.ts';

/** Bugs found within a history or two each; `npm run test:long` plays the others. */
const quick = ['ended-session-writes', 'suspended-keeps-laptop', 'sealed-with-record', 'sealed-stays'];
const planted = bugsOfSessions.filter(({ name }) => inject('effort') === 'long' || quick.includes(name));

describe('planted bugs of sessions, suspensions and sealed fields', () => {
  it.each(planted)('[S-5] [K-4] $name is found: $says', { timeout: 300_000 }, async ({ name }) => {
    expect(await runChild(name, ['--plant', name, '--histories', '12'])).toMatchObject({ name, found: true });
  });
});
