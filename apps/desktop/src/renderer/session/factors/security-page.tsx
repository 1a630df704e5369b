import { recoveryHoursOf } from '@outpost/domain/kernel/access/recovery-delay';
import { type SetUpKind, setUpKinds } from '@outpost/domain/kernel/factor-kinds';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { Announcements } from '@outpost/ui/parts/announcements';
import { Button } from '@outpost/ui/parts/button';
import { useAnnouncer } from '@outpost/ui/parts/use-announcer';
import { StateBlock } from '@outpost/ui/states/state-block';
import { useState } from 'react';
import type { ShownFactor } from '../../../bridge/calls/identity/factor-calls.ts';
import { organisationEntity } from '../../../bridge/organisation-entity.ts';
import { useRecordList } from '../../queries/record-queries.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import { CodesDialog } from './codes-dialog.tsx';
import classes from '../security.module.css';
import { FactorRow } from './factor-row.tsx';
import { setUpWords } from './factor-words.ts';
import { PasskeyDialog } from './passkey-dialog.tsx';
import { WhyNoPasskeys } from '../passkeys/why-no-passkeys.tsx';
import { ChangePasswordDialog } from '../change-password-dialog.tsx';
import { UnlockSection } from '../unlocking/unlock-section.tsx';
import { RecoveryNotice } from './recovery-notice.tsx';
import { RolesRule } from './roles-rule.tsx';
import { SentDialog } from './sent-dialog.tsx';
import { TotpDialog } from './totp-dialog.tsx';
import { useFactors } from './use-factors.ts';

type Open =
  | { readonly what: 'password' }
  | { readonly what: SetUpKind }
  | { readonly what: 'codes'; readonly codes: readonly string[] }
  | { readonly what: 'remove'; readonly factor: ShownFactor }
  | { readonly what: 'renew' };

/**
 * The person's own second factors: authenticator apps, sent codes and backup codes. The server has them, so that part
 * needs the server. The settings for unlocking this device need no server.
 */
export function SecurityPage() {
  const { factors, offered, problem, askAgain, renamed } = useFactors();
  const [open, setOpen] = useState<Open>();
  const close = () => {
    setOpen(undefined);
    askAgain();
  };
  const added = (codes: readonly string[]) => {
    askAgain();
    setOpen(codes.length > 0 ? { what: 'codes', codes } : undefined);
  };
  return (
    <>
      <SettingsBar at="/settings/security" />
      <div className={classes.page}>
        {factors === undefined && problem !== undefined ? (
          <StateBlock
            icon="cloud-off"
            title="Your second factors are on the server"
            isAlert
            actions={<Button onClick={askAgain}>Try again</Button>}
          >
            {problem}
          </StateBlock>
        ) : factors === undefined ? (
          <p role="status" className={classes.quiet}>
            Asking the server…
          </p>
        ) : (
          <>
            <RecoveryNotice />
            <section className={classes.section} aria-labelledby="own-password">
              <h2 id="own-password">Password</h2>
              <div className={classes.acts}>
                <Button icon="key" onClick={() => setOpen({ what: 'password' })}>
                  Change your password
                </Button>
              </div>
            </section>
            <Factors factors={factors} offered={offered} onOpen={setOpen} onRenamed={renamed} />
          </>
        )}
        <UnlockSection />
      </div>
      {open?.what === 'email' || open?.what === 'sms' ? (
        <SentDialog kind={open.what} onClose={close} onDone={added} />
      ) : null}
      {open?.what === 'passkey' ? <PasskeyDialog onClose={close} onDone={added} /> : null}
      {open?.what === 'password' ? <ChangePasswordDialog onClose={close} /> : null}
      {open?.what === 'totp' ? <TotpDialog onClose={close} onDone={added} /> : null}
      {open?.what === 'codes' ? <CodesDialog codes={open.codes} onClose={close} /> : null}
      {open?.what === 'remove' ? (
        <RemoveDialog factor={open.factor} isLast={isLast(factors, open.factor)} onClose={close} />
      ) : null}
      {open?.what === 'renew' ? <RenewDialog onClose={close} onDone={added} /> : null}
    </>
  );
}

/** Chosen: a person who uses one each week has two weeks to make new ones. */
const fewCodes = 2;

const isBackup = ({ kind }: ShownFactor): boolean => kind === 'backup-codes';
const isLast = (factors: readonly ShownFactor[] | undefined, factor: ShownFactor): boolean =>
  !(factors ?? []).some((other) => other.id !== factor.id && !isBackup(other));

/** The most factors of each kind that the server allows a person. */
const mostOf: Readonly<Record<SetUpKind, number>> = { passkey: 10, totp: 5, email: 1, sms: 1 };

type FactorsProps = {
  readonly factors: readonly ShownFactor[];
  readonly offered: readonly string[];
  readonly onOpen: (open: Open) => void;
  readonly onRenamed: (id: string, name: string) => void;
};

function Factors({ factors, offered, onOpen, onRenamed }: FactorsProps) {
  const formats = useFormats();
  const announcer = useAnnouncer();
  const asked = factors.filter((factor) => !isBackup(factor));
  const backup = factors.find(isBackup);
  return (
    <>
      <section className={classes.section} aria-labelledby="second-factors">
        <h2 id="second-factors">Second factors</h2>
        <p className={classes.quiet}>
          {asked.length === 0
            ? 'Your password alone signs you in. With a second factor, somebody who knows it still cannot sign in.'
            : 'Asked for after your password. A passkey also signs you in without one.'}
        </p>
        <RolesRule factors={factors} />
        <ul className={classes.rows}>
          {asked.map((factor) => (
            <FactorRow
              key={factor.id}
              factor={factor}
              onRemove={() => onOpen({ what: 'remove', factor })}
              onRenamed={(name) => {
                onRenamed(factor.id, name);
                announcer.announce(`Renamed ${factor.name} to ${name}.`);
              }}
            />
          ))}
        </ul>
        <Announcements {...announcer} />
        <div className={classes.acts}>
          {setUpKinds
            .filter(
              (kind) => offered.includes(kind) && asked.filter((each) => each.kind === kind).length < mostOf[kind],
            )
            .map((kind, place) => (
              <Button
                key={kind}
                variant={asked.length === 0 && place === 0 ? 'primary' : 'default'}
                icon="plus"
                onClick={() => onOpen({ what: kind })}
              >
                {setUpWords[kind].add}
              </Button>
            ))}
        </div>
        {offered.includes('passkey') ? null : <WhyNoPasskeys className={classes.quiet} />}
      </section>
      {asked.length === 0 ? null : (
        <section className={classes.section} aria-labelledby="backup-codes">
          <h2 id="backup-codes">Backup codes</h2>
          <p className={classes.quiet}>
            {backup === undefined
              ? 'You have none.'
              : `${formats.plural(backup.left ?? 0, 'code is', 'codes are')} left of ten, made ${formats.instant(backup.madeAt)}.`}{' '}
            Each replaces your second factor once.
          </p>
          {(backup?.left ?? 0) > fewCodes ? null : (
            <p className={classes.quiet} role="note">
              {backup?.left === 0 || backup === undefined
                ? 'If you lose your second factor now, only an administrator can help.'
                : 'Few are left. Make new ones before you need them.'}
            </p>
          )}
          <div className={classes.acts}>
            <Button onClick={() => onOpen({ what: 'renew' })}>Make ten new ones</Button>
          </div>
        </section>
      )}
      {asked.length === 0 ? null : <RecoveryDelay />}
    </>
  );
}

/** Returns a delay in words: "one day", "3 days", "36 hours". */
const delayWords = (hours: number, { plural }: Pick<Formats, 'plural'>): string =>
  hours === 24 ? 'one day' : hours % 24 === 0 ? plural(hours / 24, 'day', 'days') : plural(hours, 'hour', 'hours');

/** Explains what an administrator can do for a person who has lost all second factors, and how long it takes (PLT-28). */
function RecoveryDelay() {
  const formats = useFormats();
  const { data } = useRecordList({ entity: organisationEntity, limit: 1 });
  if (data === undefined) return null; // takes some milliseconds
  const delay = delayWords(recoveryHoursOf(data.rows[0]?.fields), formats);
  return (
    <section className={classes.section} aria-labelledby="recovery-delay">
      <h2 id="recovery-delay">If you lose all of them</h2>
      <p className={classes.quiet}>
        Ask an administrator of your organisation to remove your second factors. They are removed after {delay}. You get
        an e-mail when it begins. By the code in that e-mail, or here, you can stop it, so that nobody does it behind
        your back. A second administrator who agrees removes them immediately.
      </p>
    </section>
  );
}

/** Asks before an act on the factors, and says why it was refused. */
function AskDialog(props: {
  readonly title: string;
  readonly act: string;
  readonly children: string;
  /** Returns the text of a refusal. */
  readonly onAct: () => Promise<string | undefined>;
  readonly onClose: () => void;
}) {
  const { title, act, children, onAct, onClose } = props;
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    setError(await onAct());
    setBusy(false);
  };
  return (
    <Dialog onClose={onClose} title={title} size="md" isForReading>
      <div className={dialog.dialog}>
        <p>{children}</p>
        {error === undefined ? null : <p role="alert">{error}</p>}
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={isBusy} onClick={() => void run()}>
            {act}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function RemoveDialog({
  factor,
  isLast: isTheLast,
  onClose,
}: {
  readonly factor: ShownFactor;
  readonly isLast: boolean;
  readonly onClose: () => void;
}) {
  // prettier-ignore
  const bridge = useBridge();
  const remove = async () => {
    const answer = await bridge.call('factors.remove', { id: factor.id });
    if (!answer.ok) return refusalText(answer);
    onClose();
    return undefined;
  };
  return (
    <AskDialog title={`Remove “${factor.name}”?`} act="Remove" onAct={remove} onClose={onClose}>
      {isTheLast
        ? 'It is your last second factor: from then on your password alone signs you in, and your backup codes end.'
        : 'It is no longer asked for. Your other second factors stay.'}
    </AskDialog>
  );
}

function RenewDialog({
  onClose,
  onDone,
}: {
  readonly onClose: () => void;
  readonly onDone: (codes: readonly string[]) => void;
}) {
  // prettier-ignore
  const bridge = useBridge();
  const renew = async () => {
    const answer = await bridge.call('factors.makeBackupCodes', null);
    if (!answer.ok) return refusalText(answer);
    onDone(answer.value.codes);
    return undefined;
  };
  return (
    <AskDialog title="Make ten new backup codes?" act="Make them" onAct={renew} onClose={onClose}>
      The former ones stop working immediately.
    </AskDialog>
  );
}
