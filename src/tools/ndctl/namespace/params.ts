/**
 * Parameters of the namespace commands: defaults and checks that need no machine (set_defaults() and
 * parse_namespace_options() of ndctl/namespace.c).
 */
import { isPowerOfTwo, PAGE_SIZE } from '../../../lib/units.ts';
import { isUuid } from '../../../lib/uuid.ts';
import { type Console, error } from '../../util/console.ts';
import { parseOptions } from '../../util/parse-options.ts';
import { parseSize64, ULLONG_MAX } from '../../util/strtoull.ts';
import { type Option, type Syntax, usage } from '../../util/usage.ts';
import { modeNamed } from '../filter.ts';

export type NamespaceAction =
  | 'enable'
  | 'disable'
  | 'create'
  | 'destroy'
  | 'check'
  | 'clear'
  | 'read-infoblock'
  | 'write-infoblock';

/** Options of all namespace commands, as texts; each command has some of them. */
export interface NamespaceParams {
  bus?: string | undefined;
  region?: string | undefined;
  verbose?: boolean | undefined;
  force?: boolean | undefined;
  /** The namespace to reconfigure. */
  reconfig?: string | undefined;
  uuid?: string | undefined;
  name?: string | undefined;
  size?: string | undefined;
  mode?: string | undefined;
  /** The mode was not given. */
  modeDefault?: boolean;
  map?: string | undefined;
  sectorSize?: string | undefined;
  type?: string | undefined;
  align?: string | undefined;
  autolabel?: boolean | undefined;
  /** --continue */
  greedy?: boolean | undefined;
  autorecover?: boolean | undefined;
  output?: string | undefined;
  input?: string | undefined;
  /** --stdout */
  stdout?: boolean | undefined;
  parentUuid?: string | undefined;
  offset?: string | undefined;
  repair?: boolean | undefined;
  rewriteLog?: boolean | undefined;
  scrub?: boolean | undefined;
  verify?: boolean | undefined;
  json?: boolean | undefined;
  human?: boolean | undefined;
}

/** Reports an error and records that there was one. */
type Complain = (text: string) => void;

function defaultType(params: NamespaceParams, action: NamespaceAction, complain: Complain): void {
  const { type } = params;
  if (type === undefined) {
    if (params.reconfig === undefined && action === 'create') params.type = 'pmem';
  } else if (type !== 'pmem' && type !== 'blk') {
    complain(`invalid type '${type}', must be either 'pmem' or 'blk'\n`);
  }
}

function defaultMode(params: NamespaceParams, action: NamespaceAction, complain: Complain): void {
  const { mode } = params;
  if (mode !== undefined) {
    const known = modeNamed(mode);
    if (known === undefined) complain(`invalid mode '${mode}'\n`);
    else if (action === 'write-infoblock' && known !== 'fsdax' && known !== 'devdax')
      complain(`unsupported mode '${mode}'\n`);
  } else if (action === 'write-infoblock') {
    params.mode = 'fsdax';
  } else if (params.reconfig === undefined && params.type !== undefined) {
    params.mode = params.type === 'pmem' ? 'fsdax' : 'sector';
    params.modeDefault = true;
  }
}

/** Only the plain names count here, not the aliases of the same modes. */
const isDaxWord = (mode: string): boolean => mode === 'fsdax' || mode === 'devdax';

function defaultMap(params: NamespaceParams, complain: Complain): void {
  const { map, mode, reconfig } = params;
  if (map === undefined) {
    if (reconfig === undefined) params.map = 'dev';
    return;
  }
  if (map !== 'mem' && map !== 'dev') complain(`invalid map location '${map}'\n`);
  if (reconfig === undefined && mode !== undefined && !isDaxWord(mode))
    complain('--map only valid for an devdax mode pmem namespace\n');
}

const isBadSize = (text: string | undefined): boolean => parseSize64(text) === ULLONG_MAX;

function checkSizes(params: NamespaceParams, complain: Complain): void {
  const { size, offset, align } = params;
  const badSize = `failed to parse namespace size '${size}'\n`;
  if (isBadSize(size)) complain(badSize);
  if (isBadSize(offset)) complain(`failed to parse physical offset'${offset}'\n`);
  if (isBadSize(align)) {
    complain(`failed to parse namespace alignment '${align}'\n`);
  } else if (align !== undefined) {
    const bytes = Number(parseSize64(align));
    if (!isPowerOfTwo(bytes) || bytes < PAGE_SIZE)
      complain(`align must be a power-of-2 greater than ${PAGE_SIZE}\n`);
  }
  // ndctl checks the size twice.
  if (isBadSize(size)) complain(badSize);
}

function checkUuids({ uuid, parentUuid }: NamespaceParams, complain: Complain): void {
  for (const text of [uuid, parentUuid])
    if (text !== undefined && !isUuid(text)) complain(`failed to parse uuid: '${text}'\n`);
}

/**
 * Fills in defaults and reports every error.
 *
 * @returns false if there was an error
 */
export function setDefaults(con: Console, params: NamespaceParams, action: NamespaceAction): boolean {
  let fine = true;
  const complain: Complain = (text) => {
    error(con, text);
    fine = false;
  };
  defaultType(params, action, complain);
  defaultMode(params, action, complain);
  defaultMap(params, complain);
  if (params.type === 'blk' && params.mode !== undefined && isDaxWord(params.mode))
    complain("only 'pmem' namespaces support dax operation\n");
  checkSizes(params, complain);
  checkUuids(params, complain);
  if (params.sectorSize !== undefined) {
    if (isBadSize(params.sectorSize)) complain(`invalid sector size: ${params.sectorSize}\n`);
  } else if (params.type === 'blk' || modeNamed(params.mode) === 'sector') {
    params.sectorSize = '4096';
  }
  return fine;
}

const ACTION_WORDS: Record<Exclude<NamespaceAction, 'create'>, string> = {
  enable: 'enable',
  disable: 'disable',
  destroy: 'destroy',
  check: 'check',
  clear: 'clear errors for',
  'read-infoblock': 'read-infoblock',
  'write-infoblock': 'write-infoblock',
};

function checkOperands(
  con: Console,
  params: NamespaceParams,
  args: readonly string[],
  action: NamespaceAction,
): boolean {
  let fine = true;
  const complain: Complain = (text) => {
    error(con, text);
    fine = false;
  };
  const toFile = params.output !== undefined || params.stdout === true;
  const needless =
    action === 'create' || action === 'read-infoblock' || (action === 'write-infoblock' && toFile);
  if (args.length === 0 && !needless) complain(`specify a namespace to ${ACTION_WORDS[action]}, or "all"\n`);
  for (const word of args.slice(action === 'create' ? 0 : 1)) complain(`unknown extra parameter "${word}"\n`);
  if (action === 'read-infoblock' && params.input !== undefined && args.length > 0)
    complain('specify a namespace, or --input, not both\n');
  if (action === 'write-infoblock' && toFile && args.length > 0)
    complain('specify only one of a namespace filter, --output, or --stdout\n');
  if (action === 'write-infoblock' && params.stdout === true && params.size === undefined)
    complain('--size required with --stdout\n');
  return fine;
}

export interface NamespaceRequest {
  params: NamespaceParams;
  /** The namespace, or `all`; undefined to create one, and for info blocks in files. */
  namespace: string | undefined;
}

/** The checked command line of a namespace command, or the status to exit with. */
export function parseNamespaceRequest<const Table extends readonly Option[]>(
  con: Console,
  argv: readonly string[],
  action: NamespaceAction,
  syntax: Syntax<Table>,
): NamespaceRequest | number {
  const parsed = parseOptions(con, argv, syntax);
  if ('exit' in parsed) return parsed.exit;
  const params: NamespaceParams = { autolabel: true, autorecover: true };
  for (const [key, value] of Object.entries(parsed.values))
    if (value !== undefined) Object.assign(params, { [key]: value });
  const defaulted = setDefaults(con, params, action);
  if (!checkOperands(con, params, parsed.args, action) || !defaulted) return usage(con, syntax);
  return { params, namespace: action === 'create' ? params.reconfig : parsed.args[0] };
}
