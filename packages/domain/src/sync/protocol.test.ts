import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { actSchema } from '../kernel/acts/act.ts';
import * as protocol from './protocol.ts';

/**
 * The fingerprint of each wire number. The test fails if a schema changes without a new number: raise
 * `protocolVersion` and add a line.
 */
const fingerprints: Readonly<Record<number, string>> = {
  1: '1fa2c65afe41bede',
  2: '310c5b497f827116',
  3: '4104d0c7f80da033',
  4: '99d4c54fb0a2d1f8',
  5: 'dd5e48856d9359a1',
};

function fingerprint(): string {
  const schemas = {
    act: actSchema,
    ...Object.fromEntries(Object.entries(protocol).filter(([name]) => name.endsWith('Schema'))),
  };
  const text = Object.entries(schemas)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, schema]) => `${name}:${JSON.stringify(z.toJSONSchema(schema as z.ZodType, { unrepresentable: 'any' }))}`,
    ) // only names that end in Schema count
    .join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

describe('the wire', () => {
  it('[S-7] has the pinned fingerprint of its number', () => {
    expect(fingerprint()).toBe(fingerprints[protocol.protocolVersion]);
  });
  it('[K-5] supports at least its own number and the previous one', () => {
    expect(protocol.leastProtocolVersion).toBe(4);
    expect(protocol.protocolVersion - protocol.leastProtocolVersion).toBeLessThanOrEqual(1);
  });
});
