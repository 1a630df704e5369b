import { NativeSelect, TextInput } from '@mantine/core';
import { isRoleAbove } from '@outpost/domain/kernel/access/judge-access';
import { IconButton } from '@outpost/ui/parts/button';
import { type Ref, useRef, useState } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { type AccessGround, asRecord, keyOfRole, labelOfRole } from '../people/memberships.ts';
import { textIn } from '../records/values/shown-value.ts';
import type { InviteRow, JudgedRow } from './invite-rows.ts';
import classes from './setup.module.css';

type Props = {
  readonly ref: Ref<HTMLDivElement>;
  readonly rows: readonly InviteRow[];
  readonly judged: readonly JudgedRow[];
  readonly ground: AccessGround;
  readonly teams: readonly ShownRecord[];
  /** The role with which a new line begins. */
  readonly roleOfNew: Omit<InviteRow, 'email'>;
  /** All faults are shown, also that of a line in which the person types. */
  readonly isChecked: boolean;
  readonly onType: (place: number, text: string) => void;
  /** Called with the text of a line that is complete: it may be a list of addresses. */
  readonly onList: (place: number, text: string) => void;
  readonly onChange: (place: number, next: Partial<Omit<InviteRow, 'email'>>) => void;
  readonly onRemove: (place: number) => void;
};

/** The lines of colleagues, and an empty one at the end. A pasted list of addresses becomes lines. */
export function InviteLines(props: Props) {
  const { ref, rows, judged, ground, teams, roleOfNew, isChecked, onType, onList, onChange, onRemove } = props;
  /** The line in which the person types: its faults are shown when they leave it. */
  const [typing, setTyping] = useState<number>();
  const fields = useRef(new Map<number, HTMLInputElement>());
  const roles = ground.roles
    .filter((role) => !isRoleAbove(ground, asRecord(role)))
    .map((role) => ({ value: keyOfRole(role), label: labelOfRole(role) }));
  const places = [
    { value: '', label: 'The whole organisation' },
    ...teams.map((team) => ({ value: team.id, label: textIn(team.fields['name']) })),
  ];
  // An address may be listed twice, so the place of a line is its key.
  const lines = [...rows, { email: '', ...roleOfNew }].map((row, place) => ({ row, place }));
  return (
    <div ref={ref} className={classes.invites} data-teams={teams.length > 0 || undefined}>
      {lines.map(({ row, place }) => {
        const isNew = place === rows.length;
        const one = judged[place];
        const name = row.email.trim() === '' ? `line ${place + 1}` : row.email.trim();
        const why = one !== undefined && one.state !== 'ready' && (isChecked || typing !== place) ? one.why : undefined;
        return (
          <div key={place} className={classes.invite} role="group" aria-label={`Colleague ${place + 1}`}>
            <TextInput
              ref={(field) => {
                if (field) fields.current.set(place, field);
                else fields.current.delete(place);
              }}
              className={classes.inviteEmail ?? ''}
              label={`E-mail address ${place + 1}`}
              labelProps={{ className: 'outpost-visually-hidden' }}
              placeholder={isNew && place > 0 ? 'One more address, or a pasted list' : 'An address, or a pasted list'}
              type="text" // a pasted list is no single address
              inputMode="email"
              autoComplete="off"
              spellCheck={false}
              value={row.email}
              error={one?.state === 'wrong' ? why : undefined}
              description={one?.state === 'left-out' ? why : undefined}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              onBlur={(event) => {
                setTyping(undefined);
                onList(place, event.currentTarget.value);
              }}
              onKeyDown={(event) => {
                // Enter sends nothing by mistake: it goes on to the next line.
                if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
                event.preventDefault();
                fields.current.get(place + 1)?.focus();
              }}
              onPaste={(event) => {
                const { value, selectionStart, selectionEnd } = event.currentTarget;
                const pasted = event.clipboardData.getData('text');
                const text = `${value.slice(0, selectionStart ?? 0)}${pasted}${value.slice(selectionEnd ?? value.length)}`;
                if (!/[\s,;]/.test(pasted.trim())) return;
                event.preventDefault();
                onList(place, text.slice(0, 20_000));
              }}
              onChange={(event) => {
                setTyping(place);
                onType(place, event.currentTarget.value);
              }}
            />
            {isNew ? null : (
              <>
                <NativeSelect
                  aria-label={`Role of ${name}`}
                  value={row.role}
                  data={[...(row.role === '' ? [{ value: '', label: 'No role' }] : []), ...roles]}
                  onChange={(event) => onChange(place, { role: event.currentTarget.value })}
                />
                {teams.length === 0 ? null : (
                  <NativeSelect
                    aria-label={`Team of ${name}`}
                    value={row.teamId ?? ''}
                    data={places}
                    onChange={(event) => onChange(place, { teamId: event.currentTarget.value || null })}
                  />
                )}
                <IconButton
                  icon="close"
                  size={32}
                  label={`Remove ${name}`}
                  onClick={() => {
                    onRemove(place);
                    fields.current.get(place)?.focus();
                  }}
                />
              </>
            )}
          </div>
        );
      })}
    </div>
  );
}
