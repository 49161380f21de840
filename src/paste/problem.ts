/** The reporter's problem: the last command of a paste that failed, and the kernel's messages about it. */
import type { Facts, TypedCommand } from './facts.ts';
import { lastBoot } from './merge/kernel.ts';

export interface Problem {
  /** Words of the command that failed last, beginning with the tool's name. */
  command?: string[];
  /** The command as it was typed. */
  typed?: string;
  /** Its output. */
  said: string[];
  /** Failures that the kernel logged, each once, in their order. */
  logged: string[];
}

const TOOLS = /^(?:\S*\/)?(ndctl|daxctl|cxl|memsim)\s+(.*)$/;
/** The end of a simple command for a shell. */
const END = /\s*(?:[;|&]|\d?>|\s#).*$/;

/** Words of a command; quotes of a shell are removed. */
export function wordsOf(command: string): string[] {
  const words = command.replace(END, '').match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map((word) => word.replace(/["']/g, ''));
}

/** The words of a typed command of a tool, beginning with the tool's name; undefined for other commands. */
function toolCommand({ text }: TypedCommand): string[] | undefined {
  const [, tool, rest = ''] = TOOLS.exec(text) ?? [];
  if (tool === undefined) return undefined;
  const words = wordsOf(rest);
  if (words.length === 0 || words[0]!.startsWith('-')) return undefined;
  if (tool !== 'memsim') return [tool, ...words];
  return ['ndctl', 'daxctl', 'cxl'].includes(words[0]!) ? words : ['ndctl', ...words];
}

const CHANGES = /^(?!list|version|help|monitor)/;

/** The problem that a paste shows; without a command and without messages if it shows none. */
export function problemOf(facts: Facts): Problem {
  const failed = facts.commands.findLast(
    (typed) => typed.failures.length > 0 && CHANGES.test(toolCommand(typed)?.[1] ?? 'list'),
  );
  const logged = [...new Set((lastBoot(facts)?.troubles ?? []).map(({ text }) => text))].slice(-50);
  const command = failed && toolCommand(failed);
  return {
    said: failed?.failures ?? [],
    logged,
    ...(command !== undefined && { command, typed: failed!.text }),
  };
}
