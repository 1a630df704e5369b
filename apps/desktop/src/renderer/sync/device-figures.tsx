import { Button } from '@outpost/ui/parts/button';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useBridge } from '../window/app-ports.tsx';
import { refusalText } from '../queries/use-acts.ts';
import { useDevice } from '../queries/sync-queries.ts';
import { usePastCatalogue } from '../records/use-entity.ts';
import classes from './sync.module.css';

const bytes = (formats: ReturnType<typeof useFormats>, size: number) =>
  size < 1e6
    ? `${formats.number(Math.ceil(size / 1e3))} kB`
    : size < 1e9
      ? `${formats.number(size / 1e6, 1)} MB`
      : `${formats.number(size / 1e9, 2)} GB`;

/** Figures about this device's data, and a check that its history was not rewritten (P-5). */
export function DeviceFigures() {
  const formats = useFormats();
  const bridge = useBridge();
  const { show } = useSnackbar();
  const { entities } = usePastCatalogue();
  const device = useDevice().data;
  if (!device) return null;
  const verify = async () => {
    const answer = await bridge.call('journal.verify', null);
    if (!answer.ok) return show({ text: refusalText(answer), tone: 'bad' });
    return show(
      answer.value.ok
        ? {
            text: `The journal is whole: ${formats.plural(answer.value.rows, 'row', 'rows')} checked, up to ${formats.count(answer.value.head)}`,
          }
        : { text: answer.value.problem ?? 'The journal is not the one that this device saw.', tone: 'bad' },
    );
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
        Device {device.deviceId.slice(0, 8)}. Older history comes from the server when you ask for it.
      </p>
      <Button icon="shield" onClick={() => void verify()}>
        Check the journal
      </Button>
    </section>
  );
}
