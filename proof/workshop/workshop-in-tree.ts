import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../scripts/run-command.ts';

/** The pack's folder in each process, and the folder of its sources here. `links` joins it with another pack (T-19). */
const folders = {
  domain: 'packages/domain/src/packs/workshop',
  links: 'packages/domain/src/packs/links',
  renderer: 'apps/desktop/src/renderer/packs/workshop',
  server: 'apps/sync-server/src/packs/workshop',
} as const;

/** A list of packs: its file, the line that imports the pack, the pack's name in it, and the name that precedes it. */
type PackList = {
  readonly file: string;
  readonly imports: string;
  readonly name: string;
  readonly behind: string;
};

/** T-22: the one list of each process. The list of the domain has a line for the pack that joins two packs, too. */
const lists: readonly PackList[] = [
  {
    file: 'packages/domain/src/installed-packs.ts',
    imports: "import { workshop } from './packs/workshop/pack.ts';",
    name: 'workshop',
    behind: 'crm',
  },
  {
    file: 'packages/domain/src/installed-packs.ts',
    imports: "import { links } from './packs/links/pack.ts';",
    name: 'links',
    behind: 'workshop',
  },
  {
    file: 'apps/desktop/src/renderer/packs/installed-screens.ts',
    imports: "import { workshopScreens } from './workshop/screens.ts';",
    name: 'workshopScreens',
    behind: 'crmScreens',
  },
  {
    file: 'apps/sync-server/src/packs/installed-servers.ts',
    imports: "import { workshopServer } from './workshop/server.ts';",
    name: 'workshopServer',
    behind: 'platformServer',
  },
];

const migrations = 'apps/sync-server/src/db/migrations';
const planFile = `${migrations}/entities.plan.json`;

/** Where the pack's sources and tests are once it is added. */
export const workshopFolders: readonly string[] = Object.values(folders);

/**
 * Adds the pack to a tree. It adds a folder and a line in the list of each process, the pack that joins it with
 * another, and the migration that their kinds need.
 */
export async function addWorkshop(root: string): Promise<void> {
  for (const [process, folder] of Object.entries(folders))
    cpSync(join(import.meta.dirname, process), join(root, folder), { recursive: true });
  for (const list of lists) edit(root, list.file, (text) => listed(text, list));
  await must(root, ['scripts/jobs/migration.ts', 'workshop']);
  await writeDocuments(root);
}

/** Takes it away again: the folders, the lines, the migration, and the part of the plan that it led to. */
export async function removeWorkshop(root: string): Promise<void> {
  for (const folder of workshopFolders) rmSync(join(root, folder), { recursive: true });
  for (const list of lists) edit(root, list.file, (text) => unlisted(text, list));
  for (const name of readdirSync(join(root, migrations)))
    if (name.endsWith('-workshop.sql')) rmSync(join(root, migrations, name));
  edit(root, planFile, (text) => {
    const plan = JSON.parse(text) as Readonly<Record<string, readonly object[]>>;
    const isKept = (part: object): boolean =>
      !Object.values(part).some((value) => /^(?:workshop|links)_/.test(String(value)));
    const kept = Object.fromEntries(Object.entries(plan).map(([name, parts]) => [name, parts.filter(isKept)]));
    return `${JSON.stringify(kept, null, 2)}\n`;
  });
  await writeDocuments(root);
}

function listed(text: string, { imports, name, behind }: PackList): string {
  const imported = replaced(text, '\n\n', `\n${imports}\n\n`); // the first blank line ends the imports
  return replaced(imported, new RegExp(`(= \\[[^\\]]*\\b${behind})\\b`), `$1, ${name}`);
}

const unlisted = (text: string, { imports, name }: PackList): string =>
  replaced(replaced(text, `${imports}\n`, ''), new RegExp(`, ${name}\\b`), '');

function replaced(text: string, what: string | RegExp, by: string): string {
  const next = text.replace(what, by);
  if (next === text) throw new Error(`There is no ${String(what)} in the list of packs any more`);
  return next;
}

/** `docs/kinds.md` lists all kinds of the build. */
const writeDocuments = (root: string): Promise<void> =>
  must(root, ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', 'scripts/documents', '--update']);

function edit(root: string, file: string, change: (text: string) => string): void {
  const path = join(root, file);
  if (!existsSync(path)) throw new Error(`There is no ${file}`);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

async function must(root: string, args: readonly string[]): Promise<void> {
  const { exitCode, output } = await runCommand(process.execPath, args, { cwd: root });
  if (exitCode !== 0) throw new Error(`node ${args.join(' ')} ended with ${exitCode}:\n${output}`);
}
