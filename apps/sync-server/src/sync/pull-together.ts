import type { Database } from '../db/database.ts';
import { TenantTurns } from '../records/tenant-turns.ts';
import { answerPulls, type PullOutcome, type PullWithPorts } from './answer-pulls.ts';
import type { DevicePull, PullPorts, UpToDateRequest } from './pull-ask.ts';
import { turnPages, turnPagesAhead } from './turn-pages.ts';

/** Chosen: a turn is over in some milliseconds. */
const mostInTurn = 250;

type PullInTurn = PullWithPorts<UpToDateRequest>;

const turns = new WeakMap<Database, TenantTurns<PullInTurn, PullOutcome>>();

/**
 * S-1: answers devices that lack only the last news. One poke makes all devices of a tenant pull at the same time.
 * Devices that arrive during a turn are answered together in the next turn, from one snapshot taken after the last of
 * them arrived. Session, journal and rights are checked for each. The news for devices that may see the same is read
 * once.
 */
export function pullTogether(pull: PullInTurn): Promise<PullOutcome> {
  const { database } = pull.ports;
  const found =
    turns.get(database) ??
    new TenantTurns({
      fitting: howManyFit,
      turn: (orgId, pulls) => answerPulls(database, orgId, { pulls, reader: turnPages }),
    });
  turns.set(database, found);
  return found.do(pull.asker.orgId, pull);
}

/**
 * Answers waiting devices of one tenant that were up to date a moment ago: in one turn, or in several for very many devices.
 * Reads the news that they may lack before their rights are known.
 */
export async function pullAllTogether(
  ports: PullPorts,
  orgId: string,
  pulls: readonly DevicePull[],
): Promise<readonly PullOutcome[]> {
  const answers: PullOutcome[] = [];
  for (let from = 0; from < pulls.length; from += mostInTurn) {
    const some = pulls.slice(from, from + mostInTurn).map((pull) => ({ ports, ...pull }));
    answers.push(...(await answerPulls(ports.database, orgId, { pulls: some, reader: turnPagesAhead })));
  }
  return answers;
}

function howManyFit(pulls: readonly PullInTurn[]): number {
  const end = pulls.findIndex(({ ports }, place) => place === mostInTurn || ports !== pulls[0]?.ports);
  return end < 0 ? pulls.length : end;
}
