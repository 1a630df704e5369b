import { isInstant } from '@outpost/domain/kernel/entities/field-types';
import { isId } from '@outpost/domain/kernel/ids';

/**
 * The target of a link into the app: one record, today or as it was at an instant (`asOf`), a list of one kind ("pack/name"),
 * through one of its views, or the devices of a person, as mails to administrators name them.
 */
export type LinkTarget =
  | { readonly kind: 'record'; readonly id: string; readonly asOf?: string | undefined }
  | { readonly kind: 'list'; readonly entity: string; readonly view: string | undefined }
  | { readonly kind: 'devices'; readonly person: string };

/** A link into the app. It names the organisation, because ids of another one mean nothing here. */
export type DeepLink = { readonly organisation: string; readonly target: LinkTarget };

/** The scheme that the operating system opens with Outpost. */
export const deepLinkScheme = 'outpost';

/** Chosen: longer than every link that `deepLink` writes. */
export const mostLinkChars = 400;

/** The host differs from the host of the app's own pages, so that a link is never an address that a window loads. */
const start = `${deepLinkScheme}://open/`;
const word = '[a-z][a-z0-9]{0,39}(?:-[a-z0-9]{1,40}){0,8}';
const entityName = new RegExp(`^${word}/${word}$`);
const viewId = /^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/;
const recordPath = /^([0-9a-f-]{36})\/record\/([0-9a-f-]{36})\/?(?:\?asOf=([0-9TZ:.-]{24}))?$/;
const listPath = new RegExp(`^([0-9a-f-]{36})/list/(${word}/${word})/?(?:\\?view=([A-Za-z0-9-]{1,100}))?$`);
const devicesPath = /^([0-9a-f-]{36})\/devices\/([0-9a-f-]{36})\/?$/;

/** Returns the link to a target: "outpost://open/<organisation>/record/<id>". It contains no data of records. */
export function deepLink({ organisation, target }: DeepLink): string {
  if (target.kind === 'record')
    return `${start}${organisation}/record/${target.id}${target.asOf === undefined ? '' : `?asOf=${target.asOf}`}`;
  if (target.kind === 'devices') return `${start}${organisation}/devices/${target.person}`;
  return `${start}${organisation}/list/${target.entity}${target.view === undefined ? '' : `?view=${target.view}`}`;
}

/**
 * Reads a link that the operating system passed on. Undefined for every text that `deepLink` would not have written: other hosts,
 * further paths and parameters, encoded characters. A link names only a page; no link performs an act.
 */
export function readDeepLink(text: string): DeepLink | undefined {
  if (text.length > mostLinkChars || text.slice(0, start.length).toLowerCase() !== start) return undefined;
  const rest = text.slice(start.length);
  const [, organisation = '', id, asOf] = recordPath.exec(rest) ?? [];
  if (id !== undefined)
    return isId(organisation) && isId(id) && (asOf === undefined || isInstant(asOf))
      ? { organisation, target: { kind: 'record', id, ...(asOf === undefined ? {} : { asOf }) } }
      : undefined;
  const [, employer = '', person] = devicesPath.exec(rest) ?? [];
  if (person !== undefined)
    return isId(employer) && isId(person) ? { organisation: employer, target: { kind: 'devices', person } } : undefined;
  const [, owner = '', entity, view] = listPath.exec(rest) ?? [];
  if (entity === undefined || !isId(owner)) return undefined;
  const target = asListTarget(entity, view);
  return target && { organisation: owner, target };
}

/** Returns a list as the target of a link; undefined where a link cannot name it. */
export const asListTarget = (entity: string, view: string | undefined): LinkTarget | undefined =>
  entityName.test(entity) && (view === undefined || viewId.test(view)) ? { kind: 'list', entity, view } : undefined;

/** Whether an argument of the command line is meant as a link into the app, valid or not. */
export const isMeantAsDeepLink = (argument: string): boolean =>
  argument.slice(0, deepLinkScheme.length + 1).toLowerCase() === `${deepLinkScheme}:`;
