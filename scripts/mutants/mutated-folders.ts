/** A part of the source whose tests are measured by mutation testing. */
export interface MutatedFolder {
  readonly name: string;
  /** Globs of the source files that are mutated. */
  readonly mutate: readonly string[];
  /** Globs of the tests that may kill mutants, by Vitest project. A test that does not load a mutant's line is not run for it. */
  readonly tests: { readonly [Project in 'unit' | 'sqlite' | 'pg']?: readonly string[] };
  /** The least share of mutants that the tests must kill, in percent. */
  readonly leastScore: number;
  /** Whether all mutants are tried instead of a sample. */
  readonly isWhole?: true;
}

const kernel = 'packages/domain/src/kernel';
const engine = 'packages/domain/src/engine';
const server = 'apps/sync-server/src';
const replica = 'apps/desktop/src/replica';

/**
 * All mutants of code that decides about data and rights are tried, and 85 % must be killed. A seeded sample of every
 * other folder is tried.
 */
export const mutatedFolders: readonly MutatedFolder[] = [
  {
    name: 'merge',
    mutate: [`${kernel}/acts/merge.ts`],
    tests: { unit: [`${kernel}/{acts,access,entities,text}/*.test.ts`] },
    leastScore: 85,
    isWhole: true,
  },
  {
    name: 'derive',
    mutate: [`${engine}/merge/derive.ts`, `${engine}/merge/merge-fields.ts`],
    tests: { unit: [`${engine}/**/*.test.ts`] },
    leastScore: 85,
    isWhole: true,
  },
  {
    name: 'access',
    mutate: [`${kernel}/access/access.ts`],
    tests: { unit: [`${kernel}/{acts,access,entities,text}/*.test.ts`] },
    leastScore: 85,
    isWhole: true,
  },
  {
    name: 'asker',
    mutate: [`${server}/access/*.ts`],
    tests: {
      unit: [`${server}/access/*.test.ts`],
      pg: [`${server}/access/*.pg.test.ts`, `${server}/sync/history/history.pg.test.ts`],
    },
    leastScore: 85,
    isWhole: true,
  },
  {
    name: 'chain',
    mutate: [`${server}/journal/chain.ts`, `${server}/journal/verify.ts`],
    tests: {
      unit: [`${server}/journal/*.test.ts`],
      pg: [`${server}/journal/*.pg.test.ts`, `${server}/records/erase/erase-records.pg.test.ts`],
    },
    leastScore: 85,
    isWhole: true,
  },
  {
    name: 'decide',
    mutate: [`${engine}/{decide,judge/judge-*,act/draft,act/edits-of}.ts`],
    tests: { unit: [`${engine}/**/*.test.ts`] }, // pure code: tried without a database
    leastScore: 85,
    isWhole: true,
  },
  {
    name: 'tokens',
    mutate: [`${server}/identity/{tokens/access-token,tokens/refresh-token,sessions/refresh,keys/key-ring}.ts`],
    tests: {
      unit: [`${server}/identity/{,keys/,passwords/,tokens/}*.test.ts`],
      pg: [`${server}/identity/sessions/sessions.pg.test.ts`],
    },
    leastScore: 85,
    isWhole: true,
  },
  {
    name: 'kernel',
    mutate: [`${kernel}/*.ts`, `${kernel}/{acts,access,entities,questions,text}/*.ts`],
    tests: { unit: ['packages/domain/src/**/*.test.ts'] },
    leastScore: 75,
  },
  {
    name: 'query',
    mutate: [`${kernel}/query/**/*.ts`],
    tests: {
      unit: [`${kernel}/**/*.test.ts`],
      sqlite: [`${kernel}/query/**/*.sqlite.test.ts`],
      pg: [`${kernel}/query/**/*.pg.test.ts`],
    },
    leastScore: 75,
  },
  {
    name: 'records',
    mutate: [
      `${server}/records/{,load/,decide/,write/}*.ts`,
      `${server}/records/erase/{erase-records,find-erased,horizon}.ts`,
      `${engine}/**/*.ts`,
    ],
    tests: {
      unit: [`${server}/records/**/*.test.ts`, `${engine}/**/*.test.ts`],
      // Without the tests of thousands of records: a surviving mutant runs every test that reaches it.
      pg: [
        `${server}/records/{,*/}!(amplification|large-changes|refile-many-children|erase-command).pg.test.ts`,
        `${server}/sync/{scenarios,hostile-acts,come-back}.pg.test.ts`,
      ],
    },
    leastScore: 75,
  },
  {
    name: 'sync',
    mutate: [`${server}/sync/{,pages/,history/,streams/,naming/}*.ts`],
    tests: {
      unit: [`${server}/sync/**/*.test.ts`],
      // Without the tests of acts' writes, and without long tests whose subjects other tests cover too.
      pg: [
        `${server}/sync/{,pages/,history/,streams/,naming/}!(scenarios|refused-acts|long-texts|news-of-turn).pg.test.ts`,
        `${server}/records/erase/erase-records.pg.test.ts`,
      ],
    },
    leastScore: 75,
  },
  {
    name: 'large-works',
    // A mutant acts only in the process of its tests: they run the thread's own code (`serve-large-works.ts`) there too.
    mutate: [`${server}/large-works/*.ts`],
    tests: { unit: [`${server}/large-works/*.test.ts`], pg: [`${server}/large-works/*.pg.test.ts`] },
    leastScore: 75,
  },
  {
    name: 'journal',
    mutate: [`${server}/journal/**/*.ts`],
    tests: {
      unit: [`${server}/journal/**/*.test.ts`],
      pg: [
        `${server}/journal/*.pg.test.ts`,
        `${server}/journal/durable/*.pg.test.ts`, // the erase command runs in a separate process, without mutants
        `${server}/records/erase/erase-records.pg.test.ts`,
      ],
    },
    leastScore: 75,
  },
  {
    name: 'identity',
    mutate: [`${server}/identity/{,keys/,passwords/,tries/,tokens/,sessions/,accounts/,sign-in/}*.ts`],
    tests: {
      unit: [`${server}/identity/{,keys/,passwords/,tokens/}*.test.ts`],
      pg: [
        `${server}/identity/{tries,tokens,sessions,accounts,sign-in}/!(sign-in-time).pg.test.ts`, // the same tests again, and the tests of time
        `${server}/http/guards/ended-sessions.pg.test.ts`,
      ],
    },
    leastScore: 75,
  },
  {
    name: 'jobs',
    mutate: [`${server}/{jobs,jobs/intents,jobs/workers,integrations/email}/*.ts`],
    tests: {
      unit: [`${server}/{jobs,integrations}/**/*.test.ts`],
      pg: [`${server}/jobs/workers/*.pg.test.ts`, `${server}/integrations/**/*.pg.test.ts`],
    },
    leastScore: 75,
  },
  {
    name: 'acts',
    mutate: [`${replica}/{acts,device,records}/*.ts`],
    tests: {
      unit: [`${replica}/{acts,device,records}/*.test.ts`],
      sqlite: [`${replica}/{acts,device,records,sync,sync/answers}/*.sqlite.test.ts`, `${replica}/*.sqlite.test.ts`],
    },
    leastScore: 75,
  },
  {
    name: 'storage',
    mutate: [`${replica}/storage/**/*.ts`],
    tests: { unit: [`${replica}/storage/**/*.test.ts`], sqlite: [`${replica}/storage/**/*.sqlite.test.ts`] },
    leastScore: 75,
  },
  {
    name: 'imports',
    mutate: [`${kernel}/import/**/*.ts`],
    tests: { unit: [`${kernel}/import/**/*.test.ts`] },
    leastScore: 75,
  },
  {
    name: 'imports-device',
    mutate: [`${replica}/imports/*.ts`],
    tests: { unit: [`${replica}/imports/*.test.ts`], sqlite: [`${replica}/imports/*.sqlite.test.ts`] },
    leastScore: 75,
  },
];

/** Globs of files that match a folder and are not product code. */
export const neverMutated: readonly string[] = [
  '!**/*.test.ts',
  '!**/*.d.ts',
  '!**/*-suite.ts',
  '!**/start.ts',
  '!**/testing/**',
  '!**/storage-suite-*.ts',
  '!**/scratch-replica.ts',
];
