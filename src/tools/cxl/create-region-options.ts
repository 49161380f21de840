/** Options and operands of `cxl create-region` (parse_create_options of cxl/region.c, 76.1). */
import { ERRNO } from '../../lib/errno.ts';
import type { Values } from '../util/parse-options.ts';
import { parseSize64, ULLONG_MAX } from '../util/strtoull.ts';
import { matchesMemdev, parts, separator } from './filter.ts';
import type { DecoderMode } from './lib/decoder.ts';
import type { Memdev } from './lib/memdev.ts';
import { logErr } from './log.ts';
import type { RegionRun } from './region.ts';
import type * as options from './syntax.ts';
import { walkMemdevs } from './walk.ts';

/** One call of the command. */
export type Call = RegionRun<Values<typeof options.createRegion.options>>;

/** The parsed command line. */
export interface Plan {
  decoder: string;
  memdevs: Memdev[];
  mode: DecoderMode;
  /** Bytes; 0 for the capacity of all memdevs. */
  size: bigint;
  ways: number;
  /** Bytes; 0 for the granularity of the window. */
  granularity: number;
}

const MODES: Record<string, DecoderMode> = { pmem: 'pmem', ram: 'ram', volatile: 'ram' };

/** Operands as one list, as the tool joins them: a comma follows all but those of the last operands. */
function toCsv(args: readonly string[]): { csv: string | undefined; count: number } {
  const words = args.map((arg) => arg.split(separator(arg)).filter((word) => word !== ''));
  const count = words.flat().length;
  if (args.length === 0) return { csv: undefined, count: 0 };
  const csv = words.flatMap((list, i) => list.map((word) => word + (i + 1 < count ? ',' : ''))).join('');
  return { csv, count };
}

/** The memdevs that the operands name, in the order of the operands; undefined, with a message, if there are none. */
function collectMemdevs(call: Call, decoder: string, csv: string | undefined): Memdev[] | undefined {
  const found = walkMemdevs(call.ctx, decoder, csv);
  if (found.length === 0) {
    const filter = csv ?? 'none';
    logErr(call.log, 'collect_memdevs', `no active memdevs found: decoder: ${decoder} filter: ${filter}`);
    return undefined;
  }
  if (csv === undefined) return found;
  const words = parts(csv);
  const position = (memdev: Memdev): number => {
    const at = words.findIndex((word) => matchesMemdev(memdev, word, undefined));
    return at < 0 ? words.length : at;
  };
  return found.sort((a, b) => position(a) - position(b));
}

function validateWays(call: Call, ways: number, memdevs: number, count: number): boolean {
  if (ways <= memdevs && (count === 0 || ways === memdevs)) return true;
  const [how, where] = [ways > memdevs ? 'greater' : 'less', count > 0 ? 'specified' : 'found'];
  const text = `Interleave ways ${ways} is ${how} than number of memdevs ${where}: ${memdevs}`;
  logErr(call.log, 'validate_ways', text);
  return false;
}

/** The requested ways, or the number of memdevs; undefined, with a message, for an unusable number. */
function planWays(call: Call, memdevs: number, count: number): number | undefined {
  const { ways } = call.values;
  if (ways !== undefined && ways <= 0) {
    logErr(call.log, 'parse_create_options', `Invalid interleave ways: ${ways}`);
    return undefined;
  }
  const wanted = ways ?? (count > 0 ? count : memdevs);
  if (ways === undefined && count === 0) return wanted;
  return validateWays(call, wanted, memdevs, count) ? wanted : undefined;
}

/** Reads the options; a negative errno, with a message, for options that contradict each other. */
export function parseCreate(call: Call): Plan | number {
  const fn = 'parse_create_options';
  const { values, log } = call;
  const refuse = (text: string): number => {
    logErr(log, fn, text);
    return -ERRNO.EINVAL;
  };
  if (values.decoder === undefined) return refuse('no root decoder specified');
  if (call.args.length > 0 && values.memdevs !== true)
    return refuse('must specify option for target object types (-m)');
  const { csv, count } = toCsv(call.args);
  const memdevs = collectMemdevs(call, values.decoder, csv);
  if (memdevs === undefined) return -ERRNO.ENXIO;
  const mode = MODES[values.type ?? 'pmem'];
  if (mode === undefined) return refuse(`unsupported type: ${values.type}`);
  const size = parseSize64(values.size);
  if (size === ULLONG_MAX) return refuse(`Invalid size: ${values.size}`);
  const ways = planWays(call, memdevs.length, count);
  if (ways === undefined) return -ERRNO.EINVAL;
  const { granularity } = values;
  if (granularity !== undefined && granularity <= 0)
    return refuse(`Invalid interleave granularity: ${granularity}`);
  if (size % BigInt(ways) !== 0n)
    return refuse(`size (${size}) is not an integral multiple of interleave-ways (${ways})`);
  return { decoder: values.decoder, memdevs, mode, size, ways, granularity: granularity ?? 0 };
}
