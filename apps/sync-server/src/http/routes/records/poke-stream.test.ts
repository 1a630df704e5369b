import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPokeStream } from './poke-stream.ts';

function given(lifeMs = 900_000) {
  const ended = vi.fn();
  const stream = openPokeStream({ lifeMs, ended });
  const reader = stream.body.getReader();
  const read = async (): Promise<string | undefined> => {
    const { value } = await reader.read();
    return value && new TextDecoder().decode(value);
  };
  return { stream, reader, read, ended };
}
const event = new TextEncoder().encode('data: a page\n\n');

describe('[S-3] a stream of pokes', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('sends every number and whole events to a fast reader', async () => {
    const { stream, read } = given();
    for (const n of [1, 2]) {
      stream.news(n);
      expect(await read()).toBe(`data: {"n":${n}}\n\n`);
    }
    expect(stream.send(event)).toBe(true);
    expect(await read()).toBe('data: a page\n\n');
  });

  it('[E-3] keeps one event for a slow reader, and only the newest of all later numbers', async () => {
    const { stream, read } = given();
    expect(stream.send(event)).toBe(true);
    expect(stream.send(event)).toBe(false);
    for (const n of [3, 5, 4]) stream.news(n);
    expect(await read()).toBe('data: a page\n\n');
    expect(await read()).toBe('data: {"n":5}\n\n');
    expect(stream.send(event)).toBe(true);
  });

  it('sends no event while a number waits to be read', async () => {
    const { stream, read } = given();
    stream.send(event);
    stream.news(3);
    expect(stream.send(event)).toBe(false);
    await read();
    expect(await read()).toBe('data: {"n":3}\n\n');
  });

  it('sends no heartbeat soon after news, and ends after its lifetime', async () => {
    const { stream, read, ended } = given(60_000);
    await vi.advanceTimersByTimeAsync(20_000);
    stream.news(1);
    await read();
    await vi.advanceTimersByTimeAsync(24_000);
    stream.news(2);
    expect(await read()).toBe('data: {"n":2}\n\n');
    await vi.advanceTimersByTimeAsync(16_000);
    expect(ended).toHaveBeenCalledOnce();
    expect(await read()).toBeUndefined();
    stream.news(3);
    expect(stream.send(event)).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends a heartbeat after 25 seconds without news', async () => {
    const { read } = given();
    await vi.advanceTimersByTimeAsync(25_000);
    expect(await read()).toBe(': still here\n\n');
  });

  it('ends once when the reader cancels', async () => {
    const { stream, reader, ended } = given();
    await reader.cancel();
    stream.end();
    expect(ended).toHaveBeenCalledOnce();
    expect(stream.send(event)).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});
