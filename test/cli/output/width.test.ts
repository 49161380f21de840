import { expect, it } from 'vitest';
import { TABLE } from '../../../src/cli/table/table.ts';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

const WIDTH = 80;

const tooWide = (text: string, width = WIDTH): string[] =>
  text.split('\n').filter((line) => [...line].length > width);

it('is that of the terminal: lists, views and explanations fit 80 columns', async () => {
  const memsim = memsimIn(scratchFolder());
  const wide = async (...words: string[]) => {
    const { stdout, stderr } = await memsim(words, {
      terminal: true,
      columns: WIDTH,
      env: { NO_COLOR: '1' },
    });
    expect(stdout + stderr).not.toBe('');
    return tooWide(stdout + stderr).map((line) => `${words.join(' ')}: ${line}`);
  };
  const found: string[] = [];
  const look = async (...lines: string[]) => {
    for (const line of lines) found.push(...(await wide(...line.split(' '))));
  };
  await look('platforms', 'kernel list', 'scenario list', 'lesson list', 'hmm types', 'kernel diff 5.2 5.3');
  await memsim(['boot', '--platform', 'kmem-8g']);
  await memsim(['-q', 'create-namespace', '-f', '-e', 'namespace0.0', '-m', 'devdax']);
  await look('daxctl reconfigure-device -m system-ram dax0.0');
  await look(
    'status',
    'vmemmap',
    'zones',
    'blocks',
    'pagemaps',
    'iomem',
    'e820',
    'map',
    'sections',
    'pfn 8G',
  );
  await look('explain region0', 'explain --size 100M --align 1G -r region0 -m devdax', 'lint memmap=1G!1G');
  await memsim(['boot', '--platform', 'cxl-expander', '--kernel', '6.12']);
  await look('status', 'map', 'explain region0', 'history');
  expect(found).toEqual([]);
});

it('is 80 columns at most in the help of every command', async () => {
  const memsim = memsimIn(scratchFolder());
  const found: string[] = [];
  for (const { words, hidden } of TABLE.filter(({ hidden: isHidden }) => !isHidden)) {
    const { stdout, stderr } = await memsim(['help', ...words.split(' ')], { terminal: true, columns: 100 });
    found.push(...tooWide(stdout + stderr).map((line) => `${words}: ${line}`));
    expect([words, hidden, stdout === '' && stderr === '']).toEqual([words, undefined, false]);
  }
  expect(found).toEqual([]);
});

it('may be 44 columns: rows of tables are folded, texts of options and explanations are broken', async () => {
  const memsim = memsimIn(scratchFolder());
  await memsim(['-q', 'boot', '--cmdline', 'memmap=512M!8G']);
  await memsim(['-q', 'create-namespace', '-m', 'devdax']);
  const found: string[] = [];
  const look = async (...words: string[]) => {
    const { stdout } = await memsim(words, { terminal: true, columns: 44, env: { NO_COLOR: '1' } });
    expect(stdout).not.toBe('');
    found.push(...tooWide(stdout, 44));
  };
  await look('platforms');
  await look('lesson', 'list');
  await look('kernel', 'list');
  await look('kernel', 'show');
  await look('kernel', 'diff', '5.2', '5.3');
  for (const view of ['status', 'zones', 'e820', 'blocks', 'iomem', 'pagemaps', 'vmemmap', 'map', 'sections'])
    await look(view);
  await look('pfn', '8G');
  await look('explain', 'region0');
  await look('compare', '--kernel', '4.4,6.1', '--run', 'status');
  await look('boot', '--help');
  // Words without a blank, and examples, which are typed as they are.
  expect(found.map((line) => line.trim().split(' ')[0])).toEqual([
    'memory_hotplug.online_policy=auto-movable,',
    '--view',
    'memsim',
    'memsim',
  ]);
});
