import { Icon } from '@outpost/ui/parts/icons';
import { SignInWarnings } from '../../people/sso/certificate-warnings.tsx';
import { useMayAdminister } from '../../people/use-people.ts';
import { useIsOffline } from '../../session/use-from-server.ts';
import { HomeFold } from '../home-fold.tsx';
import { ChecksHere } from './checks-here.tsx';
import { NearLimits } from './near-limits.tsx';
import { PeopleWhoWait } from './people-who-wait.tsx';
import { QuietDevices } from './quiet-devices.tsx';
import { SecurityNews } from './security-news.tsx';
import classes from './administration.module.css';

/**
 * Matters for the people who administer the organisation: people who have not signed in, devices without contact, security
 * events, limits, and the journal. Only the server knows most of it; offline the page says so. Parts that the person may not
 * see are left out.
 */
export function Administration() {
  const may = useMayAdminister();
  const isOffline = useIsOffline();
  return (
    <HomeFold id="administration" title="Administration">
      {isOffline ? (
        <p className={classes.offline} role="status">
          <Icon name="cloud-off" size={14} />
          The server knows people, devices, security and limits, and this device is offline. What is shown may be old.
        </p>
      ) : null}
      <SignInWarnings />
      <div className={classes.grid}>
        <div className={classes.stack}>
          <PeopleWhoWait />
          <NearLimits />
        </div>
        <div className={classes.stack}>
          <QuietDevices />
          <ChecksHere readsJournal={may.role} />
        </div>
        {may.role ? (
          <div className={classes.stack}>
            <SecurityNews />
          </div>
        ) : null}
      </div>
    </HomeFold>
  );
}
