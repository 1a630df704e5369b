import { type NewsPage, streamHeader } from '@outpost/domain/sync/news-page';
import type { TestServer } from './test-server.ts';

/** The events of a stream of pokes, as a device that takes pages reads them. */
export type NewsEvent = { readonly n: number } | NewsPage;

export type NewsReader = {
  /** Returns the next event; undefined: the stream has ended. Skips heartbeats. */
  readonly next: () => Promise<NewsEvent | undefined>;
  /** Returns the text of the next event's data. */
  readonly nextText: () => Promise<string | undefined>;
  readonly close: () => Promise<void>;
};

/**
 * Opens a stream of pokes like a device that takes pages and gives the stream this name. Events are read as they
 * arrive. A slow device reads them only when `next` is called.
 */
export async function openNews(
  test: TestServer,
  { token, name, isSlow }: { readonly token: string; readonly name: string; readonly isSlow: boolean },
): Promise<NewsReader> {
  const answer = await test.fetch('/sync/poke', { token, headers: { [streamHeader]: name } });
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = answer.body?.getReader();
  if (!reader || answer.status !== 200) throw new Error(`The stream did not open: ${answer.status}`);
  const said = eventsOf(reader);
  const inTime: Promise<string | undefined>[] = [];
  const read = async (): Promise<string | undefined> => (await said.next()).value;
  const readOn = (): void => {
    const one = read();
    inTime.push(one);
    one.then(
      (text) => text !== undefined && readOn(),
      () => undefined,
    );
  };
  if (!isSlow) readOn();
  const nextText = (): Promise<string | undefined> => (isSlow ? read() : (inTime.shift() ?? read()));
  return {
    nextText,
    async next() {
      const text = await nextText();
      return text === undefined ? undefined : (JSON.parse(text) as NewsEvent); // from the tested server
    },
    close: () => reader.cancel(),
  };
}

/** Yields the data of each event. */
async function* eventsOf(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let unread = '';
  for (;;) {
    const found = /(?:^|\n)data: (.*)\n\n/.exec(unread);
    if (found?.[1] !== undefined) {
      unread = unread.slice(found.index + found[0].length);
      yield found[1];
      continue;
    }
    const { done, value } = await reader.read();
    if (done) return undefined;
    unread += decoder.decode(value, { stream: true });
  }
}
