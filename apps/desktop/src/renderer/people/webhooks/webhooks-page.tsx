import { EmptyState } from '@outpost/ui/states/empty-state';
import { useState } from 'react';
import type { ShownWebhook, ShownWebhookSecret } from '../../../bridge/calls/webhook-calls.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { ListedBeside } from '../listed-beside.tsx';
import { NotForYou } from '../not-for-you.tsx';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { useMayAdminister, usePeopleEntities } from '../use-people.ts';
import { EndpointDetails } from './endpoint-details.tsx';
import { NewEndpointDialog } from './new-endpoint-dialog.tsx';
import { endpointState, addressHost } from './webhook-words.ts';
import { WebhookSecretDialog } from './webhook-secret-dialog.tsx';
import classes from './webhooks.module.css';

const at = '/settings/webhooks';
/** While the page is open, deliveries go out and endpoints begin to fail. */
const everyMs = 15_000;

/** The addresses to which the server sends events, with their deliveries. For administrators. */
export function WebhooksPage() {
  const may = useMayAdminister();
  const { role } = usePeopleEntities();
  if (!may.role) return <NotForYou at={at} what="webhooks" list={role} />;
  return <Webhooks />;
}

function Webhooks() {
  const answer = useFromServer('webhooks.list', null, { everyMs });
  const [isNew, setNew] = useState(false);
  const [made, setMade] = useState<ShownWebhookSecret>();
  const [chosen, setChosen] = useState<string>();
  const { isOffline, again } = answer;
  return (
    <>
      <SettingsBar
        at={at}
        {...(isOffline ? {} : { primary: { label: 'New endpoint', icon: 'plus', onPress: () => setNew(true) } })}
      />
      <div className={classes.page}>
        <FromServer answer={answer} offline="The server has the webhooks">
          {({ webhooks }) =>
            webhooks.length === 0 ? (
              <EmptyState
                icon="send"
                title="Nothing is sent yet"
                {...(isOffline ? {} : { add: { label: 'New endpoint', onPress: () => setNew(true) } })}
              >
                A webhook tells another program of changes within seconds. Each message is signed, so that the program
                knows who sent it.
              </EmptyState>
            ) : (
              <Split webhooks={webhooks} chosen={chosen} onChoose={setChosen} onSecret={setMade} onChanged={again} />
            )
          }
        </FromServer>
      </div>
      {isNew ? (
        <NewEndpointDialog
          onClose={() => setNew(false)}
          onMade={({ id, secret }) => {
            setNew(false);
            setMade(secret);
            setChosen(id);
            again();
          }}
        />
      ) : null}
      {made === undefined ? null : <WebhookSecretDialog made={made} onClose={() => setMade(undefined)} />}
    </>
  );
}

type SplitProps = {
  readonly webhooks: readonly ShownWebhook[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
  readonly onSecret: (made: ShownWebhookSecret) => void;
  readonly onChanged: () => void;
};

/** The list of endpoints beside the chosen one. */
const Split = ({ webhooks, chosen, onChoose, onSecret, onChanged }: SplitProps) => (
  <ListedBeside
    label="Endpoints"
    back="All endpoints"
    items={webhooks}
    entry={(one) => ({ name: one.name, state: endpointState(one), quiet: addressHost(one.url) })}
    chosen={chosen}
    onChoose={onChoose}
  >
    {(shown) => (
      <EndpointDetails
        key={shown.id}
        endpoint={shown}
        onSecret={onSecret}
        onChanged={onChanged}
        onRemoved={() => {
          onChoose(undefined);
          onChanged();
        }}
      />
    )}
  </ListedBeside>
);
