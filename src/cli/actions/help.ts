/** `memsim help`. */
import type { Command } from 'commander';
import { isToolName, type ToolName } from '../../machine/tools.ts';
import { buildProgram } from '../dispatch/program.ts';
import { type JsonFlag, printJson } from '../output/print-model.ts';
import { captureOutput } from '../session/capture.ts';
import type { Caller } from '../session/session.ts';
import { TABLE } from '../table/table.ts';
import { type ToolVerb, verbNamed } from '../table/verbs.ts';

/** A command as data. */
const describe = (words: string, command: Command): object => ({
  command: words,
  about: command.description(),
  usage: `memsim ${words} ${command.usage()}`,
  arguments: command.registeredArguments.map((argument) => ({
    name: argument.name(),
    about: argument.description,
    required: argument.required,
    variadic: argument.variadic,
  })),
  options: command.options.map(({ flags, description }) => ({ flags, about: description })),
});

/** All commands in the order of the table. */
const listed = (): object[] =>
  TABLE.filter(({ hidden }) => !hidden).map(({ words, group, about }) => ({ command: words, group, about }));

/** The help of a verb as data: the text of the tool. */
async function verbModel(caller: Caller, { tool, verb, about }: NamedVerb): Promise<object> {
  const { verbHelp } = await import('./tool.ts');
  const { output, text } = captureOutput();
  await verbHelp({ ...caller, out: output, err: output }, tool, verb);
  return {
    command: tool === 'ndctl' ? verb : `${tool} ${verb}`,
    about,
    text: text(),
  };
}

type NamedVerb = ToolVerb & { tool: ToolName };

/** The verb that the words name: `create-namespace`, `ndctl create-namespace`, `cxl create-region`. */
function verbOf([name = '', inner]: string[]): NamedVerb | undefined {
  const [tool, word] = isToolName(name) ? [name, inner] : (['ndctl', name] as const);
  const verb = verbNamed(tool, word);
  return verb && { ...verb, tool };
}

/** Prints the help of a command, by default of memsim. The help of a verb is that of the tool. */
export async function help(caller: Caller, words: string[], { json }: JsonFlag): Promise<number> {
  const [name, inner] = words;
  const verb = verbOf(words);
  if (verb !== undefined) {
    if (json) {
      printJson(caller.out, await verbModel(caller, verb));
      return 0;
    }
    const { verbHelp } = await import('./tool.ts');
    return verbHelp(caller, verb.tool, verb.verb);
  }
  if (name === undefined && json) {
    printJson(caller.out, listed());
    return 0;
  }
  const program = buildProgram(caller);
  if (name === undefined) {
    program.outputHelp();
    return 0;
  }
  const command = program.commands.find((candidate) => candidate.name() === name);
  if (command === undefined) return program.error(`error: unknown command '${name}'`);
  const member = command.commands.find((candidate) => candidate.name() === inner);
  if (json)
    printJson(caller.out, describe(member === undefined ? name : `${name} ${inner}`, member ?? command));
  else (member ?? command).outputHelp();
  return 0;
}
