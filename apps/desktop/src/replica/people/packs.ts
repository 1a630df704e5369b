import { jsonSchema } from '@outpost/domain/kernel/json';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

/** Asks an address of a pack on the server, with the rights of the person. */
export async function askPack({ link }: OpenTenant, { pack, route, given }: CallInput<'packs.ask'>): Promise<Result<CallOutput<'packs.ask'>>> {
  const answer = askedValue(await link.ask(`/v1/packs/${pack}/${route}`, given, jsonSchema));
  return answer.ok ? accept({ value: answer.value }) : answer;
} // prettier-ignore
