import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { ServerAnswer } from './read-reply.ts';

/** Returns the value of the server's answer to a person's question, or the refusal that says why there is none. */
export function askedValue<T>(answer: ServerAnswer<T>): Result<T> {
  switch (answer.kind) {
    case 'value':
      return accept(answer.value);
    case 'refused':
      return answer.refusal;
    case 'offline':
    case 'unfit':
      return refuse('sync/offline', `The server can't be reached. ${answer.problem}`, {});
  }
}
