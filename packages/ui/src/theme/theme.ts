// The tokens of tokens.css as Mantine 9 and ECharts need them. Change both files together.
import {
  Button,
  Checkbox,
  createTheme,
  type CSSVariablesResolver,
  Input,
  type MantineColorsTuple,
  Radio,
  Switch,
} from '@mantine/core';
import classes from './theme.module.css';

const accent: MantineColorsTuple = [
  '#F3F6FE',
  '#E8EEFC',
  '#DCE6FB',
  '#B3C8F5',
  '#94B2FF',
  '#3A66DB',
  '#2F5FD6',
  '#2856C8',
  '#1F469F',
  '#1B3C88',
];
const gray: MantineColorsTuple = [
  '#F6F5F2',
  '#F1EFEB',
  '#EFEDE9',
  '#E5E2DC',
  '#CFCBC3',
  '#8C877E',
  '#6B675F',
  '#57534C',
  '#33302B',
  '#1F1D1A',
];
const dark: MantineColorsTuple = [
  '#EDEBE6',
  '#B5B0A7',
  '#979288',
  '#7B766D',
  '#45423D',
  '#2C2A27',
  '#232120',
  '#1C1B19',
  '#151413',
  '#111010',
];
const red: MantineColorsTuple = [
  '#FDF5F4',
  '#FBE9E6',
  '#F6CFC9',
  '#EFA79E',
  '#FF9C8F',
  '#C8382B',
  '#B02A1E',
  '#962218',
  '#7A1C14',
  '#5E150F',
];
const yellow: MantineColorsTuple = [
  '#FDF9EF',
  '#FAF0DB',
  '#F2DFB4',
  '#E9CB86',
  '#E5B65F',
  '#A06400',
  '#875300',
  '#704500',
  '#5A3700',
  '#442A00',
];
const green: MantineColorsTuple = [
  '#F3FAF6',
  '#E4F2E9',
  '#C6E4D1',
  '#A1D3B4',
  '#7FCC9B',
  '#2A8355',
  '#1F6B42',
  '#195737',
  '#13442B',
  '#0E3220',
];
const font =
  '"Inter Variable", system-ui, -apple-system, "Segoe UI Variable Text", "Segoe UI", "Noto Sans", sans-serif';

/**
 * Dialogs, menus and popovers are there in the same frame and gone in the same frame: keys that are pressed while a part fades go
 * to the wrong element. Their style sheet fades them in.
 */
const atOnce = { duration: 0 };

/** Outpost's Mantine theme: warm greys, one accent, 6 px corners, the type scale of the visual reference. */
export const theme = createTheme({
  colors: { accent, gray, dark, red, yellow, green },
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 5 },
  white: '#FFFFFF',
  black: '#1F1D1A',
  autoContrast: false,
  fontFamily: font,
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.3333', sm: '1.5385', md: '1.4286', lg: '1.5', xl: '1.4' },
  fontWeights: { regular: '400', medium: '500', bold: '600' },
  headings: {
    fontFamily: font,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1rem', lineHeight: '1.5' },
      h2: { fontSize: '1.25rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4286' },
    },
  },
  spacing: { xs: '0.25rem', sm: '0.5rem', md: '0.75rem', lg: '1rem', xl: '1.5rem' },
  radius: { xs: '0.25rem', sm: '0.375rem', md: '0.625rem', lg: '1rem', xl: '62rem' },
  defaultRadius: 'sm',
  shadows: {
    xs: 'var(--shadow-1)',
    sm: 'var(--shadow-1)',
    md: 'var(--shadow-2)',
    lg: 'var(--shadow-3)',
    xl: 'var(--shadow-3)',
  },
  focusRing: 'auto',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    // Heights are set on the component itself, where a variable on :root would have no effect. 'filled' is written out, because a
    // screen has only one filled button.
    Button: Button.extend({
      defaultProps: { size: 'sm', variant: 'default' },
      vars: (_theme, props) => ({
        root: { '--button-height': props.size === 'xs' ? '1.5rem' : '2rem', '--button-padding-x': '0.75rem' },
      }),
    }),
    Input: Input.extend({
      defaultProps: { size: 'sm' },
      vars: (_theme, props) => ({ wrapper: { '--input-fz': props.size === 'xs' ? '0.8125rem' : '0.875rem' } }),
      classNames: { input: classes.input ?? '' },
    }), // 36 px high. Mantine's own border has a contrast of only 1.6:1, hence the class.
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 32 } },
    Badge: { defaultProps: { variant: 'light', color: 'gray', radius: 'xs', tt: 'none', fw: 500 } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: false, transitionProps: { duration: 90 } } },
    Popover: {
      defaultProps: { radius: 'md', shadow: 'md', offset: 4, transitionProps: atOnce },
      classNames: { dropdown: classes.dropdown ?? '' },
    },
    // Without the placeholder the first choice has the focus immediately, and the menu has only choices, as ARIA
    // requires.
    Menu: {
      defaultProps: {
        radius: 'md',
        shadow: 'md',
        offset: 4,
        withInitialFocusPlaceholder: false,
        transitionProps: atOnce,
      },
      classNames: { dropdown: classes.dropdown ?? '' },
    },
    // The list itself scrolls: Tab would have to reach a scrolling box inside it (WCAG 2.1.1).
    Select: { defaultProps: { withScrollArea: false } },
    MultiSelect: { defaultProps: { withScrollArea: false } },
    TagsInput: { defaultProps: { withScrollArea: false } },
    Modal: {
      defaultProps: { radius: 'md', shadow: 'xl', transitionProps: atOnce },
      classNames: { overlay: classes.scrim ?? '', title: classes.dialogTitle ?? '', content: classes.dialog ?? '' },
    },
    Checkbox: Checkbox.extend({ defaultProps: { size: 'xs', radius: 'xs' }, classNames: { input: classes.box ?? '' } }),
    Radio: Radio.extend({ defaultProps: { size: 'xs' }, classNames: { radio: classes.box ?? '' } }),
    Switch: Switch.extend({ classNames: { track: classes.track ?? '' } }),
    Notification: { defaultProps: { radius: 'md', withBorder: true } },
  },
});

/** Mantine's own variables where its defaults fail WCAG level AA. */
export const resolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-placeholder': '#6B675F',
    '--mantine-color-error': '#B02A1E',
    '--mantine-color-anchor': '#2856C8',
    '--mantine-color-default-hover': '#F1EFEB',
    '--mantine-color-disabled-color': '#6B675F',
  },
  dark: {
    '--mantine-color-placeholder': '#979288',
    '--mantine-color-error': '#FF9C8F',
    '--mantine-color-anchor': '#94B2FF',
    '--mantine-color-accent-light': '#1E2A48',
    '--mantine-color-accent-light-color': '#94B2FF',
    '--mantine-color-disabled-color': '#979288',
  },
});
