import { type ActivityCount, activityAnswerSchema, addedUp } from '@outpost/domain/kernel/audit/activity';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { CallOutput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

/** Chosen: a million rows of the journal, which the server looks through in some seconds. */
const mostAnswers = 20;

/** Asks the server for the actions of a person, from the newest row of the journal back, and adds up its answers. */
export async function activityOf(
  { link }: Pick<OpenTenant, 'link'>,
  { person }: { readonly person: string },
): Promise<Result<CallOutput<'people.activity'>>> {
  const counts: ActivityCount[] = [];
  let before: number | null | undefined;
  for (let answers = 0; answers < mostAnswers && before !== null; answers += 1) {
    const path = `/people/${person}/activity${before === undefined ? '' : `?before=${before}`}`;
    const answer = askedValue(await link.ask(path, undefined, activityAnswerSchema));
    if (!answer.ok) return answer;
    counts.push(...answer.value.counts);
    before = answer.value.next;
  }
  return accept({ counts: [...addedUp(counts)], isAll: before === null });
}
