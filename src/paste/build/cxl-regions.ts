/** CXL regions of a paste, created on the built machine with the emulated cxl. */
import type { Facts } from '../facts.ts';
import { type Notes, noteUnknown } from '../merge/notes.ts';
import { byNumber } from '../merge/objects.ts';
import { type CxlFacts, isRamRegion, isWindow } from '../readers/cxl-facts.ts';
import { makeRamRegion } from './cxl-ram.ts';
import { type Driver, lastMessage } from './driver.ts';

type RegionFact = CxlFacts['regions'][number];

/** The root decoder here, below root0, whose window holds the region. */
function decoderOf(region: RegionFact, cxl: CxlFacts): string {
  const at = region.resource?.value ?? -1;
  const root = cxl.decoders.find(
    ({ decoder, resource, size }) =>
      isWindow(decoder, cxl) &&
      resource !== undefined &&
      resource.value <= at &&
      at < resource.value + (size?.value ?? 0),
  );
  return (region.decoder ?? root?.decoder ?? 'decoder0.0').replace(/^decoder\d+/, 'decoder0');
}

function argvOf(region: RegionFact, cxl: CxlFacts): string[] {
  const members = [...(region.mappings ?? [])].sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  const { size, type, interleave_granularity: granularity } = region;
  return [
    ...['create-region', '-m', '-d', decoderOf(region, cxl), '-w', `${members.length}`],
    ...(type === 'pmem' ? ['-t', type] : []),
    ...(size?.exact ? ['-s', `${size.value}`] : []),
    ...(granularity !== undefined && members.length > 1 ? ['-g', `${granularity}`] : []),
    ...members.map(({ memdev }) => memdev),
  ];
}

/** Makes a region; returns the words of what refused it. */
async function make(driver: Driver, region: RegionFact, cxl: CxlFacts): Promise<string | undefined> {
  if (isRamRegion(region, cxl)) {
    const path = await makeRamRegion(driver, region, decoderOf(region, cxl));
    return path === undefined ? undefined : `here ${path} refuses`;
  }
  const ran = await driver.run('cxl', argvOf(region, cxl));
  return ran.rc === 0 ? undefined : lastMessage(ran);
}

/** Creates the regions of `cxl list` that the firmware did not commit; regions without mappings are noted. */
export async function makeCxlRegions(driver: Driver, { cxl }: Facts, notes: Notes): Promise<void> {
  const regions = new Map(cxl.regions.map((region) => [region.region, region]));
  for (const [name, region] of [...regions].sort(([a], [b]) => byNumber(a, b))) {
    const here = await driver.run('cxl', ['list', '-R', '-r', name]);
    if (here.stdout.includes(`"${name}"`)) continue;
    if ((region.mappings ?? []).length === 0) {
      noteUnknown(notes, `the devices of CXL ${name}: the list shows no mappings ('cxl list -RT' does)`);
      continue;
    }
    const refused = await make(driver, region, cxl);
    if (refused !== undefined) noteUnknown(notes, `how CXL ${name} was made: ${refused}`);
  }
}
