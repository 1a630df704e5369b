import { describe, expect, it } from 'vitest';
import { RefusedRowPieces } from './refused-row-pieces.ts';

const invalid = { ok: false, code: 'request/invalid', details: { path: 'piece' } };
const kilobytes = 'x'.repeat(1_023).concat('\n');
function* lines(count: number): Generator<string, void, void> {
  for (let line = 0; line < count; line += 1) yield kilobytes;
}

describe('the refused rows of an import, piece by piece', () => {
  it('[E-3] come in pieces of half a megabyte, and only the last one is marked as the last', () => {
    const pieces = new RefusedRowPieces(lines(1_100));
    expect(pieces.read(0)).toEqual({ ok: true, value: { csv: kilobytes.repeat(512), next: 1 } });
    expect(pieces.read(1)).toEqual({ ok: true, value: { csv: kilobytes.repeat(512), next: 2 } });
    expect(pieces.read(2)).toEqual({ ok: true, value: { csv: kilobytes.repeat(76), next: null } });
    expect(pieces.read(3)).toMatchObject(invalid);
  });

  it('can be requested again for the newest piece only', () => {
    const pieces = new RefusedRowPieces(lines(1_100));
    expect(pieces.read(1)).toMatchObject(invalid);
    pieces.read(0);
    const second = pieces.read(1);
    expect(pieces.read(1)).toEqual(second);
    expect(pieces.read(0)).toMatchObject(invalid);
    expect(pieces.read(3)).toMatchObject(invalid);
  });

  it('are one empty piece where there are none', () => {
    expect(new RefusedRowPieces(lines(0)).read(0)).toEqual({ ok: true, value: { csv: '', next: null } });
  });
});
