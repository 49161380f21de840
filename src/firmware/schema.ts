/**
 * Platform file reader: the schema is defined here, consistency checks are in platform-checks.ts, defaults in
 * platform-defaults.ts. An error is one line that names the field.
 */
import * as z from 'zod/mini';
import { cxlFile } from './cxl-schema.ts';
import { e820TypeOf } from './e820-types.ts';
import type { Platform } from './platform.ts';
import { checkPlatform } from './platform-checks.ts';
import { completePlatform } from './platform-defaults.ts';
import { deviceName, labelSize, quantity } from './schema-parts.ts';

/** Words as a list, or as one text in the form of sysfs. */
const words = z.union([
  z.array(z.string()),
  z.pipe(
    z.string(),
    z.transform((text: string) => text.split(/\s+/).filter((word) => word !== '')),
  ),
]);

const e820Type = z.string().check(
  z.refine((word) => e820TypeOf(word) !== undefined, {
    error:
      'must be a word the kernel prints: usable, reserved, ACPI data, ACPI NVS, unusable, persistent (type 7), type N ..',
  }),
);

const range = { start: quantity, end: quantity };

/** MAX_NUMNODES and NR_CPUS of Debian's kernels. */
const MAX_NODES = 1024;
const MAX_CPUS = 8192;

const node = z.int().check(z.gte(0), z.lt(MAX_NODES));

/** DIMM fields common to both forms of a file. */
const dimm = {
  handle: quantity,
  physId: z.optional(quantity),
  vendorId: z.optional(quantity),
  serial: quantity,
  size: quantity,
  labelSize: z.optional(labelSize),
  labels: z.optional(z.enum(['1.1', '1.2'])),
};

const simpleDimm = z.strictObject({ ...dimm, address: quantity });

const busDimm = z.strictObject({
  ...dimm,
  id: z.optional(z.string()),
  format: z.optional(z.nullable(quantity)),
  commands: z.optional(words),
  flags: z.optional(words),
});

const mapping = z.strictObject({
  dimm: quantity,
  offset: z.optional(quantity),
  size: quantity,
  position: z.optional(quantity),
  regionOffset: z.optional(quantity),
});

const region = z.strictObject({
  address: z.nullable(quantity),
  size: quantity,
  readOnly: z.optional(z.boolean()),
  volatile: z.optional(z.boolean()),
  persistenceDomain: z.optional(z.nullable(z.enum(['cpu_cache', 'memory_controller']))),
  mappings: z.optional(z.array(mapping)),
});

const bus = z.strictObject({
  provider: deviceName,
  commands: z.optional(words),
  dimms: z.array(busDimm),
  regions: z.array(region),
});

export const platformFile = z.strictObject({
  about: z.optional(z.string()),
  arch: z.optional(z.literal('x86_64')),
  hypervisor: z.optional(z.boolean()),
  efi: z.optional(z.boolean()),
  kernelImage: z.optional(z.strictObject(range)),
  physBits: z.optional(z.int().check(z.gte(32), z.lte(52))),
  e820: z.array(z.strictObject({ ...range, type: e820Type })),
  reserved: z.optional(z.array(z.strictObject({ ...range, name: z.string() }))),
  nvdimms: z.optional(z.array(simpleDimm)),
  buses: z.optional(z.array(bus)),
  numa: z.optional(
    z.array(
      z.strictObject({
        ...range,
        node,
        hotplug: z.optional(z.boolean()),
        nonVolatile: z.optional(z.boolean()),
      }),
    ),
  ),
  cxl: z.optional(cxlFile),
  cpus: z.optional(z.array(z.strictObject({ cpu: z.int().check(z.gte(0), z.lt(MAX_CPUS)), node }))),
  virtioPmem: z.optional(z.array(z.strictObject({ address: quantity, size: quantity }))),
  pci: z.optional(
    z.array(
      z.strictObject({
        address: deviceName,
        bars: z.array(z.strictObject({ index: quantity, start: quantity, size: quantity })),
      }),
    ),
  ),
});

/** A platform file as written, with numbers parsed. */
export type PlatformFile = z.infer<typeof platformFile>;

type Issue = z.core.$ZodIssue;

/** Formats a path as `nvdimms[1].size`; `platform` stands for the whole file. */
const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  ) || 'platform';

/** Message of issues whose schema has none, in place of the message of a locale another module may have set. */
const SILENT = 'Invalid input';

const listed = (values: readonly unknown[]): string => values.map((value) => `'${value}'`).join(' or ');

/** Reason of an issue, phrased to follow the field name. */
function reason(issue: Issue): string {
  if (issue.message !== SILENT) return issue.message;
  if (issue.code === 'invalid_type')
    return issue.input === undefined ? 'is missing' : `must be of type ${issue.expected}`;
  if (issue.code === 'invalid_value') return `must be ${listed(issue.values)}`;
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`;
  return 'is not valid in a platform file';
}

function issueText(issue: Issue): string {
  if (issue.code === 'unrecognized_keys')
    return `${pathText(issue.path)}: unknown field '${issue.keys.join("', '")}'`;
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.flat().find((candidate) => candidate.code !== 'invalid_type');
    if (inner !== undefined) return issueText({ ...inner, path: [...issue.path, ...inner.path] });
  }
  return `${pathText(issue.path)}: ${reason(issue)}`;
}

/** Parses a platform from JSON data; returns the platform, or the first error in one line. */
export function parsePlatform(value: unknown): { platform: Platform } | { error: string } {
  const result = platformFile.safeParse(value, { reportInput: true, error: () => SILENT });
  if (!result.success) return { error: issueText(result.error.issues[0]!) };
  const platform = completePlatform(result.data);
  const error = checkPlatform(platform, result.data);
  return error === undefined ? { platform } : { error };
}

/** Like parsePlatform, but throws an Error with that line. */
export function readPlatform(value: unknown): Platform {
  const result = parsePlatform(value);
  if ('error' in result) throw new Error(result.error);
  return result.platform;
}
