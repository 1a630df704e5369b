import { describe, expect, it } from 'vitest';
import { splitEvents } from './fetch-transport.ts';

describe('the stream of server-sent events', () => {
  it('[S-3] gives whole events and keeps what is still open', () => {
    expect(splitEvents('data: {"n":1}\n\ndata: {"n"')).toEqual({ events: ['{"n":1}'], open: 'data: {"n"' });
    expect(splitEvents(': keep-alive\n\nevent: poke\r\ndata: a\r\ndata: b\r\n\r\n')).toEqual({ events: ['a\nb'], open: '' });
  });
});
