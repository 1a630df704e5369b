import { NativeSelect, TextInput } from '@mantine/core';
import { type AuditReportKind, auditReportKinds } from '@outpost/domain/kernel/audit/audit-report';
import { fixedDaysOf } from '@outpost/domain/kernel/reports/report-period';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Form } from '@outpost/ui/fields/editors/form';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { useAskAgain, useIsOffline } from '../../session/use-from-server.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useSignedIn } from '../../session/session-context.tsx';
import { useBridge } from '../../window/app-ports.tsx';
import { lastDayOf, receiversIn, reportKindWords, type ReportPeriodId, reportPeriods } from './report-words.ts';
import classes from './audit.module.css';

type Dates = { readonly from: string | null; readonly to: string | null };
const noDates: Dates = { from: null, to: null };
const dateSpecs: readonly FieldSpec[] = [
  { id: 'from', label: 'From', kind: 'date' },
  { id: 'to', label: 'To', kind: 'date' },
];
/** As `reportReceiversSchema` has it. */
const mostReceivers = 20;
const kinds = auditReportKinds.map((value) => ({ value, label: reportKindWords[value].label }));

/** Chooses a kind and a period, and has the server make a report. */
export function MakeReport() {
  const bridge = useBridge();
  const formats = useFormats();
  const now = useNowMs();
  const { person, timeZone } = useSignedIn();
  const { show } = useSnackbar();
  const isOffline = useIsOffline();
  const again = useAskAgain('audit.documents');
  const [kind, setKind] = useState<AuditReportKind>('security');
  const [period, setPeriod] = useState<ReportPeriodId>('last-month');
  const [dates, setDates] = useState(noDates);
  const [only, setOnly] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const asking = { userId: person.id, now: new Date(now).toISOString(), timeZone };
  const days = period === 'dates' ? dates : (fixedDaysOf(period, asking) ?? noDates);
  const today = formats.dayOf(now);
  const make = async () => {
    if (isBusy) return;
    const { from, to } = days;
    if (from === null || to === null) return setProblem('Choose the first and the last day.');
    if (from > to) return setProblem('The first day is after the last one.');
    const receivers = kind === 'messages' ? receiversIn(only) : [];
    if (receivers.length > mostReceivers)
      return setProblem(`One report asks for ${mostReceivers} addresses and numbers at most.`);
    setBusy(true);
    const more = receivers.length === 0 ? {} : { receivers: [...receivers] };
    const answer = await bridge.call('audit.makeReport', { kind, from, until: to, ...more });
    setBusy(false);
    if (!answer.ok) return setProblem(refusalText(answer));
    setProblem(undefined);
    again();
    const { from: first, until } = answer.value;
    const words = `${formats.date(formats.dayOf(first))} to ${formats.date(lastDayOf(formats, until))}`;
    return show({ text: `Made the ${reportKindWords[kind].label.toLowerCase()} report of ${words}` });
  };
  return (
    <section aria-labelledby="make-report">
      <h2 id="make-report">Make a report</h2>
      <SubmitForm className={classes.make} onSubmit={make}>
        <NativeSelect
          label="Kind"
          data={kinds}
          value={kind}
          onChange={(event) => setKind(auditReportKinds.find((one) => one === event.currentTarget.value) ?? kind)}
        />
        <NativeSelect
          label="Period"
          data={[...reportPeriods]}
          value={period}
          onChange={(event) =>
            setPeriod(reportPeriods.find(({ value }) => value === event.currentTarget.value)?.value ?? period)
          }
        />
        {period === 'dates' ? (
          <div className={classes.dates}>
            <Form
              specs={dateSpecs}
              values={dates}
              onChange={(id, value) => setDates({ ...dates, [id]: typeof value === 'string' ? value : null })}
            />
          </div>
        ) : null}
        {kind === 'messages' ? (
          <TextInput
            className={classes.wide}
            label="Only to these addresses or numbers"
            placeholder="All receivers"
            value={only}
            onChange={(event) => setOnly(event.currentTarget.value)}
          />
        ) : null}
        <Button
          type="submit"
          variant="primary"
          disabledReason={
            isOffline
              ? 'The server makes reports, and this device is offline.'
              : isBusy
                ? 'The server is making it.'
                : undefined
          }
        >
          Make the report
        </Button>
      </SubmitForm>
      <p className={classes.quiet}>{reportKindWords[kind].describes}</p>
      {days.to !== null && days.to >= today ? (
        <p className={classes.quiet}>This period is not over. The report contains what has happened so far.</p>
      ) : null}
      {problem === undefined ? null : (
        <p className={classes.error} role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
