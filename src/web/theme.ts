/** The two themes of the terminal. Hues are those of the pictures. */
import type { ITheme } from '@xterm/xterm';
import { PALETTE } from '../views/base/theme.ts';

/** Colours of the sixteen that both themes use: chalk's names for the hues. */
const HUES = {
  yellow: PALETTE.orange,
  brightCyan: PALETTE.sky,
  green: PALETTE.green,
  brightYellow: PALETTE.yellow,
  brightBlue: PALETTE.blue,
  brightRed: PALETTE.vermilion,
  brightMagenta: PALETTE.purple,
};

const DARK: ITheme = {
  ...HUES,
  background: '#14181d',
  foreground: '#e4e8ee',
  cursor: '#e4e8ee',
  cursorAccent: '#14181d',
  selectionBackground: '#3b5070',
  green: '#1fc795',
  cyan: '#4fc1d9',
  blue: '#5aa9e6',
  brightBlue: '#4a9fe0',
  red: '#ff7b6b',
  brightRed: '#ff8a3d',
  brightBlack: '#97a1ae',
  white: '#d5dae1',
  brightWhite: '#ffffff',
};

const LIGHT: ITheme = {
  ...HUES,
  background: '#ffffff',
  foreground: '#1d232b',
  cursor: '#1d232b',
  cursorAccent: '#ffffff',
  selectionBackground: '#bcd4f0',
  yellow: '#9a5b00',
  brightCyan: '#1b6f9c',
  green: '#00775a',
  brightYellow: '#7d6b00',
  brightBlue: '#005a92',
  brightRed: '#b33f00',
  brightMagenta: '#9a3f6f',
  cyan: '#11667a',
  blue: '#00558a',
  red: '#b3261e',
  magenta: '#8a3a78',
  brightBlack: '#5b6672',
  white: '#4a535e',
  brightWhite: '#1d232b',
};

export type ThemeChoice = 'auto' | 'light' | 'dark';

const DARK_SYSTEM = '(prefers-color-scheme: dark)';

/** Applies a choice to the page and keeps the terminal in step with it and with the system. */
export function themeSwitch(apply: (theme: ITheme) => void): (choice: ThemeChoice) => void {
  const system = matchMedia(DARK_SYSTEM);
  let chosen: ThemeChoice = 'auto';
  const show = (): void => {
    const isDark = chosen === 'auto' ? system.matches : chosen === 'dark';
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
    apply(isDark ? DARK : LIGHT);
  };
  system.addEventListener('change', show);
  show();
  return (choice) => {
    chosen = choice;
    show();
  };
}
