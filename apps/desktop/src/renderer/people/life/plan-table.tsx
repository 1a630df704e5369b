import { Progress } from '@mantine/core';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { DataTable } from '@outpost/ui/parts/data-table';
import type { CallOutput } from '../../../bridge/contract.ts';
import classes from './life.module.css';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';

type Quota = CallOutput<'organisation.plan'>['quotas'][number];

const mib = 1_048_576;
/** Chosen: from here on an administrator should act. */
const nearlyFull = 0.9;

/** The use of the organisation, beside its limits. The server has the figures, so without contact the page says so. */
export function PlanTable() {
  const formats = useFormats();
  const answer = useFromServer('organisation.plan', null);
  const amount = (value: number, unit: Quota['unit']) =>
    unit === 'bytes' ? `${formats.number(value / mib, 0)} MB` : formats.count(value);
  const cells = ({ label, unit, limit, used }: Quota) => [
    unit === 'bytes' ? 'Files' : `${label.slice(0, 1).toUpperCase()}${label.slice(1)}`,
    used === null ? 'not counted yet' : amount(used, unit),
    limit === null ? 'no limit' : amount(limit, unit),
    limit === null || used === null ? null : <Use label={label} share={limit === 0 ? 1 : used / limit} />,
  ];
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
