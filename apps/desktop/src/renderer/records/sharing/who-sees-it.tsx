import { Checkbox, Radio } from '@mantine/core';
import { SidePanelPart } from '@outpost/ui/frame/side-panel';
import { memo, useMemo } from 'react';
import { useRecordList, useRecords } from '../../queries/record-queries.ts';
import { usePrincipal } from '../../session/session-context.tsx';
import type { RecordAudience } from './audience.ts';
import classes from './who-sees-it.module.css';

/** The choice of the people who see a view, a report or a dashboard. */
export type WhoSeesItProps = {
  readonly audience: RecordAudience;
  /** Keys of roles, and the words before them. Left out: the record has no roles of its own. */
  readonly firstFor?: { readonly roles: readonly string[]; readonly label: string; readonly lead: string } | undefined;
  /** The person may open the record to everyone, and choose roles. */
  readonly mayOpen: boolean;
  readonly note: string;
  readonly onChange: (change: { readonly audience?: RecordAudience; readonly firstFor?: readonly string[] }) => void;
};

const audienceKey = (audience: RecordAudience): string => (typeof audience === 'string' ? audience : audience.teamId);

/**
 * Asks which people see a record: its owner, a team of the owner, or everyone. Administrators also choose the roles
 * that see it first.
 */
export const WhoSeesIt = memo(function WhoSeesIt({ audience, firstFor, mayOpen, note, onChange }: WhoSeesItProps) {
  const { memberships } = usePrincipal();
  const teamIds = useMemo(() => {
    const own = memberships.flatMap(({ teamId }) => teamId ?? []);
    return [...new Set([...own, ...(typeof audience === 'string' ? [] : [audience.teamId])])];
  }, [memberships, audience]);
  const teams = useRecords(teamIds);
  const hasRoles = mayOpen && firstFor !== undefined;
  const roles = useRecordList(
    { entity: 'platform/role', sort: [{ field: 'label', direction: 'asc' }] },
    { isOff: !hasRoles },
  );
  const choices = [
    { key: 'me', label: 'Only me', audience: 'me' as const },
    ...teams.map(({ id, fields }) => ({ key: id, label: teamLabel(fields['name']), audience: { teamId: id } })),
    { key: 'everyone', label: 'Everyone', audience: 'everyone' as const },
  ];
  const chosen = firstFor?.roles ?? [];
  const toggled = (role: string) =>
    chosen.includes(role) ? chosen.filter((one) => one !== role) : [...chosen, role].sort();
  return (
    <SidePanelPart title="Visible to" aside={mayOpen ? undefined : 'Everyone: ask an administrator'}>
      <Radio.Group
        aria-label="Visible to"
        value={audienceKey(audience)}
        onChange={(key) => onChange({ audience: choices.find((choice) => choice.key === key)?.audience ?? 'me' })}
      >
        <div className={classes.choices}>
          {choices.map(({ key, label }) => (
            <Radio
              key={key}
              value={key}
              label={label}
              disabled={key === 'everyone' && !mayOpen && audience !== 'everyone'}
            />
          ))}
        </div>
      </Radio.Group>
      <p className={classes.note}>{note}</p>
      {hasRoles && audience !== 'me' ? (
        <div role="group" aria-label={firstFor.label} className={classes.choices}>
          <span className={classes.note}>{firstFor.lead}</span>
          {(roles.data?.rows ?? []).flatMap(({ id, fields }) => {
            if (fields['portal'] === true) return []; // people outside of the organisation see no open records
            const key = typeof fields['key'] === 'string' ? fields['key'] : id;
            return (
              <Checkbox
                key={id}
                label={typeof fields['label'] === 'string' ? fields['label'] : key}
                checked={chosen.includes(key)}
                onChange={() => onChange({ firstFor: toggled(key) })}
              />
            );
          })}
        </div>
      ) : null}
    </SidePanelPart>
  );
});

const teamLabel = (name: unknown): string => (typeof name === 'string' && name !== '' ? `Team ${name}` : 'The team');
