import type { Calls, IncomingCall } from '../integrations/sms/calls.ts';
import { type FileKeeping, keepAttachments } from '../integrations/mailboxes/keep-attachments.ts';
import { type IntentWorkerPorts, recordingTeller } from '../jobs/intents/intent-workers.ts';
import { beginMessage } from '../jobs/recordings/recording-rows.ts';
import { recordingWorker } from '../jobs/recordings/recording-worker.ts';
import type { ServicePorts } from '../jobs/service/service.ts';
import type { Worker } from '../jobs/workers/workers.ts';
import { handOverCalls } from './hand-over-calls.ts';
import type { CallReceiver } from './pack-server.ts';

type Parts = {
  readonly calls: Pick<Calls, 'recordings'>;
  readonly receiver: CallReceiver | undefined;
  /** Undefined: this server keeps no files, so no recording is kept. */
  readonly keeping: FileKeeping | undefined;
};

/** Returns the worker that keeps recordings by the pack that keeps calls (MSG-70). */
export function recordingsOf(ports: IntentWorkerPorts & ServicePorts, { calls, receiver, keeping }: Parts): Worker {
  const { keepRecording } = handOverCalls(ports, receiver);
  const { database, clock, durability } = ports;
  return recordingWorker({
    database,
    clock,
    recordings: calls.recordings,
    async keep(orgId, { call, key, bytes }) {
      const kept = await keepRecording(orgId, {
        call,
        key,
        keepFiles: (about, name) =>
          keepAttachments(
            {
              orgId,
              userId: receiver?.account.userId ?? '',
              catalogue: ports.installed,
              key,
              attachments: [{ name, bytes }],
              keeping,
            },
            about,
          ),
      });
      if (!kept) return undefined;
      return kept.ids.length > 0 ? { files: kept.ids } : { files: [], why: kept.notes[0] ?? 'It was not kept.' };
    },
    tell: recordingTeller(ports),
    durability,
  });
}

type Incoming = { readonly receiver: CallReceiver | undefined; readonly keepsFiles: boolean };

/** Returns how calls that come in are kept, with the messages that callers leave (MSG-71). A server that keeps no files takes no messages. */
export function incomingCalls(ports: ServicePorts, { receiver, keepsFiles }: Incoming) {
  const { begin, end, recordOf } = handOverCalls(ports, receiver);
  return {
    begin,
    end,
    beginMessage: async (orgId: string, call: IncomingCall): Promise<string | undefined> => {
      const record = keepsFiles ? await recordOf(orgId, call) : undefined;
      if (record !== undefined) await beginMessage(ports, { orgId, record }, call.sid);
      return record;
    },
  };
}
