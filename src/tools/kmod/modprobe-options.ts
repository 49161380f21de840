/** Options of modprobe of kmod 30, and its help. */
import { getopt, type OptSpec } from '../util/getopt.ts';

/** Internal letters for options that have only a long name. */
export const FIRST_TIME = 'first-time';
export const REMOVE_HOLDERS = 'remove-holders';
const FORCE_MODVERSION = 'force-modversion';
const FORCE_VERMAGIC = 'force-vermagic';
const NOT_EMULATED = 'not-emulated';

const OPTIONS: readonly OptSpec[] = [
  { letter: 'a', long: ['all'] },
  { letter: 'r', long: ['remove'] },
  { letter: REMOVE_HOLDERS, long: ['remove-dependencies', 'remove-holders'] },
  { letter: 'w', long: ['wait'], value: 'required' },
  { letter: FIRST_TIME, long: ['first-time'] },
  { letter: 'i', long: ['ignore-install', 'ignore-remove'] },
  { letter: 'b', long: ['use-blacklist'] },
  { letter: 'f', long: ['force'] },
  { letter: FORCE_MODVERSION, long: ['force-modversion'] },
  { letter: FORCE_VERMAGIC, long: ['force-vermagic'] },
  { letter: 'R', long: ['resolve-alias'] },
  { letter: 'D', long: ['show-depends'] },
  { letter: 'c', long: ['showconfig', 'show-config'] },
  { letter: NOT_EMULATED, long: ['show-modversions', 'dump-modversions', 'show-exports'] },
  { letter: 'n', long: ['dry-run', 'show'] },
  { letter: 'C', long: ['config'], value: 'required' },
  { letter: 'd', long: ['dirname'], value: 'required' },
  { letter: 'S', long: ['set-version'], value: 'required' },
  { letter: 's', long: ['syslog'] },
  { letter: 'q', long: ['quiet'] },
  { letter: 'v', long: ['verbose'] },
  { letter: 'V', long: ['version'] },
  { letter: 'h', long: ['help'] },
];

export const USAGE = `Usage:
	modprobe [options] [-i] [-b] modulename
	modprobe [options] -a [-i] [-b] modulename [modulename...]
	modprobe [options] -r [-i] modulename
	modprobe [options] -r -a [-i] modulename [modulename...]
	modprobe [options] -c
	modprobe [options] --dump-modversions filename
Management Options:
	-a, --all                   Consider every non-argument to
	                            be a module name to be inserted
	                            or removed (-r)
	-r, --remove                Remove modules instead of inserting
	    --remove-dependencies   Deprecated: use --remove-holders
	    --remove-holders        Also remove module holders (use together with -r)
	-w, --wait <MSEC>           When removing a module, wait up to MSEC for
	                            module's refcount to become 0 so it can be
	                            removed (use together with -r)
	    --first-time            Fail if module already inserted or removed
	-i, --ignore-install        Ignore install commands
	-i, --ignore-remove         Ignore remove commands
	-b, --use-blacklist         Apply blacklist to resolved alias.
	-f, --force                 Force module insertion or removal.
	                            implies --force-modversions and
	                            --force-vermagic
	    --force-modversion      Ignore module's version
	    --force-vermagic        Ignore module's version magic

Query Options:
	-R, --resolve-alias         Only lookup and print alias and exit
	-D, --show-depends          Only print module dependencies and exit
	-c, --showconfig            Print out known configuration and exit
	-c, --show-config           Same as --showconfig
	    --show-modversions      Dump module symbol version and exit
	    --dump-modversions      Same as --show-modversions
	    --show-exports          Only print module exported symbol versions and exit

General Options:
	-n, --dry-run               Do not execute operations, just print out
	-n, --show                  Same as --dry-run
	-C, --config=FILE           Use FILE instead of default search paths
	-d, --dirname=DIR           Use DIR as filesystem root for /lib/modules
	-S, --set-version=VERSION   Use VERSION instead of \`uname -r\`
	-s, --syslog                print to syslog, not stderr
	-q, --quiet                 disable messages
	-v, --verbose               enables more messages
	-V, --version               show version
	-h, --help                  show this help
`;

/** Unsupported options, which concern other files or symbols. */
const OTHER = new Set(['c', 'C', 'd', 'S', NOT_EMULATED]);

/** A command line as it was read. */
export interface ModprobeLine {
  /** Tests for an option by its letter, or by its constant. */
  has(letter: string): boolean;
  operands: string[];
  /** The reason why nothing is done after --help and --version. */
  refused: string | undefined;
}

/** Reads a command line. */
export function parseModprobe(argv: readonly string[]): ModprobeLine {
  const { given, operands, error } = getopt(OPTIONS, argv);
  const letters = new Set(given.map(({ letter }) => letter));
  const refused = [...letters].some((letter) => OTHER.has(letter))
    ? 'only modules of the running kernel are emulated, without configuration'
    : error;
  return { has: (letter) => letters.has(letter), operands, refused };
}
