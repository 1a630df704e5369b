import { type PGlite, parse, protocol } from '@electric-sql/pglite';
import type { Lite } from '../db/pglite-database.ts';

type Prepared = { readonly name: string; readonly parameterTypes: readonly number[] };
type Answer = { readonly rows: readonly unknown[] };

const { serialize } = protocol;

/**
 * Returns a PGlite whose transactions prepare each statement once. PGlite itself parses and plans a statement at each call, which takes
 * most of its time, because a server has some 200 different statements.
 */
export function preparedLite(lite: PGlite): Lite {
  const known = new Map<string, Prepared>();
  let number = 0;

  const prepare = async (text: string): Promise<Prepared> => {
    number += 1;
    const name = `statement_${number}`;
    const messages = await lite.execProtocolStream(
      Buffer.concat([serialize.parse({ name, text }), serialize.describe({ type: 'S', name }), serialize.sync()]),
      { syncToFs: false },
    );
    const prepared = { name, parameterTypes: parse.parseDescribeStatementResults(messages) };
    known.set(text, prepared);
    return prepared;
  };

  const query = async (text: string, parameters: readonly unknown[] = []): Promise<Answer> => {
    const { name, parameterTypes } = known.get(text) ?? (await prepare(text));
    const values = parameters.map((value, place) => {
      if (value === null || value === undefined) return null;
      const written = lite.serializers[parameterTypes[place] ?? 0];
      if (written !== undefined) return written(value);
      if (typeof value !== 'string') throw new Error(`PGlite cannot write parameter ${place + 1} of: ${text}`);
      return value;
    });
    const messages = await lite.execProtocolStream(
      Buffer.concat([
        serialize.bind({ statement: name, values }),
        serialize.describe({ type: 'P' }),
        serialize.execute({}),
        serialize.sync(),
      ]),
      { syncToFs: false },
    );
    const [answer] = parse.parseResults(messages, lite.parsers);
    return answer ?? { rows: [] };
  };

  return {
    // One after the other, because a transaction sends statements without waiting for the answers of those before.
    transaction: (work) =>
      lite.transaction(() => work({ query: (text, parameters) => lite.runExclusive(() => query(text, parameters)) })),
    listen: (channel, callback) => lite.listen(channel, callback),
    close: () => lite.close(),
  };
}
