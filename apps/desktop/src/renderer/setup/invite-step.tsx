import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Announcements } from '@outpost/ui/parts/announcements';
import { Button } from '@outpost/ui/parts/button';
import { useAnnouncer } from '@outpost/ui/parts/use-announcer';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useRef, useState } from 'react';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ShownRecord } from '../../bridge/contract.ts';
import { mostInvites, useSendInvites } from '../people/invites/use-send-invites.ts';
import type { AccessGround } from '../people/memberships.ts';
import { firstRoles, refusalOfNew } from '../people/new-person-roles.tsx';
import { useAccessGround, usePeople, usePeopleEntities, useRolesAndTeams } from '../people/use-people.ts';
import { useLocal } from '../queries/use-local.ts';
import { textIn } from '../records/values/shown-value.ts';
import { useIsOffline } from '../session/use-from-server.ts';
import { useLatest } from '../window/use-latest.ts';
import { InviteLines } from './invite-lines.tsx';
import { type InviteRow, judgeRows, keptRowsSchema, withText } from './invite-rows.ts';
import classes from './setup.module.css';

type StepProps = {
  /** Marks the step as done, and opens the next one. */
  readonly onDone: () => void;
  /** Draws the buttons of the page around the primary one. */
  readonly buttons: (primary: ReactNode) => ReactNode;
};

/** The step that invites colleagues: several addresses, each with a role. The typed lines are kept on this device until they are sent. */
export function InviteStep(props: StepProps) {
  const [kept, keep] = useLocal('draft/setup-invites');
  const ofRoles = useRolesAndTeams();
  const people = usePeople();
  const ground = useAccessGround(ofRoles?.roles ?? []);
  if (kept === undefined || !ofRoles || !people) return null; // takes some milliseconds
  return (
    <Invites
      {...props}
      ground={ground}
      teams={ofRoles.teams}
      people={people.people}
      first={keptRowsSchema.parse(kept ?? { rows: [] }).rows}
      onKeep={keep}
    />
  );
}

function Invites({
  ground,
  teams,
  people,
  first,
  onKeep,
  onDone,
  buttons,
}: StepProps & {
  readonly ground: AccessGround;
  readonly teams: readonly ShownRecord[];
  readonly people: readonly ShownRecord[];
  readonly first: readonly InviteRow[];
  readonly onKeep: (value: JsonValue) => void;
}) {
  const formats = useFormats();
  const navigate = useNavigate();
  const isOffline = useIsOffline();
  const sendInvites = useSendInvites();
  const announcer = useAnnouncer();
  const { person: entity } = usePeopleEntities();
  const { values, latest, change } = useLatest({ rows: [...first] });
  const [problem, setProblem] = useState<string>();
  const [isSending, setSending] = useState(false);
  const lines = useRef<HTMLDivElement>(null);
  const roleOfNew = { role: firstRoles(ground, entity)[0]?.role ?? '', teamId: null };
  const holders = new Map(people.map((one) => [textIn(one.fields['email']).toLowerCase(), textIn(one.fields['name'])]));
  const judge = (rows: readonly InviteRow[]) =>
    judgeRows(rows, { holders, refusalOf: (row) => refusalOfNew(ground, entity, rolesOf(row)) });
  const ready = (rows: readonly InviteRow[]) =>
    judge(rows).flatMap((one, place) => {
      const row = rows[place];
      return one.state === 'ready' && row ? [{ email: one.email, roles: rolesOf(row) }] : [];
    });
  const put = (rows: InviteRow[]) => {
    setProblem(undefined);
    onKeep(change({ rows }));
  };
  const type = (place: number, email: string) => {
    const { rows } = latest.current;
    put(
      rows[place]
        ? rows.map((row, at) => (at === place ? { ...row, email } : row))
        : [...rows, { email, ...roleOfNew }],
    );
  };
  const list = (place: number, text: string) => {
    const { rows, added, isCut } = withText(latest.current.rows, { place, text, first: roleOfNew, most: mostInvites });
    if (added < 2 && !isCut) return;
    put(rows);
    if (isCut) announcer.refuse(`At most ${mostInvites} addresses at once: the first ones of the list are here.`);
    else announcer.announce(`${added} addresses, each in a line.`);
  };
  const send = async () => {
    if (isSending) return;
    const { rows } = latest.current;
    const judged = judge(rows);
    const wrong = judged.findIndex(({ state }) => state === 'wrong');
    if (wrong >= 0) {
      setProblem('Correct the marked lines, or remove them.');
      lines.current?.querySelectorAll<HTMLInputElement>('input')[wrong]?.focus();
      return;
    }
    const invited = ready(rows);
    if (invited.length === 0) return onDone();
    setSending(true);
    const refused = await sendInvites(invited, () => put([]));
    setSending(false);
    if (refused !== undefined) return setProblem(refused);
    onDone();
  };
  const count = ready(values.rows).length;
  const act =
    count === 0
      ? 'Done, go on'
      : count === 1
        ? 'Send the invitation and go on'
        : `Send ${formats.count(count)} invitations and go on`;
  useShortcuts([{ keys: 'mod+enter', label: act, section: 'First steps', inFields: true, run: () => void send() }]);
  return (
    <SubmitForm className={classes.form} onSubmit={send}>
      <section className={classes.part}>
        <p>
          {people.length <= 1 ? 'You work here alone so far.' : `${formats.count(people.length)} people work here.`}{' '}
          Invite your colleagues: they choose their own name and password with a code from the e-mail. It works once,
          for 7 days.
        </p>
        <InviteLines
          ref={lines}
          rows={values.rows}
          judged={judge(values.rows)}
          ground={ground}
          teams={teams}
          roleOfNew={roleOfNew}
          isChecked={problem !== undefined}
          onType={type}
          onList={list}
          onChange={(place, next) =>
            put(latest.current.rows.map((row, at) => (at === place ? { ...row, ...next } : row)))
          }
          onRemove={(place) => {
            announcer.announce(`Removed ${latest.current.rows[place]?.email ?? ''}.`);
            put(latest.current.rows.filter((_, at) => at !== place));
          }}
        />
        <Announcements {...announcer} />
        {isOffline ? (
          <p role="note">
            The server can’t be reached now. The people are added and sent later; then send the invitation from their
            row in the list of people.
          </p>
        ) : null}
        {problem === undefined ? null : (
          <p role="alert" className={classes.error}>
            {problem}
          </p>
        )}
        <div className={classes.buttons}>
          <Button icon="user-plus" onClick={() => void navigate({ to: '/settings/people', search: { add: true } })}>
            Add a person with a first password
          </Button>
          <Button icon="users" onClick={() => void navigate({ to: '/settings/people' })}>
            All people
          </Button>
        </div>
      </section>
      {buttons(
        <Button
          type="submit"
          variant="primary"
          keys="mod+enter"
          disabledReason={isSending ? 'The server is being asked.' : undefined}
        >
          {act}
        </Button>,
      )}
    </SubmitForm>
  );
}

const rolesOf = ({ role, teamId }: InviteRow) => (role === '' ? [] : [{ role, teamId }]);
