/** The hardware on which a script ran, in one line. */
import { clip } from '../../base/text.ts';
import { paintFor, type Terminal } from '../../base/theme.ts';

/** Platform, command line and media; undefined if the script boots itself. */
export type HardwareModel = { platform: string; cmdline: string; media: 'kept' | 'empty' } | undefined;

const MEDIA = { kept: 'the media of the current machine', empty: 'empty media' } as const;

/** Ends with a newline; empty without a model. */
export function renderHardware(hardware: HardwareModel, terminal: Terminal): string {
  if (hardware === undefined) return '';
  const { platform, cmdline, media } = hardware;
  const line = cmdline === '' ? 'no command line' : `'${cmdline}'`;
  const text = `On ${platform}, ${MEDIA[media]}, ${line}:`;
  return `${paintFor(terminal).dim(clip(text, terminal.width, terminal.unicode))}\n`;
}
