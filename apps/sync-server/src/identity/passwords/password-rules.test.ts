import { dictionary } from '@zxcvbn-ts/language-common';
import { describe, expect, it } from 'vitest';
import { commonPasswordCount } from './well-known-passwords.ts';
import { checkNewPassword, leastPasswordChars } from './password-rules.ts';

const ilse = { email: 'ilse.torvane@fenwright.example', name: 'Ilse Torvane', organisation: 'Fenwright Systems' };
const isTaken = (password: string) => checkNewPassword(password, ilse).ok;

describe('the rules of a new password', () => {
  it('[A-5] refuse the most common passwords, at least three thousand of them, in each form that is long enough', () => {
    expect(commonPasswordCount).toBeGreaterThan(3_000);
    const commonest = dictionary['passwords-common'];
    const longOnes = commonest.filter((password) => password.length >= leastPasswordChars);
    expect(longOnes.length).toBeGreaterThan(200);
    expect(longOnes.filter(isTaken)).toEqual([]);
    const disguises = [
      (password: string) => `${password[0]?.toUpperCase() ?? ''}${password.slice(1)}2026!`,
      (password: string) => `!${password}-${password}!`,
      (password: string) => password.repeat(3),
      (password: string) => `${password}qwerty12`,
    ];
    const disguised = commonest.slice(0, 3_000).flatMap((password) => disguises.map((as) => as(password)));
    const longEnough = disguised.filter((password) => password.length >= leastPasswordChars);
    expect(longEnough.length).toBeGreaterThan(9_000);
    expect(longEnough.filter(isTaken)).toEqual([]);
  });

  it.each([
    'password1234', 'P@ssw0rd2026', 'passwordpassword', '!!Sunshine2026', 'dragonmonkey77', 'qwertyuiop123456', '123456789012', 'abcabcabcabc', 'Welcome12345!',
  ])('[A-5] refuse %s', (password) => {
    expect(checkNewPassword(password, ilse)).toMatchObject({ code: 'request/invalid' });
  }); // prettier-ignore

  it.each([
    'Fenwright2026!', 'ilse.torvane@fenwright.example', 'IlseTorvane2026', 'Torvane-Torvane-1', 'outpost-2026-11', 'fenwrightsystems', 'Systems!Fenwright9',
  ])("[A-5] refuse %s, made of words about the person or the organisation", (password) => {
    expect(checkNewPassword(password, ilse)).toMatchObject({ code: 'request/invalid' });
  }); // prettier-ignore

  it.each([
    'four quiet green hills', 'correct horse battery staple', 'another quiet hill', 'xk9#vqL2m8Tz', 'fenwright has seventeen blue doors', 'zwölf gelbe Birnen im Mai',
  ])('accept %s', (password) => {
    expect(checkNewPassword(password, ilse)).toEqual({ ok: true, value: password });
  }); // prettier-ignore

  it('[A-5] accept words about the person together with eight other letters and digits', () => {
    expect(checkNewPassword('fenwright-xk9qvl2', ilse)).toMatchObject({ message: expect.stringContaining('made of your name') as string }); // prettier-ignore
    expect(isTaken('fenwright-xk9qvl2m')).toBe(true);
  });

  it('name the required length, with an emoji counted as one character', () => {
    expect(checkNewPassword('short', ilse)).toMatchObject({ message: expect.stringContaining('12') as string });
    expect(checkNewPassword('🙂🙃😉😊😇🥰😍🤩😘😗😚', ilse)).toMatchObject({ code: 'request/invalid' });
    expect(checkNewPassword('🙂🙃😉😊😇🥰😍🤩😘😗😚😙', ilse).ok).toBe(true);
    const long = 'xk9#vqL2m8Tz'.repeat(17);
    expect(isTaken(long.slice(0, 200))).toBe(true);
    expect(checkNewPassword(long.slice(0, 201), ilse)).toMatchObject({ message: expect.stringContaining('200') as string }); // prettier-ignore
  });
});
