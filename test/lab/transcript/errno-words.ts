/** Names of the errors by the words of the C library and busybox. */

const WORDS: Readonly<Record<string, string>> = {
  'Operation not permitted': 'EPERM',
  'No such file or directory': 'ENOENT',
  'nonexistent directory': 'ENOENT',
  'Input/output error': 'EIO',
  'No such device or address': 'ENXIO',
  'Resource temporarily unavailable': 'EAGAIN',
  'Cannot allocate memory': 'ENOMEM',
  'Out of memory': 'ENOMEM',
  'Permission denied': 'EACCES',
  'Device or resource busy': 'EBUSY',
  'Resource busy': 'EBUSY',
  'File exists': 'EEXIST',
  'No such device': 'ENODEV',
  'Not a directory': 'ENOTDIR',
  'Is a directory': 'EISDIR',
  'Invalid argument': 'EINVAL',
  'Inappropriate ioctl for device': 'ENOTTY',
  'File too large': 'EFBIG',
  'No space left on device': 'ENOSPC',
  'Numerical result out of range': 'ERANGE',
  'Value too large for defined data type': 'EOVERFLOW',
  'Operation not supported': 'EOPNOTSUPP',
  'Not supported': 'EOPNOTSUPP',
};

/** The errno name at the end of a message, or the message's last words when they are none that is known. */
export function errnoOf(message: string): string {
  const words = message.trim().split(': ').at(-1) ?? '';
  return WORDS[words] ?? words;
}
