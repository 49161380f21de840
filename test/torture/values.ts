/** Words that are likely to cause faults: names of Object.prototype, controls, numbers at and beyond each border. */
import fc from 'fast-check';

export const hostileWord = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      '-',
      '--',
      '0',
      '-1',
      '1',
      '4K',
      '2M',
      '1G',
      '16G',
      '1T',
      '1P',
      '1E',
      '16E',
      '0x',
      '1e9',
      'NaN',
      'null',
    ],
    ...[
      '4096',
      '0x1000',
      '4503599627370496',
      '9007199254740993',
      '18446744073709551615',
      '18446744073709551616',
    ],
    ...[
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      '../../etc/passwd',
      '/dev/zero',
      '.',
      '..',
      '/',
    ],
    ...[
      '\u001b]0;x\u0007',
      '\u009b31m',
      '\r\n',
      'a\nb',
      "it's",
      '$(touch x)',
      '`x`',
      '\u202eabc',
      '\ud800',
      '😀',
      'x'.repeat(5000),
    ],
  ),
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

export const deviceName = fc.constantFrom(
  ...[
    'region0',
    'region1',
    'region9',
    'namespace0.0',
    'namespace1.0',
    'namespace0.1',
    'namespace0.2',
    'nmem0',
    'nmem1',
    'nmem9',
  ],
  ...[
    'ndbus0',
    'dax0.0',
    'dax0.1',
    'dax1.0',
    'pfn0.0',
    'pfn1.0',
    'btt0.0',
    'btt1.0',
    'pmem0',
    'pmem1',
    'all',
    'memory32',
    'memory64',
  ],
);

export const kernel = fc.constantFrom(
  '4.4',
  '4.9',
  '4.13',
  '4.14',
  '4.19',
  '5.2',
  '5.3',
  '5.10',
  '6.1',
  '6.12',
);

const number = fc.oneof(
  fc.constantFrom(
    '0',
    '1',
    '4K',
    '128M',
    '1G',
    '4G',
    '8G',
    '16G',
    '1T',
    '1P',
    '1E',
    '8E',
    '15E',
    '16E',
    '0x',
    '0xffffffffffffffff',
    '-1',
    '',
  ),
  fc.bigInt({ min: 0n, max: (1n << 65n) - 1n }).map(String),
  fc.bigInt({ min: 0n, max: (1n << 52n) - 1n }).map((value) => `0x${value.toString(16)}`),
  fc
    .tuple(fc.nat(100), fc.constantFrom('K', 'M', 'G', 'T', 'P', 'E', 'k', 'Z'))
    .map(([count, unit]) => `${count}${unit}`),
);

const memmapPiece = fc.oneof(
  fc
    .tuple(number, fc.constantFrom('!', '@', '#', '$', '%', '', ',', '!!'), number)
    .map((parts) => parts.join('')),
  fc
    .tuple(number, number, fc.nat(20), fc.nat(20))
    .map(([size, start, from, to]) => `${size}%${start}-${from}+${to}`),
  fc.constantFrom('exactmap', 'nn@ss', '4G!', '!4G', '4G!4G,4G!8G'),
);

/** A kernel command line around `memmap=`. */
export const cmdline = fc
  .array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .array(memmapPiece, { minLength: 1, maxLength: 3 })
          .map((pieces) => `memmap=${pieces.join(',')}`),
      },
      { weight: 1, arbitrary: number.map((size) => `mem=${size}`) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'numa=off',
          'numa=fake=4',
          'nokaslr',
          'memhp_default_state=online',
          'memmap',
          'memmap=',
          'efi=nosoftreserve',
        ),
      },
      { weight: 1, arbitrary: hostileWord },
    ),
    { maxLength: 4 },
  )
  .map((words) => words.join(' '));
