import { describe, expect, it } from 'vitest';
import { pdfText, undrawnNote } from './font-letters.ts';

const noteOf = (...texts: readonly string[]) => undrawnNote(texts.map(pdfText));

describe('the note of a PDF about characters that its font lacks', () => {
  it('is none for Latin with accents, Greek, Cyrillic, and the spaces of times and amounts', () => {
    expect(noteOf('Zoë Müller', 'Zoe\u0308', 'Łukasz Święś', 'Nguyễn Thị', 'Αθηνά Παπαδοπούλου', 'Борис Ёлкин', '3:05\u202FPM', '1\u00A0234,50\u00A0€', 'a\u200Db', 'line\nline')).toBeUndefined(); // prettier-ignore
  });

  it('counts the characters by their script', () => {
    expect(noteOf('株式会社 Acme', 'محمد', 'さくら', '김', 'Roof 🏠', 'next → last')).toBe(
      'This document cannot show 14 characters and draws boxes in their place (Chinese or Japanese (Han): 4, Japanese (Kana): 3, Korean (Hangul): 1, Arabic: 4, emoji: 1, others: 1). Its font has Latin, Greek and Cyrillic letters.',
    );
    expect(noteOf('木')).toContain('cannot show 1 character and draws');
  });
});

describe('a text as a PDF draws it', () => {
  it('puts accents together with their letters and keeps everything else', () => {
    expect(pdfText('Zoe\u0308 3:05\u202FPM\u200F 株')).toBe('Zoë 3:05\u00A0PM 株');
  });
});
