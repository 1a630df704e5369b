import type { Result } from '@outpost/domain/kernel/refusal';
import type { EndedCall, IncomingCall } from '../integrations/sms/calls.ts';
import { openService, type Service, type ServicePorts } from '../jobs/service/service.ts';
import type { CallReceiver, IncomingRecording } from './pack-server.ts';

/** Hands calls that come in to the pack that keeps them. A tenant without the pack (T-25) keeps none, and nobody is rung. */
export function handOverCalls(ports: ServicePorts, receiver: CallReceiver | undefined) {
  const ask = async <T>(orgId: string, work: (service: Service, pack: CallReceiver['receive']) => Promise<Result<T>>): Promise<T | undefined> => {
    const service = receiver && (await openService(ports, receiver.account, orgId));
    if (!service) return undefined;
    const done = await work(service, receiver.receive);
    if (!done.ok) throw new Error(`A call that came in was not kept: ${done.code}`); // without the number
    return done.value;
  }; // prettier-ignore
  return {
    recordOf: (orgId: string, call: IncomingCall) => ask(orgId, (service, pack) => pack.recordOf(service, call)),
    /** Makes the files of a recording (MSG-70). Undefined: the call's record is gone, or the tenant has no pack for it. */
    keepRecording: (orgId: string, recording: IncomingRecording) =>
      ask(orgId, (service, pack) => pack.keepRecording(service, recording)),
    /** Keeps that a call came in. Returns the telephone to ring; undefined: none. */
    begin: async (orgId: string, call: IncomingCall): Promise<string | undefined> => {
      await ask(orgId, (service, pack) => pack.begin(service, call));
      return ask(orgId, (service, pack) => pack.telephone(service, call));
    },
    end: async (orgId: string, call: IncomingCall, ended: EndedCall): Promise<void> => {
      await ask(orgId, (service, pack) => pack.end(service, call, ended));
    },
  };
}
