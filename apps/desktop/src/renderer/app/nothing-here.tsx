import { Button } from '@outpost/ui/parts/button';
import { StateBlock } from '@outpost/ui/states/state-block';
import { useNavigate } from '@tanstack/react-router';

/** The page for an address that does not exist. */
export function NothingHere() {
  const navigate = useNavigate();
  return (
    <StateBlock
      isPage
      icon="help"
      title="Nothing is here"
      actions={<Button onClick={() => void navigate({ to: '/' })}>Go home</Button>}
    >
      This address leads nowhere.
    </StateBlock>
  );
}
