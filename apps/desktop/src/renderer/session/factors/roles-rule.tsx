import { useFormats } from '@outpost/ui/formats/formats-context';
import { Tag } from '@outpost/ui/parts/tag';
import type { ShownFactor } from '../../../bridge/calls/identity/factor-calls.ts';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useRecordList } from '../../queries/record-queries.ts';
import { useLive, usePrincipal } from '../session-context.tsx';
import classes from '../security.module.css';

/** The rules of roles from the strictest to the mildest, as the server judges them (PLT-18): their words, and the kinds that meet them. */
const ruleWords = {
  passkey: { asks: 'a passkey', isMetBy: (kind) => kind === 'passkey' },
  app: { asks: 'an authenticator app or a passkey', isMetBy: (kind) => kind === 'totp' || kind === 'passkey' },
  any: { asks: 'a second factor', isMetBy: (kind) => kind !== 'backup-codes' },
} as const satisfies Readonly<Record<string, { readonly asks: string; readonly isMetBy: (kind: string) => boolean }>>;
type RuleId = keyof typeof ruleWords;
const ruleIds: readonly RuleId[] = ['passkey', 'app', 'any'];

/** Chosen: more than a person has roles. */
const most = 200;

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A rule of the person's roles about second factors: the roles that have it, and whether their factors meet it. */
export type FactorRule = { readonly rule: RuleId; readonly roles: readonly string[]; readonly isMet: boolean };

/** Returns the strictest rule of some roles about second factors; undefined if none asks for one. */
export function factorRuleOf(
  roles: readonly Pick<ShownRecord, 'fields'>[],
  factors: readonly Pick<ShownFactor, 'kind'>[],
): FactorRule | undefined {
  const asking = (id: RuleId) =>
    roles.filter(({ fields }) => fields['secondFactor'] === id).map(({ fields }) => textIn(fields['label']));
  const rule = ruleIds.find((id) => asking(id).length > 0);
  if (rule === undefined) return undefined;
  return { rule, roles: asking(rule), isMet: factors.some(({ kind }) => ruleWords[rule].isMetBy(kind)) };
}

/** Shows what the person's roles ask for, and whether it is met. Renders nothing if they ask for no second factor. */
export function RolesRule({ factors }: { readonly factors: readonly ShownFactor[] }) {
  const formats = useFormats();
  const { memberships } = usePrincipal();
  const entity = useLive('kinds').catalogue.people?.role;
  const { data } = useRecordList({ entity: entity ?? '', limit: most }, { isOff: entity === undefined });
  const keys = new Set(memberships.map(({ role }) => role));
  const rule = factorRuleOf(
    (data?.rows ?? []).filter((role) => keys.has(textIn(role.fields['key']))),
    factors,
  );
  if (rule === undefined) return null;
  return (
    <p className={classes.rule}>
      <span>
        {formats.list(rule.roles)} {rule.roles.length === 1 ? 'asks' : 'ask'} for {ruleWords[rule.rule].asks} at
        sign-in.
      </span>
      {rule.isMet ? (
        <Tag tone="good" icon="check">
          met
        </Tag>
      ) : (
        <Tag tone="warn" icon="warning">
          not met
        </Tag>
      )}
    </p>
  );
}
