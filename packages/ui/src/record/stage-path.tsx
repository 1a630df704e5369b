import classes from './stage-path.module.css';

/** The stages in order; the current stage and those before it are filled. With `onStage` each stage can be pressed. */
export type StagePathProps = {
  /** `why`: the reason why the record may not move there now. A press on the stage then shows the reason. */
  readonly stages: readonly { readonly id: string; readonly name: string; readonly why?: string | undefined }[];
  readonly stage: string | undefined;
  readonly onStage?: ((id: string) => void) | undefined;
};

/** The path of a record through its stages. */
export function StagePath({ stages, stage, onStage }: StagePathProps) {
  const reached = stages.findIndex((entry) => entry.id === stage);
  return (
    <ol className={classes.path} aria-label="Stage" style={{ ['--count' as string]: stages.length }}>
      {stages.map((entry, place) => {
        const state = place === reached ? 'here' : place < reached ? 'done' : 'ahead';
        return (
          <li
            key={entry.id}
            className={classes.stage}
            data-state={state}
            aria-current={state === 'here' ? 'step' : undefined}
          >
            {onStage ? (
              <button
                type="button"
                className={classes.button}
                onClick={() => onStage(entry.id)}
                disabled={state === 'here'}
                aria-disabled={entry.why !== undefined || undefined}
                title={state === 'here' ? entry.name : (entry.why ?? `Move to ${entry.name}`)}
              >
                <span>{entry.name}</span>
              </button>
            ) : (
              <span className={classes.button}>
                <span>{entry.name}</span>
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
