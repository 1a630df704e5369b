import { afterAll, beforeAll, inject } from 'vitest';
import { makeTestDatabase, type TestDatabase } from './test-database.ts';
import { makeTestServer, type TestServer, type TestServerOptions } from './test-server.ts';

/** The database and the server of one file's tests. They exist from the first hook on. */
export type GivenServer = {
  readonly test: TestServer;
  readonly database: TestDatabase;
};

/**
 * Starts the whole server on a database of its own on the run's Postgres, for all tests of a `.pg.test.ts` file (or of
 * the `describe` that calls it). Call it before hooks that use it: hooks run in order, and end in reverse order.
 */
export function givenServer(options?: TestServerOptions): GivenServer {
  let database: TestDatabase | undefined;
  let test: TestServer | undefined;
  beforeAll(async () => {
    database = await makeTestDatabase(inject('postgresUrl'));
    test = await makeTestServer(database.database, options);
  });
  afterAll(async () => {
    await test?.server.close();
    await database?.drop();
  });
  return {
    get test() {
      return whatIsThere(test);
    },
    get database() {
      return whatIsThere(database);
    },
  };
}

function whatIsThere<T>(given: T | undefined): T {
  if (given === undefined) throw new Error('The server is there from the first hook on, not while tests are declared');
  return given;
}
