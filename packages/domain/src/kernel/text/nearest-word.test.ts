import { describe, expect, it } from 'vitest';
import { nearestWord } from './nearest-word.ts';

describe('an unknown word', () => {
  it('[E-2] is answered with the most similar known word, ignoring case', () => {
    const known = ['list', 'get', 'import', 'report'];
    expect(['lst', 'IMPORT', 'reprot', 'gat'].map((typed) => nearestWord(typed, known))).toEqual(['list', 'import', 'report', 'get']); // prettier-ignore
    expect(['', 'sync', 'gift', 'imprtatn'].map((typed) => nearestWord(typed, known))).toEqual([undefined, undefined, undefined, undefined]); // prettier-ignore
  });
});
