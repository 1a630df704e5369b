import { countWithNoun } from '@outpost/domain/kernel/text/count-words';
import type { ImportProgress } from '../../bridge/import-plan.ts';
import type { KeptRows } from './keep-refused-rows.ts';
import type { OpenImport } from './open-import.ts';

type Finished = {
  /** The number of records that this run imported. */
  readonly done: number;
  /** The number of records that it left out. */
  readonly leftOut: number;
  /** The number of records that earlier runs of this import had imported. */
  readonly before: number;
  readonly progress: ImportProgress;
};

/** Describes the result of a finished import, for the person. */
export function doneMessage(open: OpenImport, { done, leftOut, before, progress }: Finished): string {
  if (done === 0 && before === 0) return whyNothing(open.plan);
  const leftWords = leftOut === 0 ? '' : ` ${open.wordsFor(leftOut)} had to be left out: see the refused rows.`;
  const beforeWords = before === 0 ? '' : `, after ${before.toLocaleString('en')} before`;
  return `${doneWords(open, progress)}${beforeWords}. They can be undone as one.${leftWords}`;
}

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Describes new records, and changed ones. Without a full stop. */
function doneWords(open: OpenImport, progress: ImportProgress): string {
  const [created, changed] = [sumOf(progress.created), sumOf(progress.changed)];
  const here = `that ${changed === 1 ? 'was' : 'were'} here already`;
  if (changed === 0) return `Imported ${open.wordsFor(created)}`;
  if (created === 0) return `Changed ${open.wordsFor(changed)} ${here}`;
  return `Imported ${open.wordsFor(created)} and changed ${open.wordsFor(changed)} ${here}`;
}

/** Explains why a finished import made no record; `plan` is the remaining plan. */
function whyNothing({ rowCount, unchangedCounts, refusedRowCount }: OpenImport['plan']): string {
  const unchanged = [...unchangedCounts.values()].reduce((sum, count) => sum + count, 0);
  if (rowCount === 0) return 'Nothing to import: there are no rows below the headers.';
  if (unchanged === 0 && refusedRowCount === 0) return 'Nothing to import: no column goes into a field of a record.';
  if (refusedRowCount === 0) return 'Nothing to import: everything is here already.';
  const refused = `${countWithNoun(refusedRowCount, 'row')} ${refusedRowCount === 1 ? 'is' : 'are'} refused`;
  return unchanged === 0
    ? `Nothing was imported: ${refused}.`
    : `Nothing to import: ${refused}, and everything else is here already.`;
}

/** Says, after the result of an import, where its refused rows are: sentences with a space before them, or ''. */
export function keptMessage({ rows, onlyHere, fault }: KeptRows): string {
  const [are, them] = rows === 1 ? ['is', 'it'] : ['are', 'them'];
  const kept = ` ${countWithNoun(rows, 'refused row')} ${are} kept with the import: find ${them} on the page Sync when it is sent.`;
  return `${rows === 0 ? '' : kept}${onlyHere === 0 ? '' : onlyHereWords(onlyHere, fault)}`;
}

function onlyHereWords(count: number, fault: string | undefined): string {
  const refused = countWithNoun(count, 'refused row');
  const [are, them] = count === 1 ? ['is', 'it'] : ['are', 'them'];
  return fault === undefined
    ? ` ${refused} ${are} only on this device, and only now: save ${them} as a file.`
    : ` ${refused} could not be kept with the import, because an internal error occurred (${fault}): save ${them} as a file now.`;
}

/** Describes the result of an import that ended early, for the person. */
export function stayedMessage(open: OpenImport, progress: ImportProgress): string {
  const before = open.resumed?.done ?? 0;
  const done = progress.done + before;
  if (done === 0) return 'Nothing was imported.';
  return `${open.wordsFor(done)} of ${(progress.total + before).toLocaleString('en')} are imported and stay; undo takes them back as one. Import the same files again to continue from there.`;
}
