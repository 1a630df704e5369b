import { refuse } from '@outpost/domain/kernel/refusal';
import type { Timers, Transport } from '../device/ports.ts';
import type { ServerAnswer } from '../sync/line/read-reply.ts';
import type { Proofs } from '../sync/line/proofs.ts';
import { exchange, type TokenSource } from '../sync/line/server-link.ts';
import { type DeviceKind, deviceKindHeader } from '@outpost/domain/sync/device-kind';
import { type DeviceReport, reportHeaders } from '@outpost/domain/sync/device-report';
import { protocolHeader, protocolVersion } from '@outpost/domain/sync/protocol';
import { type SignInAnswer, signInAnswerSchema } from './tenant-session.ts';

export type TokensInput = {
  readonly transport: Transport;
  readonly timers: Timers;
  readonly deviceKind: DeviceKind;
  /** Returns the data about this device that each refresh reports (D-5). */
  readonly report: () => DeviceReport;
  /** Makes the proofs of the session's key; undefined for a session without one. */
  readonly proofs?: Proofs | undefined;
  readonly refreshToken: () => string | null;
  /**
   * Stores the successor; it is on disk when this resolves, and only then used. After a lost reply the old token requests it
   * again.
   */
  readonly keep: (signedIn: SignInAnswer) => Promise<void>;
  /** Called with the order to wipe this device that a refusal contains. It is not verified. */
  readonly onOrder?: (order: string) => void;
  /** Called when the server has refused a renewal because the session has ended, at each such refusal. */
  readonly onEnded?: () => void;
};

/** The session's tokens, in this process only. Any number of requests share one renewal. */
export class Tokens implements TokenSource {
  readonly #input: TokensInput;
  #accessToken: string | undefined;
  #renewing: Promise<ServerAnswer<string>> | undefined;

  constructor(input: TokensInput, accessToken?: string) {
    this.#input = input;
    this.#accessToken = accessToken;
  }

  async accessToken(): Promise<ServerAnswer<string>> {
    return this.#accessToken === undefined ? this.#renew() : { kind: 'value', value: this.#accessToken };
  }

  async renewed(refusedToken: string): Promise<ServerAnswer<string>> {
    if (this.#accessToken === refusedToken) this.#accessToken = undefined;
    return this.accessToken();
  }

  #renew(): Promise<ServerAnswer<string>> {
    this.#renewing ??= this.#askForSuccessor().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #askForSuccessor(): Promise<ServerAnswer<string>> {
    const refreshToken = this.#input.refreshToken();
    if (refreshToken === null)
      return {
        kind: 'refused',
        status: 401,
        refusal: refuse('access/signed-out', 'You are signed out of the server. Sign in to send and receive.', {
          reason: 'signed-out',
        }),
      };
    const ask = () => this.#sendRefresh(refreshToken);
    const first = await ask();
    const { proofs } = this.#input;
    const answer = first.kind === 'refused' && proofs?.heard(first.refusal) === true ? await ask() : first;
    if (answer.kind === 'refused' && answer.refusal.code === 'access/bad-proof')
      return {
        kind: 'offline',
        problem: 'The server did not accept the proof of this device. The device tries again.',
      };
    const { code, details } = answer.kind === 'refused' ? answer.refusal : {};
    if (code === 'access/session-ended' && typeof details?.order === 'string') this.#input.onOrder?.(details.order);
    if (answer.kind === 'refused' && (answer.status === 401 || answer.status === 403)) {
      this.#input.onEnded?.();
      return {
        kind: 'refused',
        status: answer.status,
        refusal: refuse(
          'access/session-ended',
          answer.refusal.code === 'access/session-ended' && answer.refusal.details.reason === 'organisation-suspended'
            ? answer.refusal.message
            : 'Your session has ended. Sign in again; your changes are kept and will be sent then.',
          { reason: answer.refusal.code },
        ),
      };
    }
    if (answer.kind !== 'value') return answer;
    await this.#input.keep(answer.value);
    this.#accessToken = answer.value.accessToken;
    return { kind: 'value', value: answer.value.accessToken };
  }

  #sendRefresh(refreshToken: string): Promise<ServerAnswer<SignInAnswer>> {
    const { transport, timers, deviceKind, report, proofs } = this.#input;
    const path = '/auth/refresh';
    const headers = {
      'content-type': 'application/json',
      [protocolHeader]: String(protocolVersion),
      [deviceKindHeader]: deviceKind,
      ...reportHeaders(report()),
      ...proofs?.header({ method: 'POST', path }),
    };
    const request = { method: 'POST', path, headers, body: JSON.stringify({ refreshToken }) } as const;
    return exchange(transport, request, { schema: signInAnswerSchema, timers });
  }
}
