import { describe, expect, it } from 'vitest';
import type { Values } from '../../../kernel/entities/typed-record.ts';
import type { socialPost } from '../entities/social/social-post.entity.ts';
import { postIsComplete, postName, postStatus } from './social-post.rule.ts';

type Fields = Values<typeof socialPost>;
const at = (fields: Partial<Fields>) =>
  ({ record: { fields: { account: 'a', words: 'Open house', release: 'publish', ...fields } } }) as never; // a test's record

describe('[SOC-3] a post', () => {
  it.each([
    [{ release: 'draft' }, 'draft'],
    [{}, 'waiting'],
    [{ release: 'cancel' }, 'cancelled'],
    [{ outcome: 'posted', release: 'cancel' }, 'posted'],
    [{ outcome: 'failed' }, 'failed'],
    [{ outcome: 'expired' }, 'expired'],
    [{ outcome: 'unknown' }, 'unknown'],
    [{ outcome: 'unknown', release: 'cancel' }, 'unknown'],
    [{ outcome: 'unknown', decision: 'posted' }, 'posted'],
    [{ outcome: 'failed', decision: 'again' }, 'waiting'],
  ] as const)('with %j is %s', (fields, status) => {
    expect(postStatus.work(at(fields))).toBe(status);
  });

  it('is named by the beginning of its words', () => {
    expect(postName.work(at({ words: '  Open\n\nhouse ' }))).toBe('Open house');
    expect(postName.work(at({ words: 'x'.repeat(300) }))).toHaveLength(80);
  });

  it.each([
    [{ words: ' \n' }, 'words'],
    [{ words: 'x'.repeat(63_207) }, 'words'],
    [{ publishAt: '2026-11-20T10:00:00.000Z', publishUntil: '2026-11-20T09:00:00.000Z' }, 'publishUntil'],
    [{ decision: 'again' }, 'decision'],
    [{ outcome: 'posted', decision: 'again' }, 'decision'],
    [{ outcome: 'failed', decision: 'posted' }, 'decision'],
  ] as const)('%j is refused at its field', (fields, field) => {
    expect(postIsComplete.check(at(fields as Partial<Fields>))).toMatchObject({ field });
  });

  it.each([{}, { words: 'x'.repeat(63_206) }, { outcome: 'unknown', decision: 'posted' }, { outcome: 'failed', decision: 'again' }, { outcome: 'posted', decision: 'posted' }] as const)('%j is taken', (fields) => {
    expect(postIsComplete.check(at(fields))).toBeUndefined();
  }); // prettier-ignore
});
