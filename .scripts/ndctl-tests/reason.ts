/** The reason for which a script did not pass, from the trace of its shell. */
import type { Ended } from './run-script.ts';

/** Exit code of a script that skips itself. */
export const SKIPPED = 77;

/** Requirements that memsim cannot meet, by a text of the script's trace. The first that is found counts. */
const LACKS: readonly [RegExp, string][] = [
  [/modprobe (-r )?cxl_test|cxl_mock_mem/, 'the mock CXL devices of the module cxl_test are not modelled'],
  [
    /line \d+: \S+\/[\w-]+: No such file|test -x \S+-errors$/m,
    'needs a C program that the build of ndctl makes',
  ],
  [/keyctl (search|add|show)/, 'passphrases of DIMMs (security) are not modelled'],
  [/missing (\S+), skipping/, 'the system lacks a program'],
  [/dmsetup create/, 'the device mapper of the system is out of reach'],
  [/parted --script/, 'partitions of a disk are not modelled'],
  [/Missing input parameters/, 'is called by other scripts alone'],
  [/fwupd_reset/, 'activation of firmware needs a reset on nfit_test, as on the kernel that was recorded'],
];

/** Lines of the trace: commands begin with plus signs. */
const isCommand = (line: string): boolean => /^\++ /.test(line);
const isMessage = (line: string): boolean => line !== '' && !isCommand(line);
/** Commands of a script after a failure. */
const EPILOGUE = /^\++ (err|exit|cleanup|trap|echo|basename|'?\[|\[\[|rc=|local|printf)/;

/** Index of the line at which the script gave up; the number of lines if there is none. */
function endOf(lines: readonly string[]): number {
  for (const word of ['err', 'exit']) {
    const at = lines.findLastIndex((line) => new RegExp(`^\\++ ${word} `).test(line));
    if (at > 0) return at;
  }
  return lines.length;
}

/** The last command before the script gave up, and its message, if any. */
function lastCommand(lines: readonly string[]): string {
  const end = endOf(lines);
  const before = lines.slice(0, end);
  const at = before.findLastIndex((line) => isCommand(line) && !EPILOGUE.test(line));
  const command = `\`${before[at]?.replace(/^\++ /, '') ?? ''}\``;
  const message = before.slice(at + 1).find(isMessage);
  return message === undefined ? command : `${command}: ${message}`;
}

/** One line; empty for a script that passed. */
export function reasonFor({ rc, output }: Ended): string {
  if (rc === 0) return '';
  const lacks = LACKS.find(([text]) => text.test(output))?.[1];
  if (lacks !== undefined) return lacks;
  const lines = output.trimEnd().split('\n');
  if (rc === undefined) return `runs without an end at ${lastCommand(lines)}`;
  return lastCommand(lines);
}
