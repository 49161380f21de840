/** The shell script that rebuilds a machine: its boot, then every command that may have changed it. */
import type { Platform } from '../firmware/platform.ts';
import { visible } from '../lib/controls.ts';
import { shellWord } from '../lib/shell-word.ts';
import type { BootRequest } from './boot-options.ts';
import type { CommandLog, LoggedCommand } from './command-log.ts';
import { refusal } from './refusal.ts';

const shellLine = (argv: readonly string[]): string => ['memsim', ...argv].map(shellWord).join(' ');

/** The name of a built-in platform; undefined for a user's platform. */
export type NameOf = (platform: Platform) => string | undefined;

/** The JSON of a platform file, without the `labels` field of DIMMs that have no labels. */
export const platformText = (platform: Platform): string =>
  visible(
    JSON.stringify(platform, (key, value) => (key === 'labels' && value === null ? undefined : value), 1),
  );

/** The argument of `--platform` for a platform, and the lines that create its file. */
function hardware(platform: Platform, nameOf: NameOf, number: number): { word: string; lines: string[] } {
  const name = nameOf(platform);
  if (name !== undefined) return { word: shellWord(name), lines: [] };
  const word = `"$folder/platform-${number}.json"`;
  return { word, lines: [`cat > ${word} <<'PLATFORM'`, platformText(platform), 'PLATFORM'] };
}

function bootWords({ kernel, cmdline, seed, config = {}, with: added, without }: BootRequest): string[] {
  const words = ['--kernel', kernel, '--seed', `${seed}`];
  if (cmdline !== '') words.push('--cmdline', cmdline);
  for (const [option, on] of Object.entries(config)) words.push('--config', `${option}=${on ? 'y' : 'n'}`);
  for (const id of added ?? []) words.push('--with', id);
  for (const id of without ?? []) words.push('--without', id);
  return words;
}

/** Options that name a file of the user, whose contents the script does not include. */
const FILE_OPTION = /^(?:--input|--file|-i)(?:=|$)/;

function entryLines({ argv, rc, platform }: LoggedCommand, nameOf: NameOf, number: number): string[] {
  const outcome = rc === 0 || !Number.isInteger(rc) ? '' : `  # exit ${rc}`;
  const note = argv.some((word) => FILE_OPTION.test(word))
    ? ['# reads a file that is not part of this script']
    : [];
  if (platform === undefined) return [...note, shellLine(argv) + outcome];
  const at = argv.findIndex((word) => word === '--platform' || word.startsWith('--platform='));
  const taken = argv[at] === '--platform' ? 2 : 1;
  const { word, lines } = hardware(platform, nameOf, number);
  const rest = argv.slice(at + taken);
  const line = [shellLine(argv.slice(0, at)), '--platform', word, ...rest.map(shellWord)].join(' ');
  return [...lines, line + outcome];
}

/** The script; refuses if commands that it needs were dropped from the log. */
export function exportScript({ origin, entries, dropped }: CommandLog, nameOf: NameOf): string {
  if (dropped > 0)
    throw refusal(
      `the first ${dropped} commands are forgotten: 'memsim export FILE' keeps what came of them`,
    );
  const { word, lines } = hardware(origin.platform, nameOf, 0);
  const boot = ['memsim boot --platform', word, ...bootWords(origin.request).map(shellWord)].join(' ');
  const commands = entries.flatMap((entry, i) => entryLines(entry, nameOf, i + 1));
  const ownFiles = [...lines, ...commands].some((line) => line.includes('"$folder/'));
  const folder = ['folder=$(mktemp -d)', `trap 'rm -r "$folder"' EXIT`];
  return [
    '#!/bin/sh',
    '# Builds a machine of memsim again, in the state folder that MEMSIM_STATE names.',
    ...(ownFiles ? folder : []),
    ...lines,
    boot,
    ...commands,
    '',
  ].join('\n');
}
