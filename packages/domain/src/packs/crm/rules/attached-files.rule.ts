import { attachedIdsIn, attachedLimits } from '../../../kernel/files/attached-files.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { activity } from '../entities/activity.entity.ts';

/** Chosen: what comes in has more files than one sends. */
const mostReceived = 20;

/** MSG-43, MSG-72: the attached files of an activity are a list of files, and no longer than its message takes. Only e-mails and texts are sent with files. */
export const attachedFilesAreReadable = rule(activity, {
  id: 'MSG-43',
  check: ({
    record: {
      fields: { attached, kind, delivery },
    },
  }) => {
    const ids = attachedIdsIn(attached);
    const refusal = (message: string) => ({ message, field: 'attached' as const });
    if (!ids) return refusal('The attached files must be a list of the ids of files, each once.');
    if (ids.length === 0) return undefined;
    if (delivery === 'send' && kind !== 'email' && kind !== 'text')
      return refusal('Only an e-mail or a text can be sent with files.');
    const { one, mostFiles } = attachedLimits[kind === 'text' ? 'text' : 'email'];
    const most = delivery === 'send' ? mostFiles : mostReceived;
    return ids.length > most
      ? refusal(`${one} has at most ${most} files. Leave some out, or send a second ${one.replace(/^An? /, '')}.`)
      : undefined;
  },
});
