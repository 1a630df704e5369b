import { organisationEntity } from '../../../bridge/organisation-entity.ts';
import { useRecordList } from '../../queries/record-queries.ts';

/** Returns whether the organisation has opens and links of e-mails followed (MSG-46). Undefined while it is read. */
export function useFollowsMails(): boolean | undefined {
  const { data } = useRecordList({ entity: organisationEntity, limit: 1 });
  return data === undefined ? undefined : data.rows[0]?.fields['followsMails'] === true;
}
