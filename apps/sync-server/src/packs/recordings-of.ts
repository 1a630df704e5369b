import { hashedId } from '@outpost/domain/kernel/hashed-id';
import type { Calls, IncomingCall } from '../integrations/sms/calls.ts';
import { type FileKeeping, filesKindFor, keepReceivedFile } from '../integrations/received-files/keep-received-file.ts';
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
  const { placeOfRecording, keepRecording } = handOverCalls(ports, receiver);
  const { database, clock, log, durability, installed } = ports;
  const userId = receiver?.account.userId ?? '';
  return recordingWorker({
    database,
    clock,
    log,
    recordings: calls.recordings,
    async keep(orgId, { call, key, attempt, read }) {
      const place = await placeOfRecording(orgId, call);
      if (!place) return { is: 'hidden' };
      const { about, name } = place;
      const kind = filesKindFor(installed, about);
      if (!kind || !keeping) return { is: 'never', why: 'This server keeps no files of the record.' };
      const found = await read();
      if (found.is !== 'here') return found;
      const { bytes, sniffed } = found;
      const id = hashedId('recording file', orgId, key);
      const kept = await keepReceivedFile({ orgId, userId, kind, about, keeping }, { id, name, bytes, sniffed });
      if ('why' in kept)
        return { is: 'never', why: `${kept.why.replace(/^./, (first) => first.toUpperCase())}, so the recording is still at the provider.` }; // prettier-ignore
      const isKept = await keepRecording(orgId, { key, attempt, edit: kept.edit });
      return isKept === true ? { is: 'kept', files: [id] } : { is: 'hidden' };
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
