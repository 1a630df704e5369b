import { isOwnKindName } from '@outpost/domain/kernel/catalogue/own-kind-name';
import { Button } from '@outpost/ui/parts/button';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { useState } from 'react';
import { useDevice, useOutbox, useTray } from '../queries/sync-queries.ts';
import { useVerifyJournal } from '../queries/use-verify-journal.ts';
import { ExportEverythingDialog } from '../records/export/export-everything-dialog.tsx';
import { usePastCatalogue } from '../records/use-entity.ts';
import { useReadLive } from '../session/session-context.tsx';
import { useAppPorts } from '../window/app-ports.tsx';
import { diagnosticsOf } from './diagnostics.ts';
import classes from './sync.module.css';

const bytes = (formats: ReturnType<typeof useFormats>, size: number) =>
  size < 1e6
    ? `${formats.number(Math.ceil(size / 1e3))} kB`
    : size < 1e9
      ? `${formats.number(size / 1e6, 1)} MB`
      : `${formats.number(size / 1e9, 2)} GB`;

/** Figures about this device's data, a check that its history was not rewritten (P-5), and the export of all its records. */
export function DeviceFigures() {
  const formats = useFormats();
  const verify = useVerifyJournal();
  const { entities } = usePastCatalogue();
  const [isExporting, setExporting] = useState(false);
  const device = useDevice().data;
  const outbox = useOutbox().data?.entries ?? [];
  const tray = useTray().data?.entries ?? [];
  const readLive = useReadLive();
  const now = useNow();
  const { saveFile } = useAppPorts();
  if (!device) return null;
  const saveDiagnostics = () => {
    const schemas = Object.fromEntries(
      [...entities.values()].flatMap(({ name, schema }) => (isOwnKindName(name) ? [] : [[name, schema] as const])),
    );
    const at = new Date(now()).toISOString();
    const { userAgent } = navigator;
    const { sync } = readLive();
    const text = diagnosticsOf({ device, sync, outbox, tray, schemas, userAgent, locale: formats.locale, now: at });
    saveFile(`outpost-diagnostics-${at.slice(0, 10)}.json`, text);
  };
  return (
    <section aria-label="On this device">
      <h2 className={classes.head}>
        On this device{' '}
        <span>
          {device.encrypted ? 'encrypted' : 'not encrypted'}, {bytes(formats, device.fileBytes)}
        </span>
      </h2>
      <table className={classes.figures}>
        <tbody>
          {Object.entries(device.counts)
            .filter(([name, count]) => count > 0 && entities.has(name))
            .map(([name, count]) => (
              <tr key={name}>
                <th scope="row">{entities.get(name)?.label.many}</th>
                <td>{formats.count(count)}</td>
              </tr>
            ))}
        </tbody>
      </table>
      <p className={classes.faint}>
        Older history comes from the server when you ask for it. In questions to support, this device is number{' '}
        {device.deviceId.slice(0, 8)}. Diagnostics for support contain numbers, times and states, and no personal data.
      </p>
      <div className={classes.acts}>
        <Button icon="shield" onClick={() => void verify()}>
          Check the journal
        </Button>
        <Button icon="download" onClick={() => setExporting(true)}>
          Export everything…
        </Button>
        <Button icon="download" onClick={saveDiagnostics}>
          Save diagnostics
        </Button>
      </div>
      {isExporting ? <ExportEverythingDialog onClose={() => setExporting(false)} /> : null}
    </section>
  );
}
