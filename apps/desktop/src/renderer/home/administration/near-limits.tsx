import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useNavigate } from '@tanstack/react-router';
import { nearlyFull, quotaAmount, quotaLabel, usedShare } from '../../people/life/quota-words.ts';
import { useFromServer } from '../../session/use-from-server.ts';
import { HomeLine, NothingToShow } from '../home-section.tsx';
import { ServerSection } from './server-section.tsx';
import classes from '../home.module.css';

/** Chosen: limits are reached over days. */
const againMs = 300_000;

/** The limits of the plan that the organisation has nearly reached. */
export function NearLimits() {
  const formats = useFormats();
  const navigate = useNavigate();
  const answer = useFromServer('organisation.plan', null, { everyMs: againMs });
  const open = () => void navigate({ to: '/settings/plan' });
  return (
    <ServerSection title="Limits" answer={answer} all={{ words: 'Plan and limits', onPress: open }}>
      {({ quotas }) => {
        const near = quotas.flatMap((quota) => {
          const share = usedShare(quota);
          return share === undefined || share < nearlyFull ? [] : [{ quota, share }];
        });
        return (
          <>
            {near.length === 0 ? <NothingToShow>No limit of the plan is near.</NothingToShow> : null}
            <ul>
              {near.map(({ quota, share }) => (
                <HomeLine
                  key={quota.key}
                  before={<Icon name={share >= 1 ? 'warning' : 'info'} size={16} />}
                  title={quotaLabel(quota)}
                  detail={`${quotaAmount(quota.used ?? 0, quota.unit, formats)} of ${quotaAmount(quota.limit ?? 0, quota.unit, formats)}${share >= 1 ? '. New ones are refused' : ''}`}
                  onPress={open}
                  trailing={<span className={classes.warn}>{formats.percent(Math.floor(share * 100), 0)}</span>}
                />
              ))}
            </ul>
          </>
        );
      }}
    </ServerSection>
  );
}
