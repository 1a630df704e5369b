import { attachedIdsIn, mostAttachedFiles } from '../../../kernel/files/attached-files.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { activity } from '../entities/activity.entity.ts';

/** Chosen: what comes in has more files than one sends. */
const mostReceived = 20;

/** MSG-43: the attached files of an activity are a list of files, and no longer than an e-mail takes. Only e-mails are sent with files. */
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
    const most = delivery === 'send' ? mostAttachedFiles : mostReceived;
    if (ids.length > most)
      return refusal(`An e-mail has at most ${most} files. Leave some out, or send a second e-mail.`);
    return delivery === 'send' && kind !== 'email' ? refusal('Only an e-mail can be sent with files.') : undefined;
  },
});
