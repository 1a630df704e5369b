import { readExport } from '../../bridge/read-export.ts';
import { type Command, type CreatedFile, misused, type Outcome, textOption, unansweredQuestion } from '../command.ts';
import { entityCalled } from '../entity-name.ts';
import { exitCode } from '../exit-code.ts';
import { listQuestion } from './record-commands.ts';

const unwritable = (path: string, error: unknown): Outcome => {
  const problem = `${path} can't be written: ${error instanceof Error ? error.message : String(error)}. Give another place by --to.`;
  return { exit: exitCode.fault, problem, json: { ok: false, code: 'file', message: problem } };
};

export const exportCommand: Command = {
  name: 'export',
  summary: 'Writes records of one kind to a CSV file',
  words: ['<entity>'],
  options: {
    to: { value: 'FILE.csv', help: 'the file to write' },
    where: { value: 'JSON', help: 'a filter, as in list' },
    search: { value: 'TEXT', help: 'only those found by these words' },
    sort: { value: 'F,-F', help: 'fields to sort by; a minus before one turns it round' },
    columns: { value: 'F,F|all', help: 'fields to write, instead of those that lists show' },
    force: { value: null, help: 'replaces an existing file' },
  },
  details:
    'References are written by name, money as a decimal with its currency in the next column, and the last column holds the ids. The import reads such a file. The file appears under its name when it is whole.',
  session: 'needed',
  run: async (invocation, { bridge, catalogue, note, createFile, onStop }) => {
    const named = entityCalled(catalogue, invocation.positionals[0] ?? '');
    if (!named.ok) return misused(named.problem);
    const path = textOption(invocation, 'to');
    if (path === undefined || !path.toLowerCase().endsWith('.csv'))
      return misused('--to names the file to write, and ends with .csv.');
    const question = listQuestion(named.entity, (name) => textOption(invocation, name));
    if (!question.ok) return misused(question.message);
    const columns = textOption(invocation, 'columns');
    let file: CreatedFile | undefined;
    try {
      file = createFile(path, invocation.values['force'] === true);
    } catch (error) {
      return unwritable(path, error);
    }
    if (!file) return misused(`${path} exists already. --force replaces it.`);
    let isWritten = false;
    let isStopped = false;
    const stopListening = onStop(() => {
      isStopped = true;
    });
    try {
      let [total, told] = [0, 0];
      const read = await readExport(
        bridge,
        {
          ...question.value,
          format: 'csv',
          ...(columns === undefined
            ? {}
            : { columns: columns === 'all' ? 'all' : columns.split(',').map((name) => name.trim()) }),
        },
        {
          onBegin: (begun) => {
            ({ total } = begun);
          },
          take: (base64, done) => {
            file.append(Buffer.from(base64, 'base64'));
            const share = total === 0 ? 100 : Math.floor((done / total) * 100);
            if (share >= told + 20 && share < 100) note(`${(told = share)} % …`);
          },
          isStopped: () => isStopped,
        },
      );
      if (!read.ok) return unansweredQuestion(read);
      if (!read.value.isWhole) return { exit: exitCode.refused, problem: `Stopped. ${path} was not written.` };
      file.finish();
      isWritten = true;
      const { done } = read.value;
      const { one, many } = named.entity.label;
      return {
        exit: exitCode.done,
        json: { file: path, records: done },
        text: `Wrote ${done.toLocaleString('en')} ${(done === 1 ? one : many).toLowerCase()} to ${path}.`,
      };
    } catch (error) {
      if (error instanceof Error && 'syscall' in error) return unwritable(path, error);
      throw error;
    } finally {
      stopListening();
      if (!isWritten) file.discard();
    }
  },
};
