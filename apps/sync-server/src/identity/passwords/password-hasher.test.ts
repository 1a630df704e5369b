import { describe, expect, it } from 'vitest';
import { createPasswordHasher } from './password-hasher.ts';

const cheap = { memoryKiB: 64, passes: 1 };
const password = 'four quiet green hills';

async function hashOf(hasher = createPasswordHasher(cheap)): Promise<string> {
  const hashed = await hasher.hash(password);
  if (!hashed.ok) throw new Error(hashed.message);
  return hashed.value;
}

describe('hashed passwords', () => {
  it('match only their own password, typed on any keyboard, and never for an unknown e-mail address', async () => {
    const hasher = createPasswordHasher(cheap);
    expect(await hasher.verify(await hashOf(hasher), password)).toEqual({ ok: true, value: true });
    expect(await hasher.verify(await hashOf(hasher), `${password}!`)).toEqual({ ok: true, value: false });
    expect(await hasher.verify(null, password)).toEqual({ ok: true, value: false });
    expect(await hasher.verify(null, 'nobody has this password')).toEqual({ ok: true, value: false });
    const composed = await hasher.hash('zw\u00f6lf gelbe Birnen');
    expect(composed.ok && (await hasher.verify(composed.value, 'zwo\u0308lf gelbe Birnen'))).toEqual({ ok: true, value: true }); // prettier-ignore
  });

  it('are outdated where either part of the cost has changed', async () => {
    const hashed = await hashOf();
    expect(createPasswordHasher(cheap).isOutdated(hashed)).toBe(false);
    expect(createPasswordHasher({ ...cheap, memoryKiB: 128 }).isOutdated(hashed)).toBe(true);
    expect(createPasswordHasher({ ...cheap, passes: 2 }).isOutdated(hashed)).toBe(true);
  });

  it('[E-3] are made for 104 people at the same time; the next one gets a time to retry, and is served then', async () => {
    const hasher = createPasswordHasher(cheap);
    const answers = await Promise.all(Array.from({ length: 106 }, () => hasher.hash(password)));
    expect(answers.map(({ ok }) => ok)).toEqual(Array.from({ length: 106 }, (_, place) => place < 104));
    expect(answers.at(-1)).toMatchObject({
      code: 'request/too-many',
      message: expect.stringContaining('in 5 seconds') as string,
      details: { waitSeconds: 5 },
    });
    expect(await hasher.hash(password)).toMatchObject({ ok: true });
  });

  it('[E-3] free their place when they cannot be read, and the next request is served', async () => {
    const hasher = createPasswordHasher(cheap);
    for (let time = 0; time < 5; time += 1) await expect(hasher.verify('no hash', password)).rejects.toThrow();
    expect(await hasher.hash(password)).toMatchObject({ ok: true });
  });
});
