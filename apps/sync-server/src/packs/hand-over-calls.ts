import type { Result } from '@outpost/domain/kernel/refusal';
import type { EndedCall, IncomingCall } from '../integrations/sms/calls.ts';
import { openService, type Service, type ServicePorts } from '../jobs/service/service.ts';
import type { CallReceiver, RecordingFile } from './pack-server.ts';

/** Hands calls that come in to the pack that keeps them. A tenant without the pack (T-25) keeps none, and nobody is rung. */
export function handOverCalls(ports: ServicePorts, receiver: CallReceiver | undefined) {
  /** `kept`: what the work keeps, for the message of a fault, which has no number. */
  const ask = async <T>(orgId: string, kept: string, work: (service: Service, pack: CallReceiver['receive']) => Promise<Result<T>>): Promise<T | undefined> => {
    const service = receiver && (await openService(ports, receiver.account, orgId));
    if (!service) return undefined;
    const done = await work(service, receiver.receive);
    if (!done.ok) throw new Error(`${kept} was not kept: ${done.code}`);
    return done.value;
  }; // prettier-ignore
  const [incoming, recording] = ['A call that came in', 'The recording of a call'] as const;
  return {
    recordOf: (orgId: string, call: IncomingCall) =>
      ask(orgId, incoming, (service, pack) => pack.recordOf(service, call)),
    /** Returns the record that gets the recording of a call (MSG-70). Undefined: it cannot be read now, or the tenant has no pack for it. */
    placeOfRecording: (orgId: string, call: string) =>
      ask(orgId, recording, (service, pack) => pack.placeOfRecording(service, call)),
    /** Makes the file of a recording. Returns true where it is made. */
    keepRecording: (orgId: string, file: RecordingFile) =>
      ask(orgId, recording, (service, pack) => pack.keepRecording(service, file)),
    /** Keeps that a call came in. Returns the telephone to ring; undefined: none. */
    begin: async (orgId: string, call: IncomingCall): Promise<string | undefined> => {
      await ask(orgId, incoming, (service, pack) => pack.begin(service, call));
      return ask(orgId, incoming, (service, pack) => pack.telephone(service, call));
    },
    end: async (orgId: string, call: IncomingCall, ended: EndedCall): Promise<void> => {
      await ask(orgId, incoming, (service, pack) => pack.end(service, call, ended));
    },
  };
}
