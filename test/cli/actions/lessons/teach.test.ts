/** Handouts, reports and recordings for those who teach. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memsimIn } from '../../../helpers/cli.ts';
import { scratchFolder } from '../../../helpers/folder.ts';

const memsim = (words: string[]) => memsimIn(scratchFolder())(words);

describe('memsim lesson handout', () => {
  it('has every lesson with its minutes, goals and a picture, and no solution', async () => {
    const { rc, stdout } = await memsim(['lesson', 'handout']);
    expect(rc).toBe(0);
    expect(stdout.match(/<section class="lesson">/g)).toHaveLength(20);
    expect(stdout.match(/<svg /g)).toHaveLength(20);
    expect(stdout).not.toContain('>Physical address space</text>');
    expect(stdout).toContain('>RAM since boot</text>');
    expect(stdout).toContain('<tr><th></th><th>Together</th><th class="n">217 min</th></tr>');
    expect(stdout).toContain('<li>all 64 marks of section 64 are persistent memory</li>');
    expect(stdout).not.toContain('Solutions');
    expect(stdout).not.toContain('memmap=128M!8256M');
  });

  it('has solutions on pages of their own at the end', async () => {
    const { stdout } = await memsim(['lesson', 'handout', '1', '--solutions']);
    expect(stdout.match(/<section class="lesson">/g)).toHaveLength(1);
    const [page, solutions] = stdout.split('<section class="solutions">');
    expect(page).not.toContain('memmap=128M!8256M');
    expect(solutions).toContain("<pre>memsim reboot --cmdline 'memmap=128M!8256M'</pre>");
  });

  it('gives each picture names of its own, all of which are defined once', async () => {
    const { stdout } = await memsim(['lesson', 'handout']);
    const ids = [...stdout.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const used = [...stdout.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id);
    expect(used.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('loads nothing, and escapes what comes from a lesson', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'course'));
    const evil = '<script src="http://x/"></script>&"\'';
    const lesson = {
      title: evil,
      about: evil,
      start: { platform: 'one-dimm', kernel: '6.1', cmdline: evil },
      allowed: [],
      steps: [
        {
          text: [evil, "'memsim <img src=x>'"],
          teaches: [{ command: evil, about: evil }],
          goals: [{ text: evil, when: { see: 'kernel', release: '6.1' } }],
          hints: [{ text: evil }],
          solution: ['list "<b>"'],
        },
      ],
    };
    writeFileSync(join(folder, 'course', '01-x.json'), JSON.stringify(lesson));
    const { rc, stdout } = await memsim(['lesson', 'handout', join(folder, 'course'), '--solutions']);
    expect(rc).toBe(0);
    expect(stdout).not.toMatch(/<script|<img|<b>"/);
    expect(stdout).toContain('&lt;script src=&quot;http://x/&quot;&gt;');
    expect(stdout).toContain('<code>memsim &lt;img src=x&gt;</code>');
    expect(stdout).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(stdout.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
      /(?:src|href)="|@import|url\((?!#)/,
    );
  });

  it('writes a file', async () => {
    const file = join(scratchFolder(), 'x.html');
    const { stdout, stderr } = await memsim(['lesson', 'handout', '2', '-o', file]);
    expect([stdout, stderr]).toEqual(['', `memsim: wrote ${file}\n`]);
    expect(readFileSync(file, 'utf8')).toContain('<h2>2. Sub-sections of 2 MiB</h2>');
  });
});

describe('memsim lesson progress', () => {
  it('reports lessons by course and tasks of drills, as text and as a file', async () => {
    const folder = scratchFolder();
    const learner = memsimIn(folder);
    await learner(['lesson', 'start', 'sub-sections']);
    await learner(['reboot', '--cmdline', 'memmap=64M!8194M', '--quiet']);
    await learner(['lesson', 'check']);
    await learner(['lesson', 'drill', 'usable']);
    await learner(['lesson', 'answer', '1']);
    expect((await learner(['lesson', 'progress'])).stdout).toBe(
      'the course of memsim: 1 of 20 lessons done, 5 of 217 minutes\n   2 sub-sections\ndrill usable: 0 tasks solved, 1 wrong answer, 0 shown\n',
    );
    const file = join(folder, 'me.json');
    expect((await learner(['lesson', 'progress', '-o', file])).stderr).toBe(`memsim: wrote ${file}\n`);
    const { courses, drills } = JSON.parse(readFileSync(file, 'utf8'));
    expect(courses[0].lessons[1]).toEqual({ number: 2, id: 'sub-sections', minutes: 5, done: true });
    expect(drills).toEqual([{ kind: 'usable', solved: 0, wrong: 1, shown: 0 }]);
  });
});

describe('memsim lesson cast', () => {
  it('types the solution on the machine of the lesson, with its goals as comments', async () => {
    const { rc, stdout } = await memsim(['lesson', 'cast', '7']);
    expect(rc).toBe(0);
    const [header, ...events] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(header).toMatchObject({ version: 2, title: 'Lesson 7: One section, two owners' });
    const marks = events.filter(([, kind]) => kind === 'm').map(([, , text]) => text);
    expect(marks).toContain('Step 3 of 3');
    expect(marks).toContain('Goal: the kernel warned of a mixed region');
    const shown = events
      .filter(([, kind]) => kind === 'o')
      .map(([, , text]) => text)
      .join('');
    expect(shown).toContain("$ memsim reboot --cmdline 'memmap=0xfc000000!8G'");
    expect(shown).toContain('truncate 67108864 bytes');
    expect(shown).not.toContain('is not for lesson');
    expect((await memsim(['lesson', 'cast', '7'])).stdout).toBe(stdout);
  });

  it('takes labels out of a file and back, without a file of the host', async () => {
    const { stdout } = await memsim(['lesson', 'cast', '14']);
    expect(stdout).toContain('wrote 1 nmem');
    expect(stdout).not.toContain('cannot be read');
  });
});
