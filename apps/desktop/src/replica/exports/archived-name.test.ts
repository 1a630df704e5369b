import { describe, expect, it } from 'vitest';
import { archivedName } from './archived-name.ts';

const key = '0190b1f2-7c00-7000-8000-0000000000a1';

describe('the name of a file in an archive', () => {
  it.each<readonly [name: string, archived: string]>([
    ['Roof.jpg', `Roof ${key}.jpg`],
    ['../../etc/passwd', `etc passwd ${key}`],
    ['..\\..\\Windows\\system.ini', `Windows system ${key}.ini`],
    ['/absolute/C:evil.exe', `absolute C evil ${key}.exe`],
    ['..', `File ${key}`],
    ['CON.txt', `CON ${key}.txt`],
    ['a\u202Egpj.exe', `a gpj ${key}.exe`],
    ['two\nlines\u0000.pdf', `two lines ${key}.pdf`],
    ['Zoe\u0308 東京.png', `Zoë 東京 ${key}.png`],
    ['no ending', `no ending ${key}`],
    ['.jpg', `File ${key}.jpg`],
  ])('%j is %j', (name, archived) => {
    expect(archivedName({ name }, key)).toBe(archived);
  });

  it('has the title that people gave the file, and the ending of the file itself', () => {
    expect(archivedName({ name: 'IMG_2034.jpg', title: 'Roof' }, key)).toBe(`Roof ${key}.jpg`);
    expect(archivedName({ name: 'IMG_2034.jpg', title: 'Roof.JPG' }, key)).toBe(`Roof ${key}.jpg`);
    expect(archivedName({ name: 'IMG_2034.jpg', title: 'Roof.exe' }, key)).toBe(`Roof.exe ${key}.jpg`);
    expect(archivedName({ name: 'IMG_2034.jpg', title: '' }, key)).toBe(`File ${key}.jpg`);
  });

  it('is no longer than file systems take, and cuts no letter in two', () => {
    const name = archivedName({ name: `${'東😀'.repeat(100)}.jpeg` }, key);
    expect(Buffer.byteLength(name)).toBeLessThan(255);
    expect([name.isWellFormed(), name.endsWith(` ${key}.jpeg`)]).toEqual([true, true]);
  });
});
