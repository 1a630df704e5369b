import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { withOwner } from '../../db/owner-connection.ts';
import { makeTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { type Job, JobQueue, type TakenJob } from './job-queue.ts';

let database: TestDatabase;
let queue: JobQueue;
let name = '';
const clock = { nowMs: () => Date.now() };
const log = pino({ level: 'silent' });
const [ours, theirs] = [randomUUID(), randomUUID()];
const job = (orgId: string = ours): Job => ({ id: randomUUID(), orgId, subject: `email:crm/activity:${randomUUID()}` });
const add = (jobs: readonly Job[]) => database.database.transaction('write', (tx) => queue.add(tx, name, jobs));
const take = (count = 100, each = 100) => queue.take(name, { count, each });
const idsOf = (jobs: readonly Job[]) => jobs.map(({ id }) => id).toSorted();
const rows = (statement: string) => withOwner(database.ownerUrl, (owner) => owner.rows(statement));

beforeAll(async () => {
  database = await makeTestDatabase(inject('postgresUrl'));
});
beforeEach(async () => {
  queue = new JobQueue({ database: database.database, clock, log }, { limit: 2, firstWait: 0, longestWait: 0 });
  name = `test-${randomUUID()}`;
  await queue.open(name);
});
afterAll(() => database.drop());

describe('[P-2] the queue of jobs, as the app’s role', () => {
  it('hands each job to one server, and keeps nothing of a job that is done', async () => {
    const jobs = [job(), job(theirs), job()];
    await add(jobs);
    const other = new JobQueue({ database: database.database, clock, log });
    await other.open(name);
    const [first, second] = await Promise.all([take(2), other.take(name, { count: 2, each: 100 })]);
    expect(idsOf([...first, ...second])).toEqual(idsOf(jobs));
    expect([first, second].flat().find(({ id }) => id === jobs[1]?.id)).toEqual({ ...jobs[1], tries: 0 });
    await queue.done(name, [...first, ...second]);
    expect(await rows(`select id from pgboss.job where name = '${name}'`)).toEqual([]);
  });

  it('takes jobs if and only if their transaction commits', async () => {
    const adding = database.database.transaction('write', async (tx) => {
      await queue.add(tx, name, [job()]);
      throw new Error('undone');
    });
    await expect(adding).rejects.toThrow('undone');
    expect(await take()).toEqual([]);
    const [one] = [job()];
    await add([one]);
    await add([one]); // a repetition changes nothing
    expect(idsOf(await take())).toEqual([one.id]);
  });

  it('hands out no more jobs of one organisation than its share, while those of others come along', async () => {
    await add(Array.from({ length: 50 }, () => job()));
    await add([job(theirs)]);
    const first = await take(10, 4);
    expect(first.map(({ orgId }) => orgId)).toEqual([ours, ours, ours, ours]);
    const second = await take(10, 4);
    expect(second.map(({ orgId }) => orgId)).toEqual([theirs]);
    await queue.done(name, first.slice(0, 3));
    expect((await take(10, 4)).map(({ orgId }) => orgId)).toEqual([ours, ours, ours]);
  });

  it('hands a job out again after a fault, and puts it among the dead letters after too many', async () => {
    const one = job();
    await add([one]);
    for (let tries = 0; tries < 3; tries += 1) {
      const [taken] = await take();
      expect(taken).toEqual({ ...one, tries });
      if (taken) await queue.giveBack(name, taken, new Error('no disk'));
    }
    expect(await take()).toEqual([]);
    const letters = await queue.takeDead(name, 10);
    expect(letters).toEqual([
      { id: expect.any(String) as string, orgId: ours, subject: one.subject, was: one.id, tries: 3 },
    ]);
    await queue.deadDone(name, letters);
    expect(await queue.takeDead(name, 10)).toEqual([]);
  });

  it('takes a job from a server that stopped, and gives it to another', async () => {
    const one = job();
    await add([one]);
    const [taken] = await take();
    await queue.keepUp(name);
    expect(await take()).toEqual([]);
    await withOwner(database.ownerUrl, (owner) =>
      owner.run(`update pgboss.job set started_on = started_on - interval '16 minutes' where name = '${name}';
                 update pgboss.queue set monitor_claim_on = null, monitor_on = null where name = '${name}'`),
    );
    await queue.keepUp(name);
    const [again] = await take();
    expect(again).toEqual({ ...one, tries: 1 });
    // The server that lost it may not give it back any more.
    await queue.giveBack(name, taken as TakenJob, new Error('late'));
    expect(await take()).toEqual([]);
  });

  it('has the tables of the library’s version that is installed', async () => {
    const { getConstructionPlans } = await import('pg-boss');
    const version = /INSERT INTO pgboss\.version\(version\) VALUES \('(\d+)'\)/i.exec(
      getConstructionPlans('pgboss'),
    )?.[1];
    expect(await rows('select version from pgboss.version')).toEqual([{ version: Number(version) }]);
  });
});
