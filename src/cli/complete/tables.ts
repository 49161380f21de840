/** Specifications of commands, from commander and from the option tables of the tools. */
import type { Argument, Command, Option } from 'commander';
import { isToolName, type ToolName } from '../../machine/tools.ts';
import type { Syntax } from '../../tools/util/usage.ts';
import type { Verb } from '../../tools/util/verbs.ts';
import { isNdctlVerb, verbNamed } from '../table/verbs.ts';
import type { CommandSpec, OperandSpec, OptionSpec, Values } from './spec.ts';
import {
  CXL_OPERANDS,
  CXL_OPTIONS,
  DAX_MODES,
  OWN_OPERANDS,
  OWN_OPTIONS,
  TOOL_OPERANDS,
  TOOL_OPTIONS,
} from './values.ts';

function toolValues(tool: ToolName, long: string | undefined): Values {
  if (tool === 'daxctl' && long === 'mode') return DAX_MODES;
  const options = tool === 'cxl' ? CXL_OPTIONS : TOOL_OPTIONS;
  return options[long ?? ''] ?? 'anything';
}

/** The options of a verb, each once: a table of ndctl has some of them twice. */
function toolOptions(tool: ToolName, { options }: Syntax): OptionSpec[] {
  const distinct = options.filter(
    ({ long, short }, i) =>
      !options.slice(0, i).some((other) => other.long === long && other.short === short),
  );
  return distinct.map(({ type, long, short, help }) => ({
    ...(long !== undefined && { long: `--${long}` }),
    ...(short !== undefined && { short: `-${short}` }),
    about: help,
    ...(type !== 'boolean' && type !== 'incr' && { values: toolValues(tool, long) }),
  }));
}

/** The first operand of a usage line: `<nmem0> [<nmem1>..<nmemN>]` means DIMMs. */
function toolOperands(tool: ToolName, { usage }: Syntax): OperandSpec[] {
  const [, bracket, name] = /^\w+ [\w-]+ (\[?)<([\w-]+)/.exec(usage) ?? [];
  const known = tool === 'cxl' ? CXL_OPERANDS : TOOL_OPERANDS;
  const [, values, also] = known.find(([pattern]) => pattern.test(name ?? '')) ?? [];
  if (name === undefined || values === undefined) return [];
  return [{ name, values, ...(also && { also }), required: bracket === '', many: true }];
}

async function loadVerb(tool: ToolName, name: string): Promise<CommandSpec | undefined> {
  return (await loadVerbs(tool)).find((verb) => verb.name === name);
}

const VERBS: Record<ToolName, () => Promise<readonly Verb[]>> = {
  ndctl: async () => (await import('../../tools/ndctl/main.ts')).ndctlVerbs,
  daxctl: async () => (await import('../../tools/daxctl/main.ts')).daxctlVerbs,
  cxl: async () => (await import('../../tools/cxl/main.ts')).cxlVerbs,
};

async function loadVerbs(tool: ToolName): Promise<CommandSpec[]> {
  const verbs = await VERBS[tool]();
  return verbs.map(({ name, syntax }) => ({
    name,
    about: verbNamed(tool, name)?.about ?? '',
    options: toolOptions(tool, syntax),
    operands: toolOperands(tool, syntax),
    commands: [],
  }));
}

function optionSpec({ long, short, description, required, optional }: Option): OptionSpec {
  return {
    ...(long != null && { long }),
    ...(short != null && { short }),
    about: description,
    ...((required || optional) && { values: OWN_OPTIONS[long ?? ''] ?? 'anything' }),
  };
}

function operandSpec(argument: Argument): OperandSpec {
  const name = argument.name();
  const { required, variadic: many } = argument;
  return { name, values: OWN_OPERANDS[name] ?? 'anything', required, many };
}

/** The loader of a command whose options are those of a tool. */
function loader(name: string): CommandSpec['load'] {
  if (isToolName(name))
    return async () => ({ name, about: '', options: [], operands: [], commands: await loadVerbs(name) });
  if (isNdctlVerb(name)) return async () => (await loadVerb('ndctl', name))!;
  return undefined;
}

/** The specification of a command of commander and its subcommands. */
export function commandSpec(command: Command): CommandSpec {
  const name = command.name();
  const help = command.createHelp();
  const load = loader(name);
  return {
    name,
    about: command.description(),
    options: help.visibleOptions(command).map(optionSpec),
    operands: command.registeredArguments.map(operandSpec),
    commands: help
      .visibleCommands(command)
      .filter((inner) => inner !== command)
      .map(commandSpec),
    ...(load && { load }),
  };
}
