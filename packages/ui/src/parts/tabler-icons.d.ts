// Icons are imported one by one: the package's index loads some 6,000 modules, which costs every test and dev start seconds.
declare module '@tabler/icons-react/dist/esm/icons/*.mjs' {
  import type { Icon } from '@tabler/icons-react';
  const icon: Icon;
  export default icon;
}
