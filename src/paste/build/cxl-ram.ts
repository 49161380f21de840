/** Regions of RAM, which cxl 76.1 does not create: made through the attributes of /sys. */
import { byNumber } from '../merge/objects.ts';
import type { CxlFacts } from '../readers/cxl-facts.ts';
import type { Driver } from './driver.ts';

type RegionFact = CxlFacts['regions'][number];

const CXL = '/sys/bus/cxl/devices';
const BIND = '/sys/bus/cxl/drivers/cxl_region/bind';
/** The kernel's least granularity, which a region of one device has. */
const LEAST_GRANULARITY = 256;

/** The first decoder of a memdev's endpoint that maps nothing; undefined if there is none. */
async function freeDecoder(driver: Driver, memdev: string): Promise<string | undefined> {
  const { stdout } = await driver.run('cxl', ['list', '-E', '-m', memdev]);
  const [, number] = /"endpoint":"endpoint(\d+)"/.exec(stdout) ?? [];
  const names = driver.machine.files.list(CXL);
  if (number === undefined || !Array.isArray(names)) return undefined;
  return names
    .filter((name) => name.startsWith(`decoder${number}.`))
    .sort(byNumber)
    .find((name) => Number(driver.read(`${CXL}/${name}/dpa_size`)) === 0);
}

/**
 * Makes a region of RAM in a root decoder's window and binds it to its driver.
 *
 * @returns the path of the attribute that refused a value; undefined if the region is there
 */
export async function makeRamRegion(
  driver: Driver,
  region: RegionFact,
  root: string,
): Promise<string | undefined> {
  const creator = `${CXL}/${root}/create_ram_region`;
  const name = driver.read(creator);
  const size = region.size?.value ?? 0;
  const members = [...(region.mappings ?? [])].sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  if (name === undefined || !driver.write(creator, name)) return creator;
  const attributes: [attribute: string, value: number][] = [
    ['interleave_granularity', region.interleave_granularity ?? LEAST_GRANULARITY],
    ['interleave_ways', members.length],
    ['size', size],
  ];
  for (const [attribute, value] of attributes)
    if (!driver.write(`${CXL}/${name}/${attribute}`, `${value}`)) return `${CXL}/${name}/${attribute}`;
  for (const [position, { memdev }] of members.entries()) {
    const decoder = await freeDecoder(driver, memdev);
    if (decoder === undefined) return `${CXL}/${name}/target${position}`;
    const writes: [path: string, value: string][] = [
      [`${CXL}/${decoder}/mode`, 'ram'],
      [`${CXL}/${decoder}/dpa_size`, `${size / members.length}`],
      [`${CXL}/${name}/target${position}`, decoder],
    ];
    for (const [path, value] of writes) if (!driver.write(path, value)) return path;
  }
  for (const [path, value] of [
    [`${CXL}/${name}/commit`, '1'],
    [BIND, name],
  ] as const)
    if (!driver.write(path, value)) return path;
  return undefined;
}
