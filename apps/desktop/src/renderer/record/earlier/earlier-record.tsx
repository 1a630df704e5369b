import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { pipelineOf, stagesIn } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import { viewsOf } from '@outpost/domain/kernel/catalogue/views-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { RecordPanel } from '@outpost/ui/record/record-panel';
import { useMemo } from 'react';
import type { CallOutput, ShownRecord } from '../../../bridge/contract.ts';
import { RefusedError } from '../../queries/ask.ts';
import { useAsItWas, useRecord } from '../../queries/record-queries.ts';
import { stageFieldOf } from '../../records/entity-shape.ts';
import { useCatalogue, useEntity } from '../../records/use-entity.ts';
import { useFieldSpecs } from '../../records/use-field-specs.ts';
import { useCopyLink } from '../../session/use-copy-link.ts';
import { usePageCommands } from '../../window/page-commands.tsx';
import { RecordAtServer } from '../at-server/record-at-server.tsx';
import { AwaitedRecord } from '../awaited-record.tsx';
import { RecordSubline } from '../record-subline.tsx';
import { EarlierBanner } from './earlier-banner.tsx';
import { EarlierChanges } from './earlier-changes.tsx';
import { EarlierFields } from './earlier-fields.tsx';
import type { Earlier } from './earlier-words.ts';

type Props = {
  readonly id: string;
  /** The instant of which the record is shown. */
  readonly at: string;
  /** Shows the record at another instant; undefined: today. */
  readonly onAt: (at: string | undefined) => void;
};
type Today = CallOutput<'records.get'>;

/**
 * A record as it was at an instant (S-9): read-only, with the values of today beside those that changed. It shows nothing
 * that the page of today hides.
 */
export function EarlierRecord({ id, at, onAt }: Props) {
  const today = useRecord(id);
  const earlier = useAsItWas(id, at);
  const error = today.error ?? earlier.error;
  if (error instanceof RefusedError)
    return <RecordAtServer id={id} isPage onClose={() => onAt(undefined)} message={error.message} />;
  if (error) throw error; // the screen's boundary draws it
  if (!today.data) return <AwaitedRecord onClose={() => onAt(undefined)} />;
  return <EarlierPage answer={today.data} earlier={earlier.data} at={at} onAt={onAt} />;
}

function EarlierPage({
  answer,
  earlier,
  at,
  onAt,
}: Omit<Props, 'id'> & { readonly answer: Today; readonly earlier: Earlier | undefined }) {
  const catalogue = useCatalogue();
  const entity = useEntity(answer.record.entity);
  const known = earlier?.state === 'known' ? earlier : undefined;
  const specs = useFieldSpecs(entity, { ...answer.refs, ...known?.refs });
  const { page } = useMemo(() => viewsOf(catalogue, entity), [catalogue, entity]);
  const copyLink = useCopyLink();
  const back = () => onAt(undefined);
  const linkIt = () => copyLink({ kind: 'record', id: answer.record.id, asOf: at });
  useShortcuts([
    { keys: 'escape', label: 'Back to today', section: 'Record', run: back },
    { keys: 'shift+h', label: 'Back to today', section: 'Record', run: back },
    { keys: 'y', label: 'Copy link to this record as it was', section: 'Record', run: linkIt },
  ]);
  usePageCommands([{ id: 'back-to-today', icon: 'history', title: 'Back to today', run: back }]);
  return (
    <RecordPanel
      isFull
      title={titleOf(entity, known?.record ?? answer.record)}
      page={entity.label.many}
      icon={entity.icon}
      onClose={back}
      menu={[
        { id: 'link', label: 'Copy link', icon: 'link' },
        { id: 'print', label: 'Print', icon: 'print' },
      ]}
      onMenu={(entry) => (entry === 'link' ? linkIt() : window.print())}
      notice={<EarlierBanner entity={entity} answer={answer} earlier={earlier} at={at} onAt={onAt} />}
      {...(known
        ? {
            subline: <RecordSubline entity={entity} record={known.record} specs={specs} line={page.subline} />,
            ...stagesThen(entity, known.record),
          }
        : {})}
      details={
        known ? (
          <EarlierFields entity={entity} answer={answer} earlier={known} specs={specs} sections={page.sections} />
        ) : null
      }
      timeline={<EarlierChanges answer={answer} specs={specs} at={at} onAt={onAt} />}
    />
  );
}

/** Returns the path of stages as it was: the stages of the record's pipeline then, of which none takes a press. */
function stagesThen(entity: Entity, then: ShownRecord) {
  const stage = stageFieldOf(entity);
  const current = stage && then.fields[stage.name];
  if (!stage || then.life !== 'alive' || typeof current !== 'string') return {};
  const ofPipeline = stagesIn(entity, pipelineOf(entity, then.fields));
  const shown = stage.options.filter(
    (option) => option.value === current || (ofPipeline.includes(option) && option.outcome === 'open'),
  );
  return { stages: shown.map(({ value, label }) => ({ id: value, name: label, why: undefined })), stage: current };
}
