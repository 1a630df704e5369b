import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type SessionRecording, sessionRecordingSchema } from './sessions/session-step.ts';
import { type Recording, recordingSchema } from './worlds/step.ts';

const folder = join(import.meta.dirname, '..', 'regressions');
const sessionsFolder = join(folder, 'sessions');

const keptSchema = <R extends z.ZodType>(recording: R) =>
  z.strictObject({
    /** The broken rule at the time of the finding. */
    rule: z.string(),
    what: z.string(),
    recording,
  });

/** Reads one of their files. */
export const readRegression = (text: string) => keptSchema(recordingSchema).parse(JSON.parse(text));
/** Reads the file of a history of sessions. */
export const readSessionRegression = (text: string) => keptSchema(sessionRecordingSchema).parse(JSON.parse(text));

type Kept<R> = { readonly name: string; readonly rule: string; readonly recording: R };

function keptIn<R>(from: string, read: (text: string) => Omit<Kept<R>, 'name'>): readonly Kept<R>[] {
  const names = existsSync(from) ? readdirSync(from).filter((name) => name.endsWith('.json')) : [];
  return names.toSorted().map((name) => {
    const { rule, recording } = read(readFileSync(join(from, name), 'utf8'));
    return { name, rule, recording };
  });
}

/** Returns the kept histories that once failed, by their files' names. */
export const keptRegressions = (): readonly Kept<Recording>[] => keptIn(folder, readRegression);
/** Returns the kept histories of sessions that once failed. */
export const keptSessionRegressions = (): readonly Kept<SessionRecording>[] =>
  keptIn(sessionsFolder, readSessionRegression);

type Failed<R> = { readonly rule: string; readonly what: string; readonly recording: R };

/** Keeps a failed history, so that every `npm test` plays it. Returns its file. */
export const keepRegression = (failed: Failed<Recording>): string => keepIn(folder, failed);
/** Keeps a failed history of sessions in the same way. */
export const keepSessionRegression = (failed: Failed<SessionRecording>): string => keepIn(sessionsFolder, failed);

function keepIn(to: string, { rule, what, recording }: Failed<Recording | SessionRecording>): string {
  mkdirSync(to, { recursive: true });
  const file = join(to, `${rule.toLowerCase()}-seed-${recording.seed}-${recording.steps.length}-steps.json`);
  const [first = ''] = what.split('\n');
  const { steps, ...rest } = recording;
  const lines = steps.map((step) => `    ${JSON.stringify(step)}`).join(',\n'); // one step a line, for reading and editing
  const head = `"rule": ${JSON.stringify(rule)},\n  "what": ${JSON.stringify(first.slice(0, 600))}`;
  const text = `{\n  ${head},\n  "recording": ${JSON.stringify(rest).slice(0, -1)},"steps":[\n${lines}\n  ]}\n}\n`;
  writeFileSync(file, text);
  return file;
}
