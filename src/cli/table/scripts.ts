/** Commands that run files of commands. */
import type { Row } from './row.ts';

const RUN_EXAMPLES = `
One command a line, quoted as in a shell; # starts a comment. Exits with the
code of the last command, as a shell does, or with --strict of the first one
that fails. A failure is printed as FILE:LINE: ..

Examples:
  memsim run script.txt
  memsim run --json --strict script.txt | jq .rc
  printf 'boot\\nlist -RN\\n' | memsim run -
`;

export const SCRIPT_ROWS: readonly Row[] = [
  {
    words: 'run',
    group: 'scripts',
    about: 'run a file of commands',
    access: 'write',
    inLessons: true,
    define: (command) =>
      void command
        .argument('<file>', 'the file, or - for standard input')
        .option('--json', 'print a JSON object for each command')
        .option('--strict', 'stop at the first command that fails'),
    after: RUN_EXAMPLES,
    prepare: async () => (await import('../actions/run.ts')).readRunScript,
    load: async () => (await import('../actions/run.ts')).run,
  },
  {
    words: 'replay',
    group: 'scripts',
    about: 'replay recorded transcripts and print differences',
    access: 'none',
    inLessons: true,
    define: (command) =>
      void command
        .argument('<file...>', 'transcripts, or folders of them')
        .option('--json', 'the result as one object'),
    load: async () => (await import('../actions/replay.ts')).replay,
  },
];
