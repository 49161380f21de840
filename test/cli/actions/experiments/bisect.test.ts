import { describe, expect, it } from 'vitest';
import { alone } from '../../../helpers/cli.ts';
import { MIXED } from './mixed.ts';

const ISSUE_76 = `create-namespace -f -e namespace0.0 -m fsdax
create-namespace -f -e namespace1.0 -m fsdax
`;

describe('memsim bisect', () => {
  const memsim = alone;

  it('names the sub-section change for ndctl issue 76, and proves it', async () => {
    const args = ['bisect', '--good', '5.3', '--bad', '4.18', '--platform', 'ndctl-76', '-'];
    const { rc, stdout, stderr } = await memsim(args, { stdin: ISSUE_76 });
    expect({ rc, stderr }).toEqual({ rc: 0, stderr: '' });
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      "change subsection-hotplug (ba72b4c8cf60, mm/sparsemem: support sub-section hotplug) turns 'exit 250, WARN' into 'exit 0'",
    );
    expect(stdout).toMatch(/^ {2}4\.18 --with subsection-hotplug: exit 0$/m);
    expect(stdout).toMatch(/^ {2}5\.3 without it: not exit 0$/m);
  });

  it('goes by a test where one is given', async () => {
    const test = JSON.stringify({ see: 'log', matches: 'section collision' });
    const args = ['bisect', '--json', '--good', '4.9', '--bad', '4.19', '--test', test, ...MIXED, '-'];
    const { stdout } = await memsim(args, { stdin: 'create-namespace -f -e namespace0.0 -m fsdax -a 4K' });
    const { answer } = JSON.parse(stdout);
    expect(answer.toggles).toMatchObject([{ kind: 'remove', change: 'pfn-end-alignment' }]);
  });
});
