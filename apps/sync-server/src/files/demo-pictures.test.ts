import { fileTypeFromBuffer } from 'file-type';
import { describe, expect, it } from 'vitest';
import { demoPicture, demoPlan } from './demo-pictures.ts';

describe('the files of the demo', () => {
  it('are small pictures and a PDF, the same each time', async () => {
    for (const scene of ['rack', 'house', 'cables', 'ceiling'] as const) {
      const picture = demoPicture(scene);
      expect([(await fileTypeFromBuffer(picture))?.mime, picture.length < 20_000]).toEqual(['image/png', true]);
      expect(demoPicture(scene).equals(picture)).toBe(true);
    }
    const plan = demoPlan('Rack layout').toString('latin1');
    expect(plan).toMatch(/^%PDF-1\.4\n/);
    const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(plan)?.[1]);
    expect(plan.slice(table, table + 8)).toBe('xref\n0 8');
    for (const [index, [, at]] of [...plan.matchAll(/(\d{10}) 00000 n /g)].entries())
      expect(plan.slice(Number(at)).startsWith(`${index + 1} 0 obj<<`)).toBe(true);
  });
});
