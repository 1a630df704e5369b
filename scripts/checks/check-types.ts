import { globSync, readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { type CommandOutcome, root, runCommand, toolScript } from '../run-command.ts';
import { readSourceFiles } from './source-file.ts';

/** TypeScript 7 runs in parallel itself. A second program uses its idle time. */
const AT_A_TIME = 2;

/**
 * Checks every TypeScript program of the repository, two at a time. Also checks that every TypeScript file belongs to a program,
 * because a file outside of all programs is never checked.
 */
export async function checkTypes(): Promise<CommandOutcome> {
  const projects = globSync(['tsconfig.json', '{apps,packages}/*/tsconfig*.json'], { cwd: root })
    .filter((path) => !isSolution(path))
    .sort();
  const covered = new Set<string>();
  const complaints: string[] = [];
  const waiting = [...projects];
  const worker = async (): Promise<void> => {
    for (let project = waiting.shift(); project !== undefined; project = waiting.shift()) {
      const tsc = [toolScript('typescript', { command: 'tsc' }), '-p', project, '--noEmit', '--listFiles'];
      const { exitCode, output } = await runCommand(process.execPath, tsc);
      if (output.includes('error TS18003')) continue; // the program has no files yet
      const lines = output.split('\n');
      const isListed = (line: string): boolean => /^(\/|[A-Za-z]:[\\/]).*\.(d\.)?[cm]?tsx?$/.test(line.trim());
      for (const line of lines.filter(isListed)) covered.add(relative(root, line.trim()).split(sep).join('/'));
      const errors = lines
        .filter((line) => !isListed(line) && !/node_modules.*\.json$/.test(line))
        .join('\n')
        .trim();
      if (exitCode !== 0) complaints.push(`${project}:\n${errors}`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  const forgotten = readSourceFiles(root)
    .map(({ path }) => path)
    .filter((path) => /\.tsx?$/.test(path) && !covered.has(path));
  if (forgotten.length > 0) complaints.push(`in no tsconfig's program:\n${forgotten.join('\n')}`);
  return { exitCode: complaints.length > 0 ? 1 : 0, output: complaints.join('\n') };
}

/** Whether a tsconfig only lists others. */
const isSolution = (path: string): boolean => /"files":\s*\[\]/.test(readFileSync(`${root}/${path}`, 'utf8'));
