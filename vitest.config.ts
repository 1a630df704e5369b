import { defineConfig } from 'vitest/config';

const everywhere = ['packages/*/src', 'apps/*/src', 'scripts', 'proof', 'bench'];
const files = (...endings: readonly string[]): string[] =>
  everywhere.flatMap((folder) => endings.map((ending) => `${folder}/**/*${ending}`));
/** The sources of the proof's pack and kinds belong to other folders: they run where they are added (proof/workshop). */
const excluded = ['**/node_modules/**', 'proof/workshop/{domain,kinds,links,renderer,server}/**'];

/** These files measure the longest turn of the event loop, and the garbage of a whole process. */
const measuring = [
  'apps/sync-server/src/records/amplification.pg.test.ts',
  'apps/sync-server/src/http/guards/hostile-bodies.pg.test.ts',
];

/** The test suites. The suffix of a file decides its suite, and so the tools of its tests (STYLE, tests). */
export default defineConfig({
  test: {
    provide: { effort: process.env['OUTPOST_TEST_EFFORT'] === 'long' ? 'long' : 'commit' },
    passWithNoTests: true,
    // Long enough that a busy machine does not fail a test. A hang is still found.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: '100%', // Vitest's default leaves one core idle: of two, half of the machine
    // The files of a worker share their modules, which otherwise take two thirds of the time. So a test file ends what it
    // changed outside itself: timers, globals, the environment.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: files('.test.ts'),
          exclude: [...excluded, ...files('.sqlite.test.ts', '.sim.test.ts', '.pg.test.ts', '.dom.test.ts')],
        },
      },
      {
        extends: true,
        test: {
          name: 'sqlite',
          include: files('.sqlite.test.ts'),
          exclude: excluded,
        },
      },
      {
        // Random histories, replays of the model, and real faults. They run replicas with a whole server, or kill processes.
        extends: true,
        test: {
          name: 'simulation',
          include: files('.sim.test.ts'),
          exclude: excluded,
          isolate: true, // planted bugs change what modules do
          globalSetup: ['proof/stage/lite-image.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'pg',
          include: files('.pg.test.ts'),
          exclude: [...excluded, ...measuring],
          globalSetup: ['scripts/test-postgres.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'pg-turns',
          include: measuring,
          exclude: excluded,
          isolate: true, // the garbage of earlier files would count
          globalSetup: ['scripts/test-postgres.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'dom',
          include: files('.dom.test.ts', '.dom.test.tsx'),
          exclude: excluded,
          environment: 'jsdom',
          setupFiles: ['scripts/dom-test-setup.ts'],
        },
      },
    ],
  },
});
