import { describe, expect, it } from 'vitest';
import { jsonOfPython } from '../../../src/paste/text/python.ts';

describe('lists of Python', () => {
  it.each([
    [`{u'dev': u'region0', u'size': 4096}`, { dev: 'region0', size: 4096 }],
    [
      `[{'dev': 'namespace0.0', 'raw': True, 'ro': False, 'uuid': None}]`,
      [{ dev: 'namespace0.0', raw: true, ro: false, uuid: null }],
    ],
    [`\`{'name': 'it\\'s "here"', 'x': "it's"}\``, { name: `it's "here"`, x: "it's" }],
  ])('%s becomes JSON', (text, value) => {
    expect(JSON.parse(jsonOfPython(text))).toEqual(value);
  });

  it.each([`{"dev":"it's True"}`, `a dict {'dev': 'region0'}`, `[    0.000000] 'x': True`])(
    '%s stays',
    (text) => {
      expect(jsonOfPython(text)).toBe(text);
    },
  );
});
