import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useRecordList } from '../../../queries/record-queries.ts';
import { installedEntity } from '../../../records/entity-shape.ts';

/** The kinds of record of templates and of their versions. */
export const templateKind = installedEntity('crm/template');
export const versionKind = installedEntity('crm/template-version');

/** Chosen: an organisation writes some dozens of templates, and changes each a few times a year. */
const mostTemplates = 200;
const mostVersions = 50;

/** Returns the templates by name; with `about` those that are offered for a kind of record. Undefined while they are being read. */
export function useTemplates(about?: string): readonly ShownRecord[] | undefined {
  const { data } = useRecordList({
    entity: templateKind.name,
    ...(about === undefined ? {} : { where: { field: 'about', op: 'is', value: about } as const }),
    sort: [{ field: 'name', direction: 'asc' }],
    limit: mostTemplates,
  });
  return about === undefined ? data?.rows : data?.rows.filter(({ fields }) => fields['retired'] !== true);
}

/** MSG-24: returns the versions of a template, the newest first, which is the one in use. Undefined while they are being read. */
export function useVersions(template: string): readonly ShownRecord[] | undefined {
  const { data } = useRecordList({
    entity: versionKind.name,
    where: { field: 'template', op: 'is', value: template },
    sort: [{ field: 'createdAt', direction: 'desc' }],
    limit: mostVersions,
  });
  return data?.rows;
}
