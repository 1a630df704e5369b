import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Finding } from './run-histories.ts';
import { type Recording, recordingSchema } from './worlds/step.ts';

const folder = join(import.meta.dirname, '..', 'regressions');

const keptSchema = z.strictObject({
  /** The broken rule at the time of the finding. */
  rule: z.string(),
  what: z.string(),
  recording: recordingSchema,
});

/** Reads one of their files. */
export const readRegression = (text: string) => keptSchema.parse(JSON.parse(text));

/** Returns the kept histories that once failed, by their files' names. */
export function keptRegressions(): readonly {
  readonly name: string;
  readonly rule: string;
  readonly recording: Recording;
}[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.toSorted().map((name) => {
    const { rule, recording } = readRegression(readFileSync(join(folder, name), 'utf8'));
    return { name, rule, recording };
  });
}

/** Keeps a failed history, so that every `npm test` plays it. Returns its file. */
export function keepRegression({ rule, what, recording }: Finding): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${rule.toLowerCase()}-seed-${recording.seed}-${recording.steps.length}-steps.json`);
  const [first = ''] = what.split('\n');
  const { steps, ...rest } = recording;
  const lines = steps.map((step) => `    ${JSON.stringify(step)}`).join(',\n'); // one step a line, for reading and editing
  const head = `"rule": ${JSON.stringify(rule)},\n  "what": ${JSON.stringify(first.slice(0, 600))}`;
  const text = `{\n  ${head},\n  "recording": ${JSON.stringify(rest).slice(0, -1)},"steps":[\n${lines}\n  ]}\n}\n`;
  writeFileSync(file, text);
  return file;
}
