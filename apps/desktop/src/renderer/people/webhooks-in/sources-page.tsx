import { EmptyState } from '@outpost/ui/states/empty-state';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { useState } from 'react';
import type { ShownSource } from '../../../bridge/calls/source-calls.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { ListedBeside } from '../listed-beside.tsx';
import { NotForYou } from '../not-for-you.tsx';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { useMayAdminister, usePeopleEntities } from '../use-people.ts';
import { SecretOfSourceDialog, type ShownSecretOf } from './secret-of-source-dialog.tsx';
import { SourceDetails } from './source-details.tsx';
import { SourceEditorDialog } from './source-editor-dialog.tsx';
import { sourceState } from './source-words.ts';
import classes from '../webhooks/webhooks.module.css';

const at = '/settings/webhooks-in';
/** While the page is open, deliveries come. */
const everyMs = 15_000;

/** The sources whose webhooks make records, with what they have sent. For administrators. */
export function SourcesPage() {
  const may = useMayAdminister();
  const { role } = usePeopleEntities();
  if (!may.role) return <NotForYou at={at} what="webhooks" list={role} />;
  return <Sources />;
}

function Sources() {
  const answer = useFromServer('sources.list', null, { everyMs });
  const formats = useFormats();
  const now = useNowMs();
  const [edited, setEdited] = useState<ShownSource | 'new'>();
  const [made, setMade] = useState<ShownSecretOf>();
  const [chosen, setChosen] = useState<string>();
  const { isOffline, again } = answer;
  const add = () => setEdited('new');
  const quiet = ({ lastAt }: ShownSource) => (lastAt === null ? '' : `last ${formats.relative(lastAt, now)}`);
  return (
    <>
      <SettingsBar at={at} {...(isOffline ? {} : { primary: { label: 'New source', icon: 'plus', onPress: add } })} />
      <div className={classes.page}>
        <FromServer answer={answer} offline="The server has the webhooks">
          {({ sources }) =>
            sources.length === 0 ? (
              <EmptyState
                icon="download"
                title="Nothing is received yet"
                {...(isOffline ? {} : { add: { label: 'New source', onPress: add } })}
              >
                A source is an address to which another program sends: a form of your website, a shop, a calendar. What
                it sends becomes a record, as you choose here.
              </EmptyState>
            ) : (
              <ListedBeside
                label="Sources"
                back="All sources"
                items={sources}
                entry={(one) => ({ name: one.name, state: sourceState(one), quiet: quiet(one) })}
                chosen={chosen}
                onChoose={setChosen}
              >
                {(shown) => (
                  <SourceDetails
                    key={shown.id}
                    source={shown}
                    onEdit={() => setEdited(shown)}
                    onSecret={(secret) => setMade({ source: shown, secret })}
                    onChanged={again}
                    onRemoved={() => {
                      setChosen(undefined);
                      again();
                    }}
                  />
                )}
              </ListedBeside>
            )
          }
        </FromServer>
      </div>
      {edited === undefined ? null : (
        <SourceEditorDialog
          source={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onSaved={(source, secret) => {
            setEdited(undefined);
            setChosen(source.id);
            if (secret !== undefined) setMade({ source, secret });
            again();
          }}
        />
      )}
      {made === undefined ? null : <SecretOfSourceDialog {...made} onClose={() => setMade(undefined)} />}
    </>
  );
}
