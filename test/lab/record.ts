/**
 * `npm run record -- [options] SCRIPT`: asks a real kernel in QEMU and writes a transcript that `memsim replay`
 * compares. Needs Debian packages only, and names those that are missing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { HOST_FILES } from '../../src/cli/input/host-files.ts';
import { loadPlatform } from '../../src/cli/input/platforms.ts';
import { guestOf } from './guest/guest-machine.ts';
import { LabError, requirePrograms } from './guest/packages.ts';
import { CACHE, endsWithText, guestKernel, packageRoot, readGuestMachine } from './lab-options.ts';
import { readScript } from './script.ts';
import { recordBoots } from './transcript/record-boots.ts';

const HELP = `npm run record -- [options] SCRIPT|-

SCRIPT holds memsim's commands, one a line: ndctl .., daxctl .., cxl .., write PATH VALUE, cat PATH, and the looks
sysfs PATH.., iomem, zones, device-zone, memory-blocks, firmware-memmap. 'boot' and 'reboot' with --platform,
--cmdline, --kernel begin a boot; media stay.

  --kernel VERSION       Debian kernel, 6.1 (default) or 6.12; downloaded once into ~/.cache/memsim-lab
  --bzimage FILE         any kernel instead
  --modules DIR          .. and the folder above its lib/modules
  --platform NAME|FILE   RAM and DIMMs of a platform
  --memory SIZE          RAM without one (default 14G; 4G with DIMMs)
  --dimm SIZE[,LABELS[,ADDRESS]]  an NVDIMM; may be repeated
  --virtio-pmem SIZE,ADDRESS      a virtio-pmem device; may be repeated
  --qemu 'ARGUMENTS'     more arguments for QEMU
  --cmdline TEXT         kernel command line
  --name NAME --about TEXT --out FILE
`;

const OPTIONS = {
  kernel: { type: 'string' },
  bzimage: { type: 'string' },
  modules: { type: 'string' },
  platform: { type: 'string' },
  memory: { type: 'string' },
  dimm: { type: 'string', multiple: true },
  'virtio-pmem': { type: 'string', multiple: true },
  qemu: { type: 'string' },
  cmdline: { type: 'string' },
  name: { type: 'string' },
  about: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean' },
} as const;

async function record(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const [script] = positionals;
  if (values.help || script === undefined) {
    console.log(HELP);
    return;
  }
  requirePrograms();
  const source = script === '-' ? 0 : script;
  const boots = readScript(readFileSync(source, 'utf8'), script === '-' ? 'stdin' : script);
  const given = readGuestMachine(values);
  const machineOf = (platform: string | undefined) =>
    platform === undefined
      ? given
      : {
          ...guestOf(loadPlatform({ packageRoot: packageRoot(), files: HOST_FILES }, platform)),
          qemu: given.qemu,
        };
  const kernel = guestKernel({ ...values, kernel: values.kernel ?? boots[0]?.kernel });
  let { platform, cmdline = '' } = values;
  const requests = boots.map((boot) => {
    platform = boot.platform ?? platform;
    cmdline = boot.cmdline ?? cmdline;
    return { machine: machineOf(platform), cmdline, operations: boot.operations };
  });
  const name = values.name ?? basename(script, '.txt');
  const transcript = { name, about: values.about ?? '', ...(await recordBoots(kernel, requests, CACHE)) };
  const text = `${JSON.stringify(transcript, undefined, 1)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
  if (transcript.boots.some(({ truncated }) => truncated))
    throw new LabError('the guest stopped before the last step');
}

await endsWithText(() => record(process.argv.slice(2)));
