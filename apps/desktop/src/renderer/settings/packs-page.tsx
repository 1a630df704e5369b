import type { Catalogue, PackInfo } from '@outpost/domain/kernel/catalogue/catalogue';
import { packKind } from '@outpost/domain/kernel/definitions/tenant-packs';
import { Button } from '@outpost/ui/parts/button';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { SettingsBar } from '../settings-bar/settings-bar.tsx';
import { useState } from 'react';
import { packRequest } from '../../bridge/pack-request.ts';
import { Dialog } from '../window/dialog.tsx';
import { useRecordList } from '../queries/record-queries.ts';
import { useActs } from '../queries/use-acts.ts';
import { mayCreate } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';
import dialog from '../window/dialog.module.css';
import classes from './settings.module.css';

/** A build has some dozens of packs. */
const most = 1_000;

function usePackRecords(entity: string) {
  const alive = useRecordList({ entity, life: 'alive', limit: most });
  const deleted = useRecordList({ entity, life: 'deleted', limit: most });
  const error = alive.error ?? deleted.error;
  if (error) throw error; // drawn by the screen's boundary
  return alive.data && deleted.data && [...alive.data.rows, ...deleted.data.rows];
}

/**
 * The packs of the organisation (T-25). Administrators install and remove them here, by ordinary acts; other people only read
 * the list.
 */
export function PacksPage() {
  return (
    <>
      <SettingsBar at="/settings/packs" />
      <div className={classes.page}>
        <OwnPacks />
      </div>
    </>
  );
}

/** The packs of the organisation, with the buttons of those who may change them. */
export function OwnPacks() {
  const catalogue = useCatalogue();
  const kind = packKind(catalogue);
  return kind ? <Packs catalogue={catalogue} kind={kind.name} /> : null;
}

function Packs({ catalogue, kind }: { readonly catalogue: Catalogue; readonly kind: string }) {
  const principal = usePrincipal();
  const { perform } = useActs();
  const records = usePackRecords(kind);
  const entity = catalogue.entities.get(kind);
  if (!records) return null; // takes some milliseconds
  const change = (pack: PackInfo, isWanted: boolean): void => {
    const request = packRequest({ pack, isWanted, entity: kind }, records);
    if (request) void perform(request);
  };
  return <PackList catalogue={catalogue} onChange={entity && mayCreate(principal, entity) ? change : undefined} />;
}

/** The installed packs of the organisation, and the available ones. Without `onChange` the list is read-only. */
export function PackList({
  catalogue,
  onChange,
}: {
  readonly catalogue: Catalogue;
  readonly onChange: ((pack: PackInfo, isWanted: boolean) => void) | undefined;
}) {
  const [removing, setRemoving] = useState<PackInfo>();
  const { packs } = catalogue;
  const available = packs.filter(({ isInstalled }) => !isInstalled);
  return (
    <>
      {onChange ? null : (
        <p className={classes.why} role="note">
          <Icon name="lock" size={14} />
          Only administrators install and remove packs. An administrator can give you that role.
        </p>
      )}
      <section className={classes.packs} aria-labelledby="packs-installed">
        <h2 id="packs-installed">Installed</h2>
        <ul>
          {packs
            .filter(({ isInstalled }) => isInstalled)
            .map((pack) => (
              <PackRow key={pack.name} pack={pack} catalogue={catalogue}>
                {pack.isOptional ? (
                  onChange ? (
                    <Button size="sm" onClick={() => setRemoving(pack)}>
                      Remove <span className="outpost-visually-hidden">{pack.label}</span>
                    </Button>
                  ) : null
                ) : (
                  <span className={classes.always}>Part of every organisation</span>
                )}
              </PackRow>
            ))}
        </ul>
      </section>
      <section className={classes.packs} aria-labelledby="packs-available">
        <h2 id="packs-available">Available</h2>
        {available.length === 0 ? <p>Your organisation has every pack that there is.</p> : null}
        <ul>
          {available.map((pack) => (
            <PackRow key={pack.name} pack={pack} catalogue={catalogue}>
              {onChange ? (
                <Button size="sm" onClick={() => onChange(pack, true)}>
                  Install <span className="outpost-visually-hidden">{pack.label}</span>
                </Button>
              ) : null}
            </PackRow>
          ))}
        </ul>
      </section>
      {removing && onChange ? (
        <RemoveDialog
          pack={removing}
          catalogue={catalogue}
          onRemove={() => onChange(removing, false)}
          onClose={() => setRemoving(undefined)}
        />
      ) : null}
    </>
  );
}

/** Returns the names of a pack's kinds of record: "Vans and trips". */
function useKindsOf(pack: PackInfo, { entities }: Catalogue): string {
  const formats = useFormats();
  return formats.list(pack.entities.flatMap((name) => entities.get(name)?.label.many ?? []));
}

function PackRow({
  pack,
  catalogue,
  children,
}: {
  readonly pack: PackInfo;
  readonly catalogue: Catalogue;
  readonly children: React.ReactNode;
}) {
  const kinds = useKindsOf(pack, catalogue);
  return (
    <li>
      <span className={classes.field}>
        <span>
          {pack.label} <span className={classes.quiet}>version {pack.version}</span>
        </span>
        <span className={classes.quiet}>
          {pack.describes === '' ? kinds : `${pack.describes} Kinds of record: ${kinds}.`}
        </span>
      </span>
      {children}
    </li>
  );
}

/** Explains the effect of removing a pack, and the remaining data, before it is removed. */
function RemoveDialog({
  pack,
  catalogue,
  onRemove,
  onClose,
}: {
  readonly pack: PackInfo;
  readonly catalogue: Catalogue;
  readonly onRemove: () => void;
  readonly onClose: () => void;
}) {
  const kinds = useKindsOf(pack, catalogue);
  return (
    <Dialog onClose={onClose} title={`Remove ${pack.label}`} size="md" isForReading>
      <div className={dialog.dialog}>
        <p>Nobody in your organisation can open, add or change these records any more: {kinds}.</p>
        <ul>
          <li>Each device drops them at its next sync.</li>
          <li>A change that a device has not sent by then goes to that person’s list of changes that need them.</li>
          <li>The server keeps all of them, with their history. Roles stay as they are.</li>
        </ul>
        <p>Install {pack.label} again, and everything is back.</p>
        <div className={dialog.acts}>
          <Button onClick={onClose}>Keep</Button>
          <Button
            variant="primary"
            onClick={() => {
              onRemove();
              onClose();
            }}
          >
            Remove {pack.label}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
