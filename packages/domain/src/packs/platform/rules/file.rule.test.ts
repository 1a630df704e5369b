import { describe, expect, it } from 'vitest';
import { givenRecord } from '../../../testing/given-record.ts';
import { file } from '../entities/file.entity.ts';
import { fileCanBeKept, fileIsNamedByContent } from './file.rule.ts';

const content = { id: 'f', name: 'site.png', mediaType: 'image/png', sizeBytes: 70, sha256: 'a'.repeat(64) };
type Content = typeof content;
const recordOf = (change: Partial<Content>) => givenRecord(file, { name: 'Site', content: { ...content, ...change } });

describe('[PLT-5] a file', () => {
  it.each<readonly [string, Partial<Content>, RegExp | undefined]>([
    ['a picture', {}, undefined],
    ['a picture of another kind than its name', { mediaType: 'image/webp' }, undefined],
    ['an unknown kind', { name: 'site', mediaType: 'application/octet-stream' }, undefined],
    ['empty', { sizeBytes: 0 }, /is empty/],
    ['too large', { sizeBytes: 100_000_001 }, /larger than 100 MB/],
    ['a page that is named as a photo', { name: 'a.JPG', mediaType: 'application/octet-stream' }, /named as a picture/],
    ['a page that is named as a PDF', { name: 'a.pdf', mediaType: 'text/plain' }, /named as a PDF/],
    ['a page that would be shown as one', { name: 'a.html', mediaType: 'text/html' }, /can run scripts/],
    ['a drawing with scripts', { name: 'a.svg', mediaType: 'image/svg+xml' }, /can run scripts/],
  ])('that is %s', (_of, change, message) => {
    const breach = fileCanBeKept.check({ record: recordOf(change) });
    if (message === undefined) expect(breach).toBeUndefined();
    else expect(breach).toMatchObject({ field: 'content', message: expect.stringMatching(message) as string });
  });
});

describe('[PLT-6] the content of a file', () => {
  it('is named by a SHA-256 in lower case', () => {
    const breach = (sha256: string) => fileIsNamedByContent.check({ record: recordOf({ sha256 }) })?.field;
    expect([breach('0f'.repeat(32)), breach('A'.repeat(64)), breach('../'.repeat(21) + 'a')]).toEqual([
      undefined,
      'content',
      'content',
    ]);
  });
});
