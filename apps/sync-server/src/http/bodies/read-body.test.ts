import { describe, expect, it } from 'vitest';
import { BodyRoom } from './body-room.ts';
import { readBody } from './read-body.ts';

const pace = { graceMs: 60_000, bytesPerSecond: 1_000 };
const rest = (): Promise<void> => Promise.resolve();

/** A request whose body comes from this source, and never ends by itself. */
type Pull = (controller: { readonly enqueue: (chunk: Uint8Array) => void }) => void | Promise<void>;

function coming(pull: Pull, cancel: () => void = () => undefined): Request {
  const body = new ReadableStream<Uint8Array>({ pull, cancel });
  return new Request('http://a/', { method: 'POST', body, duplex: 'half' });
}

describe('reading a body', () => {
  it('[E-3] stops at the first byte over the limit, and cancels the rest', async () => {
    let sent = 0;
    let isLetGo = false;
    const endless = coming(
      (controller) => {
        sent += 1_000;
        controller.enqueue(new Uint8Array(1_000).fill(0x20));
      },
      () => void (isLetGo = true),
    );
    const read = await readBody(endless, { bytes: 10_000, values: 10 }, { pace, announced: undefined, rest });
    expect(read).toMatchObject({ ok: false, code: 'request/too-large', details: { limit: 10_000 } });
    expect(sent).toBeLessThan(15_000);
    expect(isLetGo).toBe(true);
  });

  it('[E-3] refuses a body that arrives too slowly', async () => {
    const never = coming(() => new Promise(() => undefined));
    const slow = { graceMs: 0, bytesPerSecond: 1_000 };
    expect(
      await readBody(never, { bytes: 10_000, values: 10 }, { pace: slow, announced: undefined, rest }),
    ).toMatchObject({
      ok: false,
      code: 'request/too-slow',
      retry: 'after-wait',
    });
    const announced = coming(() => new Promise(() => undefined));
    expect(
      await readBody(announced, { bytes: 10_000, values: 10 }, { pace: slow, announced: 500, rest }),
    ).toMatchObject({
      code: 'request/too-slow',
    });
  });

  it('[E-3] limits the memory of large bodies, of all together and of one person', () => {
    const room = new BodyRoom({ all: 10, each: 6 });
    const first = room.take('ann', 6);
    expect(first.ok).toBe(true);
    expect(room.take('ann', 1)).toMatchObject({ code: 'request/too-many', details: { waitSeconds: 1 } });
    expect(room.take('ben', 5)).toMatchObject({ code: 'server/busy', details: { waitSeconds: 1 } });
    expect(room.take('ben', 4).ok).toBe(true);
    if (first.ok) first.leave();
    expect(room.take('ann', 6).ok).toBe(true);
  });
});
