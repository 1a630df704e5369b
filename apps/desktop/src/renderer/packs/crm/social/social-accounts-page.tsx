import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { Button } from '@outpost/ui/parts/button';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useState } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { StateLine, type StateWords } from '../../../people/listed-beside.tsx';
import { useRecordList } from '../../../queries/record-queries.ts';
import { refusalText } from '../../../queries/use-acts.ts';
import { installedEntity } from '../../../records/entity-shape.ts';
import { mayCreate } from '../../../records/may.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { usePrincipal } from '../../../session/session-context.tsx';
import { useIsOffline } from '../../../session/use-from-server.ts';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import classes from '../../../settings/settings.module.css';
import { useBridge } from '../../../window/app-ports.tsx';
import { ConnectAccountDialog } from './connect-account-dialog.tsx';

const accountKind = installedEntity('crm/social-account');
/** Chosen: an organisation has a handful of pages. */
const mostAccounts = 200;

const states: Readonly<Record<string, StateWords>> = {
  connected: { text: 'Connected', tone: 'good' },
  refused: { text: 'The network refuses it: connect it anew', tone: 'warn' },
  disconnected: { text: 'Disconnected', tone: 'neutral' },
};

/** SOC-1: the pages of the organisation at social networks. Everybody sees them, and administrators connect them. */
export function SocialAccountsPage() {
  const { data } = useRecordList({
    entity: accountKind.name,
    sort: [{ field: 'name', direction: 'asc' }],
    limit: mostAccounts,
  });
  const mayConnect = mayCreate(usePrincipal(), accountKind);
  const isOffline = useIsOffline();
  const [isOpen, setOpen] = useState(false);
  if (data === undefined) return null; // takes some milliseconds
  const connect = () => setOpen(true);
  const offline = isOffline ? 'The server can’t be reached now.' : undefined;
  return (
    <>
      <ViewBar title="Social accounts" />
      <div className={classes.page}>
        {data.rows.length === 0 ? (
          <EmptyState icon="megaphone" title="No page is connected" {...(mayConnect && !isOffline ? { add: { label: 'Connect a page', onPress: connect } } : {})}>
            {mayConnect
              ? 'With a page at Facebook, posts can be written and scheduled here, also without a network. Comments and the leads of its forms come back by themselves.'
              : 'An administrator connects a page at Facebook. Then posts can be written and scheduled here.'}
          </EmptyState>
        ) : (
          <>
            {data.rows.map((account) => (
              <Account key={account.id} account={account} mayConnect={mayConnect} offline={offline} />
            ))}
            {mayConnect ? (
              <div className={classes.acts}>
                <Button size="sm" icon="plus" disabledReason={offline} onClick={connect}>
                  Connect a page
                </Button>
              </div>
            ) : null}
          </>
        )}
        {isOpen ? <ConnectAccountDialog onClose={() => setOpen(false)} /> : null}
      </div>
    </>
  );
} // prettier-ignore

type AccountProps = {
  readonly account: ShownRecord;
  readonly mayConnect: boolean;
  readonly offline: string | undefined;
};

function Account({ account, mayConnect, offline }: AccountProps) {
  const bridge = useBridge();
  const { show } = useSnackbar();
  const { fields } = account;
  const name = titleOf(accountKind, account);
  const disconnect = async () => {
    const done = await bridge.call('packs.ask', { pack: 'crm', route: 'disconnect-social-account', given: { id: account.id } }); // prettier-ignore
    show({ text: done.ok ? `${name} is disconnected, and its token is deleted` : refusalText(done) });
  };
  return (
    <section aria-label={name} className={classes.section}>
      <h2 className={classes.heading} dir="auto">
        {name}
      </h2>
      <StateLine state={states[textIn(fields['status'])] ?? { text: textIn(fields['status']), tone: 'neutral' }} />
      <p className={classes.quiet}>{`Facebook, page ${textIn(fields['pageId'])}`}</p>
      {textIn(fields['problem']) === '' ? null : <p role="alert">{textIn(fields['problem'])}</p>}
      {mayConnect && fields['status'] !== 'disconnected' ? (
        <div className={classes.acts}>
          <Button size="sm" disabledReason={offline} onClick={() => void disconnect()}>
            {`Disconnect ${name}`}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
