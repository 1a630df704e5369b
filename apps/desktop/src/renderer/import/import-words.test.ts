import { describe, expect, it } from 'vitest';
import { typeWord } from './import-words.ts';

describe('the words of an import', () => {
  it('[E-2] name what a column holds as people do', () => {
    expect(['ref', 'flag', 'instant', 'text'].map(typeWord)).toEqual(['link', 'yes or no', 'time', 'text']);
    expect(typeWord('of a newer build')).toBe('of a newer build');
  });
});
