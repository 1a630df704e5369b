import { Progress } from '@mantine/core';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { DataTable } from '@outpost/ui/parts/data-table';
import classes from './life.module.css';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { nearlyFull, type PlanQuota, quotaAmount, quotaLabel, usedShare } from './quota-words.ts';

/**
 * The use of the organisation, next to its limits. The server has the figures, so the page says if there is no
 * connection.
 */
export function PlanTable() {
  const formats = useFormats();
  const answer = useFromServer('organisation.plan', null);
  const cells = (quota: PlanQuota) => {
    const { label, unit, limit, used } = quota;
    const share = usedShare(quota);
    return [
      quotaLabel(quota),
      used === null ? 'not counted yet' : quotaAmount(used, unit, formats),
      limit === null ? 'no limit' : quotaAmount(limit, unit, formats),
      share === undefined ? null : <Use label={label} share={share} />,
    ];
  };
  return (
    <FromServer answer={answer} old="These figures may be old.">
      {(plan) => (
        <>
          <p className={classes.quiet}>
            The plan is called <b>{plan.plan}</b>. At a limit, new records are refused and stay in the sync centre of
            the device; nothing is lost. The operator of the server changes plans.
          </p>
          <p className={classes.quiet}>
            Calls of programs and messages are counted by month in UTC. At their limit, programs are refused, and
            e-mails and invitations are not sent. Codes for signing in are always sent, and the app always syncs.
          </p>
          <DataTable
            label="Limits and use"
            columns={[
              { id: 'what', header: 'What' },
              { id: 'used', header: 'Used', align: 'end' },
              { id: 'limit', header: 'Limit', align: 'end' },
              { id: 'share', header: 'Share', width: 160, isWideOnly: true },
            ]}
            rows={plan.quotas.map((quota) => ({ id: quota.key, cells: cells(quota) }))}
          />
        </>
      )}
    </FromServer>
  );
}

function Use({ label, share }: { readonly label: string; readonly share: number }) {
  const formats = useFormats();
  const color = share >= 1 ? 'red' : share >= nearlyFull ? 'orange' : undefined;
  const words = formats.percent(Math.min(100, share * 100), 0);
  return (
    <span className={classes.use}>
      <Progress.Root size="sm" className={classes.bar}>
        <Progress.Section
          value={Math.min(100, share * 100)}
          aria-label={`${label}, ${words} used`}
          {...(color ? { color } : {})}
        />
      </Progress.Root>
      <span aria-hidden>{words}</span>
    </span>
  );
}
