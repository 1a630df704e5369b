import 'vitest';

/** What the runner hands to tests through `inject`. */
declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser URL of the throwaway Postgres that this run started (`.pg.test.ts` only). */
    postgresUrl: string;
    /** How hard randomised tests try: few seeds on every commit, many in `npm run test:long`. Never none. */
    effort: 'commit' | 'long';
  }
}
