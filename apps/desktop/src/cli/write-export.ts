import { countWithNoun } from '@outpost/domain/kernel/text/count-words';
import type { ArchivedFileCounts } from '../bridge/calls/export-calls.ts';
import { readExport, type ReadExport, type WantedExport } from '../bridge/read-export.ts';
import { type CliOutcome, type CommandContext, unansweredQuestion } from './command.ts';
import { exitCode } from './exit-code.ts';
import { type FileToWrite, writeNewFile } from './write-new-file.ts';

/** Returns the words for the files of an archive. */
const filesText = ({ written }: ArchivedFileCounts): string =>
  written === 0 ? '' : ` and ${countWithNoun(written, 'file')}`;
const missingText = ({ missing }: ArchivedFileCounts): string =>
  `The contents of ${countWithNoun(missing, 'file')} are missing: they are not on this device, or are damaged here, and did not come from the server. files/manifest.csv in the archive names each with the reason.`;

/** An export to write: its file, and the words for a number of its records. */
export type ExportToWrite = FileToWrite & {
  readonly wanted: WantedExport;
  readonly wordsFor: (count: number) => string;
};

/** Writes an export into a file that appears whole or not at all, and tells the progress. Ctrl-C leaves no file. */
export async function writeExport(
  { bridge, note, createFile, onStop }: Pick<CommandContext, 'bridge' | 'note' | 'createFile' | 'onStop'>,
  { wanted, wordsFor, ...to }: ExportToWrite,
): Promise<CliOutcome> {
  let isStopped = false;
  const stopListening = onStop(() => {
    isStopped = true;
  });
  let [total, told] = [0, 0];
  try {
    return await writeNewFile({ createFile }, to, async (append) => {
      const read = await readExport(bridge, wanted, {
        onBegin: (begun) => {
          ({ total } = begun);
          if (begun.isNarrowed) note('Records that your role lets you see but not export are left out.');
          if (begun.isPartial) note('This device does not hold all records, so some will be missing.');
        },
        take: (base64, done) => {
          append(Buffer.from(base64, 'base64'));
          const share = total === 0 ? 100 : Math.floor((done / total) * 100);
          if (share >= told + 20 && share < 100) note(`${(told = share)} % …`);
        },
        isStopped: () => isStopped,
      });
      if (!read.ok) return { isWhole: false, outcome: unansweredQuestion(read) };
      const { isWhole } = read.value;
      const stopped = { exit: exitCode.refused, problem: `Stopped. ${to.path} was not written.` };
      return { isWhole, outcome: isWhole ? written(read.value, to.path, wordsFor) : stopped };
    });
  } finally {
    stopListening();
  }
}

const written = ({ done, files }: ReadExport, path: string, wordsFor: ExportToWrite['wordsFor']): CliOutcome => ({
  exit: exitCode.done,
  json: { file: path, records: done, ...(files === undefined ? {} : { files }) },
  text: `Wrote ${wordsFor(done)}${files === undefined ? '' : filesText(files)} to ${path}.`,
  ...(files === undefined || files.missing === 0 ? {} : { problem: missingText(files) }),
});
