import { sumOfCounts, readCampaignCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useState } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { ListedBeside } from '../../../people/listed-beside.tsx';
import { mayCreate } from '../../../records/may.ts';
import { usePrincipal } from '../../../session/session-context.tsx';
import { usePageCommands } from '../../../window/page-commands.tsx';
import { CampaignDetails } from './campaign-details.tsx';
import { campaignState } from './campaign-words.ts';
import { CampaignEditor } from './editor/campaign-editor.tsx';
import { campaignKind, useCampaigns } from './use-campaigns.ts';
import classes from './campaigns.module.css';

/** Issue 15, screen 29: the campaigns with what they brought, and the editor of a new one. */
export function CampaignsPage() {
  const campaigns = useCampaigns();
  const formats = useFormats();
  const mayWrite = mayCreate(usePrincipal(), campaignKind);
  const [chosen, setChosen] = useState<string>();
  const [isNew, setNew] = useState(false);
  const add = { label: 'New campaign', onPress: () => setNew(true) };
  useShortcuts(
    mayWrite && !isNew ? [{ keys: 'c', label: 'New campaign', section: 'Campaigns', run: add.onPress }] : [],
  );
  usePageCommands(mayWrite && !isNew ? [{ id: 'new-campaign', title: 'Write a new campaign', icon: 'plus', run: add.onPress }] : []); // prettier-ignore
  if (campaigns === undefined) return null; // takes some milliseconds
  if (isNew)
    return (
      <>
        <ViewBar title="New campaign" />
        <CampaignEditor
          onClose={(made) => {
            if (made !== undefined) setChosen(made);
            setNew(false);
          }}
        />
      </>
    );
  const quietOf = ({ fields: { counts } }: ShownRecord): string => {
    const read = readCampaignCounts(counts);
    if (!read) return 'Not begun on the server yet';
    const { members, sent, replied } = sumOfCounts(read);
    return `${formats.count(sent)} of ${formats.count(members)} sent, ${formats.plural(replied, 'reply', 'replies')}`;
  };
  return (
    <>
      <ViewBar title="Campaigns" {...(mayWrite ? { primary: { ...add, icon: 'plus', keys: 'c' } } : {})} />
      <div className={classes.page}>
        {campaigns.length === 0 ? (
          <EmptyState icon="megaphone" title="No campaigns yet" {...(mayWrite ? { add } : {})}>
            A campaign sends one message to many people, each once, and shows what it brought. It can be written without
            a network, and starts when this device is back online.
          </EmptyState>
        ) : (
          <ListedBeside
            label="Campaigns"
            back="All campaigns"
            items={campaigns}
            entry={(one) => ({ name: titleOf(campaignKind, one), state: campaignState(one), quiet: quietOf(one) })}
            chosen={chosen}
            onChoose={setChosen}
          >
            {(shown) => <CampaignDetails key={shown.id} campaign={shown} />}
          </ListedBeside>
        )}
      </div>
    </>
  );
}
