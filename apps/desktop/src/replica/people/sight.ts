import {
  type ExplainedAccess,
  explainedAccessSchema,
  type SeenBy,
  seenBySchema,
} from '@outpost/domain/kernel/access/sight';
import { actions } from '@outpost/domain/kernel/catalogue/role';
import { auditDocumentSchema, signedDocumentSchema } from '@outpost/domain/kernel/audit/audit-report';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

/** The usual actions on a record that exists. */
const asked = actions.filter((action) => action !== 'create');

type Open = Pick<OpenTenant, 'link'>;

/** Asks the server for the rights of a person or a role to a record. */
export async function explainedAccess(
  { link }: Open,
  { of, record }: CallInput<'access.explain'>,
): Promise<Result<ExplainedAccess>> {
  return askedValue(await link.ask('/access/explain', { ...of, record, actions: asked }, explainedAccessSchema));
}

/** Has the server make a report of who sees a record. */
export async function makeSightDocument(
  { link }: Open,
  { of, record }: CallInput<'access.makeReport'>,
): Promise<Result<CallOutput<'access.makeReport'>>> {
  const order = { record, actions: asked, ...(of === undefined ? {} : { of }) };
  const made = askedValue(await link.ask('/access/report', order, signedDocumentSchema));
  return made.ok ? accept(auditDocumentSchema.parse(made.value)) : made;
}

/** Asks the server for all people who see a record. */
export async function peopleWhoSee({ link }: Open, { record }: CallInput<'access.seenBy'>): Promise<Result<SeenBy>> {
  return askedValue(await link.ask('/access/seen-by', { record }, seenBySchema));
}
