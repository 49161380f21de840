import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPlatform } from '../src/firmware/schema.ts';
import { scratchFolder } from './helpers/folder.ts';

/** What the README shows is what the built program prints: a machine for each section. */
const ROOT = join(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

interface Shown {
  command: string;
  output: string;
}

interface Section {
  title: string;
  commands: Shown[];
}

const blocksOf = (text: string): string[] =>
  [...text.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, body]) => body!);

/** `$ command` and, below it, what it prints. */
const commandsOf = (block: string): Shown[] =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...output] = part.split('\n');
      return { command, output: output.join('\n') };
    });

const sections: Section[] = README.split(/^## /m)
  .map((text) => ({
    title: text.slice(0, text.indexOf('\n')),
    commands: blocksOf(text).flatMap(commandsOf),
  }))
  .filter(({ commands }) => commands.length > 0);

/** `..` stands for anything: on a line of its own for lines, else for a part of one. */
function pattern(output: string): RegExp {
  const lines = output.split('\n').map((line) => {
    if (/^ *(\.\.|\[\.\.\])$/.test(line)) return '(?:.*\n)*?';
    const text = line.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('\\.\\.', '.*');
    return `${text}\n`;
  });
  return new RegExp(`^${lines.slice(0, -1).join('')}$`);
}

/**
 * How many of the commands that follow are the first one's output, which may show prompts itself. Undefined
 * when it printed something else.
 */
function matched([first, ...rest]: Shown[], printed: string[]): number | undefined {
  const texts = rest.map(({ command, output }) => `$ ${command}\n${output}`);
  for (let count = rest.length; count >= 0; count--) {
    const shown = pattern([first!.output, ...texts.slice(0, count)].join(''));
    if (printed.some((text) => shown.test(text))) return count;
  }
  // Where nothing is shown, what is printed is not the point.
  return first!.output.trim() === '' ? 0 : undefined;
}

/** Runs the command as a shell would; a file that is shown with `cat` is there from then on. */
function run({ command, output }: Shown, folder: string): string[] {
  const [, file] = /^cat (\S+)$/.exec(command) ?? [];
  if (file !== undefined) writeFileSync(join(folder, file), output);
  const env = { PATH: `${folder}:${process.env.PATH}`, MEMSIM_STATE: join(folder, 'state'), LANG: 'C.UTF-8' };
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: folder, env, encoding: 'utf8' });
  return [stdout, stderr, stdout + stderr, stderr + stdout];
}

describe('the README', () => {
  it.each(sections)(
    'shows what is printed: $title',
    ({ commands }) => {
      const folder = scratchFolder();
      symlinkSync(join(ROOT, 'bin', 'memsim'), join(folder, 'memsim'));
      for (let i = 0; i < commands.length; i++) {
        const shown = commands[i]!;
        const printed = run(shown, folder);
        const more = matched(commands.slice(i), printed);
        if (more === undefined) expect({ command: shown.command, output: printed[2] }).toEqual(shown);
        i += more ?? 0;
      }
    },
    120_000,
  );

  it('has a platform that can be booted', () => {
    const [platform] = blocksOf(README).filter((block) => block.startsWith('{\n  "e820"'));
    expect(readPlatform(JSON.parse(platform!)).buses).toHaveLength(1);
  });
});
