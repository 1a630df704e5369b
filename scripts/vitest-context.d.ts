import 'vitest';

/** The values that the runner passes to tests through `inject`. */
declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser URL of the throwaway Postgres that this run started (`.pg.test.ts` only). */
    postgresUrl: string;
    /** The effort of randomised tests: few seeds on every commit, many in `npm run test:long`, and at least one. */
    effort: 'commit' | 'long';
  }
}
