import { join } from 'node:path';
import { writeImportFile } from '../import-file.ts';
import { personOf, type BenchStage } from '../stage/stage.ts';
import { withChild } from '../stage/child.ts';
import { type BenchRow, perSecond } from './bench-row.ts';
import { mib } from './sync-rows.ts';

/** The larger file has ten times the rows, so costs that grow with the file grow tenfold. */
const times = 10;
/** The goal of the larger file, in rows a second. */
const wantedRows = 5_000;

async function imported(stage: BenchStage, rowCount: number) {
  const folder = await stage.newFolder('import');
  const file = join(folder, 'people.csv');
  await writeImportFile(file, rowCount);
  const [server, tenant] = [await stage.server(), await stage.smallTenant()];
  const ours = await withChild(async (child) => {
    await child.ask('replica.open', { profile: join(folder, 'profile') });
    await child.ask('replica.signIn', { server: server.url, ...personOf(tenant) });
    await child.ask('replica.firstSync', undefined);
    const done = await child.ask('replica.import', { file });
    await child.ask('replica.close', undefined);
    return done;
  }, stage.replicaProcess);
  const raw = await withChild((child) => child.ask('raw.import', { file: join(folder, 'raw.sqlite'), rowCount }));
  if (ours.rows !== rowCount) throw new Error(`Of ${rowCount} rows ${ours.rows} were imported: ${ours.message}`);
  return { ours, raw };
}

/** Imports a file of contacts without a network: read, planned, and made into waiting acts. Raw inserts the same rows. */
const imports: BenchRow = {
  name: 'import',
  async run(stage) {
    const small = await imported(stage, stage.size);
    const large = await imported(stage, stage.size * times);
    const rowCount = stage.size * times;
    stage.say(
      `import of ${rowCount} rows: read and planned in ${Math.round(large.ours.planMs)} ms, run in ${Math.round(large.ours.runMs)} ms`,
    );
    return [
      {
        name: `import of ${rowCount} rows, from the first byte to the last act on disk`,
        ours: perSecond(rowCount, large.ours.planMs + large.ours.runMs),
        raw: perSecond(rowCount, large.raw.ms),
        unit: 'rows/s',
        better: 'higher',
        goal: null,
      },
      {
        name: `import of ${rowCount} rows (of ${wantedRows} a second)`,
        ours: perSecond(rowCount, large.ours.planMs + large.ours.runMs),
        raw: wantedRows,
        unit: 'rows/s',
        better: 'higher',
        goal: 1,
      },
      {
        name: `import of ${rowCount} rows, the run alone`,
        ours: perSecond(rowCount, large.ours.runMs),
        raw: perSecond(rowCount, large.raw.ms),
        unit: 'rows/s',
        better: 'higher',
        goal: null,
      },
      {
        name: `peak memory of an import of ${rowCount} rows, beside that of ${stage.size}`,
        ours: large.ours.peakRss / mib,
        raw: small.ours.peakRss / mib,
        unit: 'MiB',
        better: 'lower',
        goal: 1.3,
      },
      {
        name: `peak memory of an import of ${rowCount} rows, beside plain inserts`,
        ours: large.ours.peakRss / mib,
        raw: large.raw.peakRss / mib,
        unit: 'MiB',
        better: 'lower',
        goal: null,
      },
    ];
  },
};

export const importRows: readonly BenchRow[] = [imports];
