import { addressFieldsOf } from '@outpost/domain/kernel/catalogue/consents/consent-kinds';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { type Entity, sqlName } from '@outpost/domain/kernel/entities/entity';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { type ConsentQuestion, type ContactChannel, isPromotional } from '@outpost/domain/kernel/messages/message';
import { judgeSend, type Receiver, type SendVerdict } from '@outpost/domain/kernel/messages/judge-send';
import { suppressedAs } from '@outpost/domain/kernel/messages/suppression';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { columnOf } from '@outpost/domain/kernel/query/plans/index-plan';
import { foldedKey } from '@outpost/domain/kernel/text/fold-text';
import type { Transaction } from '../../db/database.ts';

type Fields = StoredRecord['fields'];
type PersonRow = { readonly key: string; readonly via: string; readonly unwanted: boolean; readonly lives: JsonValue; readonly consents: readonly { readonly id: string; readonly fields: Fields }[] }; // prettier-ignore
type Found = {
  readonly people: readonly PersonRow[] | null;
  readonly suppressions: readonly { readonly id: string; readonly fields: Fields }[] | null;
  readonly sender: string | null;
  readonly follows: boolean | null;
};

/** A message that is to be judged. `person`: the record of its receiver. Letters name it. All others are judged by the people with their address. */
export type AskedMessage = ConsentQuestion & {
  readonly person?: { readonly entity: string; readonly id: string } | undefined;
};

type Asked = { readonly orgId: string; readonly installed: Catalogue; readonly now: string };

/**
 * Judges messages at the moment of sending, in their order (MSG-1, MSG-3 … MSG-7). The people of all installed kinds who have the
 * receiver's address are asked, however it is written, also those whom the author of the message does not see. A letter is judged by the
 * person whom it names: neighbours share an address. One query for all messages, also for the postal address that offers must show (MSG-36). `now`: UTC.
 */
export async function judgeMessages(
  tx: Transaction,
  { orgId, installed, now }: Asked,
  messages: readonly AskedMessage[],
): Promise<readonly SendVerdict[]> {
  if (messages.length === 0) return [];
  const { consents: kinds } = installed;
  const named = messages.flatMap(({ person }) => person ?? []);
  const channels = new Set(messages.flatMap(({ channel, person }) => (person ? [] : [channel])));
  const people = peopleSql(installed, { channels, kinds: new Set(named.map(({ entity }) => entity)) });
  const suppressions = suppressionsSql(installed);
  const [found] = await tx.query<Found>(
    `select ${people === undefined ? 'null::jsonb' : `(${people})`} as people, ${suppressions === undefined ? 'null::jsonb' : `(${suppressions})`} as suppressions,
       ${messages.some(isOffer) ? `(${postalAddressSql})` : 'null'} as sender,
       ${messages.some(isOfTemplate) ? `(${followsSql})` : 'null'} as follows
     where $1::uuid is not null and $2::text[] is not null and $3::text[] is not null and $4::uuid[] is not null`,
    [
      orgId,
      [...new Set(messages.map(({ address }) => foldedKey(address)))],
      [...new Set(messages.flatMap((message) => suppressedAs(message).map(foldedKey)))],
      [...new Set(named.map(({ id }) => id))],
    ],
  );
  const consentsOf = ({ consents }: PersonRow): Receiver['consents'] =>
    consents.flatMap(({ id, fields }) => kinds?.consentIn({ id, entity: kinds.consent, fields }) ?? []);
  const listed = (found?.suppressions ?? []).flatMap(
    ({ id, fields }) => kinds?.suppressionIn({ id, entity: kinds.suppression, fields }) ?? [],
  );
  const rows = (found?.people ?? []).map((row) => ({ ...row, isUnwanted: row.unwanted, consents: consentsOf(row) }));
  const postalAddress = found?.sender ?? undefined;
  return messages.map((message) => {
    const [via, key] = message.person ? [message.person.entity, message.person.id] : [fieldSort(message.channel), foldedKey(message.address)]; // prettier-ignore
    const receivers = rows.filter((row) => row.key === key && row.via === via);
    const verdict = judgeSend(message, { receivers, suppressions: listed, postalAddress, now });
    return verdict.allowed && found?.follows === true && isOfTemplate(message)
      ? { ...verdict, isFollowed: true }
      : verdict;
  });
}

const isOffer = ({ channel, purpose }: ConsentQuestion): boolean => channel === 'email' && isPromotional(purpose);

/** The postal address in the settings of the tenant. */
const postalAddressSql =
  "select o.fields ->> 'postalAddress' from store.platform_organisation o where o.org_id = $1 and o.life = 'alive' limit 1";

/** MSG-46: only e-mails of templates have HTML. What a person writes by hand is never followed. */
const isOfTemplate = ({ channel, templateVersion }: ConsentQuestion): boolean =>
  channel === 'email' && templateVersion !== undefined;

/** Whether the tenant follows opens and clicks. */
export const followsSql =
  "select true from store.platform_organisation o where o.org_id = $1 and o.life = 'alive' and o.fields ->> 'followsMails' = 'true' limit 1";

/** Which of a person's addresses a channel uses. */
const fieldSort = (channel: ContactChannel): 'email' | 'phone' | 'post' =>
  channel === 'email' ? 'email' : channel === 'post' ? 'post' : 'phone';

type Looked = { readonly channels: ReadonlySet<ContactChannel>; readonly kinds: ReadonlySet<string> };

/** The people with an address among $2 and those of these kinds among $4, each with all of their declarations. Undefined where no kind has such people. */
function peopleSql(installed: Catalogue, { channels, kinds }: Looked): string | undefined {
  const { consents } = installed;
  const declared = consents && tableOf(installed, consents.consent);
  const by = declared && consents ? columnOf(declared.entity, consents.person)?.serverColumn : undefined;
  const parts = [...installed.entities.values()].flatMap((entity) => {
    const unwanted = entity.reach?.isUnwanted;
    if (unwanted === undefined && !entity.carries.includes('consents')) return [];
    // Names of fields come from declarations: letters and digits only.
    const select = (key: string, via: string, where: string) =>
      `select '${entity.name}' as kind, p.id, ${key} as key, '${via}' as via, ${unwanted === undefined ? 'false' : `coalesce(p.fields ->> '${unwanted}', '') = 'true'`} as unwanted, ${entity.address === undefined ? 'null::jsonb' : `p.fields -> '${entity.address}'`} as lives
        from store.${sqlName(entity.name)} p where p.org_id = $1 and ${where} and p.life = 'alive'`;
    const byAddress = [...channels].flatMap((channel) => {
      const columns = addressFieldsOf(entity, channel).flatMap((name) => columnOf(entity, name)?.serverColumn ?? []);
      return columns.map((column) => select(`p.${column}`, fieldSort(channel), `p.${column} = any($2)`));
    });
    return kinds.has(entity.name) ? [...byAddress, select('p.id::text', entity.name, 'p.id = any($4)')] : byAddress;
  });
  if (parts.length === 0) return undefined;
  const consentsOf =
    declared && by !== undefined
      ? `(select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'fields', c.fields)), '[]'::jsonb) from store.${declared.table} c
          where c.org_id = $1 and c.${by} = person.kind || ':' || person.id and c.life = 'alive')`
      : `'[]'::jsonb`;
  return `select jsonb_agg(jsonb_build_object('key', person.key, 'via', person.via, 'unwanted', person.unwanted, 'lives', person.lives, 'consents', ${consentsOf}))
    from (${[...new Set(parts)].join(' union all ')}) person`;
}

/** The suppressions of the values in $3. */
function suppressionsSql(installed: Catalogue): string | undefined {
  const { consents } = installed;
  const listed = consents && tableOf(installed, consents.suppression);
  const column = listed && consents ? columnOf(listed.entity, consents.address)?.serverColumn : undefined;
  if (!listed || column === undefined) return undefined;
  return `select jsonb_agg(jsonb_build_object('id', s.id, 'fields', s.fields)) from store.${listed.table} s
    where s.org_id = $1 and s.${column} = any($3) and s.life = 'alive'`;
}

function tableOf(installed: Catalogue, name: string): { readonly entity: Entity; readonly table: string } | undefined {
  const entity = installed.entities.get(name);
  return entity && { entity, table: sqlName(entity.name) };
}
