import { type SettingName, type SettingProblem, settingExamples } from './settings.ts';

/** The problems of a database by the codes of Postgres and Node (PostgreSQL, appendix A; errno). */
const databaseProblems: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'names a database server that does not answer: start it, or correct the host and port',
  ENOTFOUND: 'names a host that is not known: correct its name',
  EAI_AGAIN: 'names a host that could not be looked up: correct its name, or the network',
  ETIMEDOUT: 'names a database server that does not answer in time: correct the host and port, or the network',
  EHOSTUNREACH: 'names a host that cannot be reached: correct the host and port, or the network',
  '28P01': 'has a wrong password, or a user that the database server does not know',
  '28000': 'has a user who may not connect to this database',
  '3D000': 'names a database that does not exist: create it, or correct its name',
  '42501': 'has a user without the needed rights there',
};

const folderCodes: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC']);

/** A start failed because a well-formed setting does not work. The message names the setting, the reason and a valid example. */
export class WrongSetting extends Error {
  readonly problem: SettingProblem;

  constructor(name: SettingName, problem: string, cause?: unknown) {
    super(`${name} ${problem}`, { cause });
    this.name = 'WrongSetting';
    this.problem = { name, problem, example: settingExamples[name] };
  }
}

/**
 * Runs work that uses a setting. An error with a code that concerns the setting is thrown as `WrongSetting`, any other error
 * unchanged.
 */
export async function usingSetting<T>(name: SettingName, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const problem = problemOf(cause);
    throw problem === undefined ? cause : new WrongSetting(name, problem, cause);
  }
}

function problemOf(cause: unknown): string | undefined {
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause; // every address of a host was tried
  if (!(first instanceof Error) || !('code' in first) || typeof first.code !== 'string') return undefined;
  if (folderCodes.has(first.code)) return `names a folder in which nothing can be stored (${first.message})`;
  return databaseProblems[first.code];
}
