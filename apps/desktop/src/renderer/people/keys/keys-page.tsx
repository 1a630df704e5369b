import { administers } from '@outpost/domain/kernel/access/access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import { Tag } from '@outpost/ui/parts/tag';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useState } from 'react';
import type { ShownApiKey, ShownNewKey } from '../../../bridge/calls/identity/key-calls.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { usePrincipal } from '../../session/session-context.tsx';
import { NotForYou } from '../not-for-you.tsx';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { keyState, prefixOf } from './key-words.ts';
import { ManageKeyDialog, type ManagedKey } from './manage-key-dialog.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import classes from '../../devices/devices.module.css';

const at = '/settings/keys';
const columns = [
  { id: 'name', header: 'Name' },
  { id: 'rights', header: 'Rights', isWideOnly: true },
  { id: 'used', header: 'Last use', isWideOnly: true },
  { id: 'state', header: 'State' },
  { id: 'acts', header: <span className="outpost-visually-hidden">Actions</span>, align: 'end' as const },
];

/**
 * The keys by which programs use the API: for administrators only. The server has them, so the page says if there is no
 * connection.
 */
export function KeysPage() {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const { people } = catalogue;
  if (!people) return null;
  const person = entityOf(catalogue, people.person);
  return administers(principal, person) ? <Keys /> : <NotForYou at={at} what="keys of the API" list={person.name} />;
}

function Keys() {
  const formats = useFormats();
  const now = useNowMs();
  const isNarrow = useNarrow();
  const answer = useFromServer('keys.list', null);
  const { isOffline, again } = answer;
  const keys = answer.data?.keys;
  const [isNew, setNew] = useState(false);
  const [managed, setManaged] = useState<ManagedKey>();
  const [made, setMade] = useState<ShownNewKey>();
  const rowOf = (key: ShownApiKey) => {
    const state = keyState(key, now);
    return {
      id: key.id,
      cells: [
        <span key="name" className={classes.two}>
          <b dir="auto">{key.name}</b>
          <span className={classes.quiet}>{prefixOf(key)}</span>
        </span>,
        ...(isNarrow
          ? []
          : [
              <span key="rights" className={classes.two}>
                {key.grants.slice(0, 3).map((grant) => (
                  <span key={grant}>{grant}</span>
                ))}
                {key.grants.length > 3 ? <span className={classes.quiet}>and {key.grants.length - 3} more</span> : null}
              </span>,
              <span key="used">{key.usedOn === null ? 'never' : formats.day(key.usedOn, new Date(now).toISOString().slice(0, 10))}</span>,
            ]),
        <span key="state" className={classes.two}>
          <Tag tone={state === 'valid' ? 'good' : state === 'ends-soon' ? 'warn' : 'neutral'}>
            {state === 'valid' ? 'Valid' : state === 'ends-soon' ? 'Ends soon' : state === 'expired' ? 'Expired' : 'Ended'}
          </Tag>
          <span className={classes.quiet}>
            {key.revokedAt === null
              ? `${state === 'expired' ? 'ended' : 'until'} ${formats.instant(key.expiresAt)}`
              : formats.instant(key.revokedAt)}
          </span>
        </span>,
        state === 'valid' || state === 'ends-soon' ? (
          <span key="acts" className={classes.person}>
            <Button size="sm" variant="quiet" onClick={() => setManaged({ key, what: 'rotate' })}>
              New secret<span className="outpost-visually-hidden"> for {key.name}</span>
            </Button>
            <Button size="sm" variant="quiet" onClick={() => setManaged({ key, what: 'end' })}>
              End<span className="outpost-visually-hidden"> {key.name}</span>
            </Button>
          </span>
        ) : null,
      ],
    };
  }; // prettier-ignore
  return (
    <>
      <SettingsBar
        at={at}
        {...(isOffline ? {} : { primary: { label: 'New key', icon: 'plus', onPress: () => setNew(true) } })}
      />
      <div className={classes.page}>
        <FromServer answer={answer} />
        {keys?.length === 0 ? (
          <EmptyState icon="key" title="No program uses the API yet">
            A key lets a program read and change records, with no more rights than you give it. Its description is at
            /api/v1 on your server.
          </EmptyState>
        ) : null}
        {keys !== undefined && keys.length > 0 ? (
          <DataTable label="Keys of the API" columns={columns.filter((one) => !isNarrow || one.isWideOnly !== true)} rows={keys.map(rowOf)} />
        ) : null}
      </div>
      {isNew ? (
        <NewKeyDialog
          onClose={() => setNew(false)}
          onMade={(key) => {
            setNew(false);
            setMade(key);
            again();
          }}
        />
      ) : null}
      {managed === undefined ? null : (
        <ManageKeyDialog
          managed={managed}
          onClose={() => setManaged(undefined)}
          onDone={(key) => {
            setManaged(undefined);
            setMade(key);
            again();
          }}
        />
      )}
      {made === undefined ? null : <SecretDialog made={made} onClose={() => setMade(undefined)} />}
    </>
  ); // prettier-ignore
}
