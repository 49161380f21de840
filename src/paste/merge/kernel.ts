/** Release, command line and kind of machine, and the choice between sources that differ. */
import { findRelease, RELEASES } from '../../kernel/history/releases.ts';
import { MiB } from '../../lib/units.ts';
import type { Boot, Facts, PlacedText } from '../facts.ts';
import { isRamRegion } from '../readers/cxl-facts.ts';
import { isVirtualProduct } from '../readers/log/kernel.ts';
import { type Notes, noteAssumption, noteConflict, noteUnknown } from './notes.ts';

/** The default release of a boot. */
const DEFAULT = '6.1';

/** The release where a list shows a region of CXL RAM, which kernels have since 6.3. */
const WITH_RAM_REGIONS = '6.12';

/** The boot that the log shows last; an empty one without a log. */
export const lastBoot = ({ boots }: Facts): Boot | undefined =>
  boots.findLast(({ bios, user }) => bios.length + user.length > 0) ?? boots.at(-1);

/** Orders releases by number: 6.1 after 5.19. */
const ageOf = (version: string): number => {
  const [, major, minor] = /^(\d{1,3})\.(\d{1,3})/.exec(version) ?? [];
  return Number(major) * 1000 + Number(minor);
};

/** The release nearest to one that is not known, the older of two. */
function nearest(version: string): string {
  const age = ageOf(version);
  const names = RELEASES.filter(({ name, series }) => name === series).map(({ name }) => name);
  return names.findLast((name) => ageOf(name) <= age) ?? names[0]!;
}

/** Suffixes of kernels with many changes of their distributions. */
const DISTRIBUTION = /\.el\d|\.fc\d|\.amzn\d|-default$|-generic$|-azure$|-aws$|-gcp$|uek|-lp15|-150\d00/;

/** The releases that the paste names, that of the running kernel first. */
function releaseCandidates(facts: Facts): (PlacedText & { source: string })[] {
  const logged = lastBoot(facts)?.release;
  return [
    ...facts.releases.slice(-1).map((one) => ({ ...one, source: 'uname' })),
    ...(logged === undefined ? [] : [{ ...logged, source: 'kernel log' }]),
  ];
}

/**
 * The release to boot.
 *
 * @param given the release of `--kernel`, which no source overrides
 */
export function releaseOf(facts: Facts, given: string | undefined, notes: Notes): string {
  const candidates = releaseCandidates(facts);
  if (new Set(candidates.map(({ text }) => text)).size > 1)
    noteConflict(notes, {
      about: 'kernel release',
      says: candidates.map(({ source, text, file, line }) => ({
        source,
        place: { file, line },
        value: text,
      })),
      choice:
        given === undefined ? `${candidates[0]!.text}: uname shows the running one` : `${given}: --kernel`,
    });
  if (given !== undefined) return given;
  const version = candidates[0]?.text;
  if (version === undefined) {
    const hasRam = facts.cxl.regions.some((region) => isRamRegion(region, facts.cxl));
    const release = hasRam ? WITH_RAM_REGIONS : DEFAULT;
    const reason = hasRam ? ', and CXL regions of RAM came with 6.3' : '';
    noteAssumption(notes, `kernel ${release}: no source names a release${reason} ('--kernel VERSION' does)`);
    return release;
  }
  if (findRelease(version) === undefined) {
    const near = nearest(version);
    noteAssumption(notes, `kernel ${near}: ${version} is not among the releases, this is the nearest`);
    return near;
  }
  if (DISTRIBUTION.test(version))
    noteUnknown(notes, `changes that the distribution carries in ${version} beyond its mainline release`);
  return version;
}

/** The command line; undefined if no source has one. */
export function cmdlineOf(facts: Facts, notes: Notes): string | undefined {
  const running = facts.cmdlines.at(-1);
  const logged = lastBoot(facts)?.cmdline;
  if (running !== undefined && logged !== undefined && running.text.trim() !== logged.text.trim())
    noteConflict(notes, {
      about: 'command line',
      says: [
        { source: '/proc/cmdline', place: running, value: running.text },
        { source: 'kernel log', place: logged, value: logged.text },
      ],
      choice: '/proc/cmdline: it is that of the running kernel',
    });
  const text = running?.text ?? logged?.text;
  if (text !== undefined) return text;
  const configured = facts.configured.map((one) => one.text).join(' ');
  if (configured === '') {
    noteAssumption(notes, 'an empty command line: no source has one');
    return undefined;
  }
  noteAssumption(
    notes,
    "the command line is that of the boot loader's configuration: no source shows the running one",
  );
  return configured;
}

/** The size of memory blocks that a source states. */
export const blockSizeIn = (facts: Facts): number | undefined =>
  facts.lsmem.at(-1)?.blockSize?.value ?? lastBoot(facts)?.blockSize?.value;

/** The smallest blocks; larger ones are those of bare metal with much memory. */
const SMALL = 128 * MiB;

/** The HYPERVISOR bit, which decides on the size of memory blocks; `stated` if a source shows it. */
export interface Hypervisor {
  present: boolean;
  stated: boolean;
}

/** A kernel under a hypervisor refuses to commit a CXL region, so a committed one implies bare metal. */
export function hypervisorOf(facts: Facts): Hypervisor {
  const { hypervisor, product } = lastBoot(facts) ?? {};
  if (hypervisor !== undefined) return { present: true, stated: true };
  if (product !== undefined) return { present: isVirtualProduct(product.text), stated: true };
  if (facts.cxl.regions.some(({ decode_state }) => decode_state === 'commit'))
    return { present: false, stated: true };
  return { present: (blockSizeIn(facts) ?? SMALL) <= SMALL, stated: false };
}
